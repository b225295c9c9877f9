/** What is true of a customer now: their arrangements and what they look at, each read consistently, since something is decided by it. */
import { type Advanced, advanceAll, type World } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import type { Invoices } from '../../shared/domain/arrangements/received.ts';
import { isCreditedInVain, isCreditedShort, isPosted, toPost } from '../../shared/domain/arrangements/to-post.ts';
import { type Day, dayIn, type Instant } from '../../shared/domain/day.ts';
import { type CompanyId, type CustomerId, ledgerOfCustomer, type StoredDocument } from '../../shared/domain/document.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { isKeyPart } from '../../shared/wire/table.ts';
import type { ArrangementPorts } from './ports.ts';

export type Who = { readonly company: CompanyId; readonly customer: CustomerId };

export type ScenePorts = Pick<ArrangementPorts, 'arrangements' | 'books' | 'companies' | 'connections' | 'postings' | 'clock'>;

export type SceneNow = Who & {
	readonly ledger: string;
	readonly name: string;
	readonly timeZone: string;
	readonly now: Instant;
	readonly today: Day;
	/** As they are stored. */
	readonly stored: readonly Arrangement[];
	/** Of their parts, and those that were asked for besides. */
	readonly invoices: Invoices;
	readonly unapplied: World['unapplied'];
	/** By id: what is, or was, written for one of them. */
	readonly postings: ReadonlyMap<string, Posting>;
	/** When the last complete read of the ledger began. */
	readonly freshAsOf: Instant | null;
};

/**
 * A person gave it up after part of it was written: it is not written, unless they finished it by hand, which the books show by the very credit note that we had
 * made standing on the invoice with all that it was about.
 */
const isByHand = ({ state, givenUp, what, steps, minor }: Posting, invoices: Invoices): boolean => {
	if (state !== 'stuck' || givenUp !== true || !('invoice' in what)) return false;
	const made = new Set(steps.flatMap(({ external }) => external ?? []));
	const credited = invoices.get(what.invoice)?.entries.filter(({ kind, source }) => kind === 'credit' && made.has(source ?? '')) ?? [];
	return credited.reduce((all, entry) => all - entry.minor, 0) >= minor;
};

/**
 * What becomes of its posting, as far as we know: `waits` while somebody, or the ledger, may still write it. Given up is refused: what it was for goes back to
 * whoever sees to it.
 */
export const standingOf = (posting: Posting, invoices: Invoices): 'written' | 'refused' | 'stuck' | 'waits' => {
	const { state, givenUp } = posting;
	if (state === 'written' || isByHand(posting, invoices)) return 'written';
	if (state === 'cancelled' || givenUp === true) return 'refused';
	return state === 'stuck' ? 'stuck' : 'waits';
};

/** The answer to it counts once a read that began later has shown it: until then what is open is what it was before. */
const isShown = ({ writtenAt }: Posting, freshAsOf: Instant | null): boolean =>
	writtenAt === null || (freshAsOf !== null && freshAsOf > writtenAt);

/** A settlement over several invoices once this one is written. */
export const goneOn = (arrangement: Arrangement, { what }: Posting): Arrangement | null =>
	arrangement.kind === 'settlement' && arrangement.state === 'paid' && 'invoice' in what
		? { ...arrangement, posting: null, written: [...(arrangement.written ?? []), what.invoice] }
		: null;

/** What is to be written after it: as long as there is something, it is not done. */
const leftAfter = (arrangement: Arrangement, posting: Posting, invoices: Invoices): ReturnType<typeof toPost> => {
	const next = goneOn(arrangement, posting);
	return next === null ? null : toPost(next, invoices);
};

export const worldOf = ({ today, invoices, unapplied, postings, freshAsOf }: SceneNow): World => ({
	today,
	invoices,
	unapplied,
	posting: (arrangement) => {
		const done = (each: Arrangement) => (isCreditedShort(each, invoices) ? 'refused' : 'written');
		if (isCreditedInVain(arrangement)) return 'written';
		const posting = arrangement.posting === null ? undefined : postings.get(arrangement.posting);
		// Paid more than was agreed, there is nothing to give up.
		if (!posting)
			return isPosted(arrangement) && arrangement.posting === null && toPost(arrangement, invoices) === null ? done(arrangement) : null;
		const standing = standingOf(posting, invoices);
		if (standing === 'written')
			return isShown(posting, freshAsOf) && leftAfter(arrangement, posting, invoices) === null
				? done(goneOn(arrangement, posting) ?? arrangement)
				: null;
		return standing === 'waits' ? null : 'refused';
	},
});

export const followed = (scene: SceneNow): readonly Advanced[] => advanceAll(scene.stored, worldOf(scene));

const byId = (found: readonly (StoredDocument | null)[]): Invoices =>
	new Map(found.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));

/** A posting matters while it is awaited, and while a dispute that it failed may still get it. */
const watched = (arrangement: Arrangement): readonly string[] =>
	arrangement.posting !== null && (isPosted(arrangement) || arrangement.state === 'open' || arrangement.state === 'moot')
		? [arrangement.posting]
		: [];

/**
 * @throws Refusal 404 for a customer that is not the company's. Cost: 3 RCU, 1 for four arrangements, 1 an invoice and a posting, all in one round trip but
 * for the last two. `more`: invoices besides those of their parts.
 */
export const sceneOf = async ({ company, customer }: Who, ports: ScenePorts, more: readonly string[] = []): Promise<SceneNow> => {
	const { arrangements, books, companies, connections, clock } = ports;
	// It may come from an address somebody typed.
	if (!isKeyPart(customer)) throw notFound('customer');
	const ledger = ledgerOfCustomer(customer);
	const [owner, known, stored, ladders] = await Promise.all([
		companies.company(company),
		books.customer(company, customer, 'consistent'),
		arrangements.current(company, customer),
		books.laddersOf(company, customer),
	]);
	if (!owner || !known) throw notFound('customer');
	const invoices = new Set([...more, ...stored.flatMap(({ parts }) => parts.map(({ invoice }) => invoice))]);
	const posted = stored.flatMap(watched);
	const [documents, postings, connection] = await Promise.all([
		Promise.all([...invoices].map((id) => books.document(company, ledger, 'invoice', id))),
		Promise.all(posted.map((id) => ports.postings.posting(company, id))),
		posted.length > 0 ? connections.connection(company, ledger) : null,
	]);
	const unapplied = new Map(ladders.map((each) => [each.currency, each.unapplied]));
	const now = clock.now();
	return {
		company,
		customer,
		ledger,
		name: known.name,
		timeZone: owner.timeZone,
		now,
		today: dayIn(owner.timeZone, now),
		stored,
		invoices: byId(documents),
		unapplied: (currency) => unapplied.get(currency) ?? 0,
		postings: new Map(postings.flatMap((each) => (each === null ? [] : [[each.id, each] as const]))),
		freshAsOf: connection?.freshAsOf ?? null,
	};
};
