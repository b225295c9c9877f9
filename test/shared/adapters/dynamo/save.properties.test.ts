import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { type History, history } from './histories.ts';
import { delivered, expectBooks } from './model.ts';
import { at, type Bench, ledger, startBench, today } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const play = async (writers: History['writers'], company: string) => {
	const scope = { company, ledger };
	await Promise.all(
		writers.map(async (pages) => {
			const books = dynamoBooks(bench.open());
			for (const page of pages) {
				const saved = await delivered(() => books.save(scope, page, at));
				expect(saved.written + saved.stale).toBe(page.length);
			}
		}),
	);
};

describe('save, for any history', () => {
	it('one writer: the copy is the newest of each document, and every ladder is their fold', async () => {
		await fc.assert(
			fc.asyncProperty(history(8, 1), async ({ writers, all }) => {
				const company = bench.company();
				await play(writers, company);
				await expectBooks(dynamoBooks(bench.open(), { settleMs: 1 }), { company, ledger }, all, today);
			}),
			{ numRuns: 15 },
		);
	}, 120_000);

	it('three writers at once', async () => {
		await fc.assert(
			fc.asyncProperty(history(8, 3), async ({ writers, all }) => {
				const company = bench.company();
				await play(writers, company);
				await expectBooks(dynamoBooks(bench.open(), { settleMs: 1 }), { company, ledger }, all, today);
			}),
			{ numRuns: 12 },
		);
	}, 120_000);

	it('three writers while transactions conflict, requests are throttled, batches done in part, answers lost and indexes late', async () => {
		const { faults } = bench.dynamo;
		const lived = (): Promise<void> =>
			fc.assert(
				fc.asyncProperty(history(6, 3), fc.integer(), async ({ writers, all }, seed) => {
					const company = bench.company();
					faults.seed(seed);
					Object.assign(faults, { transactionConflict: 0.15, writeConflict: 0.15, throttled: 0.01, unprocessed: 0.2, answerLost: 0.15 });
					faults.indexLag = { unit: 'writes', min: 1, max: 20 };
					await play(writers, company);
					faults.clear();
					await bench.dynamo.settleIndexes();
					await expectBooks(dynamoBooks(bench.open(), { settleMs: 1 }), { company, ledger }, all, today);
				}),
				{ numRuns: 15 },
			);
		// Chance may leave one kind of fault out of fifteen short histories: then fifteen more.
		for (let round = 0; round < 5 && (faults.injected.transactionConflict === 0 || faults.injected.answerLost === 0); round++)
			await lived();
		console.info('injected:', JSON.stringify(faults.injected));
		expect(faults.injected.transactionConflict).toBeGreaterThan(0);
		expect(faults.injected.answerLost).toBeGreaterThan(0);
	}, 120_000);
});
