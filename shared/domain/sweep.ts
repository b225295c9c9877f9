/**
 * Comparing our copy with the ledger itself, row by row. Deltas are what the provider says has changed; a sweep is what is there. It finds what no delta
 * showed: a document deleted without a trace, a customer merged into another, a change that touched no time of change.
 */
import type { Day } from './day.ts';
import { type Customer, type CustomerId, type Document, type Entry, ended, isOwedOn, replacing } from './document.ts';
import type { Currency } from './money.ts';

/** A document within its ledger. */
export type DocumentName = Pick<Document, 'kind' | 'id'>;

/** Minor units: what is owed on an invoice, what is left of a credit. */
export const remaining = ({ open, unapplied }: Pick<Document, 'open' | 'unapplied'>): number => open + unapplied;

/**
 * What a sweep put right that reckoning goes by: what remains, when it is due, or whose it is. `unknown`: we did not hold it. `differs`: the same version
 * says otherwise, so no delta would ever have told. `newer`: a version we had not read. `gone`: the ledger no longer knows it.
 */
export type Finding = DocumentName & {
	readonly how: 'unknown' | 'differs' | 'newer' | 'gone';
	readonly number: string;
	readonly customer: CustomerId;
	readonly currency: Currency;
	/** `remaining` here before, and in the ledger; null where nothing was held. */
	readonly was: number | null;
	readonly is: number;
};

/** Equal as values; a key that holds nothing, or only such keys, is no key, and keys have no order. */
const same = (a: unknown, b: unknown): boolean => {
	if (a === b) return true;
	const [left, right] = [a === undefined ? {} : a, b === undefined ? {} : b];
	if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
	if (Array.isArray(left) || Array.isArray(right))
		return Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((each, i) => same(each, right[i]));
	const [one, other] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
	return [...new Set([...one.keys(), ...other.keys()])].every((key) => same(one.get(key), other.get(key)));
};

const isSameEffect = (a: Entry, b: Entry): boolean => a.kind === b.kind && a.minor === b.minor && a.source === b.source;

/**
 * A list may know less of the days than the delta did that brought payment and invoice together: an estimated day gives way to one that we know. And where
 * all that it does know is known already, the entries stay as they are.
 */
const entriesOf = (stored: Document, read: Document): readonly Entry[] => {
	const known = stored.entries.filter((entry) => !entry.estimated);
	const take = (pool: Entry[], like: (entry: Entry) => boolean): Entry | undefined => {
		const at = pool.findIndex(like);
		return at === -1 ? undefined : pool.splice(at, 1)[0];
	};
	const pool = [...known];
	const exact = read.entries.filter((entry) => !entry.estimated);
	const news = exact.filter((entry) => !take(pool, (each) => isSameEffect(each, entry) && each.day === entry.day));
	const sum = (entries: readonly Entry[]): number => entries.reduce((all, { minor }) => all + minor, 0);
	if (news.length === 0 && sum(stored.entries) === sum(read.entries)) return stored.entries;
	return read.entries.map((entry) => (entry.estimated ? (take(pool, (each) => isSameEffect(each, entry)) ?? entry) : entry));
};

/** `next` where it says anything that `stored` does not. */
const ifOther = <T extends object>(stored: T, next: T): T | null =>
	(Object.keys(next) as (keyof T)[]).every((field) => same(stored[field], next[field])) ? null : next;

/**
 * What we should hold where the ledger shows `read` at the version that we hold as `stored`; null when that is what we hold. A deletion says as little as it
 * does at a newer version.
 */
export const mended = (stored: Document, read: Document): Document | null => {
	const now = replacing(stored, read);
	const details = now.details ?? stored.details;
	const entries = now.state === 'deleted' && stored.state !== 'deleted' ? now.entries : entriesOf(stored, now);
	return ifOther(stored, { ...now, entries, ...(details === undefined ? {} : { details }) });
};

/** The same of a customer. */
export const mendedCustomer = (stored: Customer, read: Customer): Customer | null => {
	const details = read.details ?? stored.details;
	return ifOther(stored, { ...read, ...(details === undefined ? {} : { details }) });
};

/**
 * What we should hold where `read` is no older than what we hold; null when that is what we hold, and nothing is to be written. A journal's version is the moment
 * it was read at: a newer one mostly says the same, and one of the same second may say otherwise.
 */
export const taken = (stored: Document, read: Document): Document | null => {
	if (read.kind === 'journal') return mended({ ...stored, version: read.version }, read);
	return read.version === stored.version ? mended(stored, read) : replacing(stored, read);
};
/** Whether one at the version that is stored says nothing new. */
export const isToldByVersion = ({ kind }: Pick<Document, 'kind'>): boolean => kind !== 'journal';

/** What reckoning goes by is not as it was. */
export const isMaterial = (stored: Document, next: Document): boolean =>
	(['customer', 'state', 'currency', 'total', 'open', 'unapplied', 'due'] as const).some((field) => stored[field] !== next[field]);

/**
 * The ledger lists what is open, and this is not on it any more: what remained was settled on a day that it does not say. `version`: when it was listed; `day`: the
 * company's day then.
 */
export type Settled = DocumentName & { readonly version: string; readonly day: Day };

/** Null: nothing was open on it, or what we hold is newer. */
export const settledAs = (stored: Document, { version, day }: Settled): Document | null => {
	const left = remaining(stored);
	if (left === 0 || version < stored.version || stored.state === 'deleted') return null;
	const owed = isOwedOn(stored) && stored.open > 0;
	const on = day > stored.issued ? day : stored.issued;
	const entry: Entry = { day: on, kind: owed ? 'payment' : 'credit', minor: -left, estimated: true };
	return ended(stored, { version, state: 'closed', providerStatus: 'Nothing open', entries: [...stored.entries, entry] });
};

/** A document that the ledger no longer knows: nothing remains of it; whose it was, its number and its total stay as last known. At the version we hold. */
export const gone = (stored: Document): Document => replacing(stored, { ...stored, state: 'deleted', providerStatus: 'Deleted' });
