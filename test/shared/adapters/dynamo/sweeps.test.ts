/** What a sweep was shown, and what of our open documents it was not: noted, filed in batches, read batch by batch. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { BrokenItem } from '../../../../shared/adapters/dynamo/item.ts';
import type { Store } from '../../../../shared/adapters/dynamo/store.ts';
import { dynamoSweeps } from '../../../../shared/adapters/dynamo/sweeps.ts';
import type { Document, DocumentKind } from '../../../../shared/domain/document.ts';
import type { DocumentName } from '../../../../shared/domain/sweep.ts';
import type { Scope } from '../../../../shared/ports/books.ts';
import type { Batch, Sweeps } from '../../../../shared/ports/sweeps.ts';
import { keys, partitions } from '../../../../shared/wire/table.ts';
import { delivered } from './model.ts';
import { cutAt, PowerCut } from './power-cut.ts';
import { aCredit, anInvoice, at, type Bench, ledger, otherLedger, startBench, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const fresh = () => {
	const store = bench.open();
	const scope: Scope = { company: bench.company(), ledger };
	return { store, books: dynamoBooks(store), sweeps: dynamoSweeps(store, () => at), scope };
};
const run = 'r1';
const names = (documents: readonly Document[]): DocumentName[] => documents.map(({ kind, id }) => ({ kind, id }));
const invoices = (from: number, to: number): Document[] => Array.from({ length: to - from }, (_, i) => anInvoice({ id: `i${from + i}` }));
const ten = (): number => 10;

const batches = async (sweeps: Sweeps, scope: Scope, of = run): Promise<Batch[]> => {
	const all: Batch[] = [];
	for (;;) {
		const batch = await sweeps.batch(scope, of, all.length);
		if (!batch) return all;
		all.push(batch);
	}
};
const filed = async (sweeps: Sweeps, scope: Scope, of = run): Promise<string[]> =>
	(await batches(sweeps, scope, of)).flatMap(({ kind, ids }) => ids.map((id) => `${kind}#${id}`)).toSorted();
const rowsOf = async ({ db, table }: Store, { company, ledger: of }: Scope) =>
	(
		await db.send(
			new QueryCommand({
				TableName: table,
				KeyConditionExpression: 'pk = :p',
				ExpressionAttributeValues: { ':p': partitions.swept(company, of, run) },
			}),
		)
	).Items ?? [];

describe('a sweep', () => {
	it('files what is open here and was not shown, of its own ledger, with what is asked for besides, each once, by kind', async () => {
		const { books, sweeps, scope } = fresh();
		const credits = ['a', 'b', 'c'].map((id) => aCredit({ id, unapplied: 5 }));
		await books.save(scope, [...invoices(0, 25), ...credits, anInvoice({ id: 'paid', open: 0 })], at);
		const elsewhere = anInvoice({ id: 'theirs', ledger: otherLedger, customer: who('x', otherLedger) });
		await books.save({ ...scope, ledger: otherLedger }, [elsewhere], at);
		await sweeps.note(scope, run, 0, names(invoices(0, 4)));
		await sweeps.note(scope, run, 1, [...names(invoices(4, 8)), { kind: 'credit-note', id: 'a' }]);
		const also: DocumentName[] = [
			{ kind: 'invoice', id: 'unread' },
			{ kind: 'invoice', id: 'i20' },
			{ kind: 'invoice', id: 'i0' },
			{ kind: 'payment', id: 'p1' },
			{ kind: 'payment', id: 'p1' },
		];
		const atOnce = (kind: DocumentKind): number => (kind === 'invoice' ? 10 : 1);
		expect(await sweeps.file(scope, run, also, atOnce)).toEqual({ documents: 22, batches: 5 });
		const all = await batches(sweeps, scope);
		expect(all.map(({ kind, ids }) => [kind, ids.length])).toEqual([
			['invoice', 10],
			['invoice', 9],
			['credit-note', 1],
			['credit-note', 1],
			['payment', 1],
		]);
		const must = [...names(invoices(8, 25)), ...also, { kind: 'credit-note', id: 'b' }, { kind: 'credit-note', id: 'c' }];
		expect(await filed(sweeps, scope)).toEqual([...new Set(must.map(({ kind, id }) => `${kind}#${id}`))].toSorted());
		expect(await sweeps.batch(scope, run, 5)).toBeNull();
		expect(await sweeps.batch(scope, 'r2', 0)).toBeNull();
	});

	it('that was shown everything files nothing; one that was shown nothing files all', async () => {
		const { books, sweeps, scope } = fresh();
		expect(await sweeps.file(scope, run, [], ten)).toEqual({ documents: 0, batches: 0 });
		await books.save(scope, invoices(0, 12), at);
		expect(await sweeps.file(scope, 'r0', [], ten)).toEqual({ documents: 12, batches: 2 });
		await sweeps.note(scope, run, 3, []);
		await sweeps.note(scope, run, 4, names(invoices(0, 12)));
		expect(await sweeps.file(scope, run, [], ten)).toEqual({ documents: 0, batches: 0 });
		expect(await sweeps.batch(scope, run, 0)).toBeNull();
		// What another run was shown says nothing of this one.
		expect(await sweeps.file(scope, 'r2', [], ten)).toEqual({ documents: 12, batches: 2 });
	});

	it('notes and files twice as once; filed anew it leaves no batch of before', async () => {
		const { books, sweeps, scope, store } = fresh();
		await books.save(scope, invoices(0, 35), at);
		for (let i = 0; i < 2; i++) await sweeps.note(scope, run, 0, names(invoices(0, 2)));
		const before = [await sweeps.file(scope, run, [], ten), await batches(sweeps, scope)];
		expect([await sweeps.file(scope, run, [], ten), await batches(sweeps, scope)]).toEqual(before);
		expect(before[0]).toEqual({ documents: 33, batches: 4 });
		await books.save(
			scope,
			[...invoices(0, 30)].map((each) => ({ ...each, version: version(2), open: 0, entries: [] })),
			at,
		);
		expect(await sweeps.file(scope, run, [], ten)).toEqual({ documents: 5, batches: 1 });
		expect(await batches(sweeps, scope)).toHaveLength(1);
		expect((await rowsOf(store, scope)).map(({ sk }) => String(sk))).toEqual(['B#000000', 'P#0#0']);
	});

	it('ends by TTL after three days', async () => {
		const { books, sweeps, scope, store } = fresh();
		await books.save(scope, invoices(0, 2), at);
		await sweeps.note(scope, run, 0, names(invoices(0, 1)));
		await sweeps.file(scope, run, [], ten);
		const ends = Date.parse(at) / 1000 + 3 * 24 * 3600;
		expect((await rowsOf(store, scope)).map(({ ttl }) => ttl)).toEqual([ends, ends]);
	});

	it('with a step of more rows than an item holds', async () => {
		const { sweeps, scope, store } = fresh();
		const rows = Array.from({ length: 45_000 }, (_, i): DocumentName => ({ kind: 'invoice', id: `i${i}` }));
		const before = store.count.writes;
		await sweeps.note(scope, run, 0, rows);
		expect((await rowsOf(store, scope)).map(({ prints }) => prints.length)).toEqual([160_000, 160_000, 40_000]);
		console.info(`45,000 rows noted: ${store.count.writes - before} WCU`);
	});

	it('meets an index that is late: what was closed may be filed, what was noted never is', async () => {
		const { books, sweeps, scope } = fresh();
		await books.save(scope, invoices(0, 20), at);
		bench.dynamo.faults.indexLag = { unit: 'ms', min: 60_000, max: 60_000 };
		await books.save(
			scope,
			[...invoices(20, 25), ...invoices(0, 5).map((each) => ({ ...each, version: version(2), open: 0, entries: [] }))],
			at,
		);
		await sweeps.note(scope, run, 0, names(invoices(5, 19)));
		await sweeps.file(scope, run, [], ten);
		expect(await filed(sweeps, scope)).toEqual(['i0', 'i1', 'i19', 'i2', 'i3', 'i4'].map((id) => `invoice#${id}`));
		bench.dynamo.faults.clear();
		await bench.dynamo.settleIndexes();
		await sweeps.file(scope, run, [], ten);
		expect(await filed(sweeps, scope)).toEqual(['i19', 'i20', 'i21', 'i22', 'i23', 'i24'].map((id) => `invoice#${id}`));
	});

	it('of any ledger, under throttling, lost answers and batches done in part, files exactly what is open and was not shown', async () => {
		const { faults } = bench.dynamo;
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
				fc.array(fc.array(fc.nat(60), { maxLength: 15 }), { maxLength: 4 }),
				fc.array(fc.nat(80), { maxLength: 5 }),
				fc.integer({ min: 1, max: 12 }),
				fc.integer(),
				async (open, shown, besides, size, seed) => {
					const { books, sweeps, scope } = fresh();
					const name = (n: number): DocumentName => ({ kind: n % 3 ? 'invoice' : 'credit-note', id: `d${n}` });
					const document = (n: number): Document => (n % 3 ? anInvoice({ id: `d${n}` }) : aCredit({ id: `d${n}`, unapplied: 5 }));
					await books.load(scope, open.map(document), at);
					faults.seed(seed);
					Object.assign(faults, { throttled: 0.02, writeConflict: 0.1, unprocessed: 0.2, answerLost: 0.1 });
					for (const [step, rows] of shown.entries()) await delivered(() => sweeps.note(scope, run, step, rows.map(name)));
					const seen = new Set(shown.flat());
					const must = [...new Set([...open.filter((n) => !seen.has(n)), ...besides])];
					const said = await delivered(() => sweeps.file(scope, run, besides.map(name), () => size));
					faults.clear();
					expect(said.documents).toBe(must.length);
					expect(await batches(sweeps, scope)).toHaveLength(said.batches);
					expect(await filed(sweeps, scope)).toEqual(must.map((n) => `${name(n).kind}#${name(n).id}`).toSorted());
				},
			),
			{ numRuns: 25 },
		);
	}, 120_000);

	it.each(['before', 'after'] as const)('cut %s each request and done again ends with the same batches', async (when) => {
		for (let n = 1; n < 60; n++) {
			const { books, sweeps, scope } = fresh();
			await books.load(scope, invoices(0, 65), at);
			// Filed before, and longer then.
			await sweeps.file(scope, run, [], () => 2);
			const store = bench.open();
			cutAt(store, n, when);
			const work = async (over: Sweeps): Promise<void> => {
				await over.note(scope, run, 0, names(invoices(0, 20)));
				await over.note(scope, run, 1, names(invoices(20, 40)));
				await over.file(scope, run, [], ten);
			};
			const died = await work(dynamoSweeps(store, () => at)).then(
				() => false,
				(error: unknown) => {
					if (!(error instanceof PowerCut)) throw error;
					return true;
				},
			);
			await work(sweeps);
			expect((await batches(sweeps, scope)).map(({ ids }) => ids.length)).toEqual([10, 10, 5]);
			if (!died) {
				expect(n).toBeGreaterThan(6);
				return;
			}
		}
		throw new Error('never ended');
	});

	it('keeps companies apart, and throws on a row or an item of another one', async () => {
		const { books, sweeps, scope, store } = fresh();
		const other = { ...scope, company: `${scope.company}x` };
		for (const each of [scope, other]) await books.save(each, invoices(0, 3), at);
		await sweeps.note(scope, run, 0, names(invoices(0, 3)));
		expect(await sweeps.file(scope, run, [], ten)).toEqual({ documents: 0, batches: 0 });
		expect(await sweeps.file(other, run, [], ten)).toEqual({ documents: 3, batches: 1 });
		expect(await sweeps.batch(scope, run, 0)).toBeNull();
		const key = keys.swept(other.company, ledger, run, 'B#000000');
		const batch = await store.get(key, 'consistent');
		await store.put({ ...batch, co: scope.company });
		await expect(sweeps.batch(other, run, 0)).rejects.toThrow(BrokenItem);
		for (const over of [{ kind: 'bill' }, { ids: 'i0' }, { ids: [1] }]) {
			await store.put({ ...batch, ...over });
			await expect(sweeps.batch(other, run, 0)).rejects.toThrow(BrokenItem);
		}
		const noted = { ...keys.swept(scope.company, ledger, run, 'P#0#0'), co: scope.company };
		for (const over of [{ prints: 'x' }, { prints: Buffer.alloc(7) }, { prints: Buffer.alloc(8), co: other.company }]) {
			await store.put({ ...noted, ...over });
			await expect(sweeps.file(scope, run, [], ten)).rejects.toThrow(BrokenItem);
		}
		// A row of the open list that names another company's document.
		const stray = keys.document(other.company, ledger, 'invoice', 'i0');
		const item = await store.get(stray, 'consistent');
		await store.put({ ...item, g2p: String(item?.g2p).replace(other.company, scope.company) });
		await store.put({ ...noted, prints: Buffer.alloc(8) });
		await expect(sweeps.file(scope, run, [], ten)).rejects.toThrow(BrokenItem);
	});

	it('of 10,000 open documents costs what the table says', async () => {
		const { books, sweeps, scope, store } = fresh();
		const id = (i: number): string => `4f1c2d3e-5b6a-4798-8a9b-${String(i).padStart(12, '0')}`;
		const all = Array.from({ length: 10_000 }, (_, i) => anInvoice({ id: id(i), customer: who(`c${i % 500}`) }));
		for (let i = 0; i < all.length; i += 2_500) await books.load(scope, all.slice(i, i + 2_500), at);
		const spent = async (what: string, work: () => Promise<unknown>) => {
			const before = { ...store.count };
			await work();
			const [reads, writes] = [store.count.reads - before.reads, store.count.writes - before.writes];
			console.info(`${what}: ${reads} RCU, ${writes} WCU, ${store.count.requests - before.requests} requests`);
			return { reads, writes };
		};
		const note = await spent('9,900 noted in ten steps', async () => {
			for (let step = 0; step < 10; step++) await sweeps.note(scope, run, step, names(all.slice(step * 990, (step + 1) * 990)));
		});
		const file = await spent('100 of 10,000 filed in batches of 50', () => sweeps.file(scope, run, [], () => 50));
		const batch = await spent('a batch of 50 read', () => sweeps.batch(scope, run, 1));
		const whole = await spent('10,000 of 10,000 filed in batches of 1,000', () => sweeps.file(scope, 'r2', [], () => 1_000));
		expect(note).toEqual({ reads: 0, writes: 80 });
		expect(file.writes).toBeLessThanOrEqual(6);
		expect(batch.reads).toBe(1);
		expect(whole.writes).toBeGreaterThan(0);
	});
});
