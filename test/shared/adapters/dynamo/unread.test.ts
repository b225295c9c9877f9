/** Rows of a ledger that cannot be read: the doubt on our copy, the list, and that nothing of either is lost or stays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoExports } from '../../../../shared/adapters/dynamo/exports.ts';
import { instant } from '../../../../shared/domain/day.ts';
import type { Document, Refused } from '../../../../shared/domain/document.ts';
import type { Books, Scope } from '../../../../shared/ports/books.ts';
import { cutAt, PowerCut } from './power-cut.ts';
import { aCredit, aCustomer, anInvoice, at, type Bench, ledger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	const books = dynamoBooks(store, { settleMs: 5 });
	const scope: Scope = { company: bench.company(), ledger };
	return { store, books, scope, revision: () => dynamoExports(store).revision(scope.company, ledger) };
};
const soon = instant('2026-11-23T10:00:00Z');
const refusal = (id: string, reason = 'it makes no sense', kind: Refused['kind'] = 'invoice'): Refused => ({ kind, id, reason });
const wellRow = ({ kind, id, version: at }: Document) => ({ kind, id, version: at });
const stored = (books: Books, { company }: Scope, id = 'a') => books.document(company, ledger, 'invoice', id);

describe('a refused row', () => {
	it('puts the stored document in doubt since its first refusal, in the newest words; amounts, state and holds stay', async () => {
		const { books, scope, revision } = fresh();
		const invoice = anInvoice({ id: 'a', open: 500, number: 'INV-1', customer: who('acme') });
		await books.save(scope, [invoice], at);
		const before = await revision();
		const copy = { number: 'INV-1', customer: who('acme') };
		const first = await books.noteRows(scope, { refused: [refusal('a', 'one')], well: [] }, at);
		expect(first).toEqual({ changed: 1, unread: [{ ...refusal('a', 'one'), copy }] });
		expect(await revision()).toBe(before + 1);
		expect(await books.noteRows(scope, { refused: [refusal('a', 'one')], well: [] }, soon)).toMatchObject({ changed: 0 });
		expect(await revision()).toBe(before + 1);
		await books.noteRows(scope, { refused: [refusal('a', 'two')], well: [] }, soon);
		expect(await stored(books, scope)).toEqual({
			...invoice,
			rev: 3,
			seen: at,
			saved: at,
			held: 0,
			doubt: { since: at, why: 'two' },
		});
		expect(await books.unread(scope)).toEqual([{ ...refusal('a', 'two'), copy }]);
		expect(await books.unread(scope, who('acme'))).toHaveLength(1);
		expect(await books.unread(scope, who('other'))).toEqual([]);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('of what we never stored is kept all the same, and goes when it reads well', async () => {
		const { books, scope } = fresh();
		expect(await books.noteRows(scope, { refused: [refusal('new'), refusal('')], well: [] }, at)).toEqual({
			changed: 2,
			unread: [refusal('?'), refusal('new')],
		});
		const invoice = anInvoice({ id: 'new' });
		await books.save(scope, [invoice], at);
		expect((await books.noteRows(scope, { refused: [], well: [wellRow(invoice)] }, at)).unread).toEqual([refusal('?')]);
		expect((await stored(books, scope, 'new'))?.doubt).toBeUndefined();
	});

	it('of what is stored meanwhile and refused again moves under its customer', async () => {
		const { books, scope } = fresh();
		await books.noteRows(scope, { refused: [refusal('a')], well: [] }, at);
		await books.save(scope, [anInvoice({ id: 'a', customer: who('acme') })], at);
		const { unread } = await books.noteRows(scope, { refused: [refusal('a')], well: [] }, at);
		expect(unread).toMatchObject([{ id: 'a', copy: { customer: who('acme') } }]);
		expect((await stored(books, scope))?.doubt).toMatchObject({ since: at });
	});

	it('of a customer puts the customer in doubt', async () => {
		const { books, scope } = fresh();
		const acme = aCustomer('acme');
		await books.saveCustomers(scope, [acme], at);
		await books.noteRows(scope, { refused: [refusal('acme', 'no name', 'customer')], well: [] }, at);
		expect(await books.customer(scope.company, acme.id)).toEqual({ ...acme, doubt: { since: at, why: 'no name' } });
		expect(await books.unread(scope, acme.id)).toMatchObject([{ kind: 'customer', id: 'acme' }]);
		await books.noteRows(scope, { refused: [], well: [{ kind: 'customer', id: 'acme', version: acme.version }] }, soon);
		expect(await books.customer(scope.company, acme.id)).toEqual(acme);
		expect(await books.unread(scope)).toEqual([]);
	});

	it('in one page with the same row read well leaves the doubt: nobody knows which is later', async () => {
		const { books, scope } = fresh();
		const invoice = anInvoice({ id: 'a' });
		await books.save(scope, [invoice], at);
		await books.noteRows(scope, { refused: [refusal('a')], well: [wellRow(invoice)] }, at);
		expect((await stored(books, scope))?.doubt).toBeDefined();
	});

	it('keeps the doubt under a hold, and a save over what was read before the doubt takes it off only with the row', async () => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' })], at);
		await books.noteRows(scope, { refused: [refusal('a')], well: [] }, at);
		const newer = anInvoice({ id: 'a', version: version(2), open: 10 });
		await books.save(scope, [newer], soon);
		expect((await stored(books, scope))?.doubt).toBeUndefined();
		expect(await books.noteRows(scope, { refused: [], well: [wellRow(newer)] }, soon)).toEqual({ changed: 1, unread: [] });
		expect((await books.versions(scope.company, ledger, 'invoice', 'a'))[0]?.doubt).toEqual({ since: at, why: 'it makes no sense' });
	});

	it('is among any number: 120 are put in doubt and taken out of it, each once', async () => {
		const { books, scope } = fresh();
		const all = Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? aCredit({ id: `i${i}`, unapplied: 5 }) : anInvoice({ id: `i${i}` })));
		await books.save(scope, all, at);
		const refused = all.map(({ kind, id }) => refusal(id, 'why', kind));
		const noted = await books.noteRows(scope, { refused, well: [] }, at);
		expect([noted.changed, noted.unread.length]).toEqual([120, 120]);
		const healed = await books.noteRows(scope, { refused: [], well: all.map(wellRow) }, at);
		expect([healed.changed, healed.unread]).toEqual([120, []]);
		for (const { kind, id } of all) expect((await books.document(scope.company, ledger, kind, id))?.doubt).toBeUndefined();
	});
});

describe('a good row', () => {
	it.each([
		['newer', 3, false],
		['of the version we hold', 2, false],
		['older than what we hold', 1, true],
	] as const)('%s', async (_, n, stays) => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', version: version(2) })], at);
		await books.noteRows(scope, { refused: [refusal('a')], well: [] }, at);
		const row = anInvoice({ id: 'a', version: version(n) });
		await books.save(scope, [row], soon);
		const { unread } = await books.noteRows(scope, { refused: [], well: [wellRow(row)] }, soon);
		expect(unread).toHaveLength(stays ? 1 : 0);
		expect((await stored(books, scope))?.doubt !== undefined).toBe(stays);
	});

	it('costs nothing where there is nothing to say', async () => {
		const { books, scope, store } = fresh();
		await books.noteRows(scope, { refused: [], well: [] }, at);
		expect(store.count.requests).toBe(0);
	});
});

it('a first read that met a broken row is loaded as a first read all the same', async () => {
	const { books, scope, revision } = fresh();
	const invoice = anInvoice({ id: 'a', open: 700 });
	await books.load(scope, [invoice], at);
	await books.noteRows(scope, { refused: [refusal('a'), refusal('b')], well: [] }, at);
	expect(await revision()).toBe(0);
	await books.load(scope, [invoice], at);
	expect((await books.noteRows(scope, { refused: [], well: [wellRow(invoice)] }, at)).unread).toEqual([refusal('b')]);
	await books.recount(scope, 'write', today);
	expect(await stored(books, scope)).toMatchObject({ rev: 1, open: 700 });
	expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
});

it.each(['before', 'after'] as const)('cut %s each request and done again, doubts and list agree', async (when) => {
	const invoices = ['a', 'b', 'c'].map((id) => anInvoice({ id }));
	for (let n = 1; n < 40; n++) {
		const scope = { company: bench.company(), ledger };
		const books = dynamoBooks(bench.open());
		await books.save(scope, invoices, at);
		await books.noteRows(scope, { refused: [refusal('a')], well: [] }, at);
		const store = bench.open();
		cutAt(store, n, when);
		const rows = { refused: [refusal('b'), refusal('x')], well: invoices.slice(0, 1).map(wellRow) };
		let cut = false;
		try {
			await dynamoBooks(store).noteRows(scope, rows, at);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			cut = true;
		}
		const { unread } = await books.noteRows(scope, rows, at);
		expect(unread.map(({ id }) => id).toSorted()).toEqual(['b', 'x']);
		const doubts = await Promise.all(invoices.map(({ id }) => stored(books, scope, id)));
		expect(doubts.map((each) => each?.doubt !== undefined)).toEqual([false, true, false]);
		if (!cut) return;
	}
	throw new Error('never ended');
});
