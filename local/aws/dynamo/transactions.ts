/** TransactWriteItems and TransactGetItems. One at a time, so a conflict only ever comes from `DynamoFaults`. */

import db from 'dynalite/db/index.js';
import { writtenUnits } from './capacity.ts';
import type { DynaliteItem, DynaliteRequest, DynaliteTable } from './dynalite-types.ts';
import { type Answer, type Operation, perform, prepare, run } from './engine.ts';
import { DynamoError, invalid } from './errors.ts';
import type { DynamoFaults } from './faults.ts';
import { commit, type Layer, tableOf } from './layer.ts';
import { Staging } from './staging.ts';
import { hashOf } from './tokens.ts';
import { failedItem } from './writes.ts';

type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: DynaliteItem };
type Part = {
	readonly operation: Operation;
	readonly request: DynaliteRequest;
	readonly prepared: DynaliteRequest;
	readonly checkOnly: boolean;
};

const operationOf = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'DeleteItem' } as const;
const maxItems = 100;
const maxBytes = 4 * 1024 * 1024;

const cancelled = (reasons: readonly Reason[]): DynamoError =>
	new DynamoError(
		'TransactionCanceledException',
		`Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
		{ CancellationReasons: reasons },
	);

/** One item, drawn by lot, met somebody else's transaction. */
const maybeConflict = (faults: DynamoFaults, items: number): void => {
	if (!faults.strikes('transactionConflict')) return;
	const hit = faults.between(0, items - 1);
	throw cancelled(
		Array.from({ length: items }, (_, i) =>
			i === hit ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item (injected)' } : { Code: 'None' },
		),
	);
};

const itemsOf = (request: DynaliteRequest): DynaliteRequest[] => {
	const items = request.TransactItems;
	if (!Array.isArray(items) || items.length === 0 || items.length > maxItems)
		throw invalid(
			`1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${maxItems}`,
		);
	return items as DynaliteRequest[];
};

const partOf = (layer: Layer, item: DynaliteRequest): Part => {
	const [[kind, value] = [], ...more] = Object.entries(item).filter(([, each]) => each != null);
	if (!kind || more.length > 0 || !Object.hasOwn(operationOf, kind))
		throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
	const request = value as DynaliteRequest;
	if (kind === 'ConditionCheck' && typeof request.ConditionExpression !== 'string')
		throw invalid("Value null at 'conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null");
	const operation = operationOf[kind as keyof typeof operationOf];
	return { operation, request, prepared: prepare(layer.store, operation, request), checkOnly: kind === 'ConditionCheck' };
};

const refuseRepeatedKeys = async (layer: Layer, parts: readonly Part[]): Promise<void> => {
	const seen = new Set<string>();
	const tables = new Map<unknown, DynaliteTable>();
	for (const { request } of parts) {
		const table = tables.get(request.TableName) ?? (await tableOf(layer, request.TableName));
		tables.set(request.TableName, table);
		const item = (request.Key ?? request.Item) as DynaliteItem;
		if (!table.KeySchema.every(({ AttributeName }) => item[AttributeName])) continue; // said better by the operation itself
		const key = `${table.TableName}~${table.KeySchema.map(({ AttributeName }) => JSON.stringify(item[AttributeName])).join()}`;
		if (seen.has(key)) throw invalid('Transaction request cannot include multiple operations on one item');
		seen.add(key);
	}
};

/** Stages one part. A ConditionCheck is a delete on a staging that is thrown away; it is read and costs as if written. */
const stage = async (layer: Layer, staging: Staging, { operation, request, prepared, checkOnly }: Part): Promise<Reason> => {
	const own = checkOnly ? new Staging(layer.store) : staging;
	try {
		await perform(own, operation, prepared);
		if (checkOnly) for (const image of own.images) staging.look({ ...image, after: image.before });
		return { Code: 'None' };
	} catch (error) {
		if (!(error instanceof DynamoError)) throw error;
		if (error.code === 'ConditionalCheckFailedException')
			return { Code: 'ConditionalCheckFailed', Message: error.message, ...failedItem(request, own) };
		if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
		throw error;
	}
};

/**
 * All or nothing, at most 100 items and 4 MB, each item at most once.
 * @throws DynamoError TransactionCanceledException with a reason for every item, in order
 */
export const transactWrite = async (layer: Layer, request: DynaliteRequest): Promise<Answer> => {
	const items = itemsOf(request);
	const parts = items.map((item) => partOf(layer, item));
	const wire = JSON.stringify(items);
	if (Buffer.byteLength(wire) > maxBytes) throw invalid('Collection size exceeds 4 MB');
	layer.faults.throttle();
	return layer.turns.take(async () => {
		const token = request.ClientRequestToken;
		const hash = typeof token === 'string' ? hashOf(wire) : '';
		if (typeof token === 'string' && layer.tokens.isRepeat(token, hash)) return {};
		await refuseRepeatedKeys(layer, parts);
		maybeConflict(layer.faults, parts.length);
		const staging = new Staging(layer.store);
		const reasons: Reason[] = [];
		for (const part of parts) reasons.push(await stage(layer, staging, part));
		if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
		const remembered = typeof token === 'string' ? layer.tokens.remember(token, hash) : null;
		await commit(layer, staging, remembered ? [remembered.operation] : []);
		remembered?.done();
		return { ConsumedCapacity: writtenUnits(request.ReturnConsumedCapacity, staging.images, 2) };
	});
};

/** Up to 100 items as of one moment; two read units for each 4 KB. */
export const transactGet = async (layer: Layer, request: DynaliteRequest): Promise<Answer> => {
	const gets = itemsOf(request).map(({ Get: get }) => get as DynaliteRequest | undefined);
	layer.faults.throttle();
	maybeConflict(layer.faults, gets.length);
	return layer.turns.take(async () => {
		const responses: Answer[] = [];
		const units = new Map<string, number>();
		for (const get of gets) {
			if (!get) throw invalid('Every element of TransactItems must hold a Get');
			const { Item: item } = await run(layer.store, 'GetItem', { ...get, ConsistentRead: true });
			responses.push(item ? { Item: item } : {});
			const table = String(get.TableName);
			units.set(table, (units.get(table) ?? 0) + 2 * db.capacityUnits(item as DynaliteItem | undefined, true, true));
		}
		const asked = request.ReturnConsumedCapacity;
		return {
			Responses: responses,
			...(asked === 'TOTAL' || asked === 'INDEXES'
				? {
						ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({
							TableName,
							CapacityUnits,
							ReadCapacityUnits: CapacityUnits,
						})),
					}
				: {}),
		};
	});
};
