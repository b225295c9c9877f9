/**
 * Time to live. Every write keeps a small register of what expires when, in the same batch as the item, so a sweep reads only what is due.
 * As in AWS, an item whose time is over is still readable until it is swept, and one expired for more than five years is left alone.
 */

import db from 'dynalite/db/index.js';
import type { DynaliteItem, DynaliteStore, DynaliteTable, LevelOperation } from './dynalite-types.ts';
import { run } from './engine.ts';
import type { Image } from './staging.ts';

const settings = 'cobro-ttl~';
const register = 'cobro-expires~';
const fiveYears = 5 * 365 * 86_400;

const entryOf = (image: { table: DynaliteTable; key: string }, item: DynaliteItem | undefined, attribute: string): string | null => {
	const seconds = Number(item?.[attribute]?.N ?? Number.NaN);
	if (!Number.isFinite(seconds) || seconds < 0) return null;
	return `${register}${image.table.TableName}~${String(Math.floor(seconds)).padStart(14, '0')}~${image.key}`;
};
const keyOf = (table: DynaliteTable, item: DynaliteItem): DynaliteItem =>
	Object.fromEntries(table.KeySchema.flatMap(({ AttributeName: name }) => (item[name] ? [[name, item[name]]] : [])));

export class Expiry {
	readonly #attributes = new Map<string, string>();
	readonly #store: DynaliteStore;

	constructor(store: DynaliteStore) {
		this.#store = store;
	}

	async recover(): Promise<void> {
		for await (const [key, value] of this.#store.db.iterator({ gte: settings, lt: `${settings}~` }))
			this.#attributes.set(key.slice(settings.length), String(value));
	}

	attribute(table: string): string | null {
		return this.#attributes.get(table) ?? null;
	}

	operations(images: readonly Image[]): LevelOperation[] {
		return images.flatMap((image): LevelOperation[] => {
			const attribute = this.#attributes.get(image.table.TableName);
			if (!attribute) return [];
			const before = entryOf(image, image.before, attribute);
			const after = entryOf(image, image.after, attribute);
			if (before === after) return [];
			return [
				...(before ? [{ type: 'del', key: before } as const] : []),
				...(after && image.after ? [{ type: 'put', key: after, value: keyOf(image.table, image.after) } as const] : []),
			];
		});
	}

	/** Switches on, off, or to another attribute; registers what is already in the table (one scan). */
	async set(table: DynaliteTable, attribute: string | null): Promise<void> {
		const name = table.TableName;
		const operations: LevelOperation[] = [];
		for await (const [key] of this.#store.db.iterator({ gte: `${register}${name}~`, lt: `${register}${name}~~` }))
			operations.push({ type: 'del', key });
		if (attribute === null) {
			this.#attributes.delete(name);
			operations.push({ type: 'del', key: settings + name });
		} else {
			this.#attributes.set(name, attribute);
			operations.push({ type: 'put', key: settings + name, value: attribute });
			let from: unknown;
			do {
				const page = await run(this.#store, 'Scan', { TableName: name, ...(from ? { ExclusiveStartKey: from } : {}) });
				for (const item of page.Items as DynaliteItem[]) {
					const entry = entryOf({ table, key: `item-${name}~${db.createKey(item, table)}` }, item, attribute);
					if (entry) operations.push({ type: 'put', key: entry, value: keyOf(table, item) });
				}
				from = page.LastEvaluatedKey;
			} while (from);
		}
		await this.#store.db.batch(operations);
	}

	/** Keys of at most 100 items of each table whose time is over. */
	async due(nowSeconds: number): Promise<{ table: string; attribute: string; key: DynaliteItem }[]> {
		const found: { table: string; attribute: string; key: DynaliteItem }[] = [];
		for (const [table, attribute] of this.#attributes) {
			const at = (seconds: number): string => `${register}${table}~${String(Math.max(0, Math.floor(seconds))).padStart(14, '0')}~`;
			for await (const [, key] of this.#store.db.iterator({ gte: at(nowSeconds - fiveYears), lt: at(nowSeconds), limit: 100 }))
				found.push({ table, attribute, key: key as DynaliteItem });
		}
		return found;
	}
}
