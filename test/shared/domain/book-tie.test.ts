/** Our receivables against the control account: worked examples, and a property for books of any kind. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BookFigure, type BookLine, newBookTie, type OurRow, type TieLine, withResult } from '../../../shared/domain/book-tie.ts';
import { day, instant } from '../../../shared/domain/day.ts';
import { currency } from '../../../shared/domain/money.ts';
import { BaseTie } from '../../../shared/domain/tie-base.ts';
import { CurrencyTie } from '../../../shared/domain/tie-currencies.ts';
import { convertedAt } from '../../../shared/domain/tie-sums.ts';

const today = day('2026-11-22');
const [gbp, eur, jpy] = [currency('GBP'), currency('EUR'), currency('JPY')];
const ledger = 'quickbooks-1';

const ours = (id: string, minor: number, more: Partial<OurRow> = {}): OurRow => ({
	kind: minor < 0 ? 'credit-note' : 'invoice',
	id,
	number: `N-${id}`,
	customer: `${ledger}~7`,
	currency: gbp,
	open: Math.max(0, minor),
	unapplied: Math.max(0, -minor),
	issued: day('2026-11-01'),
	...more,
});
const figure = (minor: number, more: Partial<BookFigure> = {}): BookFigure => ({
	currency: gbp,
	today: minor,
	allDates: minor,
	unrealised: null,
	...more,
});
const line = (id: string, minor: number, more: Partial<BookLine> = {}): BookLine => ({
	id,
	kind: 'copied',
	type: 'Invoice',
	number: `N-${id}`,
	customer: '7',
	day: day('2026-11-01'),
	currency: gbp,
	minor,
	...more,
});
const journal = (id: string, minor: number): BookLine => line(id, minor, { kind: 'journal', type: 'Journal Entry', number: `J-${id}` });

const base = (rows: readonly OurRow[], books: BookFigure): TieLine => {
	const tie = new BaseTie(gbp, [books], today);
	for (const row of rows) tie.add(row);
	const [found] = tie.lines();
	if (!found) throw new Error('no line');
	return found;
};
const listed = (rows: readonly OurRow[], figures: readonly BookFigure[], lines: readonly BookLine[], partial = false) => {
	const tie = new CurrencyTie(ledger, figures, lines, partial);
	for (const row of rows) tie.add(row);
	return tie.lines();
};
const one = (lines: readonly TieLine[]): TieLine => {
	if (!lines[0] || lines.length > 1) throw new Error(`${lines.length} lines`);
	return lines[0];
};
const itemsAndRest = ({ kinds, unexplained }: TieLine): number => kinds.reduce((all, { minor }) => all + minor, unexplained);

describe('one control account in the own currency (Xero)', () => {
	it('ties to the cent where both say the same', () => {
		expect(base([ours('1', 12_000), ours('2', -2_000)], figure(10_000))).toMatchObject({
			ours: 10_000,
			theirs: 10_000,
			difference: 0,
			unexplained: 0,
			kinds: [],
			verdict: 'ties',
		});
	});

	it('names prepayments, which the books keep elsewhere, and what is dated later', () => {
		const rows = [
			ours('1', 12_000),
			ours('2', -3_000, { kind: 'prepayment' }),
			ours('3', 5_000, { issued: day('2026-12-24') }),
			ours('4', -1_000, { kind: 'prepayment', issued: day('2026-12-01') }),
		];
		const found = base(rows, figure(12_000, { allDates: 17_000 }));
		expect(found).toMatchObject({ ours: 13_000, theirs: 12_000, difference: 1_000, unexplained: 0, verdict: 'explained' });
		expect(found.kinds).toEqual([
			{ kind: 'post-dated', count: 1, minor: 5_000 },
			{ kind: 'prepayment', count: 2, minor: -4_000 },
		]);
		expect(found.items.map(({ of }) => of?.number)).toEqual(['N-2', 'N-3', 'N-4']);
	});

	it('says in one line what later payments take off, also from documents that are settled here', () => {
		// An invoice of 50 that a payment of tomorrow settles: nothing of it is open here, and today's books still have it.
		const found = base([ours('1', 12_000)], figure(17_000, { allDates: 12_000 }));
		expect(found).toMatchObject({ difference: -5_000, unexplained: 0, verdict: 'explained' });
		expect(found.items).toEqual([{ kind: 'settled-later', minor: -5_000 }]);
	});

	it('leaves what nothing explains', () => {
		expect(base([ours('1', 12_000)], figure(10_000))).toMatchObject({ unexplained: 2_000, verdict: 'differs' });
	});

	it('converts each document at its own rate; pennies are rounding, and never called exact', () => {
		const rows = [ours('1', 10_000), ours('2', 9_999, { currency: eur, rate: '1.176471', settlements: 1 })];
		expect(convertedAt(9_999, eur, gbp, '1.176471')).toBe(8_499);
		expect(base(rows, figure(18_499))).toMatchObject({ difference: 0, verdict: 'ties' });
		expect(base(rows, figure(18_497))).toMatchObject({
			unexplained: 0,
			verdict: 'inexact',
			items: [{ kind: 'rounding', minor: 2 }],
			foreign: [{ currency: eur, minor: 9_999, inFigure: 8_499, documents: 1 }],
		});
	});

	it('shows what it cannot check: revaluation where the books have gains, and documents without a rate', () => {
		const foreign = ours('2', 100_000, { currency: eur, rate: '1.25' });
		expect(base([foreign], figure(83_000, { unrealised: -3_000 }))).toMatchObject({
			verdict: 'inexact',
			items: [{ kind: 'revaluation', minor: -3_000 }],
		});
		expect(base([foreign], figure(83_000, { unrealised: 0 }))).toMatchObject({ verdict: 'differs', unexplained: -3_000 });
		// Our document of 500 that the books have not is no revaluation of another's 80.
		const missing = base([ours('1', 50_000), ours('2', 10_000, { currency: eur, rate: '1.25' })], figure(8_000, { unrealised: -1 }));
		expect(missing).toMatchObject({ verdict: 'differs', unexplained: 50_000, items: [] });
		const unknown = base([ours('1', 5_000), ours('2', 9_000, { currency: eur, rate: null })], figure(5_000));
		expect(unknown).toMatchObject({ verdict: 'inexact', unexplained: 0 });
		expect(unknown.items[0]).toMatchObject({ kind: 'no-rate', minor: 0, of: { id: '2' } });
	});
});

it('converts exactly, half away from zero, whatever the decimals', () => {
	expect(convertedAt(1, eur, gbp, '2')).toBe(1);
	expect(convertedAt(-1, eur, gbp, '2')).toBe(-1);
	expect(convertedAt(187, jpy, gbp, '187')).toBe(100);
	expect(convertedAt(100, gbp, jpy, '0.005347')).toBe(187);
	expect(convertedAt(100, eur, gbp, '0')).toBeNull();
	expect(convertedAt(100, eur, gbp, 'one')).toBeNull();
	expect(convertedAt(-1, eur, gbp, '1000')).toBe(0);
});

describe('each currency, by transaction (QuickBooks)', () => {
	it('names journal entries and what else is on receivables', () => {
		const lines = [
			line('1', 10_000),
			line('2', -2_500, { type: 'Payment' }),
			journal('3', 4_000),
			line('4', -300, { kind: 'other', type: 'Deposit' }),
		];
		const found = one(listed([ours('1', 10_000), ours('2', -2_500, { kind: 'payment' })], [figure(11_200)], lines));
		expect(found).toMatchObject({ ours: 7_500, theirs: 11_200, difference: -3_700, unexplained: 0, verdict: 'explained', suspects: [] });
		expect(found.items).toMatchObject([
			{ kind: 'journal', minor: -4_000, of: { number: 'J-3', customer: `${ledger}~7` } },
			{ kind: 'other-entry', minor: 300, of: { type: 'Deposit' } },
		]);
	});

	it('adds the lines of one journal up, and is silent of journals that are settled', () => {
		const found = one(listed([], [figure(100)], [journal('3', 300), journal('3', -200), journal('4', 0)]));
		expect(found.items).toMatchObject([{ kind: 'journal', minor: -100 }]);
	});

	it('a document that is missing here, missing there or different is named and explains nothing', () => {
		const lines = [line('1', 10_000), line('2', 500)];
		const found = one(listed([ours('1', 9_000), ours('9', 70)], [figure(10_500)], lines));
		expect(found).toMatchObject({ difference: -1_430, unexplained: -1_430, verdict: 'differs', suspectsInAll: 3 });
		expect(found.suspects).toMatchObject([
			{ id: '1', ours: 9_000, theirs: 10_000 },
			{ id: '9', ours: 70, theirs: null },
			{ id: '2', ours: null, theirs: 500 },
		]);
	});

	it('a document is met by its id, whatever it is called in the language of the company', () => {
		expect(one(listed([ours('1', 100)], [figure(100)], [line('1', 100, { kind: 'other', type: 'Factura' })]))).toMatchObject({
			verdict: 'ties',
			suspects: [],
		});
	});

	it('a list that was cut short accuses nobody of what is not on it', () => {
		expect(one(listed([ours('1', 100)], [figure(100)], [], true))).toMatchObject({ verdict: 'ties', suspects: [] });
	});
});

const minor = fc.integer({ min: 1, max: 5_000_000 });
const doc = fc.record({
	minor: fc.oneof(
		minor,
		minor.map((each) => -each),
	),
	currency: fc.constantFrom(gbp, eur),
	what: fc.constantFrom('both', 'both', 'both', 'ours', 'books', 'journal', 'other', 'later', 'prepayment'),
});

describe('books of any kind', () => {
	it('ours − theirs is always the items and the rest; what is only here or only there is named, and its sum is the rest', () => {
		fc.assert(
			fc.property(fc.array(doc, { maxLength: 40 }), (all) => {
				const rows = all.flatMap((each, n) =>
					['both', 'ours'].includes(each.what) ? [ours(String(n), each.minor, { currency: each.currency })] : [],
				);
				const lines = all.flatMap((each, n) => {
					if (!['both', 'books', 'journal', 'other'].includes(each.what)) return [];
					const kind = each.what === 'journal' ? 'journal' : each.what === 'other' ? 'other' : 'copied';
					return [line(String(n), each.minor, { kind, type: kind, currency: each.currency })];
				});
				const sums = Map.groupBy(lines, (each) => each.currency);
				const figures = [...sums].map(([code, some]) =>
					figure(
						some.reduce((sum, each) => sum + each.minor, 0),
						{ currency: code },
					),
				);
				for (const found of listed(rows, figures, lines)) {
					expect(itemsAndRest(found)).toBe(found.difference);
					const named = found.suspects.reduce((sum, each) => sum + (each.ours ?? 0) - (each.theirs ?? 0), 0);
					expect(found.suspectsInAll).toBe(found.suspects.length);
					expect(named === 0 ? 0 : named).toBe(found.unexplained);
				}
			}),
		);
	});

	it('in the own currency: whatever is dated later or kept elsewhere, the rest is just what is missing', () => {
		fc.assert(
			fc.property(fc.array(doc, { maxLength: 40 }), fc.integer({ min: -9999, max: 9999 }), (all, missing) => {
				let [now, ever] = [missing, missing];
				const rows: OurRow[] = [];
				for (const [n, each] of all.entries()) {
					const credit = each.what === 'prepayment';
					const amount = credit ? -Math.abs(each.minor) : each.minor;
					const later = each.what === 'later';
					if (!credit) ever += amount;
					if (!credit && !later) now += amount;
					rows.push(
						ours(String(n), amount, { ...(credit ? { kind: 'prepayment' } : {}), ...(later ? { issued: day('2027-01-05') } : {}) }),
					);
				}
				const found = base(rows, figure(now, { allDates: ever }));
				expect(itemsAndRest(found)).toBe(found.difference);
				expect(found.unexplained).toBe(missing === 0 ? 0 : -missing);
			}),
		);
	});

	it('counts all and lists the first', () => {
		const lines = Array.from({ length: 300 }, (_, n) => journal(String(n), 100));
		const found = one(listed([], [figure(30_000)], lines));
		expect(found.items).toHaveLength(50);
		expect(found.kinds).toEqual([{ kind: 'journal', count: 300, minor: -30_000 }]);
		expect(JSON.stringify(found).length).toBeLessThan(20_000);
	});
});

it('keeps one line a day, for thirty days', () => {
	let tie = newBookTie({ company: 'c', ledger, provider: 'quickbooks' });
	for (let n = 1; n <= 40; n++) {
		const on = day(`2026-${n > 30 ? '12' : '11'}-${String(n > 30 ? n - 30 : n).padStart(2, '0')}`);
		for (const at of [instant(`${on}T01:00:00.000Z`), instant(`${on}T09:00:00.000Z`)])
			tie = withResult(tie, { at, on, lines: [...listed([ours('1', n)], [figure(0)], [])], partial: false, unread: 0, calls: 2 });
	}
	expect(tie.history).toHaveLength(30);
	expect(tie.history[0]).toEqual({ on: '2026-12-10', lines: [{ currency: 'GBP', theirs: 0, difference: 40, unexplained: 40 }] });
});
