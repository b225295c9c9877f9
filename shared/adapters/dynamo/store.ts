/** The table, opened: few words over the SDK's document client, each counted, each with its retries. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
	DeleteCommand,
	DynamoDBDocumentClient,
	GetCommand,
	PutCommand,
	type PutCommandInput,
	UpdateCommand,
	type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { consumed } from './capacity.ts';
import type { Connected, Count } from './connected.ts';
import { gathered } from './gather.ts';
import type { Item } from './item.ts';
import { insist } from './retry.ts';

export type Store = Connected & {
	/** 1 RCU a 4 KB consistent, half of it otherwise. Asked for together, items come together (gather.ts). */
	get(key: Key, read: 'consistent' | 'eventual'): Promise<Item | null>;
	put(item: Item, condition?: Condition): Promise<void>;
	update(key: Key, change: Change): Promise<Item>;
	/** The item as it was, null if there was none. */
	delete(key: Key, condition?: Condition): Promise<Item | null>;
};

/** Names and values of the expression; a failed condition throws the SDK's `ConditionalCheckFailedException` with the item as it is. */
export type Condition = Pick<PutCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;
export type Change = Condition & Required<Pick<UpdateCommandInput, 'UpdateExpression'>>;

type StoreOptions = { readonly tableName: string; readonly client?: DynamoDBClientConfig; readonly counting?: boolean };
type Consumed = { readonly CapacityUnits?: number | undefined };

/**
 * `client` is for tests and the local stack (endpoint, credentials); in Lambda the environment says it all. `counting`: for those who read the units.
 * Timeouts are short because the table answers in milliseconds or not at all; the SDK asks 4 times.
 */
export const openStore = ({ tableName, client = {}, counting = false }: StoreOptions): Store => {
	const plain = new DynamoDBClient({ maxAttempts: 4, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 }, ...client });
	// It copies every request and answer for a log that there is none of: an eighth of the processor time of reading.
	plain.middlewareStack.remove('loggerMiddleware');
	const db = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
	const count: Count = { requests: 0, reads: 0, writes: 0, items: 0 };
	const units = counting ? ('TOTAL' as const) : ('NONE' as const);
	const common = { TableName: tableName, ReturnConsumedCapacity: units };
	const wrote = (capacity: Consumed | undefined): void => {
		count.requests += 1;
		count.items += 1;
		count.writes += consumed(capacity);
	};
	const reading = (read: 'consistent' | 'eventual') => {
		const one = async (key: Key): Promise<Item | null> => {
			const answer = await insist(() => db.send(new GetCommand({ ...common, Key: key, ConsistentRead: read === 'consistent' })));
			count.requests += 1;
			count.reads += consumed(answer.ConsumedCapacity);
			return answer.Item ?? null;
		};
		return gathered(one, (keys) => getAll({ table: tableName, db, count, units }, keys, read));
	};
	const get = { consistent: reading('consistent'), eventual: reading('eventual') };
	return {
		table: tableName,
		db,
		count,
		units,
		get: (key, read) => get[read](key),
		put: async (item, condition = {}) => {
			const input = { ...common, Item: item, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const, ...condition };
			wrote((await insist(() => db.send(new PutCommand(input)))).ConsumedCapacity);
		},
		update: async (key, change) => {
			const answer = await insist(() => db.send(new UpdateCommand({ ...common, Key: key, ReturnValues: 'ALL_NEW', ...change })));
			wrote(answer.ConsumedCapacity);
			return answer.Attributes ?? {};
		},
		delete: async (key, condition = {}) => {
			const answer = await insist(() => db.send(new DeleteCommand({ ...common, Key: key, ReturnValues: 'ALL_OLD', ...condition })));
			wrote(answer.ConsumedCapacity);
			return answer.Attributes ?? null;
		},
	};
};
