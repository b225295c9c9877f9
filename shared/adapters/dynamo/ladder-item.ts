/**
 * LADDER#<ccy>: what one customer owes by due day in one currency, and how far its reminders are. Rewritten whole under its revision, so zeros vanish and
 * the index keys follow: by overdue amount, and by the day its next stage comes.
 */
import { overdueOf, type Position, type Rung } from '../../domain/aging.ts';
import { type Day, isDay } from '../../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../../domain/document.ts';
import { allThrough, type Exception, type Exceptions } from '../../domain/exceptions.ts';
import { type Reason, reasons } from '../../domain/mailing.ts';
import type { Currency } from '../../domain/money.ts';
import { defaultPolicy, nextStageDay } from '../../domain/policy.ts';
import { byDay, byOwner, type DayKey, keys } from '../../wire/table.ts';
import { BrokenItem, currencyAt, dayAt, type Item, mustBelongTo, text, whole } from './item.ts';

/** Rungs without zeros, and credit not applied. */
export type Standing = { readonly rungs: Map<Day, Rung>; unapplied: number };

export type CustomerStanding = Standing & {
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly ledger: LedgerId;
	/** 0: not stored yet. */
	readonly rev: number;
	/** The day its place in the by-overdue order is right for; never goes back. */
	readonly asOf: Day | null;
	/** Reminders are dealt with up to and on this day; null: never looked at. Never goes back. */
	readonly through: Day | null;
	/** The first day they were dealt with. */
	readonly since: Day | null;
	/** Left out of a mail for a while, each with its own `through`. */
	readonly exceptions: Map<string, Exception>;
};

export const nothing = (): Standing => ({ rungs: new Map(), unapplied: 0 });
export const isNothing = ({ rungs, unapplied }: Standing): boolean => rungs.size === 0 && unapplied === 0;

const sum = (a: number, b: number): number => {
	const total = a + b;
	if (!Number.isSafeInteger(total)) throw new RangeError('a total is beyond what we can hold exactly');
	return total;
};

/** Puts a position on the standing (1) or takes it off (−1). */
export const put = (standing: Standing, { due, open, count, unapplied }: Omit<Position, 'ledger'>, sign: 1 | -1): void => {
	standing.unapplied = sum(standing.unapplied, sign * unapplied);
	if (due === null) return;
	const rung = standing.rungs.get(due) ?? { minor: 0, count: 0 };
	const next = { minor: sum(rung.minor, sign * open), count: rung.count + sign * count };
	if (next.minor === 0 && next.count === 0) standing.rungs.delete(due);
	else standing.rungs.set(due, next);
};

/** Where it waits for its next stage, as the policy in force has it; nothing when none will come. Early would do, late would not. */
export const nextKey = (company: CompanyId, standing: CustomerStanding): DayKey | null => {
	const { customer, currency, rungs } = standing;
	// With an exception among them that day is past, so it is looked at daily: a payment that ends writes nothing here.
	const next = nextStageDay(defaultPolicy, rungs, allThrough(standing));
	return next && byDay.next(company, next, customer, currency);
};

type StoredException = readonly [why: Reason, through?: Day | null, own?: Day];
const storedException = ({ why, through, own }: Exception): StoredException => {
	if (own !== undefined) return [why, through, own];
	return through === null ? [why] : [why, through];
};
/** Undefined when there are none: most ladders hold no such attribute. ≈ 70 bytes each. */
export const exceptionsItem = (exceptions: Exceptions): Readonly<Record<string, StoredException>> | undefined =>
	exceptions.size === 0
		? undefined
		: Object.fromEntries(
				[...exceptions]
					.sort(([a], [b]) => (a < b ? -1 : 1))
					.map(([id, exception]): [string, StoredException] => [id, storedException(exception)]),
			);

/** A customer that stands at nothing keeps its item and its revision, and leaves the by-overdue order. */
export const ladderItem = (company: CompanyId, standing: CustomerStanding, asOf: Day): Item => {
	const { customer, currency, rungs } = standing;
	return {
		...keys.customerLadder(company, customer, currency),
		co: company,
		cust: customer,
		ccy: currency,
		ledger: standing.ledger,
		rev: standing.rev,
		rungs: Object.fromEntries([...rungs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([due, { minor, count }]) => [due, [minor, count]])),
		unapplied: standing.unapplied,
		asOf,
		through: standing.through ?? undefined,
		since: standing.since ?? undefined,
		exceptions: exceptionsItem(standing.exceptions),
		...nextKey(company, standing),
		...(isNothing(standing) ? {} : byOwner.balance(company, currency, overdueOf(rungs, asOf), customer)),
	};
};

const rungsFrom = (raw: unknown): Map<Day, Rung> => {
	if (typeof raw !== 'object' || raw === null) throw new BrokenItem('rungs');
	return new Map(
		Object.entries(raw).map(([due, rung]: [string, unknown]) => {
			const [minor, count]: unknown[] = Array.isArray(rung) ? rung : [];
			if (!isDay(due) || !Number.isSafeInteger(minor) || !Number.isSafeInteger(count)) throw new BrokenItem('rungs');
			return [due, { minor: Number(minor), count: Number(count) }];
		}),
	);
};

const exceptionsFrom = (raw: unknown): Map<string, Exception> => {
	if (raw === undefined) return new Map();
	if (typeof raw !== 'object' || raw === null) throw new BrokenItem('exceptions');
	return new Map(
		Object.entries(raw).map(([id, stored]: [string, unknown]) => {
			const [said, through = null, own]: unknown[] = Array.isArray(stored) ? stored : [];
			const why = reasons.find((each) => each === said);
			if (why === undefined || (through !== null && !isDay(through)) || (own !== undefined && !isDay(own)))
				throw new BrokenItem('exceptions');
			return [id, { why, through, ...(own === undefined ? {} : { own }) }];
		}),
	);
};

const dayOrNull = (item: Item, name: string): Day | null => (item[name] === undefined ? null : dayAt(item, name));

/** From the item, or from its row in `byOwner` (which knows no `asOf`, `through`, `since` and exceptions). @throws BrokenItem */
export const standingFrom = (item: Item, company: CompanyId): CustomerStanding => {
	mustBelongTo(item, company);
	return {
		customer: text(item, 'cust'),
		currency: currencyAt(item, 'ccy'),
		ledger: text(item, 'ledger'),
		rev: whole(item, 'rev'),
		rungs: rungsFrom(item.rungs),
		unapplied: whole(item, 'unapplied'),
		asOf: dayOrNull(item, 'asOf'),
		through: dayOrNull(item, 'through'),
		since: dayOrNull(item, 'since'),
		exceptions: exceptionsFrom(item.exceptions),
	};
};
