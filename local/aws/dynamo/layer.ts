/** The store with everything of ours around it, and the one way to write to it. */

import { mkdirSync } from 'node:fs';
import db from 'dynalite/db/index.js';
import type { DynaliteLevel, DynaliteRequest, DynaliteStore, DynaliteTable, LevelOperation } from './dynalite-types.ts';
import { type Answer, perform, prepare, run } from './engine.ts';
import { asDynamoError } from './errors.ts';
import { Expiry } from './expiry.ts';
import type { DynamoFaults } from './faults.ts';
import { IndexLag } from './index-lag.ts';
import { type Staging, Turns } from './staging.ts';
import { Tokens } from './tokens.ts';

/** Another process has the folder open. */
class FolderInUse extends Error {
	override readonly name = 'FolderInUse';
}

export type Layer = {
	readonly store: DynaliteStore;
	readonly faults: DynamoFaults;
	readonly turns: Turns;
	readonly lag: IndexLag;
	readonly expiry: Expiry;
	readonly tokens: Tokens;
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * Point reads in this thread: LevelDB answers in microseconds, while a trip through the thread pool for each of a transaction's hundred items
 * was half of its time. What dynalite throws in a callback becomes the answer of that one request instead of the end of the process.
 */
const readHere = (level: DynaliteLevel): void => {
	level.get = (key, done) => {
		queueMicrotask(() => {
			try {
				done(null, level.getSync(key));
			} catch (error) {
				done(asError(error));
			}
		});
	};
};

export const openLayer = async (dir: string | null, faults: DynamoFaults): Promise<Layer> => {
	if (dir !== null) mkdirSync(dir, { recursive: true });
	const store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(dir === null ? {} : { path: dir }) });
	try {
		await store.db.open();
	} catch (error) {
		const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
		if (cause?.code === 'LEVEL_LOCKED')
			throw new FolderInUse(`${dir} is in use by another running Cobro: stop it first, or choose another folder`, { cause: error });
		throw error;
	}
	readHere(store.db);
	const layer = {
		store,
		faults,
		turns: new Turns(),
		lag: new IndexLag(faults, store.db),
		expiry: new Expiry(store),
		tokens: new Tokens(store.db),
	};
	await layer.lag.recover();
	await layer.expiry.recover();
	await layer.tokens.recover();
	return layer;
};

/** Puts a staged request on disk: items, indexes, expiry register and anything extra, all or nothing. Only in a writer's turn. */
export const commit = async (layer: Layer, staging: Staging, extra: readonly LevelOperation[] = []): Promise<void> => {
	const operations = [
		...staging.itemOperations(),
		...layer.lag.operations(staging.indexChanges),
		...layer.expiry.operations(staging.images),
		...extra,
	];
	if (operations.length > 0) await layer.store.db.batch(operations);
};

export const tableOf = (layer: Layer, name: unknown): Promise<DynaliteTable> =>
	new Promise((resolve, reject) =>
		layer.store.getTable(String(name), (error, table) => (table ? resolve(table) : reject(asDynamoError(error)))),
	);

/** CreateTable and its kin: indexes caught up first, so that no late change is written into a table that is gone. */
export const changeTable = (
	layer: Layer,
	operation: 'CreateTable' | 'DeleteTable' | 'UpdateTable',
	request: DynaliteRequest,
): Promise<Answer> =>
	layer.turns.take(async () => {
		const prepared = prepare(layer.store, operation, request);
		await layer.lag.settle(true);
		if (operation === 'DeleteTable') {
			const table = await tableOf(layer, prepared.TableName);
			await layer.expiry.set(table, null);
		}
		return perform(layer.store, operation, prepared);
	});

/** Queries see indexes as far as they have caught up by now. */
export const read = async (layer: Layer, operation: 'Query' | 'Scan' | 'GetItem', request: DynaliteRequest): Promise<Answer> => {
	layer.faults.throttle();
	if (request.IndexName && layer.lag.overdue) await layer.turns.take(() => layer.lag.settle());
	return run(layer.store, operation, request);
};
