/** Write units as AWS counts them, from the images of a request. dynalite alone leaves the indexes out. */

import db from 'dynalite/db/index.js';
import type { DynaliteIndex, DynaliteItem, DynaliteTable } from './dynalite-types.ts';
import type { Answer } from './engine.ts';
import type { Image } from './staging.ts';

/** Of a stored item or an index entry: a unit each 1 KB. */
const units = (bytes: number): number => Math.ceil(bytes / 1024);

/** An item with the bytes of each attribute: measured once, since every index keeps some of the same. */
type Measured = { readonly item: DynaliteItem; readonly bytes: ReadonlyMap<string, number> };
const measured = (item: DynaliteItem | undefined): Measured | null =>
	item ? { item, bytes: new Map(Object.entries(item).map(([name, value]) => [name, db.itemSize({ [name]: value })])) } : null;

const sumOf = ({ bytes }: Measured, names: Iterable<string> = bytes.keys()): number => {
	let sum = 0;
	for (const name of names) sum += bytes.get(name) ?? 0;
	return sum;
};

const namesOf = (schema: DynaliteTable['KeySchema']): string[] => schema.map(({ AttributeName }) => AttributeName);

/** The attributes an index keeps; null: all. */
const keptBy = (index: DynaliteIndex, table: DynaliteTable): readonly string[] | null =>
	index.Projection.ProjectionType === 'ALL'
		? null
		: [...new Set([...namesOf(index.KeySchema), ...namesOf(table.KeySchema), ...(index.Projection.NonKeyAttributes ?? [])])];

const same = (a: DynaliteItem, b: DynaliteItem, names: Iterable<string>): boolean =>
	[...names].every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));

/**
 * One index entry: new or gone costs its size, another key costs both, the same key costs the larger, and no change of what is projected costs nothing.
 */
const indexUnits = (index: DynaliteIndex, table: DynaliteTable, before: Measured | null, after: Measured | null): number => {
	const keys = namesOf(index.KeySchema);
	const kept = keptBy(index, table);
	const entry = (one: Measured | null): Measured | null => (one && keys.every((name) => one.item[name] !== undefined) ? one : null);
	const [old, fresh] = [entry(before), entry(after)];
	const cost = (one: Measured | null): number => (one ? units(sumOf(one, kept ?? undefined)) : 0);
	if (!old || !fresh || !same(old.item, fresh.item, keys)) return cost(old) + cost(fresh);
	return same(old.item, fresh.item, kept ?? new Set([...old.bytes.keys(), ...fresh.bytes.keys()])) ? 0 : Math.max(cost(old), cost(fresh));
};

/**
 * `ConsumedCapacity` of a writing request, one element a table; undefined if it was not asked for.
 * @param factor 2 in a transaction (prepare and commit). AWS does not say whether an index is written twice too; we count the dearer reading.
 */
export const writtenUnits = (asked: unknown, images: readonly Image[], factor: 1 | 2): Answer[] | undefined => {
	if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
	return [...Map.groupBy(images, (image) => image.table.TableName)].map(([name, own]) => {
		let tableUnits = 0;
		const indexes = new Map<string, number>();
		for (const image of own) {
			const [before, after] = [measured(image.before), measured(image.after)];
			// Writing nothing over nothing costs a unit too.
			tableUnits += factor * Math.max(1, ...[before, after].map((one) => (one ? units(sumOf(one)) : 0)));
			for (const index of image.table.GlobalSecondaryIndexes ?? []) {
				const each = factor * indexUnits(index, image.table, before, after);
				if (each > 0) indexes.set(index.IndexName, (indexes.get(index.IndexName) ?? 0) + each);
			}
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
