import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, instant } from '../../../shared/domain/day.ts';
import { type Document, type Entry, replacing } from '../../../shared/domain/document.ts';
import { changesBetween, stepsOf } from '../../../shared/domain/document-history.ts';
import { currency } from '../../../shared/domain/money.ts';

const invoice: Document = {
	ledger: 'xero-1',
	kind: 'invoice',
	id: 'a',
	version: '1',
	customer: 'xero-1~c',
	number: 'INV-1',
	reference: '',
	state: 'open',
	currency: currency('EUR'),
	total: 10_000,
	open: 10_000,
	unapplied: 0,
	issued: day('2026-04-01'),
	due: day('2026-05-01'),
	entries: [{ day: day('2026-04-01'), kind: 'issued', minor: 10_000 }],
	providerStatus: 'AUTHORISED',
	details: { terms: '30 days' },
};
const paid = (on: string, minor: number, source = 'p1'): Entry => ({ day: day(on), kind: 'payment', minor: -minor, source });

describe('what changed', () => {
	it('a due day, a total, a customer, an order number, lines', () => {
		const details = { terms: '30 days', purchaseOrder: 'PO 1', lines: [{ text: 'x', quantity: null, minor: 1 }] };
		expect(changesBetween(invoice, { ...invoice, due: day('2026-05-31'), total: 9_000, customer: 'xero-1~d', details })).toEqual([
			{ what: 'customer', was: 'xero-1~c', is: 'xero-1~d' },
			{ what: 'total', was: 10_000, is: 9_000 },
			{ what: 'due', was: '2026-05-01', is: '2026-05-31' },
			{ what: 'purchaseOrder', was: null, is: 'PO 1' },
			{ what: 'lines', was: null, is: null },
		]);
	});

	it('a payment that came, was dated anew, and was taken back', () => {
		const [none, first, redated] = [invoice, paid('2026-05-02', 4_000), paid('2026-05-03', 4_000)];
		const with_ = (...entries: Entry[]): Document => ({ ...invoice, entries: [...invoice.entries, ...entries] });
		expect(changesBetween(none, with_(first))).toEqual([{ what: 'entry', was: null, is: first }]);
		expect(changesBetween(with_(first), with_(redated))).toEqual([{ what: 'entry', was: first, is: redated }]);
		expect(changesBetween(with_(redated), none)).toEqual([{ what: 'entry', was: redated, is: null }]);
		expect(changesBetween(with_(first, first), with_(first))).toEqual([{ what: 'entry', was: first, is: null }]);
	});

	it('a deletion tells its state and what is no longer open, not that payments were taken back', () => {
		const was = { ...invoice, open: 6_000, entries: [...invoice.entries, paid('2026-05-02', 4_000)] };
		const gone = replacing(was, { ...was, version: '2', state: 'deleted', providerStatus: 'Deleted' });
		expect(changesBetween(was, gone).map(({ what }) => what)).toEqual(['state', 'open', 'status']);
	});

	it('details that were not read before are no change', () => {
		const { details: _, ...before } = invoice;
		expect(changesBetween(before, { ...invoice, details: { tax: 100, onlineUrl: 'https://x.example' } })).toEqual([]);
	});

	it('is nothing between equals, and turned round between two states', () => {
		const entry = fc.record({
			day: fc.constantFrom(day('2026-05-02'), day('2026-05-03')),
			kind: fc.constantFrom('payment' as const, 'credit' as const),
			minor: fc.constantFrom(-100, -200),
			source: fc.constantFrom('p', 'q'),
		});
		const state = fc.record({
			total: fc.constantFrom(1, 2),
			due: fc.constantFrom(day('2026-05-01'), null),
			entries: fc.array(entry, { maxLength: 5 }),
		});
		fc.assert(
			fc.property(state, state, (a, b) => {
				const [was, is] = [
					{ ...invoice, ...a },
					{ ...invoice, ...b },
				];
				expect(changesBetween(was, structuredClone(was))).toEqual([]);
				const balance = (side: 'was' | 'is') =>
					changesBetween(was, is).reduce((all, change) => all + (change.what === 'entry' ? (change[side]?.minor ?? 0) : 0), 0);
				const sum = (entries: readonly Entry[]) => entries.reduce((all, { minor }) => all + minor, 0);
				expect(balance('is') - balance('was')).toBe(sum(is.entries) - sum(was.entries));
				expect(changesBetween(was, is)).toHaveLength(changesBetween(is, was).length);
			}),
		);
	});

	it('steps are told newest first, each with when it was learned', () => {
		const at = (hour: string) => instant(`2026-05-14T${hour}:00:00.000Z`);
		const state = (rev: number, hour: string, due: string) => ({ ...invoice, rev, saved: at(hour), due: day(due) });
		const steps = stepsOf([state(3, '12', '2026-06-30'), state(2, '11', '2026-05-31'), state(1, '10', '2026-05-01')]);
		expect(steps.map(({ rev, learned, changes }) => [rev, learned, changes[0]?.what === 'due' && changes[0].is])).toEqual([
			[3, at('12'), '2026-06-30'],
			[2, at('11'), '2026-05-31'],
		]);
	});
});
