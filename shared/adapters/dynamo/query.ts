/** Reading one partition of the table, or of an index, in order of its sort key. */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { table as definition, type IndexName } from '../../wire/table.ts';
import { consumed } from './capacity.ts';
import type { Item } from './item.ts';
import { insist } from './retry.ts';
import type { Store } from './store.ts';

export type Query = {
	readonly partition: string;
	readonly index?: IndexName;
	/** Of the sort key; both ends are inside. */
	readonly range?: { readonly prefix: string } | { readonly from: string; readonly to: string };
	readonly descending?: boolean;
	/** At most so many rows in all. */
	readonly limit?: number;
	/** The key of a row: go on behind it. */
	readonly after?: Item | null;
	/** Not for indexes, which are never consistent. */
	readonly consistent?: boolean;
	/** Attributes wanted; the units are the same, the bytes are fewer. */
	readonly only?: readonly string[];
};

const condition = ({ partition, index, range, only }: Query) => {
	const { partition: p, sort: s } = index ? definition.indexes[index] : definition;
	const [text, values] = !range
		? ['', {}]
		: 'prefix' in range
			? [' AND begins_with(#s, :prefix)', { ':prefix': range.prefix }]
			: [' AND #s BETWEEN :from AND :to', { ':from': range.from, ':to': range.to }];
	const wanted = (only ?? []).map((name, i) => [`#${i}`, name] as const);
	return {
		KeyConditionExpression: `#p = :p${text}`,
		ExpressionAttributeValues: { ':p': partition, ...values },
		ExpressionAttributeNames: { '#p': p, ...(range ? { '#s': s } : {}), ...Object.fromEntries(wanted) },
		...(only ? { ProjectionExpression: wanted.map(([alias]) => alias).join() } : {}),
	};
};

/** Pages as they come, up to 1 MB each. Holds one page. */
export async function* pages({ db, table, count, units }: Store, query: Query): AsyncGenerator<readonly Item[]> {
	let left = query.limit ?? Number.POSITIVE_INFINITY;
	let start: QueryCommandInput['ExclusiveStartKey'] = query.after ?? undefined;
	do {
		const answer = await insist(() =>
			db.send(
				new QueryCommand({
					TableName: table,
					IndexName: query.index,
					...condition(query),
					ScanIndexForward: !query.descending,
					ConsistentRead: query.consistent,
					Limit: Number.isFinite(left) ? left : undefined,
					ExclusiveStartKey: start,
					ReturnConsumedCapacity: units,
				}),
			),
		);
		count.requests += 1;
		count.reads += consumed(answer.ConsumedCapacity);
		const rows = answer.Items ?? [];
		left -= rows.length;
		start = answer.LastEvaluatedKey;
		if (rows.length > 0) yield rows;
	} while (start && left > 0);
}

/** All rows in one array: for partitions and limits that are known to be small. */
export const rowsOf = async (store: Store, query: Query): Promise<Item[]> => {
	const all: Item[] = [];
	for await (const page of pages(store, query)) all.push(...page);
	return all;
};
