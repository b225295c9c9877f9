/** What people and lenders ask of a document or a customer: kept as it was said, and never an item that is too large. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { detailsKept, entriesKept, fittingEntries } from '../../../../shared/adapters/dynamo/fit.ts';
import { BrokenItem } from '../../../../shared/adapters/dynamo/item.ts';
import { addDays, day, instant } from '../../../../shared/domain/day.ts';
import type { CustomerDetails, Details, Entry } from '../../../../shared/domain/document.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { aCredit, aCustomer, anInvoice, at, type Bench, ledger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	return { store, books: dynamoBooks(store, { settleMs: 5 }), scope: { company: bench.company(), ledger } };
};

const whole: Required<Details> = {
	created: instant('2026-09-30T08:00:00Z'),
	purchaseOrder: 'PO 7',
	terms: '30 days',
	tax: 2_000,
	lines: [
		{ text: 'Широкая полка', quantity: '1.5', minor: 8_000 },
		{ text: 'carriage', quantity: null, minor: 0 },
	],
	lineCount: 2,
	sent: 'viewed',
	onlineUrl: 'https://in.example.com/x',
	attachments: true,
	rate: '1.1734',
	recurring: 'template-1',
	expected: day('2026-12-01'),
	deduction: 100,
};
const wholeCustomer: Required<CustomerDetails> = {
	address: ['1 High Street', 'Leeds'],
	phone: '+44 113 496 0000',
	people: [{ name: 'Ann', email: 'ann@example.com', mailed: true }, { name: 'Bo' }],
	taxId: 'GB123',
	companyNumber: '00000001',
	groups: ['retail'],
	parent: who('parent'),
	billedToParent: true,
	terms: '14 days',
	payable: '12.50',
};

describe('details', () => {
	it('of a document come back as they were said, in saves, backfills and kept versions; what is absent stays absent', async () => {
		const { books, scope, store } = fresh();
		const document = (id: string) => books.document(scope.company, ledger, 'invoice', id);
		await books.save(scope, [anInvoice({ id: 'a', details: whole }), anInvoice({ id: 'b' }), anInvoice({ id: 'c', details: {} })], at);
		expect((await document('a'))?.details).toEqual(whole);
		for (const id of ['b', 'c']) {
			expect(await document(id)).not.toHaveProperty('details');
			expect(await store.get(keys.document(scope.company, ledger, 'invoice', id), 'consistent')).not.toHaveProperty('details');
		}
		const partly: Details = { terms: '60 days', lines: [] };
		await books.save(scope, [anInvoice({ id: 'a', version: version(2), details: partly })], at);
		expect((await document('a'))?.details).toEqual(partly);
		expect((await books.versions(scope.company, ledger, 'invoice', 'a'))[0]?.details).toEqual(whole);
		const other = { ...scope, company: bench.company() };
		await books.load(other, [anInvoice({ id: 'a', details: whole })], at);
		expect((await books.document(other.company, ledger, 'invoice', 'a'))?.details).toEqual(whole);
		// Nothing said where nothing is stored is nothing to repair, time and again.
		expect(await books.repair(scope, [anInvoice({ id: 'b', details: {} }), anInvoice({ id: 'c', details: {} })], at)).toMatchObject({
			written: 0,
		});
	});

	it('of a customer', async () => {
		const { books, scope } = fresh();
		await books.saveCustomers(scope, [aCustomer('a', { details: wholeCustomer }), aCustomer('b'), aCustomer('c', { details: {} })], at);
		expect((await books.customer(scope.company, who('a')))?.details).toEqual(wholeCustomer);
		for (const name of ['b', 'c']) expect(await books.customer(scope.company, who(name))).not.toHaveProperty('details');
	});

	it.each<[string, unknown]>([
		['details', 'x'],
		['details', []],
		['created', '2026-09-30'],
		['tax', '7'],
		['tax', 0.5],
		['lines', {}],
		['lines', ['x']],
		['lines', [{ text: 'x', quantity: 1, minor: 0 }]],
		['lines', [{ text: 'x', quantity: null }]],
		['lineCount', null],
		['sent', 'lost'],
		['attachments', false],
		['expected', '2026-02-30'],
		['terms', 30],
	])('that are broken throw: %s as %j', async (name, value) => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', details: whole })], at);
		const key = keys.document(scope.company, ledger, 'invoice', 'a');
		await store.put({ ...(await store.get(key, 'consistent')), details: name === 'details' ? value : { ...whole, [name]: value } });
		await expect(books.document(scope.company, ledger, 'invoice', 'a')).rejects.toThrow(BrokenItem);
	});

	it.each<[string, unknown]>([
		['address', 'x'],
		['address', [1]],
		['people', [{ email: 'x' }]],
		['people', [{ name: 'x', mailed: 'yes' }]],
		['billedToParent', false],
		['payable', 12],
	])('of a customer that are broken throw: %s as %j', async (name, value) => {
		const { books, scope, store } = fresh();
		await books.saveCustomers(scope, [aCustomer('a')], at);
		await store.put({ ...(await store.get(keys.customer(scope.company, who('a')), 'consistent')), details: { [name]: value } });
		await expect(books.customer(scope.company, who('a'))).rejects.toThrow(BrokenItem);
	});
});

const sum = (entries: readonly Entry[]): number => entries.reduce((all, { minor }) => all + minor, 0);
const issued = day('2000-01-01');
/** A prepayment and what it was applied to. */
const applied = (count: number, dayOf: (i: number) => number): Entry[] => [
	{ day: issued, kind: 'issued', minor: 10 * count + 5 },
	...Array.from(
		{ length: count },
		(_, i): Entry => ({ day: addDays(issued, dayOf(i)), kind: 'prepayment', minor: -10, source: `invoice-${i}` }),
	),
];

describe('entries that do not fit', () => {
	const many = fc
		.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 0, max: 5 }))
		.map(([count, spread, odd]) =>
			applied(count, (i) => (i * 7919) % spread).map(
				(entry, i): Entry => (odd > 0 && i % (odd + 1) === 1 ? { ...entry, estimated: true } : entry),
			),
		);

	it('become fewer, of the same sum, whatever their order; the latest stay as they are; fewer stay all', () => {
		fc.assert(
			fc.property(many, fc.integer(), (entries, seed) => {
				const fitted = fittingEntries(entries);
				expect(fitted.length).toBeLessThanOrEqual(entriesKept);
				expect(sum(fitted)).toBe(sum(entries));
				if (entries.length <= entriesKept) expect(fitted).toBe(entries);
				const shuffled = entries.map((entry, i) => ({ entry, at: Math.imul(i + 1, seed | 1) })).toSorted((a, b) => a.at - b.at);
				if (entries.length > entriesKept) expect(fittingEntries(shuffled.map(({ entry }) => entry))).toEqual(fitted);
				expect(fitted.filter(({ kind }) => kind === 'issued')).toEqual(entries.slice(0, 1));
				const latest = entries.toSorted((a, b) => (a.day < b.day ? 1 : -1))[0];
				expect(fitted.some(({ day: on, source }) => on === latest?.day && source !== undefined) || entries.length === 1).toBe(true);
			}),
			{ numRuns: 40 },
		);
	});

	it('of one day become one that is exact; of a month, one that is not', () => {
		const sameDay = fittingEntries(applied(2_500, (i) => (i < 1_601 ? 10 : 11)));
		expect(sameDay.filter(({ source }) => source === undefined)).toEqual([
			{ day: issued, kind: 'issued', minor: 25_005 },
			{ day: addDays(issued, 10), kind: 'prepayment', minor: -16_000 },
		]);
		const months = fittingEntries(applied(2_500, (i) => i));
		expect(months[1]).toEqual({ day: '2000-01-31', kind: 'prepayment', minor: -310, estimated: true });
	});

	it('a prepayment applied 2,500 times is stored, read, changed and repaired; a second look finds nothing', async () => {
		const { books, scope, store } = fresh();
		const entries = applied(2_500, (i) => Math.floor(i / 3)).map((entry) =>
			entry.source === undefined ? entry : { ...entry, source: `${entry.source}-4111-8111-111111111111` },
		);
		const credit = aCredit({ id: 'p', kind: 'prepayment', total: 25_005, unapplied: 5, entries });
		const before = { ...store.count };
		await books.save(scope, [credit], at);
		console.info(`an item of ${entriesKept} entries: ${store.count.writes - before.writes} WCU`);
		const stored = await books.document(scope.company, ledger, 'prepayment', 'p');
		expect(sum(stored?.entries ?? [])).toBe(5);
		expect(await books.repair(scope, [credit], at)).toMatchObject({ written: 0 });
		expect(await books.repair(scope, [{ ...credit, customer: who('zenith') }], at)).toMatchObject({ written: 1 });
		await books.save(scope, [{ ...credit, version: version(2), unapplied: 0, entries: applied(2_501, (i) => i).slice(1) }], at);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('the longest sources and lines an item may meet are stored too, beside the kept version', async () => {
		const { books, scope } = fresh();
		const entries = applied(2_500, (i) => i).map((entry, i) => ({ ...entry, source: `${i}`.padEnd(200, 'x'), estimated: true as const }));
		const lines = Array.from({ length: 50 }, () => ({ text: 'Ж'.repeat(80), quantity: '1.0000', minor: 123_456 }));
		const credit = aCredit({ id: 'p', unapplied: 25_005, entries, details: { lines, terms: 'x'.repeat(40_000) } });
		await books.save(scope, [credit], at);
		await books.save(scope, [{ ...credit, version: version(2) }], at);
		expect((await books.document(scope.company, ledger, 'credit-note', 'p'))?.details?.lines).toHaveLength(50);
	});

	it('lines go first, then the rest', async () => {
		const { books, scope } = fresh();
		const lines = Array.from({ length: 2_000 }, () => ({ text: 'x'.repeat(80), quantity: null, minor: 1 }));
		const long = 'x'.repeat(detailsKept);
		const all = [
			anInvoice({ id: 'a', details: { lines, lineCount: 2_000, terms: '30 days' } }),
			anInvoice({ id: 'b', details: { terms: long } }),
		];
		await books.save(scope, all, at);
		expect((await books.document(scope.company, ledger, 'invoice', 'a'))?.details).toEqual({ lineCount: 2_000, terms: '30 days' });
		expect(await books.document(scope.company, ledger, 'invoice', 'b')).not.toHaveProperty('details');
		expect(await books.repair(scope, all, at)).toMatchObject({ written: 0 });
	});

	it('sixty documents with all their lines and long texts are packed into transactions that are taken', async () => {
		const { books, scope } = fresh();
		const lines = Array.from({ length: 50 }, () => ({ text: 'Ж'.repeat(80), quantity: '1.0000', minor: 123_456 }));
		const all = Array.from({ length: 60 }, (_, i) => anInvoice({ id: `d${i}`, details: { lines, terms: 'Ж'.repeat(22_000) } }));
		expect(await books.save(scope, all, at)).toEqual({ written: 60, stale: 0 });
		expect(
			await books.save(
				scope,
				all.map((each) => ({ ...each, version: version(2) })),
				at,
			),
		).toEqual({ written: 60, stale: 0 });
	});
});
