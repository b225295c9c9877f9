/**
 * Comparing our copy with the ledger itself, row by row. Deltas are what the provider says has changed; a sweep is what is there. It finds what no delta
 * showed: a document deleted without a trace, a customer merged into another, a change that touched no time of change.
 */
import type { CustomerId, Document, Entry } from './document.ts';
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

/** Equal as values; a key that holds nothing is no key, and keys have no order. */
const same = (a: unknown, b: unknown): boolean => {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b))
		return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => same(each, b[i]));
	const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
	return [...new Set([...left.keys(), ...right.keys()])].every((key) => same(left.get(key), right.get(key)));
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

/** What we should hold where the ledger shows `read` at the version that we hold as `stored`; null when that is what we hold. */
export const mended = (stored: Document, read: Document): Document | null => {
	const details = read.details ?? stored.details;
	const next: Document = { ...read, entries: entriesOf(stored, read), ...(details === undefined ? {} : { details }) };
	return (Object.keys(next) as (keyof Document)[]).every((field) => same(stored[field], next[field])) ? null : next;
};

/** What reckoning goes by is not as it was. */
export const isMaterial = (stored: Document, next: Document): boolean =>
	(['customer', 'state', 'currency', 'total', 'open', 'unapplied', 'due'] as const).some((field) => stored[field] !== next[field]);

/** A document that the ledger no longer knows: nothing remains of it; whose it was, its number and its total stay as last known. At the version we hold. */
export const gone = (stored: Document): Document => ({
	...stored,
	state: 'deleted',
	open: 0,
	unapplied: 0,
	entries: [],
	providerStatus: 'Deleted',
});
