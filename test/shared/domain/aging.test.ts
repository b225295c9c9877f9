import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	age,
	type Bucket,
	bucketOf,
	buckets,
	daysPastDue,
	type Ladder,
	mergeLadders,
	oldestDue,
	overdueOf,
	positionOf,
} from '../../../shared/domain/aging.ts';
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import { customerId, type Document, ledgerId } from '../../../shared/domain/document.ts';
import { currency, MoneyError } from '../../../shared/domain/money.ts';
import { nearDays } from './any.ts';

const eur = currency('EUR');
const asOf = day('2026-03-01');

type Owed = { readonly due: Day; readonly minor: number };
const anyOwed = fc.record({ due: nearDays, minor: fc.integer({ min: 1, max: 10 ** 9 }) });
const manyOwed = fc.array(anyOwed, { maxLength: 60 });
const ladderOf = (owed: readonly Owed[]): Ladder => mergeLadders(owed.map(({ due, minor }) => new Map([[due, { minor, count: 1 }]])));
/** Without zeros and order, so that two ladders of one meaning are equal. */
const plain = (ladder: Ladder) => [...ladder].filter(([, { minor }]) => minor !== 0).sort(([a], [b]) => (a < b ? -1 : 1));

describe('buckets', () => {
	it.each([
		[-400, 'current'],
		[-1, 'current'],
		[0, 'current'],
		[1, '1-30'],
		[30, '1-30'],
		[31, '31-60'],
		[60, '31-60'],
		[61, '61-90'],
		[90, '61-90'],
		[91, '91+'],
		[4000, '91+'],
	] as const)('%d days past due is %s', (late, bucket) => {
		const due = addDays(asOf, -late);
		expect(daysPastDue(due, asOf)).toBe(late);
		expect(bucketOf(due, asOf)).toBe(bucket);
	});

	it('only grow older as time passes', () => {
		fc.assert(
			fc.property(nearDays, nearDays, fc.nat({ max: 400 }), (due, at, days) => {
				expect(buckets.indexOf(bucketOf(due, addDays(at, days)))).toBeGreaterThanOrEqual(buckets.indexOf(bucketOf(due, at)));
			}),
		);
	});
});

describe('age', () => {
	it('is the naive sum over the invoices', () => {
		fc.assert(
			fc.property(manyOwed, fc.nat({ max: 10 ** 9 }), nearDays, (owed, unapplied, at) => {
				const naive = (wanted: (due: Day) => boolean) => {
					const some = owed.filter(({ due }) => wanted(due));
					return { minor: Number(some.reduce((total, { minor }) => total + BigInt(minor), 0n)), count: some.length };
				};
				const aging = age(eur, ladderOf(owed), unapplied, at);
				for (const bucket of buckets) expect(aging.buckets[bucket]).toEqual(naive((due) => bucketOf(due, at) === bucket));
				expect(aging.open).toBe(naive(() => true).minor);
				expect(aging.overdue).toBe(naive((due) => due < at).minor);
				expect(aging.net).toBe(aging.open - unapplied);
				expect(overdueOf(ladderOf(owed), at)).toBe(aging.overdue);
				expect(oldestDue(ladderOf(owed))).toBe(owed.map(({ due }) => due).sort()[0] ?? null);
			}),
		);
	});

	it('of an empty ladder is nothing in every bucket, and the unapplied credit', () => {
		const aging = age(eur, new Map(), 500, asOf);
		expect(aging).toMatchObject({ open: 0, overdue: 0, unapplied: 500, net: -500 });
		expect(Object.keys(aging.buckets)).toEqual(buckets);
	});

	it('does not mind zeros that stay on a ladder', () => {
		const ladder: Ladder = new Map([[day('2020-01-01'), { minor: 0, count: 0 }]]);
		expect(age(eur, ladder, 0, asOf).open).toBe(0);
		expect(oldestDue(ladder)).toBeNull();
	});

	it('refuses a total that a double cannot hold, rather than misstate it', () => {
		const most = { minor: Number.MAX_SAFE_INTEGER, count: 1 };
		const ladder: Ladder = new Map([
			[day('2026-01-01'), most],
			[day('2026-05-01'), { minor: 1, count: 1 }],
		]);
		expect(() => age(eur, ladder, 0, asOf)).toThrow(MoneyError);
		expect(() => mergeLadders([new Map([[asOf, most]]), new Map([[asOf, most]])])).toThrow(MoneyError);
	});

	it('counts an example by hand', () => {
		const owed: Owed[] = [
			{ due: day('2026-03-01'), minor: 100 },
			{ due: day('2026-02-28'), minor: 20 },
			{ due: day('2026-01-30'), minor: 3 },
			{ due: day('2025-12-31'), minor: 4000 },
			{ due: day('2025-11-30'), minor: 50_000 },
		];
		const { buckets: sums, overdue } = age(eur, ladderOf(owed), 0, asOf);
		const minors: Record<Bucket, number> = { current: 100, '1-30': 23, '31-60': 4000, '61-90': 0, '91+': 50_000 };
		for (const bucket of buckets) expect(sums[bucket].minor).toBe(minors[bucket]);
		expect(overdue).toBe(54_023);
	});
});

describe('ladders', () => {
	it('add up in any order and grouping, and none is changed by it', () => {
		fc.assert(
			fc.property(manyOwed, manyOwed, manyOwed, (x, y, z) => {
				const [a, b, c] = [ladderOf(x), ladderOf(y), ladderOf(z)];
				const before = plain(a);
				const all = plain(mergeLadders([a, b, c]));
				expect(plain(mergeLadders([mergeLadders([a, b]), c]))).toEqual(all);
				expect(plain(mergeLadders([a, mergeLadders([b, c])]))).toEqual(all);
				expect(plain(mergeLadders([c, b, a]))).toEqual(all);
				expect(plain(mergeLadders([a, new Map()]))).toEqual(before);
				expect(plain(a)).toEqual(before);
			}),
		);
	});
});

describe('positions', () => {
	const ledger = ledgerId('xero', 'T');
	const base: Document = {
		ledger,
		kind: 'invoice',
		id: 'i',
		version: '1',
		customer: customerId(ledger, 'c'),
		number: '1',
		reference: '',
		state: 'open',
		currency: eur,
		total: 1000,
		open: 400,
		unapplied: 0,
		issued: day('2026-01-01'),
		due: day('2026-01-31'),
		entries: [],
		providerStatus: 'AUTHORISED',
	};

	it('of an open invoice: its open amount on its due day', () => {
		expect(positionOf(base)).toEqual({
			ledger,
			customer: base.customer,
			currency: eur,
			due: '2026-01-31',
			open: 400,
			count: 1,
			unapplied: 0,
		});
	});
	it('of an invoice without a due day: on its issue day', () => expect(positionOf({ ...base, due: null }).due).toBe('2026-01-01'));
	it.each(['closed', 'void', 'deleted'] as const)('of a %s invoice: nothing', (state) => {
		expect(positionOf({ ...base, state, open: 0 })).toMatchObject({ due: null, open: 0, count: 0, unapplied: 0 });
	});
	it.each(['credit-note', 'overpayment', 'prepayment', 'payment'] as const)('of a %s: what is unapplied, on no due day', (kind) => {
		expect(positionOf({ ...base, kind, open: 0, unapplied: 250, due: null })).toMatchObject({
			due: null,
			open: 0,
			count: 0,
			unapplied: 250,
		});
	});
});
