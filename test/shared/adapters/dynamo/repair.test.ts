/** What a sweep puts right at the very version that is stored, of documents and of customers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { BrokenItem } from '../../../../shared/adapters/dynamo/item.ts';
import { day, instant } from '../../../../shared/domain/day.ts';
import type { Customer, Document } from '../../../../shared/domain/document.ts';
import { gone } from '../../../../shared/domain/sweep.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { aCredit, aCustomer, anInvoice, at, type Bench, eur, ledger, otherLedger, startBench, today, version, who } from './table.ts';

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
const later = instant('2026-11-23T10:00:00Z');
const held = { held: 0, seen: at };

describe('repair', () => {
	it('says how each came about, once, and only of what reckoning goes by', async () => {
		const { books, scope } = fresh();
		const known = ['due', 'text', 'newer', 'older', 'same', 'gone'].map((id) => anInvoice({ id, version: version(2), open: 500 }));
		const merged = aCredit({ id: 'merged', unapplied: 40 });
		await books.save(scope, [...known, merged], at);
		const stored = await books.document(scope.company, ledger, 'invoice', 'gone');
		const shown = [
			anInvoice({ id: 'due', version: version(2), open: 500, due: day('2026-12-31') }),
			anInvoice({ id: 'text', version: version(2), open: 500, reference: 'PO 9' }),
			anInvoice({ id: 'newer', version: version(3), open: 300 }),
			anInvoice({ id: 'older', version: version(1), open: 100 }),
			anInvoice({ id: 'same', version: version(2), open: 500 }),
			anInvoice({ id: 'lost', open: 70 }),
			anInvoice({ id: 'settled', open: 0 }),
			{ ...merged, customer: who('zenith') },
			...(stored ? [gone(stored)] : []),
		];
		const { findings, ...saved } = await books.repair(scope, [...shown, ...shown], later);
		expect(saved).toEqual({ written: 7, stale: 11 });
		const found = Object.fromEntries(findings.map(({ id, how, was, is, customer }) => [id, [how, was, is, customer]]));
		expect(findings).toHaveLength(5);
		expect(found).toEqual({
			due: ['differs', 500, 500, who('acme')],
			newer: ['newer', 500, 300, who('acme')],
			lost: ['unknown', null, 70, who('acme')],
			merged: ['differs', 40, 40, who('zenith')],
			gone: ['gone', 500, 0, who('acme')],
		});
		expect(findings.find(({ id }) => id === 'lost')).toEqual({
			kind: 'invoice',
			id: 'lost',
			how: 'unknown',
			number: 'INV-lost',
			customer: who('acme'),
			currency: eur,
			was: null,
			is: 70,
		});
		expect(await books.repair(scope, shown, later)).toMatchObject({ written: 0, findings: [] });
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('keeps what it replaces as a version, when it was seen, and what is held', async () => {
		const { books, scope, store } = fresh();
		const invoice = anInvoice({ id: 'a', open: 500 });
		await books.save(scope, [invoice], at);
		const key = keys.document(scope.company, ledger, 'invoice', 'a');
		await store.update(key, {
			UpdateExpression: 'SET held = held + :a, #free = #free - :a, rev = rev + :one',
			ExpressionAttributeNames: { '#free': 'free' },
			ExpressionAttributeValues: { ':a': 200, ':one': 1 },
		});
		const shown = { ...invoice, due: day('2026-12-01') };
		await books.repair(scope, [shown], later);
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toEqual({ ...shown, rev: 3, seen: at, saved: later, held: 200 });
		expect(await store.get(key, 'consistent')).toMatchObject({ free: 300 });
		expect(await books.versions(scope.company, ledger, 'invoice', 'a')).toMatchObject([{ rev: 2, due: invoice.due, saved: at, held: 200 }]);
	});

	it('treats doubt as a save does: what is written reads well, what is left stays in doubt', async () => {
		const { books, scope } = fresh();
		const both = ['a', 'b'].map((id) => anInvoice({ id, open: 500 }));
		await books.save(scope, both, at);
		await books.noteRows(scope, { refused: both.map(({ kind, id }) => ({ kind, id, reason: 'why' })), well: [] }, at);
		await books.repair(scope, [anInvoice({ id: 'a', open: 400 }), anInvoice({ id: 'b', open: 500 })], later);
		const doubts = await Promise.all(['a', 'b'].map((id) => books.document(scope.company, ledger, 'invoice', id)));
		expect(doubts.map((each) => each?.doubt !== undefined)).toEqual([false, true]);
		const well = both.map(({ kind, id, version: of }) => ({ kind, id, version: of }));
		expect((await books.noteRows(scope, { refused: [], well }, later)).unread).toEqual([]);
		expect((await books.document(scope.company, ledger, 'invoice', 'b'))?.doubt).toBeUndefined();
	});

	it('looks consistently at first: a state that was there a moment ago is not taken for the present one', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a' })], at);
		const reads: unknown[] = [];
		store.db.middlewareStack.add(
			(next, { commandName }) =>
				(args) => {
					if (commandName === 'BatchGetItemCommand') reads.push(...Object.values(Reflect.get(args.input, 'RequestItems') ?? {}));
					return next(args);
				},
			{ step: 'initialize', name: 'reads' },
		);
		await books.repair(scope, [anInvoice({ id: 'a' })], later);
		expect(reads).toMatchObject([{ ConsistentRead: true }]);
		await books.save(scope, [anInvoice({ id: 'a' })], later);
		expect(reads[1]).toMatchObject({ ConsistentRead: false });
	});

	it('a document that changed between the look and the write is looked at again', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', open: 500 })], at);
		const other = dynamoBooks(bench.open());
		let raced = false;
		store.db.middlewareStack.add(
			(next, { commandName }) =>
				async (args) => {
					if (commandName === 'TransactWriteItemsCommand' && !raced) {
						raced = true;
						await other.save(scope, [anInvoice({ id: 'a', open: 100, version: version(2) })], at);
					}
					return next(args);
				},
			{ step: 'initialize', name: 'race' },
		);
		const saved = await books.repair(scope, [anInvoice({ id: 'a', open: 300 }), anInvoice({ id: 'b', open: 30 })], later);
		expect(saved).toMatchObject({ written: 1, stale: 1, findings: [{ id: 'b', how: 'unknown' }] });
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toMatchObject({ open: 100, version: version(2) });
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('what was read is compared anew with what is there then, not what was made of it before', async () => {
		const { books, scope, store } = fresh();
		const invoice = anInvoice({ id: 'a', details: { terms: 'old' } });
		await books.save(scope, [invoice], at);
		const other = dynamoBooks(bench.open());
		let raced = false;
		store.db.middlewareStack.add(
			(next, { commandName }) =>
				async (args) => {
					if (commandName === 'TransactWriteItemsCommand' && !raced) {
						raced = true;
						await other.repair(scope, [{ ...invoice, details: { terms: 'new' } }], at);
					}
					return next(args);
				},
			{ step: 'initialize', name: 'race' },
		);
		const { details: _details, ...listed } = invoice;
		await books.repair(scope, [{ ...listed, reference: 'PO 9' }], later);
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toMatchObject({ reference: 'PO 9', details: { terms: 'new' } });
	});

	it('refuses documents of another ledger, and keeps companies apart that have the very same ids', async () => {
		const { books, scope, store } = fresh();
		const other = { ...scope, company: `${scope.company}x` };
		await expect(books.repair(scope, [anInvoice({ id: 'a', ledger: otherLedger })], at)).rejects.toThrow(RangeError);
		for (const each of [scope, other]) await books.save(each, [anInvoice({ id: 'a', open: 500 })], at);
		await books.repair(scope, [anInvoice({ id: 'a', open: 0 })], at);
		expect(await books.document(other.company, ledger, 'invoice', 'a')).toMatchObject({ open: 500, rev: 1 });
		for (const each of [scope, other]) expect((await books.recount(each, 'compare', today)).drift).toEqual([]);
		const key = keys.document(scope.company, ledger, 'invoice', 'a');
		await store.put({ ...(await store.get(key, 'consistent')), co: other.company });
		await expect(books.repair(scope, [anInvoice({ id: 'a', open: 7 })], at)).rejects.toThrow(BrokenItem);
	});

	it('costs one read unit a document where nothing differs', async () => {
		const { books, scope, store } = fresh();
		const page = Array.from({ length: 1_000 }, (_, i) => anInvoice({ id: `d${i}`, customer: who(`c${i % 50}`) }));
		await books.save(scope, page, at);
		const spent = async (what: string, documents: readonly Document[]) => {
			const before = { ...store.count };
			const { written } = await books.repair(scope, documents, later);
			const [reads, writes] = [store.count.reads - before.reads, store.count.writes - before.writes];
			console.info(`${what}: ${written} written, ${reads} RCU, ${writes} WCU, ${store.count.requests - before.requests} requests`);
			return { reads, writes, written };
		};
		expect(await spent('a page of 1,000 that is as we hold it', page)).toMatchObject({ writes: 0, written: 0 });
		const ten = page.map((each, i) => (i % 100 === 0 ? { ...each, due: day('2026-12-24') } : each));
		expect(await spent('ten of them re-dated', ten)).toMatchObject({ written: 10 });
		const about = { lines: Array.from({ length: 50 }, () => ({ text: 'x'.repeat(80), quantity: '1', minor: 200 })), lineCount: 50 };
		const filled = page.slice(0, 100).map((each) => ({ ...each, details: about }));
		expect(await spent('100 filled with fifty lines each', filled)).toMatchObject({ written: 100 });
		expect(await spent('the same again', filled)).toMatchObject({ written: 0, writes: 0 });
	});
});

describe('repairCustomers', () => {
	const one = (over: Partial<Customer> = {}) =>
		aCustomer('acme', { email: 'a@example.com', country: 'GB', details: { phone: '1' }, ...over });
	const stored = (books: ReturnType<typeof fresh>['books'], company: string) => books.customer(company, who('acme'), 'consistent');

	it('writes what the same version says otherwise, what is newer and what was never held, nothing else', async () => {
		const { books, scope } = fresh();
		await books.saveCustomers(scope, [one(), aCustomer('b', { version: version(5) })], at);
		expect(await books.repairCustomers(scope, [one()], later)).toEqual({ written: 0, stale: 1 });
		const shown = one({ email: null, country: 'IE', archived: true });
		const page = [shown, aCustomer('b', { version: version(4), name: 'old' }), aCustomer('c')];
		expect(await books.repairCustomers(scope, page, later)).toEqual({ written: 2, stale: 1 });
		expect(await stored(books, scope.company)).toEqual(shown);
		expect(await books.customer(scope.company, who('b'))).toMatchObject({ name: 'B' });
		expect(await books.repairCustomers(scope, page, later)).toEqual({ written: 0, stale: 3 });
		expect(await books.saveCustomers(scope, [one()], later)).toEqual({ written: 0, stale: 1 });
		const newer = one({ version: version(2), name: 'New' });
		expect(await books.repairCustomers(scope, [newer], later)).toEqual({ written: 1, stale: 0 });
		expect(await stored(books, scope.company)).toEqual(newer);
		await expect(books.repairCustomers(scope, [{ ...one(), ledger: otherLedger }], at)).rejects.toThrow(RangeError);
	});

	it('leaves the doubt where a save of the same version leaves it, until the row is noted to read well', async () => {
		const { books, scope } = fresh();
		await books.saveCustomers(scope, [one()], at);
		await books.noteRows(scope, { refused: [{ kind: 'customer', id: 'acme', reason: 'why' }], well: [] }, at);
		const shown = one({ name: 'Other' });
		await books.repairCustomers(scope, [shown], later);
		expect(await stored(books, scope.company)).toEqual({ ...shown, doubt: { since: at, why: 'why' } });
		await books.noteRows(scope, { refused: [], well: [{ kind: 'customer', id: 'acme', version: version(1) }] }, later);
		expect(await stored(books, scope.company)).toEqual(shown);
	});

	it('gives way to a newer one, and keeps a doubt, that came between the look and the write', async () => {
		for (const between of ['newer', 'doubt'] as const) {
			const { books, scope, store } = fresh();
			await books.saveCustomers(scope, [one()], at);
			const other = dynamoBooks(bench.open());
			store.db.middlewareStack.add(
				(next, { commandName }) =>
					async (args) => {
						if (commandName === 'UpdateItemCommand' && between === 'newer')
							await other.saveCustomers(scope, [one({ version: version(2), name: 'New' })], at);
						if (commandName === 'UpdateItemCommand' && between === 'doubt')
							await other.noteRows(scope, { refused: [{ kind: 'customer', id: 'acme', reason: 'why' }], well: [] }, at);
						return next(args);
					},
				{ step: 'initialize', name: 'race' },
			);
			const saved = await books.repairCustomers(scope, [one({ name: 'Other' })], later);
			expect(saved.written).toBe(between === 'newer' ? 0 : 1);
			expect(await stored(books, scope.company)).toMatchObject(
				between === 'newer' ? { name: 'New' } : { name: 'Other', doubt: { why: 'why' } },
			);
		}
	});

	it('keeps companies apart', async () => {
		const { books, scope } = fresh();
		const other = { ...scope, company: `${scope.company}x` };
		for (const each of [scope, other]) await books.saveCustomers(each, [one()], at);
		await books.repairCustomers(scope, [one({ name: 'Other' })], later);
		expect(await stored(books, other.company)).toEqual(one());
	});
});

it('a document that is repaired stays seen at its first moment', async () => {
	const { books, scope } = fresh();
	await books.save(scope, [anInvoice({ id: 'a' })], at);
	await books.repair(scope, [anInvoice({ id: 'a', open: 9 })], later);
	expect(await books.document(scope.company, ledger, 'invoice', 'a')).toMatchObject({ ...held, saved: later, rev: 2 });
});
