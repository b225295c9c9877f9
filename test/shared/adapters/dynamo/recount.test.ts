import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import type { Document } from '../../../../shared/domain/document.ts';
import { TryLater } from '../../../../shared/ports/books.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { history } from './histories.ts';
import { expectBooks } from './model.ts';
import { aCredit, anInvoice, at, type Bench, eur, ledger, otherLedger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	return { store, books: dynamoBooks(store, { settleMs: 20 }), scope: { company: bench.company(), ledger } };
};

/** One lane delivers pages in order of versions, as a ledger's pages come; rows may repeat. */
const inVersionOrder = (pages: readonly (readonly Document[])[]): Document[] =>
	pages.flat().sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));

describe('load, then recount', () => {
	it('any backfill ends like the same documents saved one by one, however late the index is', async () => {
		await fc.assert(
			fc.asyncProperty(history(10, 1), fc.integer({ min: 1, max: 8 }), fc.boolean(), async ({ writers, all }, size, late) => {
				const { books, scope } = fresh();
				if (late) bench.dynamo.faults.indexLag = { unit: 'ms', min: 0, max: 60_000 };
				bench.dynamo.faults.unprocessed = 0.2;
				const rows = inVersionOrder(writers.flat());
				for (let i = 0; i < rows.length; i += size) await books.load(scope, rows.slice(i, i + size), at);
				await books.recount(scope, 'write', today);
				if (size % 2) await books.recount(scope, 'write', today);
				bench.dynamo.faults.clear();
				await bench.dynamo.settleIndexes();
				await expectBooks(books, scope, all, today);
			}),
			{ numRuns: 20 },
		);
	}, 120_000);

	it('goes on in live mode', async () => {
		const { books, scope } = fresh();
		await books.load(scope, [anInvoice({ id: 'a', open: 500 }), anInvoice({ id: 'b', open: 70, customer: who('b') })], at);
		await books.recount(scope, 'write', today);
		await books.save(scope, [anInvoice({ id: 'a', open: 200, version: version(2) })], at);
		await expectBooks(
			books,
			scope,
			[anInvoice({ id: 'a', open: 200, version: version(2) }), anInvoice({ id: 'b', open: 70, customer: who('b') })],
			today,
		);
		expect(await books.versions(scope.company, ledger, 'invoice', 'a')).toHaveLength(1);
	});

	it('a second load of a counted ledger loses neither versions nor ladders', async () => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', open: 500 })], at);
		await books.save(scope, [anInvoice({ id: 'a', open: 400, version: version(2) })], at);
		await books.load(scope, [anInvoice({ id: 'a', open: 300, version: version(3) }), anInvoice({ id: 'b' })], at);
		await expectBooks(books, scope, [anInvoice({ id: 'a', open: 300, version: version(3) }), anInvoice({ id: 'b' })], today);
		expect(await books.document(scope.company, ledger, 'invoice', 'a')).toMatchObject({ rev: 3 });
	});

	it('removes ladders and months that nothing stands on any more, of its own ledger only', async () => {
		const { books, scope, store } = fresh();
		const other = { ...scope, ledger: otherLedger };
		await books.save(scope, [anInvoice({ id: 'a', open: 500 }), aCredit({ id: 'c', unapplied: 40 })], at);
		await books.save(other, [anInvoice({ id: 'a', ledger: otherLedger, customer: who('x', otherLedger), open: 77 })], at);
		// An error in the ladders that a recount is there to mend.
		for (const key of [keys.customerLadder(scope.company, who('acme'), eur), keys.document(scope.company, ledger, 'invoice', 'a')])
			await store.delete(key);
		await books.recount(scope, 'write', today);
		await expectBooks(books, scope, [aCredit({ id: 'c', unapplied: 40 })], today);
		await expectBooks(books, other, [anInvoice({ id: 'a', ledger: otherLedger, customer: who('x', otherLedger), open: 77 })], today);
	});
});

describe('compare', () => {
	it('names every figure that is wrong', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', open: 500 })], at);
		await store.update(keys.monthOfDay(scope.company, eur, anInvoice({ id: 'a' }).due ?? today, ledger), {
			UpdateExpression: 'ADD o31 :one',
			ExpressionAttributeValues: { ':one': 1 },
		});
		await store.update(keys.customerLadder(scope.company, who('acme'), eur), {
			UpdateExpression: 'SET unapplied = :u',
			ExpressionAttributeValues: { ':u': 9 },
		});
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([
			{ where: 'company due 2026-10-31', currency: 'EUR', stored: 501, recounted: 500 },
			{ where: `customer ${who('acme')} unapplied`, currency: 'EUR', stored: 9, recounted: 0 },
		]);
		await books.recount(scope, 'write', today);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('takes a late index for no drift', async () => {
		const { books, scope } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', open: 500 }), anInvoice({ id: 'b', open: 30, customer: who('b') })], at);
		bench.dynamo.faults.indexLag = { unit: 'ms', min: 10, max: 60 };
		await books.save(
			scope,
			[
				anInvoice({ id: 'a', open: 0, version: version(2) }),
				anInvoice({ id: 'b', open: 30, customer: who('c'), version: version(2) }),
				anInvoice({ id: 'd', open: 8 }),
			],
			at,
		);
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});

	it('gives up for now while saves keep coming', async () => {
		const { books, scope, store } = fresh();
		await books.save(scope, [anInvoice({ id: 'a', open: 500 })], at);
		const bump = { UpdateExpression: 'ADD rev :one', ExpressionAttributeValues: { ':one': 1 } };
		store.db.middlewareStack.add(
			(next, context) => async (args) => {
				const answer = await next(args);
				if (context.commandName === 'QueryCommand')
					await saver.db.send(new UpdateCommand({ TableName: saver.table, Key: keys.booksRev(scope.company, ledger), ...bump }));
				return answer;
			},
			{ step: 'initialize', name: 'saver' },
		);
		const saver = bench.open();
		await expect(books.recount(scope, 'compare', today)).rejects.toThrow(TryLater);
	});
});
