/** Arrangements at random over given invoices: what cannot be agreed is left out, what can is in one of the states that it holds something in. */
import fc from 'fast-check';
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newSetOff,
	newSettlement,
} from '../../../shared/domain/arrangements/ask.ts';
import { type Asking, type Known, roomOn } from '../../../shared/domain/arrangements/asking.ts';
import { equalInstalments } from '../../../shared/domain/arrangements/instalments.ts';
import { addDays } from '../../../shared/domain/day.ts';
import { Refusal } from '../../../shared/domain/refusal.ts';

const kinds = ['dispute', 'promise', 'plan', 'extension', 'settlement', 'set-off', 'pause', 'insolvency'] as const;

export type Wish = {
	readonly kind: (typeof kinds)[number];
	/** The n-th invoice. */
	readonly on: number;
	readonly minor: number;
	readonly days: number;
	/** Of its states that hold something. */
	readonly state: number;
};
/** An insolvency ends all else, so it is rare. */
export const wish = (rare = 40): fc.Arbitrary<Wish> =>
	fc.record({
		kind: fc
			.integer({ min: 0, max: rare })
			.chain((n) => fc.constantFrom<Wish['kind']>(n === 0 ? 'insolvency' : (kinds[n % 7] ?? 'dispute'))),
		on: fc.nat(3),
		minor: fc.integer({ min: 1, max: 900 }),
		days: fc.integer({ min: 0, max: 40 }),
		state: fc.nat(2),
	});

const states = {
	dispute: ['open', 'proposed', 'conceded'],
	promise: ['open'],
	plan: ['active', 'active', 'offered'],
	extension: ['active', 'active', 'asked'],
	settlement: ['offered', 'asked'],
	'set-off': ['agreed', 'asked'],
	pause: ['active'],
	insolvency: ['active'],
} as const;

const begun = ({ kind, on, minor, days, state }: Wish, asking: Asking, known: Known): Arrangement | null => {
	const invoices = [...known.invoices.values()];
	const invoice = invoices[on % invoices.length];
	if (!invoice) return null;
	const by = addDays(known.today, days);
	const names = [invoice.id];
	const made = ((): Arrangement => {
		switch (kind) {
			case 'dispute':
				return newDispute(
					asking,
					{ invoice: invoice.id, minor: minor % 2 === 0 ? null : Math.min(minor, invoice.open), reason: 'price', text: '' },
					known,
				);
			case 'promise':
				return newPromise(asking, { invoices: names, minor: minor % 3 === 0 ? minor : Math.max(1, roomOn(invoice, known)), by }, known);
			case 'plan': {
				const whole = Math.min(minor, roomOn(invoice, known));
				const cut = { count: 1 + (minor % 3), first: by, every: 'two-weeks', down: null } as const;
				const instalments = equalInstalments(whole, invoice.currency, cut);
				return newPlan(asking, { wishes: [{ invoice: invoice.id, minor: whole }], instalments }, known);
			}
			case 'extension':
				return newExtension(asking, { invoices: names, to: by }, known);
			case 'settlement':
				return newSettlement(asking, { wishes: [{ invoice: invoice.id, minor: null }], pays: minor, by }, known);
			case 'set-off':
				return newSetOff(asking, { invoice: invoice.id, minor, bill: 'b' }, known);
			case 'pause':
				return newPause(asking, { invoice: minor % 2 ? invoice.id : null, until: by, why: '' }, known);
			case 'insolvency':
				return newInsolvency(asking, { since: known.today, claimBy: null, reference: '' }, known);
		}
	})();
	const its = states[kind];
	const now = its[state % its.length];
	if (made.kind !== 'dispute') return { ...made, state: now } as Arrangement;
	const concession = now === 'conceded' ? ({ as: 'credit-note', minor: 1 + (minor % (made.parts[0]?.minor ?? 1)) } as const) : null;
	return { ...made, state: now, terms: { ...made.terms, concession } } as Arrangement;
};

/** Null: it cannot be agreed. */
export const arranged = (wanted: Wish, asking: Asking, known: Known): Arrangement | null => {
	try {
		return begun(wanted, asking, known);
	} catch (error) {
		if (error instanceof Refusal) return null;
		throw error;
	}
};
