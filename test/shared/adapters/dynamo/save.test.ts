import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { BrokenItem } from '../../../../shared/adapters/dynamo/item.ts';
import { day, instant } from '../../../../shared/domain/day.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { aCredit, anInvoice, at, type Bench, eur, gbp, ledger, otherLedger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	const books = dynamoBooks(store, { settleMs: 5 });
	return { store, books, scope: { company: bench.company(), ledger } };
};

describe('save', () => {
	it('keeps a document as it came, with when it was seen', async () => {
		const { books, scope } = fresh();
		const invoice = anInvoice({
			id: 'a',
			reference: 'PO 7',
			entries: [
				{ day: day('2026-10-01'), kind: 'issued', minor: 12_000 },
				{ day: day('2026-10-09'), kind: 'payment', minor: -2_000, source: 'p1', estimated: true },
			],
		});
		expect(await books.save(scope, [invoice], at)).toEqual({ written: 1, stale: 0 });
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toEqual({ ...invoice, rev: 1, seen: at, saved: at, held: 0 });
	});

	it('takes only what is newer, the newest of a call, and says how many', async () => {
		const { books, scope } = fresh();
		const [one, two, three] = [1, 2, 3].map((n) => anInvoice({ id: 'a', version: version(n), open: n * 1_000 }));
		if (!one || !two || !three) throw new Error('unreachable');
		expect(await books.save(scope, [three, one, two], at)).toEqual({ written: 1, stale: 2 });
		expect(await books.save(scope, [two, three], at)).toEqual({ written: 0, stale: 2 });
		expect((await books.document(scope.company, ledger, 'invoice', 'a'))?.open).toBe(3_000);
		expect(await books.save(scope, [], at)).toEqual({ written: 0, stale: 0 });
	});

	it('keeps the replaced states, oldest first', async () => {
		const { books, scope } = fresh();
		const later = instant('2026-11-23T10:00:00Z');
		await books.save(scope, [anInvoice({ id: 'a', open: 500 })], at);
		await books.save(scope, [anInvoice({ id: 'a', open: 400, version: version(2), due: day('2026-12-01') })], later);
		await books.save(scope, [anInvoice({ id: 'a', open: 0, version: version(3) })], later);
		const versions = await books.versions(scope.company, ledger, 'invoice', 'a');
		expect(versions.map(({ rev, open, due, seen, saved }) => [rev, open, due, seen, saved])).toEqual([
			[1, 500, '2026-10-31', at, at],
			[2, 400, '2026-12-01', at, later],
		]);
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toMatchObject({ rev: 3, seen: at, saved: later });
	});

	it('pages through the replaced states, newest first, of this document and company only', async () => {
		const { books, scope } = fresh();
		for (const id of ['a', 'ab'])
			for (let n = 1; n <= 5; n++) await books.save(scope, [anInvoice({ id, open: n, version: version(n) })], at);
		const name = { ledger, kind: 'invoice', id: 'a' } as const;
		const below = async (rev: number, limit: number) =>
			(await books.versionsBelow(scope.company, name, rev, limit)).map((one) => [one.id, one.rev]);
		expect(await below(5, 3)).toEqual([
			['a', 4],
			['a', 3],
			['a', 2],
		]);
		expect(await below(2, 3)).toEqual([['a', 1]]);
		expect(await below(1, 3)).toEqual([]);
		expect(await books.versionsBelow(bench.company(), name, 5, 3)).toEqual([]);
		expect(await books.document(scope.company, ledger, 'invoice', 'a#b')).toBeNull();
	});

	it('puts both ladders right in every kind of change', async () => {
		const { books, scope } = fresh();
		const standing = async () => {
			const company = await Promise.all([eur, gbp].map((code) => books.ladders(scope.company, code)));
			return Object.fromEntries(
				company.flat().map(({ currency, ladder, unapplied }) => [currency, [Object.fromEntries(ladder), unapplied]]),
			);
		};
		const of = async (name: string) =>
			(await books.laddersOf(scope.company, who(name))).map(({ currency, ladder, unapplied }) => [currency, [...ladder], unapplied]);
		let n = 0;
		const save = (over: Parameters<typeof anInvoice>[0]) => books.save(scope, [anInvoice({ version: version(++n), ...over })], at);

		await save({ id: 'a', open: 100 });
		await save({ id: 'b', open: 50 });
		expect(await standing()).toEqual({ EUR: [{ '2026-10-31': { minor: 150, count: 2 } }, 0] });
		// part paid
		await save({ id: 'a', open: 40 });
		expect(await of('acme')).toEqual([['EUR', [['2026-10-31', { minor: 90, count: 2 }]], 0]]);
		// due date moved to another month
		await save({ id: 'a', open: 40, due: day('2026-12-15') });
		expect(await standing()).toEqual({
			EUR: [{ '2026-10-31': { minor: 50, count: 1 }, '2026-12-15': { minor: 40, count: 1 } }, 0],
		});
		// customer merged into another
		await save({ id: 'a', open: 40, due: day('2026-12-15'), customer: who('zenith') });
		expect(await of('acme')).toEqual([['EUR', [['2026-10-31', { minor: 50, count: 1 }]], 0]]);
		expect(await of('zenith')).toEqual([['EUR', [['2026-12-15', { minor: 40, count: 1 }]], 0]]);
		// currency corrected
		await save({ id: 'a', open: 40, due: day('2026-12-15'), customer: who('zenith'), currency: gbp });
		expect(await of('zenith')).toEqual([
			['EUR', [], 0],
			['GBP', [['2026-12-15', { minor: 40, count: 1 }]], 0],
		]);
		// voided; a credit comes and is applied
		await save({ id: 'a', open: 0, state: 'void', customer: who('zenith'), currency: gbp });
		await books.save(scope, [aCredit({ id: 'c', unapplied: 30 })], at);
		expect(await standing()).toEqual({ EUR: [{ '2026-10-31': { minor: 50, count: 1 } }, 30], GBP: [{}, 0] });
		await books.save(scope, [aCredit({ id: 'c', unapplied: 0, state: 'closed', version: version(2) })], at);
		expect(await standing()).toEqual({ EUR: [{ '2026-10-31': { minor: 50, count: 1 } }, 0], GBP: [{}, 0] });
		expect(await books.currencies(scope.company)).toEqual(['EUR', 'GBP']);
		expect(await books.recount(scope, 'compare', today)).toEqual({ documents: 1, drift: [] });
	});

	it('ages an invoice without a due day by the day it was issued', async () => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', due: null, issued: day('2026-09-30') })], at);
		expect([...((await books.ladders(scope.company, eur))[0]?.ladder.keys() ?? [])]).toEqual(['2026-09-30']);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('fits any number of documents into transactions of a hundred items', async () => {
		const { books, scope, store } = fresh();
		const many = (v: number, open: number) =>
			Array.from({ length: 300 }, (_, i) =>
				anInvoice({
					id: `d${i}`,
					version: version(v),
					open,
					customer: who(`c${i % 37}`),
					due: day(`2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`),
				}),
			);
		expect(await books.save(scope, many(1, 700), at)).toEqual({ written: 300, stale: 0 });
		const before = { ...store.count };
		expect(await books.save(scope, many(2, 600), at)).toEqual({ written: 300, stale: 0 });
		console.info(
			`300 changed invoices packed: ${store.count.items - before.items} items, ${(store.count.writes - before.writes) / 300} WCU and ${(store.count.reads - before.reads) / 300} RCU each, ${store.count.requests - before.requests} requests`,
		);
		const rungs = (await books.ladders(scope.company, eur)).flatMap(({ ladder }) => [...ladder.values()]);
		expect(rungs.reduce((sum, { minor }) => sum + minor, 0)).toBe(180_000);
		expect(rungs.reduce((sum, { count }) => sum + count, 0)).toBe(300);
		expect(await books.recount(scope, 'compare', today)).toEqual({ documents: 300, drift: [] });
	});

	it('writes at most 8 items for one changed invoice', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' })], at);
		const cost = async (what: string, over: Parameters<typeof anInvoice>[0]) => {
			const before = { ...store.count };
			await books.save(scope, [anInvoice(over)], at);
			const items = store.count.items - before.items;
			console.info(`${what}: ${items} items, ${store.count.writes - before.writes} WCU, ${store.count.reads - before.reads} RCU`);
			return items;
		};
		expect(await cost('part paid', { id: 'a', version: version(2), open: 300 })).toBe(5);
		expect(await cost('due month moved', { id: 'a', version: version(3), open: 300, due: day('2027-01-01') })).toBe(6);
		expect(
			await cost('customer, due month and amount changed', {
				id: 'a',
				version: version(4),
				open: 200,
				due: day('2027-02-01'),
				customer: who('zenith'),
			}),
		).toBe(7);
		expect(
			await cost('and the currency', {
				id: 'a',
				version: version(5),
				open: 100,
				due: day('2027-03-01'),
				customer: who('acme'),
				currency: gbp,
			}),
		).toBe(8);
		expect(
			await cost('text only', {
				id: 'a',
				version: version(6),
				open: 100,
				due: day('2027-03-01'),
				customer: who('acme'),
				currency: gbp,
				reference: 'x',
			}),
		).toBe(3);
	});

	it('refuses documents of another ledger or customer of another ledger, before anything is written', async () => {
		const { books, scope } = fresh();
		await expect(books.save(scope, [anInvoice({ id: 'a' }), anInvoice({ id: 'b', ledger: otherLedger })], at)).rejects.toThrow(RangeError);
		await expect(books.load(scope, [anInvoice({ id: 'b', customer: who('x', otherLedger) })], at)).rejects.toThrow(RangeError);
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toBeNull();
	});

	it('throws on a stored item that is broken or that belongs to somebody else', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' })], at);
		const key = keys.document(scope.company, ledger, 'invoice', 'a');
		const whole = await store.get(key, 'consistent');
		for (const [attribute, value] of [
			['open', '7'],
			['open', 0.5],
			['state', 'lost'],
			['ccy', 'XXQ'],
			['due', '2026-02-30'],
			['saved', 'yesterday'],
			['entries', null],
			['entries', [{ day: '2026-01-01', kind: 'issued', minor: '1' }]],
			['co', 'somebody'],
		] as const) {
			await store.put({ ...whole, [attribute]: value });
			await expect(books.document(scope.company, ledger, 'invoice', 'a')).rejects.toThrow(BrokenItem);
		}
	});

	it('keeps companies apart that have the very same ids', async () => {
		const { books, scope } = fresh();
		const other = { ...scope, company: `${scope.company}x` };
		await books.save(scope, [anInvoice({ id: 'a', open: 1_111 })], at);
		await books.save(other, [anInvoice({ id: 'a', open: 2_222 })], at);
		for (const [{ company }, open] of [
			[scope, 1_111],
			[other, 2_222],
		] as const) {
			expect((await books.document(company, ledger, 'invoice', 'a'))?.open).toBe(open);
			expect((await books.documentsOf(company, who('acme'), 10, null)).rows.map((row) => row.open)).toEqual([open]);
			expect((await books.customersByOverdue(company, eur, 10, null)).rows.map(({ ladder }) => [...ladder.values()])).toEqual([
				[{ minor: open, count: 1 }],
			]);
			expect((await books.ladders(company, eur)).map(({ ladder }) => [...ladder.values()])).toEqual([[{ minor: open, count: 1 }]]);
			expect((await books.recount({ company, ledger }, 'compare', today)).drift).toEqual([]);
		}
	});
});
