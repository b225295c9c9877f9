/** PutItem, UpdateItem, DeleteItem and the two batches. */

import { writtenUnits } from './capacity.ts';
import type { DynaliteItem, DynaliteRequest } from './dynalite-types.ts';
import { type Answer, perform, prepare, run } from './engine.ts';
import { DynamoError } from './errors.ts';
import { commit, type Layer } from './layer.ts';
import { Staging } from './staging.ts';

/**
 * The item that failed a condition, for ReturnValuesOnConditionCheckFailure = ALL_OLD. The staging has just read it: the turn is still ours.
 */
export const failedItem = (request: DynaliteRequest, staging: Staging): { Item?: DynaliteItem } => {
	const item = staging.images.at(-1)?.before;
	return request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item ? { Item: item } : {};
};

type SingleWrite = 'PutItem' | 'UpdateItem' | 'DeleteItem';

export const write = (layer: Layer, operation: SingleWrite, request: DynaliteRequest): Promise<Answer> => {
	layer.faults.throttle();
	if (layer.faults.strikes('writeConflict'))
		throw new DynamoError('TransactionConflictException', 'Transaction is ongoing for the item (injected)');
	return writeUnfailing(layer, operation, request);
};

/** Draws no faults: also for what is not a caller's request, so that a seed means the same whenever a sweep runs. */
export const writeUnfailing = (layer: Layer, operation: SingleWrite, request: DynaliteRequest): Promise<Answer> => {
	// Units are counted below, indexes included: dynalite would count them once more.
	const { ReturnConsumedCapacity, ...rest } = prepare(layer.store, operation, request);
	return layer.turns.take(async () => {
		const staging = new Staging(layer.store);
		try {
			const answer = await perform(staging, operation, rest);
			await commit(layer, staging);
			const [capacity] = writtenUnits(ReturnConsumedCapacity, staging.images, 1) ?? [];
			return { ...answer, ConsumedCapacity: capacity };
		} catch (error) {
			if (error instanceof DynamoError && error.code === 'ConditionalCheckFailedException')
				throw new DynamoError(error.code, error.message, failedItem(request, staging));
			throw error;
		}
	});
};

type Entries<T> = [table: string, entry: T][];
const entriesOf = <T>(byTable: Readonly<Record<string, readonly T[]>>): Entries<T> =>
	Object.entries(byTable).flatMap(([table, entries]) => entries.map((entry): [string, T] => [table, entry]));
const byTable = <T>(entries: Entries<T>): Record<string, T[]> =>
	Object.fromEntries([...Map.groupBy(entries, ([table]) => table)].map(([table, own]) => [table, own.map(([, entry]) => entry)]));

/** Up to 25 puts and deletes. AWS promises each alone; here they are also all or nothing, which nobody may rely on. */
export const batchWrite = (layer: Layer, request: DynaliteRequest): Promise<Answer> => {
	prepare(layer.store, 'BatchWriteItem', request);
	layer.faults.throttle();
	const all = entriesOf(request.RequestItems as Record<string, unknown[]>);
	if (all.length > 25) throw new DynamoError('ValidationException', 'Too many items requested for the BatchWriteItem call');
	const { now, later } = layer.faults.part(all);
	return layer.turns.take(async () => {
		const staging = new Staging(layer.store);
		const answer = await run(staging, 'BatchWriteItem', { RequestItems: byTable(now) });
		await commit(layer, staging);
		return {
			...answer,
			UnprocessedItems: byTable(later),
			ConsumedCapacity: writtenUnits(request.ReturnConsumedCapacity, staging.images, 1),
		};
	});
};

type KeysAndMore = { readonly Keys: readonly unknown[] } & Readonly<Record<string, unknown>>;

/** Up to 100 keys, up to 16 MB in AWS; dynalite stops at 1.4 MB and answers the rest as unprocessed. */
export const batchGet = async (layer: Layer, request: DynaliteRequest): Promise<Answer> => {
	prepare(layer.store, 'BatchGetItem', request);
	layer.faults.throttle();
	const asked = request.RequestItems as Record<string, KeysAndMore>;
	const parted = layer.faults.part(entriesOf(Object.fromEntries(Object.entries(asked).map(([table, { Keys }]) => [table, Keys]))));
	const withTheRest = (keys: Record<string, unknown[]>): Record<string, KeysAndMore> =>
		Object.fromEntries(Object.entries(keys).map(([table, Keys]) => [table, { ...asked[table], Keys }]));
	const answer = await run(layer.store, 'BatchGetItem', { ...request, RequestItems: withTheRest(byTable(parted.now)) });
	const tooMuch = Object.fromEntries(
		Object.entries(answer.UnprocessedKeys as Record<string, KeysAndMore>).map(([table, { Keys }]) => [table, [...Keys]]),
	);
	return { ...answer, UnprocessedKeys: withTheRest(byTable([...entriesOf(tooMuch), ...parted.later])) };
};
