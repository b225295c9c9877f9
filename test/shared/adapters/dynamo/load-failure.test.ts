/** A load whose writes fail at once while its reads are slow: nothing may fail unheard, since that ends a Lambda with all it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { anInvoice, at, type Bench, ledger, startBench, version } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

it('tells its caller, and nobody else', async () => {
	const unheard: unknown[] = [];
	const hear = (reason: unknown): void => void unheard.push(reason);
	process.on('unhandledRejection', hear);
	try {
		const store = bench.open();
		store.db.middlewareStack.add(
			(next, context) => async (args) => {
				if (context.commandName === 'GetItemCommand') await sleep(30);
				else throw new Error('the table is gone');
				return next(args);
			},
			{ step: 'initialize', name: 'slowReads' },
		);
		const scope = { company: bench.company(), ledger };
		await expect(dynamoBooks(store).load(scope, [anInvoice({ id: 'i1', version: version(1), open: 100 })], at)).rejects.toThrow(
			'the table is gone',
		);
		await sleep(5);
		expect(unheard).toEqual([]);
	} finally {
		process.off('unhandledRejection', hear);
	}
});
