/** Many items at once: BatchGet by 100, BatchWrite by 25, four requests in flight, what comes back unprocessed asked again. */
import { BatchGetCommand, type BatchGetCommandOutput, BatchWriteCommand, type BatchWriteCommandOutput } from '@aws-sdk/lib-dynamodb';
import { TryLater } from '../../ports/books.ts';
import type { Key } from '../../wire/table.ts';
import { consumed } from './capacity.ts';
import type { Connected } from './connected.ts';
import { type Item, keyOf, keyText } from './item.ts';
import { chunks, inLanes } from './lanes.ts';
import { insist, jitter } from './retry.ts';

const lanes = 4;
/** Rounds in a row in which a batch may get nothing done. */
const idleRounds = 8;

type Keys = NonNullable<NonNullable<BatchGetCommandOutput['UnprocessedKeys']>[string]>['Keys'];
type Requests = NonNullable<BatchWriteCommandOutput['UnprocessedItems']>[string];

/** Counts rounds without progress, and waits between rounds. */
const patience = () => {
	let idle = 0;
	return async (progress: boolean): Promise<void> => {
		idle = progress ? 0 : idle + 1;
		if (idle === idleRounds) throw new TryLater('the table takes no more for now');
		await jitter(idle + 1);
	};
};

/** Found items by `keyText`; repeated keys are asked for once. `only`: the attributes wanted besides the key (the units are the same). */
export const getAll = async (
	{ db, table, count, units }: Connected,
	keys: readonly Key[],
	read: 'consistent' | 'eventual',
	only?: readonly string[],
): Promise<Map<string, Item>> => {
	const found = new Map<string, Item>();
	const unique = [...new Map(keys.map((key) => [keyText(key), key])).values()];
	const names = only && ['pk', 'sk', ...only].map((name, i) => [`#${i}`, name] as const);
	const projection = names && {
		ProjectionExpression: names.map(([alias]) => alias).join(),
		ExpressionAttributeNames: Object.fromEntries(names),
	};
	await inLanes(lanes, chunks(unique, 100), async (chunk) => {
		const wait = patience();
		let rest: Keys = chunk;
		while (rest && rest.length > 0) {
			const asked = { [table]: { Keys: rest, ConsistentRead: read === 'consistent', ...projection } };
			const answer: BatchGetCommandOutput = await insist(() =>
				db.send(new BatchGetCommand({ RequestItems: asked, ReturnConsumedCapacity: units })),
			);
			count.requests += 1;
			count.reads += consumed(answer.ConsumedCapacity);
			for (const item of answer.Responses?.[table] ?? []) found.set(keyText(keyOf(item)), item);
			const before: number = rest.length;
			rest = answer.UnprocessedKeys?.[table]?.Keys;
			if (rest && rest.length > 0) await wait(rest.length < before);
		}
	});
	return found;
};

/** Puts and deletes; a key may appear once. Not atomic: after a failure any part may be done, so the caller must be able to do all of it again. */
export const writeAll = async (
	{ db, table, count, units }: Connected,
	puts: readonly Item[],
	deletes: readonly Key[] = [],
): Promise<void> => {
	const all = [...puts.map((Item) => ({ PutRequest: { Item } })), ...deletes.map((Key) => ({ DeleteRequest: { Key } }))];
	await inLanes(lanes, chunks(all, 25), async (chunk) => {
		const wait = patience();
		let rest: Requests | undefined = chunk;
		while (rest && rest.length > 0) {
			const asked = { [table]: rest };
			const answer: BatchWriteCommandOutput = await insist(() =>
				db.send(new BatchWriteCommand({ RequestItems: asked, ReturnConsumedCapacity: units })),
			);
			const before: number = rest.length;
			rest = answer.UnprocessedItems?.[table];
			const left = rest?.length ?? 0;
			count.requests += 1;
			count.writes += consumed(answer.ConsumedCapacity);
			count.items += before - left;
			if (left > 0) await wait(left < before);
		}
	});
};
