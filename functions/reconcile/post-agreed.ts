/** What was agreed with a customer, and is to be in the ledger, becomes a posting. */
import { hear } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { isPosted, rewardOn, type ToPost, toPost } from '../../shared/domain/arrangements/to-post.ts';
import { later } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { AskedPosting } from '../../shared/wire/posting-asked.ts';
import { type AskPorts, askPosting, postingId } from './ask-posting.ts';
import { overtaken, type RecallPorts, recalled, tokenOf } from './recall-agreed.ts';

export type AgreedPorts = AskPorts &
	RecallPorts & {
		readonly arrangements: Pick<Arrangements, 'arrangement' | 'current' | 'save' | 'keep'>;
		readonly books: Pick<Books, 'openDocumentsOf'>;
	};

/** What is written is there in minutes; what was refused, a person has to mend. */
const underWayMs = 5 * 60_000;
const refusedMs = 60 * 60_000;

const texts = {
	dispute: 'Dispute answered',
	settlement: 'Settled as agreed',
	'set-off': 'Set off as agreed',
	reward: 'Thank you for paying on time',
} as const;

const textOf = ({ kind }: Arrangement, { number }: StoredDocument): string => {
	const head = kind === 'dispute' || kind === 'settlement' || kind === 'set-off' || kind === 'reward' ? texts[kind] : 'As agreed';
	return number === '' ? head : `${head}, ${number}`;
};

const askedOf = (arrangement: Arrangement, { invoice: id, minor, as }: ToPost, invoice: StoredDocument): AskedPosting => {
	const common = { invoice: id, amount: toDecimal({ minor, currency: invoice.currency }), text: textOf(arrangement, invoice) };
	if (typeof as === 'object') return { kind: 'set-off', bill: as.bill, ...common };
	return as === 'write-off' ? { kind: 'write-off', ...common } : { kind: 'credit', reason: as, ...common };
};

/** More open invoices than anybody looks through for the one that a reward is credited on. */
const mostOpen = 200;

const nowhere =
	'Nothing of this customer is open that has room for it: it is credited on the next invoice, or end it and see to it in the ledger yourself.';

type Wanted = { readonly wish: ToPost; readonly invoice: StoredDocument };

/** Null: there is nothing to be written, or nobody knows. `nowhere`: a reward, and no invoice that it could go on. */
const wantedOf = async (arrangement: Arrangement, ports: AgreedPorts): Promise<Wanted | 'nowhere' | null> => {
	const { company, customer, ledger, parts } = arrangement;
	if (arrangement.kind === 'reward') {
		// It was credited when it was earned before.
		if (arrangement.written?.length) return null;
		const [open, all] = await Promise.all([
			ports.books.openDocumentsOf(company, customer, mostOpen, 'consistent'),
			ports.arrangements.current(company, customer),
		]);
		const wish = rewardOn(arrangement, open, all);
		const invoice = open.find(({ kind, id }) => kind === 'invoice' && id === wish?.invoice);
		return wish && invoice ? { wish, invoice } : 'nowhere';
	}
	const documents = await Promise.all(parts.map(({ invoice }) => ports.books.document(company, ledger, 'invoice', invoice)));
	const invoices = new Map(documents.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));
	const wish = toPost(arrangement, invoices);
	const invoice = wish === null || wish === 'unknown' ? undefined : invoices.get(wish.invoice);
	return wish === null || wish === 'unknown' || !invoice ? null : { wish, invoice };
};

/** It cannot be written, and nothing was: said in its history, once. It is asked for again when somebody may have mended it. */
const refuse = async (arrangement: Arrangement, why: string, { arrangements, clock }: AgreedPorts): Promise<void> => {
	const heard = hear(arrangement, 'rejected');
	const now = clock.now();
	if (heard === null) {
		if ((await arrangements.keep({ ...arrangement, wake: later(now, refusedMs) })) === 'stale') throw overtaken();
		return;
	}
	const came = heard.move.to === heard.move.from ? {} : { since: now };
	// The next look says when to look again.
	const after: Arrangement = { ...heard.arrangement, ...came, wake: later(now, refusedMs) };
	const change = { at: now, by: null, ...heard.move, text: why, before: arrangement, after };
	if ((await arrangements.save([change])) === 'stale') throw overtaken();
};

/**
 * The same wish twice is one posting; whoever is cut in between finds it there. What becomes of it is seen by whoever looks after the arrangement. A refusal
 * that comes before anything is written (no account chosen, a payment on its way, something else being written on the invoice) is the ledger's no. What was asked
 * for before its money went back is taken back first.
 */
export const postAgreed = async (
	{ company, customer, arrangement: id }: MessageOf<'reconcile.agreed'>,
	ports: AgreedPorts,
): Promise<void> => {
	const found = await ports.arrangements.arrangement(company, customer, id);
	const arrangement = found && (await recalled(found, ports));
	if (!arrangement || !isPosted(arrangement) || arrangement.posting !== null) return;
	const wanted = await wantedOf(arrangement, ports);
	if (wanted === null) return;
	if (wanted === 'nowhere') return refuse(arrangement, nowhere, ports);
	const { wish, invoice } = wanted;
	const { since, at, asked, kind } = arrangement;
	const token = tokenOf(arrangement, since ?? at, kind === 'reward' ? 'reward' : wish.invoice);
	try {
		const there = await ports.postings.posting(company, postingId(company, token));
		const posting =
			there ??
			(await askPosting(
				{ company, user: asked.id, approved: arrangement.approved !== undefined },
				customer,
				askedOf(arrangement, wish, invoice),
				token,
				ports,
			));
		const kept = { ...arrangement, posting: posting.id, wake: later(ports.clock.now(), underWayMs) };
		if ((await ports.arrangements.keep(kept)) === 'stale') throw overtaken();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		await refuse(arrangement, error.message, ports);
	}
};
