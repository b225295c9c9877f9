/**
 * Which documents make a difference that nothing explains, where the books list none: the ledger's open items, page by page, against ours. A page says what is
 * open there; what none of them said is open here alone.
 */
import type { BookTie, Naming, Suspect } from '../../shared/domain/book-tie.ts';
import { signed, tieShown } from '../../shared/domain/book-tie.ts';
import { type Document, rowName, type StoredDocument } from '../../shared/domain/document.ts';
import { remaining } from '../../shared/domain/sweep.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import type { BooksPorts } from './books-ports.ts';

type Ports = Pick<BooksPorts, 'ties' | 'sweeps'>;

const named = ({ kind, id, number, customer, issued, currency }: Document) => ({ type: kind, id, number, customer, day: issued, currency });

const differing = (theirs: Document, ours: StoredDocument | undefined): Suspect | null => {
	const [here, there] = [ours ? signed(ours) : null, signed(theirs)];
	if (ours && here === there && ours.issued === theirs.issued && ours.details?.rate === theirs.details?.rate) return null;
	const newer = ours !== undefined && ours.version < theirs.version;
	return { ...named(theirs), ours: here, theirs: there, ...(newer ? { why: 'changed since it was read' } : {}) };
};

const noted = (naming: Naming, found: readonly Suspect[]): Naming => ({
	...naming,
	step: naming.step + 1,
	found: [...naming.found, ...found].slice(0, tieShown),
	foundInAll: naming.foundInAll + found.length,
});

const page = async (scope: BookTie, naming: Naming, accounting: Accounting, { ties, sweeps }: Ports): Promise<Naming> => {
	const { documents, next } = await accounting.page(naming.cursor ?? accounting.openItems());
	const open = documents.filter((document) => remaining(document) > 0);
	const ours = await ties.held(scope, open);
	if (open.length > 0) await sweeps.note(scope, naming.run, naming.step, open);
	const found = open.flatMap((document) => differing(document, ours.get(rowName(document))) ?? []);
	const after = noted(naming, found);
	if (next !== null) return { ...after, cursor: next };
	await sweeps.file(scope, naming.run, [], () => 100);
	return { ...after, stage: 'missing', cursor: '0' };
};

const missing = async (scope: BookTie, naming: Naming, { ties, sweeps }: Ports): Promise<Naming | null> => {
	const n = Number(naming.cursor);
	const batch = await sweeps.batch(scope, naming.run, n);
	if (batch === null) return null;
	const held = await ties.held(
		scope,
		batch.ids.map((id) => ({ kind: batch.kind, id })),
	);
	const open = [...held.values()].filter((document) => remaining(document) > 0);
	return {
		...noted(
			naming,
			open.map((document): Suspect => ({ ...named(document), ours: signed(document), theirs: null })),
		),
		cursor: String(n + 1),
	};
};

/** One step: a call of the provider, or a batch of ours. Null: it was the last. May be repeated. Throws `AccountingFault`. */
export const nameOn = (scope: BookTie, naming: Naming, accounting: Accounting, ports: Ports): Promise<Naming | null> =>
	naming.stage === 'pages' ? page(scope, naming, accounting, ports) : missing(scope, naming, ports);
