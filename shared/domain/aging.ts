/**
 * Aging is derived, never stored as buckets: ladders keyed by due day answer any as-of day from today on without touching an invoice.
 *
 * dpd (days past due) = as-of − due. Buckets: current ≤ 0, 1–30, 31–60, 61–90, 91+. Unapplied credits, overpayments and prepayments
 * are a column of their own, never a negative bucket, so for every currency Σ buckets − unapplied = the ledger's receivables balance.
 */
import { type Day, daysBetween } from './day.ts';
import { type CustomerId, type Document, isOwedOn, type LedgerId } from './document.ts';
import { type Currency, MoneyError } from './money.ts';

export const buckets = ['current', '1-30', '31-60', '61-90', '91+'] as const;
export type Bucket = (typeof buckets)[number];

/** Days past due: 0 on the due day itself, negative before it. */
export const daysPastDue = (due: Day, asOf: Day): number => daysBetween(due, asOf);

export const bucketOf = (due: Day, asOf: Day): Bucket => {
	const late = daysPastDue(due, asOf);
	if (late <= 0) return 'current';
	if (late <= 30) return '1-30';
	if (late <= 60) return '31-60';
	if (late <= 90) return '61-90';
	return '91+';
};

/** Open amount and number of what it is of: invoices, and journals that are owed. Minor units. */
export type Rung = { readonly minor: number; readonly count: number };
/** What is open by due day, in one currency. Only due days with something on them need be there; zeros are allowed. */
export type Ladder = ReadonlyMap<Day, Rung>;

/** All of one currency, minor units. `unapplied` ≥ 0 is credit not yet applied to an invoice. */
export type Aging = {
	readonly currency: Currency;
	readonly buckets: Readonly<Record<Bucket, Rung>>;
	/** Σ buckets. */
	readonly open: number;
	/** Σ buckets other than current. */
	readonly overdue: number;
	readonly unapplied: number;
	/** open − unapplied: what the ledger's own receivables balance must be. */
	readonly net: number;
};

const add = (a: number, b: number): number => {
	const total = a + b;
	if (!Number.isSafeInteger(total)) throw new MoneyError('a total is beyond what we can hold exactly');
	return total;
};

/** Cost: one step per due day on the ladder (≤ 31 a month), whatever the number of invoices. */
export const age = (currency: Currency, ladder: Ladder, unapplied: number, asOf: Day): Aging => {
	const sums = Object.fromEntries(buckets.map((name) => [name, { minor: 0, count: 0 }])) as Record<
		Bucket,
		{ minor: number; count: number }
	>;
	for (const [due, rung] of ladder) {
		const into = sums[bucketOf(due, asOf)];
		into.minor = add(into.minor, rung.minor);
		into.count = add(into.count, rung.count);
	}
	const open = buckets.reduce((all, name) => add(all, sums[name].minor), 0);
	const overdue = open - sums.current.minor;
	return { currency, buckets: sums, open, overdue, unapplied, net: open - unapplied };
};

/** Adds ladders up: several months, ledgers or customers of one currency. */
export const mergeLadders = (ladders: Iterable<Ladder>): Ladder => {
	const merged = new Map<Day, Rung>();
	for (const ladder of ladders)
		for (const [due, rung] of ladder) {
			const seen = merged.get(due);
			merged.set(due, seen ? { minor: add(seen.minor, rung.minor), count: add(seen.count, rung.count) } : rung);
		}
	return merged;
};

/** Overdue amount of a ladder at `asOf`; the by-customer order. */
export const overdueOf = (ladder: Ladder, asOf: Day): number => {
	let overdue = 0;
	for (const [due, rung] of ladder) if (due < asOf) overdue = add(overdue, rung.minor);
	return overdue;
};

/** The oldest due day with something open on it. */
export const oldestDue = (ladder: Ladder): Day | null => {
	let oldest: Day | null = null;
	for (const [due, rung] of ladder) if (rung.minor !== 0 && (oldest === null || due < oldest)) oldest = due;
	return oldest;
};

/**
 * How one document stands on the ladders. `due` is null when nothing is open on it.
 * The change that a save makes to the ladders is position(after) − position(before), for the customer and for the company alike.
 */
export type Position = {
	readonly ledger: LedgerId;
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly due: Day | null;
	readonly open: number;
	readonly count: number;
	readonly unapplied: number;
};

export const positionOf = (document: Document): Position => {
	const owed = isOwedOn(document) && document.open !== 0;
	return {
		ledger: document.ledger,
		customer: document.customer,
		currency: document.currency,
		due: owed ? (document.due ?? document.issued) : null,
		open: owed ? document.open : 0,
		count: owed ? 1 : 0,
		unapplied: document.unapplied,
	};
};
