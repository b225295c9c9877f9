/** Age of what is open, worked out from the ledgers' own rows alone. */
import type { OwnItem } from './ledgers.ts';

export const ownBuckets = ['current', '1-30', '31-60', '61-90', '91+'] as const;
type OwnBucket = (typeof ownBuckets)[number];
type Rung = { minor: number; count: number };

export type OwnAging = {
	readonly currency: string;
	readonly buckets: Readonly<Record<OwnBucket, Rung>>;
	open: number;
	overdue: number;
	unapplied: number;
};

/** Civil days from `due` to `day`; negative before it. */
export const ownDaysLate = (due: string, day: string): number =>
	(Date.parse(`${day}T00:00:00Z`) - Date.parse(`${due}T00:00:00Z`)) / 86_400_000;

const bucketOf = (days: number): OwnBucket => {
	if (days <= 0) return 'current';
	if (days <= 30) return '1-30';
	if (days <= 60) return '31-60';
	return days <= 90 ? '61-90' : '91+';
};

const empty = (currency: string): OwnAging => ({
	currency,
	buckets: {
		current: { minor: 0, count: 0 },
		'1-30': { minor: 0, count: 0 },
		'31-60': { minor: 0, count: 0 },
		'61-90': { minor: 0, count: 0 },
		'91+': { minor: 0, count: 0 },
	},
	open: 0,
	overdue: 0,
	unapplied: 0,
});

/** By currency, alphabetically. */
export const ownAging = (items: readonly OwnItem[], day: string): OwnAging[] => {
	const all = new Map<string, OwnAging>();
	for (const { kind, currency, due, minor } of items) {
		const aging = all.get(currency) ?? empty(currency);
		all.set(currency, aging);
		if (kind === 'credit') {
			aging.unapplied += minor;
			continue;
		}
		const late = ownDaysLate(due, day);
		const rung = aging.buckets[bucketOf(late)];
		rung.minor += minor;
		rung.count += 1;
		aging.open += minor;
		if (late > 0) aging.overdue += minor;
	}
	return [...all.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};

export type OwnFunding = { readonly currency: string; open: number; pastDue: number; credits: number; eligible: number };

/**
 * What a factor would fund: invoices up to ninety days past due; a customer's credit is taken off that customer's own eligible invoices, and no further.
 * `pastDue` and `credits`: what is refused for which reason. `eligible` + both = open.
 */
export const ownFunding = (items: readonly OwnItem[], day: string): OwnFunding[] => {
	const all = new Map<string, OwnFunding>();
	const customers = new Map<string, { readonly currency: string; young: number; credit: number }>();
	for (const { kind, provider, customer, currency, due, minor } of items) {
		const funding = all.get(currency) ?? { currency, open: 0, pastDue: 0, credits: 0, eligible: 0 };
		all.set(currency, funding);
		const name = `${provider} ${customer} ${currency}`;
		const own = customers.get(name) ?? { currency, young: 0, credit: 0 };
		customers.set(name, own);
		if (kind === 'credit') own.credit += minor;
		else {
			funding.open += minor;
			if (ownDaysLate(due, day) > 90) funding.pastDue += minor;
			else own.young += minor;
		}
	}
	for (const { currency, young, credit } of customers.values()) {
		const funding = all.get(currency);
		if (!funding) continue;
		funding.credits += Math.min(young, credit);
		funding.eligible += young - Math.min(young, credit);
	}
	return [...all.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};
