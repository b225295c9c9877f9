/** What cannot be agreed is refused in words, and nothing is half agreed. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newHold,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newSetOff,
	newSettlement,
} from '../../../../shared/domain/arrangements/ask.ts';
import { roomOn } from '../../../../shared/domain/arrangements/asking.ts';
import { approval, givesUp, mayGiveUp, mostGivenUp, withLimit } from '../../../../shared/domain/arrangements/authority.ts';
import { equalInstalments, instalmentsLeft } from '../../../../shared/domain/arrangements/instalments.ts';
import { addBusinessDays, businessDaysBetween, isBusinessDay } from '../../../../shared/domain/business-days.ts';
import { addDays, type Day, day, daysBetween } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { Refusal } from '../../../../shared/domain/refusal.ts';
import { ann, askingOf, bob, eur, inState, invoiceOf, knownOf } from '../../../support/arrangements/books.ts';

const today = '2026-11-02';
const soon = day('2026-11-12');
const invoice = invoiceOf({ id: 'i1', total: 1_000, paid: [['2026-10-20', 200]] });
const settled = invoiceOf({ id: 'i2', total: 500, paid: [['2026-10-20', 500]] });
const unsure = invoiceOf({ id: 'i3', total: 500, doubt: true });
const known = knownOf(today, [invoice, settled, unsure]);
const asking = askingOf('a1');
const promised = newPromise(asking, { invoices: ['i1'], minor: 500, by: soon }, known);
const withPromise = knownOf(today, [invoice], { arrangements: [promised] });

const code = (ask: () => unknown): string => {
	try {
		ask();
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
	return 'agreed';
};
const all = [{ invoice: 'i1', minor: null }];
const cut = (minor: number, ...days: readonly string[]) => days.map((due) => ({ due: day(due), minor }));

describe('what cannot be agreed', () => {
	it.each([
		['a promise above the balance', 'ABOVE_BALANCE', () => newPromise(asking, { invoices: ['i1'], minor: 801, by: soon }, known)],
		['a promise for yesterday', 'IN_THE_PAST', () => newPromise(asking, { invoices: ['i1'], minor: 1, by: day('2026-11-01') }, known)],
		[
			'a promise for the year after next',
			'TOO_FAR',
			() => newPromise(asking, { invoices: ['i1'], minor: 1, by: day('2028-01-01') }, known),
		],
		['a promise of nothing', 'AMOUNT_UNKNOWN', () => newPromise(asking, { invoices: ['i1'], minor: 0, by: soon }, known)],
		['a promise of half a cent', 'AMOUNT_UNKNOWN', () => newPromise(asking, { invoices: ['i1'], minor: 0.5, by: soon }, known)],
		['a promise for a paid invoice', 'NOTHING_OPEN', () => newPromise(asking, { invoices: ['i2'], minor: 1, by: soon }, known)],
		[
			'a promise while the ledger cannot be read',
			'LEDGER_UNSURE',
			() => newPromise(asking, { invoices: ['i3'], minor: 1, by: soon }, known),
		],
		['a promise for an invoice of somebody else', 'NOT_FOUND', () => newPromise(asking, { invoices: ['i9'], minor: 1, by: soon }, known)],
		['a promise for no invoice', 'NO_INVOICE', () => newPromise(asking, { invoices: [], minor: 1, by: soon }, known)],
		['the same invoice twice', 'TOO_MANY_INVOICES', () => newPromise(asking, { invoices: ['i1', 'i1'], minor: 1, by: soon }, known)],
		[
			'two promises for the same money',
			'ABOVE_BALANCE',
			() => newPromise(askingOf('a2'), { invoices: ['i1'], minor: 301, by: soon }, withPromise),
		],
		[
			'a plan over promised money',
			'CLAIMED_ALREADY',
			() => newPlan(askingOf('a2'), { wishes: [{ invoice: 'i1', minor: 800 }], instalments: cut(800, '2026-12-01') }, withPromise),
		],
		[
			'a plan that does not add up',
			'DOES_NOT_ADD_UP',
			() => newPlan(asking, { wishes: all, instalments: cut(300, '2026-12-01', '2027-01-01') }, known),
		],
		[
			'a plan whose days are not in order',
			'INSTALMENTS_ORDER',
			() => newPlan(asking, { wishes: all, instalments: cut(400, '2027-01-01', '2026-12-01') }, known),
		],
		['a plan without instalments', 'INSTALMENTS_COUNT', () => newPlan(asking, { wishes: all, instalments: [] }, known)],
		[
			'a dispute about more than the invoice',
			'ABOVE_BALANCE',
			() => newDispute(asking, { invoice: 'i1', minor: 801, reason: 'price', text: '' }, known),
		],
		[
			'an extension to an earlier day',
			'NOT_LATER',
			() =>
				newExtension(
					asking,
					{ invoices: ['i4'], to: day('2026-11-20') },
					knownOf(today, [invoiceOf({ id: 'i4', total: 5, due: '2026-12-01' })]),
				),
		],
		['a settlement for all of it', 'NOTHING_GIVEN', () => newSettlement(asking, { wishes: all, pays: 800, by: soon }, known)],
		['a set-off above what is open', 'ABOVE_BALANCE', () => newSetOff(asking, { invoice: 'i1', minor: 801, bill: 'b' }, known)],
		['a pause until yesterday', 'IN_THE_PAST', () => newPause(asking, { invoice: null, until: day('2026-11-01'), why: '' }, known)],
		[
			'a reduced limit without one',
			'LIMIT_MISSING',
			() => newHold(asking, { level: 'reduced-limit', limit: null, review: null, why: '' }, known),
		],
		['an insolvency of next week', 'IN_THE_FUTURE', () => newInsolvency(asking, { since: soon, claimBy: null, reference: '' }, known)],
	])('%s: %s', (_what, expected, ask) => {
		expect(code(ask)).toBe(expected);
	});

	it('two currencies in one agreement', () => {
		const dollars = { ...invoiceOf({ id: 'i5', total: 100 }), currency: currency('USD') };
		expect(code(() => newPromise(asking, { invoices: ['i1', 'i5'], minor: 850, by: soon }, knownOf(today, [invoice, dollars])))).toBe(
			'MIXED_CURRENCIES',
		);
	});

	it('agreed anew, the money of the old one is free', () => {
		const anew = newPromise(askingOf('a2'), { invoices: ['i1'], minor: 800, by: soon }, { ...withPromise, replaces: promised });
		expect([anew.version, anew.replaces, anew.parts]).toEqual([
			2,
			'a1',
			[{ invoice: 'i1', minor: 800, base: 200, before: [{ day: '2026-10-20', minor: 200 }] }],
		]);
	});

	it('a promise for the undisputed rest', () => {
		const dispute = newDispute(asking, { invoice: 'i1', minor: 300, reason: 'delivery', text: 'two boxes missing' }, known);
		expect(roomOn(invoice, knownOf(today, [invoice], { arrangements: [dispute] }))).toBe(500);
	});
});

describe('who may approve', () => {
	const settlement = newSettlement(asking, { wishes: all, pays: 600, by: soon }, known);
	it('nobody their own, no customer, and nobody above their authority', () => {
		expect(givesUp(settlement)).toBe(200);
		expect(approval(settlement, { person: ann, roles: ['owner'] }, null)).toBe('OWN_APPROVAL');
		expect(approval(settlement, { person: { ...bob, side: 'customer' }, roles: [] }, null)).toBe('OWN_APPROVAL');
		expect(approval(settlement, { person: bob, roles: ['finance'] }, null)).toBe('may');
		expect(approval(settlement, { person: bob, roles: ['sales'] }, null)).toBe('ABOVE_AUTHORITY');
		expect(approval(settlement, { person: bob, roles: ['finance'] }, { finance: { [eur]: 199 } })).toBe('ABOVE_AUTHORITY');
	});
	it('of a dispute who proposed does not approve, who raised it may', () => {
		const dispute: Arrangement = { ...newDispute(asking, { invoice: 'i1', minor: 300, reason: 'price', text: '' }, known), asked: bob };
		const proposed = inState(dispute, 'proposed');
		expect(approval(proposed, { person: bob, roles: ['owner'] }, null)).toBe('OWN_APPROVAL');
		expect(approval(proposed, { person: ann, roles: ['owner'] }, null)).toBe('may');
	});
	it('finance may give up 250 of any currency by default: of yen too', () => {
		expect(mayGiveUp(25_000, eur, ['finance'], null)).toBe(true);
		expect(mayGiveUp(25_001, eur, ['finance'], null)).toBe(false);
		expect(mayGiveUp(250, currency('JPY'), ['finance'], null)).toBe(true);
		expect(mayGiveUp(251, currency('JPY'), ['finance'], null)).toBe(false);
	});
	it('a company’s own limits hold where they are set, and the usual ones elsewhere; the highest of one’s roles counts', () => {
		const own = withLimit(withLimit({}, { role: 'finance', currency: eur, limit: 1_000 }), { role: 'owner', currency: eur, limit: 5_000 });
		expect(mayGiveUp(1_000, eur, ['finance'], own)).toBe(true);
		expect(mayGiveUp(1_001, eur, ['finance'], own)).toBe(false);
		expect(mayGiveUp(5_000, eur, ['finance', 'owner'], own)).toBe(true);
		expect(mayGiveUp(5_001, eur, ['finance', 'owner'], own)).toBe(false);
		expect(mayGiveUp(25_000, currency('USD'), ['finance'], own)).toBe(true);
		expect(mostGivenUp(currency('USD'), ['owner'], own)).toBeNull();
		expect(mayGiveUp(0, eur, ['finance'], withLimit(own, { role: 'finance', currency: eur, limit: 0 }))).toBe(true);
		expect(mayGiveUp(1, eur, ['finance'], withLimit(own, { role: 'finance', currency: eur, limit: 0 }))).toBe(false);
		expect(mayGiveUp(25_000, eur, ['finance'], withLimit(own, { role: 'finance', currency: eur, limit: null }))).toBe(true);
		expect(mayGiveUp(1, eur, ['sales', 'auditor'], own)).toBe(false);
	});
});

describe('instalments', () => {
	it('100.00 in three: 33.34, 33.33, 33.33, at month ends', () => {
		expect(equalInstalments(10_000, eur, { count: 3, first: day('2027-01-31'), every: 'month', down: null })).toEqual([
			{ due: '2027-01-31', minor: 3_334 },
			{ due: '2027-02-28', minor: 3_333 },
			{ due: '2027-03-31', minor: 3_333 },
		]);
	});
	it('add up, whatever is divided; and money pays the earliest', () => {
		fc.assert(
			fc.property(fc.integer({ min: 60, max: 10_000_000 }), fc.integer({ min: 1, max: 60 }), fc.nat(10_000_000), (whole, count, paid) => {
				const cut = equalInstalments(whole, eur, { count, first: soon, every: 'week', down: null });
				expect(cut.reduce((sum, { minor }) => sum + minor, 0)).toBe(whole);
				const left = instalmentsLeft(cut, paid);
				expect(left.reduce((sum, each) => sum + each.left, 0)).toBe(Math.max(0, whole - paid));
				const firstOpen = left.findIndex((each) => each.left > 0);
				expect(left.slice(firstOpen + 1).every((each) => firstOpen < 0 || each.left === each.minor)).toBe(true);
			}),
		);
	});
});

describe('business days', () => {
	const days = fc.integer({ min: 0, max: 800 }).map((n) => addDays(day('2026-01-01'), n));
	const holidays = fc.array(days, { maxLength: 12 }).map((all): ReadonlySet<Day> => new Set(all));
	it('are counted as one would on a calendar', () => {
		fc.assert(
			fc.property(days, days, holidays, (from, to, closed) => {
				let count = 0;
				for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) {
					const weekday = new Date(`${at}T00:00:00Z`).getUTCDay();
					if (weekday !== 0 && weekday !== 6 && !closed.has(at)) count++;
				}
				expect(businessDaysBetween(from, to, closed)).toBe(count);
			}),
		);
	});
	it('n of them ahead is a business day with n of them between', () => {
		fc.assert(
			fc.property(days, fc.integer({ min: 1, max: 15 }), holidays, (from, n, closed) => {
				const to = addBusinessDays(from, n, closed);
				expect(isBusinessDay(to, closed)).toBe(true);
				expect(businessDaysBetween(from, to, closed)).toBe(n);
				expect(daysBetween(from, to)).toBeGreaterThan(0);
			}),
		);
	});
});
