/** Figures of the pages and the API from ladders, with stand-ins for the table. */
import { describe, expect, it } from 'vitest';
import { exportCustomers } from '../../functions/receivables/export-customers.ts';
import { viewAging } from '../../functions/receivables/view-aging.ts';
import { viewCustomers } from '../../functions/receivables/view-customers.ts';
import { viewDocuments } from '../../functions/receivables/view-documents.ts';
import { viewHub } from '../../functions/receivables/view-hub.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { addDays, type Day, day, instant } from '../../shared/domain/day.ts';
import { customerId, ledgerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Books, CustomerLadder, LedgerLadder } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type DeadLetters, operatorCompany } from '../../shared/ports/dead-letters.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { memoryArrangements } from '../support/arrangements/memory.ts';
import { fake } from '../support/fake.ts';

const today = day('2026-11-22');
const now = instant('2026-11-22T09:00:00Z');
const eur = currency('EUR');
const jpy = currency('JPY');
const xero = ledgerId('xero', '1');
const gone = ledgerId('xero', '2');
const reading = ledgerId('quickbooks', '3');
const company = { id: 'co', name: 'Co', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 };
const at = { company, today, asOf: today };
const later = (days: number) => ({ company, today, asOf: addDays(today, days) });

const connection = (ledger: string, parts: Partial<Connection>): Connection =>
	({
		ledger,
		name: `Name of ${ledger}`,
		provider: 'xero',
		state: 'connected',
		phase: 'live',
		run: null,
		tieOut: null,
		...parts,
	}) as Connection;
const connections = fake<Connections>({
	connections: async (id) =>
		id === 'co'
			? [
					connection(xero, {}),
					connection(gone, { state: 'disconnected' }),
					connection(reading, {
						phase: 'backfill',
						run: {
							progress: [
								{ kind: 'customer', done: 9, total: 9 },
								{ kind: 'invoice', done: 212, total: 400 },
							],
						} as unknown as Connection['run'],
					}),
				]
			: [],
});
const rungs = (
	all: readonly (readonly [dpd: number, minor: number, count?: number])[],
): ReadonlyMap<Day, { minor: number; count: number }> =>
	new Map(all.map(([dpd, minor, count = 1]) => [addDays(today, -dpd), { minor, count }]));
const ofLedger = (ledger: string, unapplied: number, all: Parameters<typeof rungs>[0], code = eur): LedgerLadder => ({
	ledger,
	currency: code,
	ladder: rungs(all),
	unapplied,
});
const ofCustomer = (id: string, unapplied: number, all: Parameters<typeof rungs>[0], ledger = xero): CustomerLadder => ({
	customer: customerId(ledger, id),
	currency: eur,
	ladder: rungs(all),
	unapplied,
});

describe('totals', () => {
	const books = fake<Books>({
		currencies: async () => [eur, jpy],
		ladders: async (_, code) =>
			code === eur
				? [
						ofLedger(xero, 250, [
							[-1, 1000],
							[0, 500],
							[1, 30],
							[30, 31],
							[31, 32],
							[60, 33],
							[61, 34],
							[90, 35],
							[91, 36],
							[400, 37, 2],
						]),
						ofLedger(gone, 9, [[5, 7_000_000]]),
						ofLedger(reading, 9, [[5, 7_000_000]]),
					]
				: [ofLedger(gone, 0, [[5, 5]], jpy)],
	});

	it('are by age, to the edge of each bucket, of ledgers that count only', async () => {
		const view = await viewAging(at, { books, connections });
		expect(view.totals).toHaveLength(1);
		const [total] = view.totals;
		expect(total?.buckets).toEqual({
			current: { amount: '15.00', invoices: 2 },
			'1-30': { amount: '0.61', invoices: 2 },
			'31-60': { amount: '0.65', invoices: 2 },
			'61-90': { amount: '0.69', invoices: 2 },
			'91+': { amount: '0.73', invoices: 3 },
		});
		expect(total).toMatchObject({ currency: 'EUR', open: '17.68', overdue: '2.68', unapplied: '2.50', net: '15.18' });
		expect(total?.ledgers).toEqual([{ ledger: xero, name: `Name of ${xero}`, net: '15.18' }]);
	});

	it('on a later day have the same open, older', async () => {
		const [total] = (await viewAging(later(2), { books, connections })).totals;
		expect(total).toMatchObject({ open: '17.68', overdue: '17.68', buckets: { current: { amount: '0.00', invoices: 0 } } });
	});

	it('say how far a ledger that does not count yet is', async () => {
		expect((await viewAging(at, { books, connections })).counting).toEqual([
			{ ledger: reading, name: `Name of ${reading}`, done: 212, total: 400 },
		]);
	});
});

describe('customers', () => {
	const all = [
		ofCustomer('a', 0, [[5, 100]]),
		ofCustomer('b', 0, [[-3, 900]]),
		ofCustomer('c', 70, []),
		ofCustomer('d', 0, [[1, 0]]),
		ofCustomer('e', 0, [[9, 100]]),
		ofCustomer('f', 0, [[9, 999]], gone),
	];
	const names = async (_: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
		new Map(ids.map((id) => [id, `N ${id}`]));
	const ranked = fake<Books>({ customerLadders: async () => all, names });
	const paged = fake<Books>({
		customersByOverdue: async (_, __, limit, from) => ({
			rows: all.slice(0, limit).map((row) => ({ ...row, name: 'N' })),
			next: from === null ? 'more' : null,
		}),
	});
	const ids = (rows: readonly { readonly customer: string }[]): string[] => rows.map(({ customer }) => customer.split('~')[1] ?? '');

	const oneLedger = fake<Connections>({ connections: async () => [connection(xero, {})] });

	it('today come from the index, without those who owe and hold nothing', async () => {
		const view = await viewCustomers(at, { currency: 'EUR', from: undefined }, { books: paged, connections: oneLedger });
		expect(ids(view.rows)).toEqual(['a', 'b', 'c', 'e']);
		expect(view.next).toBe('more');
		expect(view.rows[0]).toMatchObject({ overdue: '1.00', open: '1.00', oldestDue: addDays(today, -5), oldestDaysPastDue: 5 });
		expect(view.rows[2]).toMatchObject({ open: '0.00', unapplied: '0.70', oldestDue: null, oldestDaysPastDue: null });
		expect((await viewCustomers(at, { currency: 'EUR', from: 'x' }, { books: paged, connections: oneLedger })).next).toBeNull();
	});

	it('are ranked from all ladders while a ledger does not count, so that it cannot fill the first page', async () => {
		const view = await viewCustomers(at, { currency: 'EUR', from: undefined, rows: 2 }, { books: ranked, connections });
		expect(ids(view.rows)).toEqual(['a', 'e']);
		expect(view.next).toBe('2');
	});

	it('on a later day are put in that day’s order, page by page, none twice and none lost', async () => {
		const ask = (from: string | undefined) => viewCustomers(later(10), { currency: 'EUR', from, rows: 3 }, { books: ranked, connections });
		const first = await ask(undefined);
		expect(ids(first.rows)).toEqual(['b', 'a', 'e']);
		expect(first.next).toBe('3');
		const second = await ask('3');
		expect([ids(second.rows), second.next]).toEqual([['c'], null]);
		expect(first.rows[0]?.name).toMatch(/^N /);
	});

	it('in a file are all of them, in the order of the page, each with its ledger', async () => {
		const rows = await exportCustomers(at, 'EUR', { books: ranked, connections });
		expect(ids(rows)).toEqual(['a', 'e', 'b', 'c']);
		expect(new Set(rows.map(({ ledger }) => ledger))).toEqual(new Set([xero]));
	});

	it.each([undefined, '', 'XXX', 'eur'])('in the currency %j: refused', async (code) => {
		await expect(viewCustomers(at, { currency: code, from: undefined }, { books: fake<Books>({}), connections })).rejects.toMatchObject({
			code: 'CURRENCY_UNKNOWN',
		});
	});
});

describe('documents', () => {
	const customer = { id: customerId(xero, 'a'), ledger: xero, name: 'Ann', language: 'es', country: 'MX' };
	const document = { currency: eur, issued: today, due: addDays(today, -3), total: 500, open: 500, unapplied: 0, seen: now };
	const books = fake<Books>({
		customer: async (co, id) => (co === 'co' && id === customer.id ? ({ ...customer } as never) : null),
		laddersOf: async () => [
			ofCustomer('a', 100, [
				[3, 500],
				[-9, 20],
			]),
		],
		documentsOf: async (_, __, ___, from) => ({
			rows: [document, { ...document, open: 0 }, { ...document, due: null }] as never,
			next: from,
		}),
	});

	it('say how late each is, and nothing is late that is paid', async () => {
		const view = await viewDocuments(at, customer.id, undefined, books);
		expect(view.rows.map(({ daysPastDue }) => daysPastDue)).toEqual([3, null, null]);
		expect(view.balances).toEqual([{ currency: 'EUR', open: '5.20', overdue: '5.00', unapplied: '1.00' }]);
		expect(view.customer).toMatchObject({ name: 'Ann', language: 'es', country: 'MX' });
	});

	it('of a customer of nobody, or of another company, are not found', async () => {
		await expect(viewDocuments(at, customerId(xero, 'z'), undefined, books)).rejects.toMatchObject({ status: 404 });
		await expect(viewDocuments({ ...at, company: { ...company, id: 'other' } }, customer.id, undefined, books)).rejects.toMatchObject({
			status: 404,
		});
	});
});

describe('the hub', () => {
	const books = fake<Books>({ currencies: async () => [], names: async () => new Map() });
	const none = { rows: [], next: null };
	/** A company that never sent, was paid or exported anything. */
	const quiet = {
		mailings: fake<Mailings>({ sending: async () => null, stoppedEverywhere: async () => null, ofDay: async () => none }),
		payments: fake<Payments>({ payments: async () => none }),
		exports: fake<Exports>({ exports: async () => none }),
		letters: () => Promise.reject(new Error('nobody is written to')),
		hub: 'https://hub.test',
		clock: { now: () => now },
		allowances: memoryAllowances().port,
		arrangements: memoryArrangements().port,
		banks: { banks: async () => new Map() },
		moves: { moves: async () => ({ asks: [], demands: [] }) },
	};
	const asked: string[] = [];
	const deadLetters = fake<DeadLetters>({
		list: async (id) => {
			asked.push(id);
			return [{ company: id, id, station: 's', type: 't', reason: `of ${id}`, at: id === 'co' ? instant('2026-11-22T08:00:00Z') : now }];
		},
	});
	const page = { currency: undefined, from: undefined };

	it('tells operators of what named no company, newest first, and others only of their own', async () => {
		const ports = { ...quiet, books, connections: fake<Connections>({ connections: async () => [] }), deadLetters };
		const operator = await viewHub(at, { company: 'co', roles: ['owner', 'operator'] }, page, ports);
		expect(operator.deadLetters.letters.map(({ id }) => id)).toEqual([operatorCompany, 'co']);
		asked.length = 0;
		const owner = await viewHub(at, { company: 'co', roles: ['owner'] }, page, ports);
		expect([asked, owner.deadLetters.letters.map(({ id }) => id)]).toEqual([['co'], ['co']]);
	});
});
