/** Records that are saved whole, each save naming the revision it saw. */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/day.ts';
import type { CompanyId } from '../../domain/document.ts';
import type { Due, Fresh } from '../../ports/connections.ts';
import { type Key, shards, type WorkKey, type WorkStation, work } from '../../wire/table.ts';
import { BrokenItem, type Item, text, whole } from './item.ts';
import { rowsOf } from './query.ts';
import { isConditionFailed } from './retry.ts';
import type { Store } from './store.ts';

/** Attributes of the table, not of the record. */
const ours = new Set(['pk', 'sk', 'g1p', 'g1s', 'g2p', 'g2s', 'g3p', 'g3s', 'stamp', 'ttl']);

export const recordItem = (key: Key, record: object & { readonly rev: number }, due: WorkKey | null): Item => ({
	...record,
	...key,
	...due,
	rev: record.rev + 1,
	stamp: randomUUID(),
});

/** The work-index key while something is due; none otherwise, and the record leaves the index. */
export const wakeKey = (station: WorkStation, company: CompanyId, id: string, wake: Instant | null): WorkKey | null =>
	wake === null ? null : work.due(station, company, id, wake);

/** The stamp of the item that made the condition fail, as the SDK hands it over: not unmarshalled. */
const stampOf = (error: unknown): unknown => {
	const item: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'Item') : undefined;
	const stamp: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'stamp') : undefined;
	return typeof stamp === 'object' && stamp !== null ? Reflect.get(stamp, 'S') : undefined;
};

/**
 * 1 WCU a KB. A lost answer makes the SDK put again, and then our own first put stands in the way: the stamp, new with every save, tells it
 * from somebody else's.
 */
export const saveRecord = async (store: Store, item: Item): Promise<Fresh> => {
	const seen = whole(item, 'rev') - 1;
	const condition =
		seen === 0
			? { ConditionExpression: 'attribute_not_exists(pk)' }
			: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': seen } };
	try {
		await store.put(item, condition);
		return 'saved';
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		return stampOf(error) === item.stamp ? 'saved' : 'stale';
	}
};

/**
 * A record as it was saved. Only we write these items and always whole, so their inner shape is taken as it is; whose it is and its revision are
 * checked. @throws BrokenItem
 */
export const recordFrom = <T extends { readonly rev: number }>(item: Item, owner: keyof T & string, company: CompanyId): T => {
	if (item[owner] !== company) throw new BrokenItem(owner);
	whole(item, 'rev');
	return Object.fromEntries(Object.entries(item).filter(([name]) => !ours.has(name))) as unknown as T;
};

/** What is due at a station, oldest first over all shards. Keys only: 0.5 RCU a shard. */
export const dueAt = async (store: Store, station: WorkStation, now: Instant, limit: number): Promise<Due[]> => {
	const found = await Promise.all(
		shards.map((shard) =>
			// `~` sorts behind `#`: everything that wakes up to and at this very moment.
			rowsOf(store, { index: 'work', partition: work.partition(station, shard), range: { from: '0', to: `${now}~` }, limit }),
		),
	);
	return found
		.flat()
		.map((row) => text(row, 'g3s'))
		.sort()
		.slice(0, limit)
		.map((sort) => {
			const [, company, id] = sort.split('#');
			if (company === undefined || id === undefined) throw new BrokenItem('g3s');
			return { company, id };
		});
};
