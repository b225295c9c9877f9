import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { toCursor } from '../../../../shared/adapters/dynamo/cursor.ts';
import { overdueOf } from '../../../../shared/domain/aging.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import type { RowPage } from '../../../../shared/ports/books.ts';
import { byOwner, keys } from '../../../../shared/wire/table.ts';
import { aCredit, aCustomer, anInvoice, at, type Bench, eur, gbp, ledger, otherLedger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	return { store, books: dynamoBooks(store), scope: { company: bench.company(), ledger } };
};

const paged = async <T>(read: (from: string | null) => Promise<RowPage<T>>): Promise<{ rows: T[]; cursors: string[] }> => {
	const all = { rows: [] as T[], cursors: [] as string[] };
	let from: string | null = null;
	do {
		const page: RowPage<T> = await read(from);
		all.rows.push(...page.rows);
		if (page.next !== null) all.cursors.push(page.next);
		from = page.next;
	} while (from !== null);
	return all;
};

describe('customers by overdue', () => {
	it('pages without gaps or repeats, greatest first, with names and exact figures', async () => {
		const { books, scope } = fresh();
		const names = Array.from({ length: 7 }, (_, i) => `c${i}`);
		await books.saveCustomers(
			scope,
			names.slice(1).map((name) => aCustomer(name)),
			at,
		);
		await books.save(
			scope,
			names.flatMap((name, i) => [
				anInvoice({ id: `late-${name}`, customer: who(name), open: ((i * 3) % 7) * 100 + 1, due: addDays(today, -3) }),
				anInvoice({ id: `soon-${name}`, customer: who(name), open: 5_000, due: today }),
			]),
			at,
		);
		const { rows, cursors } = await paged((from) => books.customersByOverdue(scope.company, eur, 3, from));
		expect(rows.map(({ ladder }) => overdueOf(ladder, today))).toEqual([601, 501, 401, 301, 201, 101, 1]);
		expect(new Set(rows.map(({ customer }) => customer)).size).toBe(7);
		expect(rows.map(({ name }) => name).sort()).toEqual(['', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
		expect(cursors).toHaveLength(2);
		expect((await books.customersByOverdue(scope.company, eur, 7, null)).next).toBeNull();
		expect(await books.customerLadders(scope.company, eur)).toHaveLength(7);
		expect(await books.names(scope.company, [who('c1'), who('nobody')])).toEqual(new Map([[who('c1'), 'C1']]));

		const [cursor = ''] = cursors;
		for (const [company, currency, from] of [
			['another', eur, cursor],
			[scope.company, gbp, cursor],
			[scope.company, eur, 'rubbish'],
			[scope.company, eur, Buffer.from('[1]').toString('base64url')],
			[scope.company, eur, toCursor(byOwner.balances(scope.company, eur), {})],
			[scope.company, eur, toCursor(byOwner.balances(scope.company, eur), { pk: 'a', sk: 'b', g1s: '' })],
			[scope.company, eur, toCursor(byOwner.balances(scope.company, eur), { pk: 'a', sk: 'b', g1s: 'c', ttl: 'd' })],
			[scope.company, eur, ''],
		] as const)
			await expect(books.customersByOverdue(company, currency, 3, from)).rejects.toMatchObject({ status: 400, code: 'PAGE_UNKNOWN' });
	});

	it('forgets who owes nothing any more, and nobody else', async () => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' }), aCredit({ id: 'c', customer: who('credit') })], at);
		await books.save(scope, [anInvoice({ id: 'a', open: 0, version: version(2) })], at);
		const { rows } = await books.customersByOverdue(scope.company, eur, 10, null);
		expect(rows.map(({ customer, unapplied }) => [customer, unapplied])).toEqual([[who('credit'), 2_500]]);
	});

	it('follows the day when it is rolled, once, and never goes back', async () => {
		const { books, scope } = fresh();
		await books.save(
			scope,
			[
				anInvoice({ id: 'a', customer: who('a'), open: 900, due: today }),
				anInvoice({ id: 'b', customer: who('b'), open: 500, due: addDays(today, -1) }),
				anInvoice({ id: 'c', customer: who('c'), open: 700, due: addDays(today, 1) }),
			],
			at,
		);
		const order = async () => (await books.customersByOverdue(scope.company, eur, 10, null)).rows.map(({ customer }) => customer);
		expect((await order())[0]).toBe(who('b'));
		expect(await books.roll(scope.company, today, addDays(today, 1))).toEqual({ touched: 1 });
		expect((await order()).slice(0, 2)).toEqual([who('a'), who('b')]);
		expect(await books.roll(scope.company, today, addDays(today, 1))).toEqual({ touched: 0 });
		expect(await books.roll(scope.company, addDays(today, 1), addDays(today, 1))).toEqual({ touched: 0 });
		expect(await books.roll(scope.company, addDays(today, 1), addDays(today, 3))).toEqual({ touched: 1 });
		expect(await order()).toEqual([who('a'), who('c'), who('b')]);
		// A save that still lives in yesterday does not undo the roll.
		await books.save(scope, [anInvoice({ id: 'a', customer: who('a'), open: 800, due: today, version: version(2) })], at);
		expect(await order()).toEqual([who('a'), who('c'), who('b')]);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it("orders a save by the company's own day", async () => {
		const { books, scope, store } = fresh();
		await store.put({ ...keys.company(scope.company), id: scope.company, timeZone: 'Pacific/Auckland' });
		// 22 November 20:00 in London is 23 November in Auckland: what was due on the 22nd is overdue there.
		await books.save(
			scope,
			[anInvoice({ id: 'a', customer: who('a'), due: day('2026-11-22'), open: 5 })],
			at.replace('09:00', '20:00') as typeof at,
		);
		expect(await books.roll(scope.company, today, addDays(today, 1))).toEqual({ touched: 0 });
	});
});

describe('a customer', () => {
	it.each(['', 'a#b', 'x'.repeat(201)])('of an id that nobody has (%j) is not there', async (id) => {
		const { books, scope } = fresh();
		expect(await books.customer(scope.company, id)).toBeNull();
	});
});

describe('documents of a customer', () => {
	it('lists open ones by due day, then closed ones newest first, over pages of any size', async () => {
		const { books, scope } = fresh();
		await books.save(
			scope,
			[
				anInvoice({ id: 'o2', due: day('2026-11-02') }),
				anInvoice({ id: 'o1', due: day('2026-11-01'), number: 'x'.repeat(900) }),
				aCredit({ id: 'cn', issued: day('2026-10-20') }),
				anInvoice({ id: 'p1', open: 0, issued: day('2026-01-01') }),
				anInvoice({ id: 'p3', open: 0, issued: day('2026-03-01') }),
				anInvoice({ id: 'p2', open: 0, issued: day('2026-02-01'), state: 'void' }),
				anInvoice({ id: 'else', customer: who('else') }),
			],
			at,
		);
		for (const size of [1, 2, 3, 4, 6, 7]) {
			const { rows } = await paged((from) => books.documentsOf(scope.company, who('acme'), size, from));
			expect(rows.map(({ id }) => id)).toEqual(['cn', 'o1', 'o2', 'p3', 'p2', 'p1']);
			const latest = await paged((from) => books.latestDocumentsOf(scope.company, who('acme'), size, from));
			expect(latest.rows.map(({ id }) => id)).toEqual(['o2', 'o1', 'cn', 'p3', 'p2', 'p1']);
		}
		const open = await books.openDocumentsOf(scope.company, who('acme'), 10, 'eventual');
		expect(open.map(({ id }) => id)).toEqual(['cn', 'o1', 'o2']);
		expect(await books.openDocumentsOf(scope.company, who('acme'), 2, 'consistent')).toEqual(open.slice(0, 2));
		const { next } = await books.documentsOf(scope.company, who('acme'), 1, null);
		await expect(books.documentsOf(scope.company, who('else'), 1, next)).rejects.toMatchObject({ status: 400, code: 'PAGE_UNKNOWN' });
		await expect(books.documentsOf('another', who('acme'), 1, next)).rejects.toMatchObject({ status: 400, code: 'PAGE_UNKNOWN' });
	});
});

describe('what is decided by', () => {
	it('is read consistently: what was saved a moment ago counts', async () => {
		const { store, books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' }), anInvoice({ id: 'b' })], at);
		await books.saveCustomers(scope, [aCustomer('acme')], at);
		const { company } = scope;
		const units = async (read: () => Promise<unknown>): Promise<number> => {
			const before = store.count.reads;
			await read();
			return store.count.reads - before;
		};
		// An index is never consistent: half a unit for its rows. A consistent read of an item is one unit, of another half a one.
		expect(await units(() => books.openDocumentsOf(company, who('acme'), 10, 'consistent'))).toBe(2.5);
		expect(await units(() => books.latestDocumentsOf(company, who('acme'), 10, null))).toBe(2.5);
		expect(await units(() => books.customer(company, who('acme'), 'consistent'))).toBe(1);
		expect(await units(() => books.openDocumentsOf(company, who('acme'), 10, 'eventual'))).toBe(1.5);
		expect(await units(() => books.documentsOf(company, who('acme'), 10, null))).toBeLessThanOrEqual(2);
		expect(await units(() => books.customer(company, who('acme')))).toBe(0.5);
	});
});

describe('customers', () => {
	it('are saved if newer and read back as they came', async () => {
		const { books, scope } = fresh();
		const full = aCustomer('a', {
			email: 'a@example.com',
			language: 'es',
			country: 'MX',
			currency: gbp,
			accountNumber: '7',
			archived: true,
		});
		expect(await books.saveCustomers(scope, [full, aCustomer('b'), aCustomer('b')], at)).toEqual({ written: 2, stale: 1 });
		expect(await books.customer(scope.company, who('a'))).toEqual(full);
		expect(await books.saveCustomers(scope, [full, aCustomer('b', { version: version(2), name: 'B 2' })], at)).toEqual({
			written: 1,
			stale: 1,
		});
		await books.loadCustomers(scope, [aCustomer('b', { version: version(2), name: 'loaded' }), aCustomer('b', { name: 'old' })], at);
		expect((await books.customer(scope.company, who('b')))?.name).toBe('loaded');
		expect(await books.customer('another', who('a'))).toBeNull();
		await expect(books.saveCustomers({ ...scope, ledger: otherLedger }, [full], at)).rejects.toThrow(RangeError);
	});
});
