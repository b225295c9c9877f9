import { createHash } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import { isFinerThanMinor, parseMoney } from '../../shared/domain/money.ts';
import { type Posting, type PostingWhat, stepsOf } from '../../shared/domain/posting.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { AskedPosting } from '../../shared/wire/posting-asked.ts';
import { whatOf } from './asked-posting.ts';
import { type Draft, type DraftPorts, draftPosting } from './draft-posting.ts';
import { aboveLimit, underWay, writeOffMost } from './no-posting.ts';

export type AskPorts = Omit<DraftPorts, 'postings'> & {
	readonly postings: Pick<Postings, 'create' | 'posting' | 'postingsOf' | 'settings'>;
	readonly queues: Queues;
};

/** Should the message be lost, the sweep brings it this much later. */
const firstWakeMs = 60_000;

/** The same wish of the same company always has the same id. */
export const postingId = (company: CompanyId, token: string): string =>
	createHash('sha256').update(`${company}\nposting\n${token}`).digest('hex').slice(0, 24);

const sorted = (_: string, value: unknown): unknown =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
		: value;
/** The table keeps no order of fields. */
const plain = (what: PostingWhat): string => JSON.stringify(what.kind === 'reversal' ? { ...what, booked: [] } : what, sorted);

const sameOr422 = (stored: Posting, customer: CustomerId, asked: AskedPosting): Posting => {
	// Of decimals that the currency has not, there is nothing stored.
	const isFiner = 'amount' in asked && isFinerThanMinor(asked.amount, stored.currency);
	const minor = 'amount' in asked && !isFiner ? parseMoney(asked.amount, stored.currency).minor : stored.minor;
	if (!isFiner && stored.customer === customer && plain(stored.what) === plain(whatOf(asked)) && stored.minor === minor) return stored;
	throw new Refusal(
		422,
		'IDEMPOTENCY_KEY_REUSED',
		'This form was sent before, for something else',
		'Load the page again and ask from there: nothing was written twice.',
	);
};

/** From a draft to what is kept: nothing is written yet. */
export const plannedFrom = (draft: Draft, id: string, by: string, now: Posting['askedAt']): Posting => {
	const { company, customer, ledger, currency, minor, day, text, what } = draft;
	return {
		company,
		id,
		ledger,
		customer,
		currency,
		minor,
		day,
		text,
		what,
		state: 'planned',
		steps: stepsOf(what).map((_, n) => ({ n, state: 'planned', external: null })),
		by,
		askedAt: now,
		writtenAt: null,
		lease: null,
		problem: null,
		tries: 0,
		wake: later(now, firstWakeMs),
		rev: 0,
	};
};

/**
 * Keeps the wish and has it written. Asked again with the same token it is the same posting, whatever has become of it. `approved`: by whoever may give up so
 * much, so that the limit of what one person writes off does not hold.
 */
export const askPosting = async (
	{ company, user, approved = false }: { readonly company: CompanyId; readonly user: string; readonly approved?: boolean },
	customer: CustomerId,
	asked: AskedPosting,
	token: string,
	ports: AskPorts,
): Promise<Posting> => {
	const id = postingId(company, token);
	const known = await ports.postings.posting(company, id);
	if (known) return sameOr422(known, customer, asked);
	const draft = await draftPosting(company, customer, asked, ports, approved).catch(async (error: unknown) => {
		// The same form, pressed twice: the first may stand in the second's way.
		const first = error instanceof Refusal ? await ports.postings.posting(company, id) : null;
		if (first) return first;
		throw error;
	});
	if ('id' in draft) return sameOr422(draft, customer, asked);
	const most = approved ? Number.MAX_SAFE_INTEGER : writeOffMost(draft.settings, draft.currency);
	const created = await ports.postings.create(plannedFrom(draft, id, user, ports.clock.now()), most);
	if (created.outcome === 'taken') throw underWay(created.by);
	if (created.outcome === 'above') throw aboveLimit({ ...draft, most, before: created.before });
	await ports.queues.send({ type: 'reconcile.post', company, posting: id });
	return sameOr422(created.posting, customer, asked);
};
