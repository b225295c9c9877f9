/** The model's ports are honest: they keep the contract that the table's keep, and nothing that can be done tells the two apart. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoBooks } from '../../../shared/adapters/dynamo/books.ts';
import { dynamoSweeps } from '../../../shared/adapters/dynamo/sweeps.ts';
import { memoryBooks } from '../../model/memory/books.ts';
import { Shelves } from '../../model/memory/shelf.ts';
import { memorySweeps } from '../../model/memory/sweeps.ts';
import { at, type Bench, ledger, startBench } from '../adapters/dynamo/table.ts';
import { keepsBooks, type Opened } from './books-contract.ts';
import { deeds, done, told } from './deeds.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const table = (): Opened => {
	const store = bench.open();
	return {
		books: dynamoBooks(store, { settleMs: 1 }),
		sweeps: dynamoSweeps(store, () => at),
		scope: { company: bench.company(), ledger },
	};
};
const memory = (): Opened => {
	const shelves = new Shelves();
	return { books: memoryBooks(shelves), sweeps: memorySweeps(shelves), scope: { company: 'co', ledger } };
};

keepsBooks('in memory', memory);
keepsBooks('in the table', table);

it('whatever a read does, both answer and hold the same', async () => {
	await fc.assert(
		fc.asyncProperty(deeds, async (history) => {
			const [one, other] = [memory(), table()];
			for (const deed of history) expect(await done(one, deed), deed.how).toEqual(await done(other, deed));
			expect(await told(one)).toEqual(await told(other));
		}),
		{ numRuns: 30 },
	);
}, 240_000);
