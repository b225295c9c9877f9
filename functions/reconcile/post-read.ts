/** Documents as the ledger has them now, taken over into our copy. */
import type { DocumentKind, Refused, StoredDocument } from '../../shared/domain/document.ts';
import type { Posting, PostingStep } from '../../shared/domain/posting.ts';
import { type DocumentName, gone } from '../../shared/domain/sweep.ts';
import type { PostAccess } from './post-access.ts';
import type { PostDesk } from './post-desk.ts';

export type ReadNow = {
	readonly documents: readonly StoredDocument[];
	/** Those that could not be read: the next read of the ledger notes them too. */
	readonly refused: readonly Refused[];
};

const namesIn = (step: PostingStep): readonly DocumentName[] => {
	const invoice = (id: string): DocumentName => ({ kind: 'invoice', id });
	switch (step.do) {
		case 'take-back':
			return [step.booked];
		case 'credit-note':
		case 'clear-invoice':
		case 'expected-date':
			return [invoice(step.invoice)];
		case 'allocate':
			return step.credit === null ? [invoice(step.invoice)] : [step.credit, invoice(step.invoice)];
		case 'refund':
			return [step.credit];
		// The invoice that a fee is for stays as it is, and a note changes nothing we hold. Bills are not in this copy.
		case 'late-fee':
		case 'note':
		case 'clear-bill':
			return [];
	}
};

const unique = (names: readonly DocumentName[]): readonly DocumentName[] => [
	...new Map(names.map(({ kind, id }) => [`${kind}#${id}`, { kind, id }])).values(),
];

/** What its amount must be free on. */
export const touched = (steps: readonly PostingStep[]): readonly DocumentName[] => unique(steps.flatMap(namesIn));

/** What its written steps made. */
export const made = ({ steps }: Posting, all: readonly PostingStep[]): readonly DocumentName[] =>
	all.flatMap((step, at): DocumentName[] => {
		const id = steps[at]?.external;
		if (!id) return [];
		if (step.do === 'credit-note') return [{ kind: 'credit-note', id }];
		return step.do === 'late-fee' ? [{ kind: 'invoice', id }] : [];
	});

/**
 * Reads them from the ledger and saves what it says, also at the version we hold: nothing is decided by an older copy. Cost: `Accounting.look` of each kind, and
 * 2 RCU a document.
 */
export const readNow = async (desk: PostDesk, { reading }: PostAccess, names: readonly DocumentName[]): Promise<ReadNow> => {
	const { company, ledger } = desk.posting;
	const { books, clock } = desk.ports;
	const scope = { company, ledger };
	const wanted = unique(names);
	const refused: Refused[] = [];
	for (const kind of new Set<DocumentKind>(wanted.map((each) => each.kind))) {
		const ids = wanted.flatMap((each) => (each.kind === kind ? [each.id] : []));
		for (let from = 0; from < ids.length; from += reading.atOnce(kind)) {
			const looked = await reading.look(kind, ids.slice(from, from + reading.atOnce(kind)));
			const lost = await Promise.all(looked.gone.map((id) => books.document(company, ledger, kind, id)));
			const documents = [...looked.documents, ...lost.flatMap((stored) => (stored ? [gone(stored)] : []))];
			await books.repair(scope, documents, clock.now());
			refused.push(...looked.refused);
		}
	}
	const stored = await Promise.all(wanted.map(({ kind, id }) => books.document(company, ledger, kind, id)));
	return { documents: stored.filter((each) => each !== null), refused };
};
