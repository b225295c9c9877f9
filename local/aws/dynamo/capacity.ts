/** Write units as AWS counts them, from the images of a request. dynalite alone leaves the indexes out. */

import db from 'dynalite/db/index.js';
import type { DynaliteIndex, DynaliteItem, DynaliteTable } from './dynalite-types.ts';
import type { Answer } from './engine.ts';
import type { Image } from './staging.ts';

const units = (item: DynaliteItem | undefined): number => db.capacityUnits(item, false, true);

type Entry = { readonly key: string; readonly item: DynaliteItem };

const namesOf = (schema: DynaliteTable['KeySchema']): string[] => schema.map(({ AttributeName }) => AttributeName);

/** What an index keeps of an item; null when the item lacks the index's key. */
const entryOf = (index: DynaliteIndex, table: DynaliteTable, item: DynaliteItem | undefined): Entry | null => {
	const keys = namesOf(index.KeySchema);
	if (!item || keys.some((name) => item[name] === undefined)) return null;
	const key = JSON.stringify(keys.map((name) => item[name]));
	if (index.Projection.ProjectionType === 'ALL') return { key, item };
	const kept = new Set([...keys, ...namesOf(table.KeySchema), ...(index.Projection.NonKeyAttributes ?? [])]);
	return { key, item: Object.fromEntries([...kept].flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))) };
};

/**
 * One index entry: new or gone costs its size, another key costs both, the same key costs the larger, and no change of what is projected costs nothing.
 */
const indexUnits = (index: DynaliteIndex, { table, before, after }: Image): number => {
	const old = entryOf(index, table, before);
	const fresh = entryOf(index, table, after);
	if (old && fresh && old.key === fresh.key)
		return JSON.stringify(old.item) === JSON.stringify(fresh.item) ? 0 : Math.max(units(old.item), units(fresh.item));
	return (old ? units(old.item) : 0) + (fresh ? units(fresh.item) : 0);
};

/**
 * `ConsumedCapacity` of a writing request, one element a table; undefined if it was not asked for.
 * @param factor 2 in a transaction (prepare and commit). AWS does not say whether an index is written twice too; we count the dearer reading.
 */
export const writtenUnits = (asked: unknown, images: readonly Image[], factor: 1 | 2): Answer[] | undefined => {
	if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
	return [...Map.groupBy(images, (image) => image.table.TableName)].map(([name, own]) => {
		const tableUnits = own.reduce((sum, { before, after }) => sum + factor * Math.max(units(before), units(after)), 0);
		const indexes = new Map<string, number>();
		for (const image of own)
			for (const index of image.table.GlobalSecondaryIndexes ?? []) {
				const each = factor * indexUnits(index, image);
				if (each > 0) indexes.set(index.IndexName, (indexes.get(index.IndexName) ?? 0) + each);
			}
		const total = [...indexes.values()].reduce((sum, each) => sum + each, tableUnits);
		const perIndex = Object.fromEntries([...indexes].map(([index, each]) => [index, { CapacityUnits: each }]));
		return {
			TableName: name,
			CapacityUnits: total,
			...(factor === 2 ? { WriteCapacityUnits: total } : {}),
			...(asked === 'INDEXES' ? { Table: { CapacityUnits: tableUnits }, GlobalSecondaryIndexes: perIndex } : {}),
		};
	});
};
