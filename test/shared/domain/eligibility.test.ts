/** The rules of lenders, on their published examples and on anything at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../shared/domain/aging.ts';
import { addDays, day } from '../../../shared/domain/day.ts';
import type { Unread } from '../../../shared/domain/document.ts';
import {
	defaultRules,
	judge,
	judgingBy,
	lessCredit,
	type OpenItem,
	refusalCodes,
	ruleText,
	unsureBy,
} from '../../../shared/domain/eligibility.ts';
import { count, emptyTally, netEligible } from '../../../shared/domain/export.ts';
import { currency } from '../../../shared/domain/money.ts';

const usd = currency('USD');
const asOf = day('2025-03-15');
const item = (over: Partial<OpenItem>): OpenItem => ({
	ledger: 'xero-1',
	kind: 'invoice',
	id: 'a',
	number: 'A',
	customer: 'xero-1~c',
	currency: usd,
	issued: day('2025-03-01'),
	due: day('2025-03-31'),
	total: over.open ?? 100,
	open: 100,
	unapplied: 0,
	held: 0,
	...over,
});
const judging = judgingBy(defaultRules, asOf, new Set());
const judgingStale = judgingBy(defaultRules, asOf, new Set(['old']));

describe('published examples', () => {
	it('items A to F: 120,000 are too old by invoice date; concentration, a later rule, works on the 1,880,000 that remain', () => {
		const rules = { ...defaultRules, maxDaysPastDue: null, maxDaysFromIssue: 90 };
		const tally = emptyTally(usd);
		const open = { A: 460_000, B: 390_000, C: 380_000, D: 350_000, E: 300_000, F: 120_000 };
		for (const [id, amount] of Object.entries(open)) {
			const one = item({ id, customer: id, open: amount * 100, ...(id === 'F' ? { issued: day('2024-11-01') } : {}) });
			count(tally, one, judge(one, judgingBy(rules, asOf, new Set())), 'current');
		}
		expect(tally).toMatchObject({ open: 200_000_000, eligible: 188_000_000, refused: { PAST_DUE: { minor: 12_000_000, items: 1 } } });
	});

	it('a bank’s: of 1,000,000 50,000 are over 90 days; 950,000 remain, 712,500 at 75 %', () => {
		const tally = emptyTally(usd);
		for (const [id, open, due] of [
			['new', 95_000_000, day('2025-03-31')],
			['old', 5_000_000, addDays(asOf, -91)],
		] as const) {
			const one = item({ id, open, due });
			count(tally, one, judge(one, judging), bucketOf(due, asOf));
		}
		expect(netEligible(tally)).toBe(95_000_000);
		expect((netEligible(tally) * 75) / 100).toBe(71_250_000);
	});

	it('X past due 600, current 400, credit 200; Y 1,000: the credit lessens what is eligible of X', () => {
		const current = judge(item({ id: 'x2', open: 400 }), judging);
		expect(judge(item({ id: 'x1', open: 600, due: addDays(asOf, -91) }), judging)).toMatchObject({ eligible: 0 });
		expect(lessCredit(current, 200)).toEqual({
			used: 200,
			verdict: { eligible: 200, refused: [{ code: 'UNAPPLIED_CREDIT', minor: 200 }], secondary: [] },
		});
	});
});

describe('each rule', () => {
	it.each([
		['the limit itself is eligible: > is strict', { due: addDays(asOf, -90) }, 100, []],
		['a day more is not', { due: addDays(asOf, -91) }, 0, [{ code: 'PAST_DUE', minor: 100 }]],
		['no due day is unknown age', { due: null }, 0, [{ code: 'DUE_DATE_MISSING', minor: 100 }]],
		['issued after the day', { issued: addDays(asOf, 1) }, 0, [{ code: 'PRE_BILLED', minor: 100 }]],
		['a stale ledger', { ledger: 'old' }, 0, [{ code: 'LEDGER_STALE', minor: 100 }]],
		['being paid in part', { held: 40 }, 60, [{ code: 'IN_FLIGHT', minor: 40 }]],
		['being paid by more than is open', { held: 140 }, 0, [{ code: 'IN_FLIGHT', minor: 100 }]],
		['nothing open', { open: 0 }, 0, [{ code: 'NOTHING_OPEN', minor: 0 }]],
	] as const)('%s', (_, over, eligible, refused) => {
		expect(judge(item(over), judgingStale)).toMatchObject({ eligible, refused });
	});

	it('age comes first, what else matches is named beside it', () => {
		const verdict = judge(item({ due: addDays(asOf, -200), held: 10, ledger: 'old' }), judgingStale);
		expect(verdict).toEqual({ eligible: 0, refused: [{ code: 'PAST_DUE', minor: 100 }], secondary: ['LEDGER_STALE', 'IN_FLIGHT'] });
	});

	it('what may be out of date is not funded: an invoice itself, or its customer’s credit', () => {
		const copy = { number: '', customer: 'xero-1~c' };
		const row = { kind: 'invoice', id: 'a', reason: 'no sense', copy } as const;
		const by = (...unread: Unread[]) => judgingBy(defaultRules, asOf, new Set(), unsureBy([{ ledger: 'xero-1', unread }]));
		const unsure = { eligible: 0, refused: [{ code: 'LEDGER_UNSURE', minor: 100 }], secondary: [] };
		expect(judge(item({}), by(row))).toEqual(unsure);
		expect(judge(item({ held: 5 }), by(row)).secondary).toEqual(['IN_FLIGHT']);
		expect(judge(item({ id: 'b' }), by(row)).eligible).toBe(100);
		expect(judge(item({ ledger: 'xero-2' }), by(row)).eligible).toBe(100);
		for (const kind of ['credit-note', 'overpayment', 'prepayment'] as const) expect(judge(item({}), by({ ...row, kind }))).toEqual(unsure);
		expect(judge(item({}), by({ ...row, kind: 'payment' })).eligible).toBe(100);
		const quickbooks = unsureBy([{ ledger: 'quickbooks-1', unread: [{ ...row, kind: 'payment' }] }]);
		expect(judge(item({}), judgingBy(defaultRules, asOf, new Set(), quickbooks))).toEqual(unsure);
		expect(judge(item({}), by({ ...row, kind: 'customer' })).eligible).toBe(100);
	});

	it('a credit carries nothing to fund', () => {
		expect(judge(item({ kind: 'credit-note', open: 0, unapplied: 50, due: null }), judging)).toEqual({
			eligible: 0,
			refused: [],
			secondary: [],
		});
	});

	it('is said in a sentence', () => {
		for (const code of refusalCodes) expect(ruleText(code, { ...defaultRules, maxDaysFromIssue: 120 })).toMatch(/^[A-Z].*\.$/);
		expect(ruleText('PAST_DUE', defaultRules)).toBe('More than 90 days past its due day.');
	});
});

it('every unit of money is eligible or has one code, and neither is ever negative', () => {
	const some = fc.record({
		open: fc.integer({ min: 0, max: 1_000_000 }),
		held: fc.integer({ min: 0, max: 1_200_000 }),
		late: fc.option(fc.integer({ min: -400, max: 400 })),
		age: fc.integer({ min: -10, max: 400 }),
		ledger: fc.constantFrom('xero-1', 'old'),
	});
	const limits = fc.record({ due: fc.option(fc.integer({ min: 0, max: 200 })), issue: fc.option(fc.integer({ min: 0, max: 200 })) });
	fc.assert(
		fc.property(some, limits, fc.integer({ min: 0, max: 1_000_000 }), ({ open, held, late, age, ledger }, limit, credit) => {
			const one = item({ open, held, ledger, due: late === null ? null : addDays(asOf, -late), issued: addDays(asOf, -age) });
			const rules = { ...defaultRules, maxDaysPastDue: limit.due, maxDaysFromIssue: limit.issue };
			const { verdict, used } = lessCredit(judge(one, judgingBy(rules, asOf, new Set(['old']))), credit);
			expect(verdict.eligible).toBeGreaterThanOrEqual(0);
			expect(verdict.refused.every(({ minor }) => minor >= 0)).toBe(true);
			expect(verdict.eligible + verdict.refused.reduce((sum, { minor }) => sum + minor, 0)).toBe(open);
			expect(used).toBeLessThanOrEqual(credit);
		}),
	);
});
