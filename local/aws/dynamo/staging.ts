/**
 * Writes are staged in memory and put on disk as ONE LevelDB batch, which is all or nothing even through a kill -9.
 * dynalite alone writes index entries and items one by one, so a cut could leave half of a transaction, or an index that disagrees with its item.
 * A staging is one request: dynalite's own putItem, updateItem, deleteItem and batchWriteItem run against it as if it were the store.
 */
import type { Callback, DynaliteItem, DynaliteSubDb, DynaliteTable, DynaliteWriteStore, LevelOperation } from './dynalite-types.ts';
import { invalid } from './errors.ts';

/** An item before and after the request; undefined: it is not there. */
export type Image = {
	readonly table: DynaliteTable;
	readonly key: string;
	readonly before: DynaliteItem | undefined;
	readonly after: DynaliteItem | undefined;
};
/** `lane` is one item in one index: its changes must become visible in order. */
export type IndexChange = { readonly lane: string; readonly global: boolean; readonly operation: LevelOperation };

const itemKey = (table: string, key: string): string => `item-${table}~${key}`;

const emptyIndexKey = (table: DynaliteTable, item: DynaliteItem): Error | null => {
	for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])])
		for (const { AttributeName } of index.KeySchema) {
			const value = item[AttributeName];
			if (value && (value.S === '' || value.B === ''))
				return invalid(
					'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key ' +
						`attribute cannot contain an empty string value. IndexName: ${index.IndexName}, IndexKey: ${AttributeName}`,
				);
		}
	return null;
};

export class Staging implements DynaliteWriteStore {
	readonly options: DynaliteWriteStore['options'];
	readonly indexChanges: IndexChange[] = [];
	readonly #images = new Map<string, Image>();
	readonly #tables = new Map<string, DynaliteTable>();
	readonly #store: DynaliteWriteStore;

	constructor(store: DynaliteWriteStore) {
		this.#store = store;
		this.options = store.options;
	}

	/** Every item the request looked at. */
	get images(): Image[] {
		return [...this.#images.values()];
	}

	look(image: Image): void {
		this.#images.set(image.key, image);
	}

	getTable(name: string, done: Callback<DynaliteTable>): void {
		const known = this.#tables.get(name);
		if (known) done(null, known);
		else
			this.#store.getTable(name, (error, table) => {
				if (table) this.#tables.set(name, table);
				done(error, table);
			});
	}

	/** The requests of all writers come one after another (see `Turns`), so a key needs no lock of its own. */
	getItemDb(name: string): DynaliteSubDb {
		const base = this.#store.getItemDb(name);
		const change = (key: string, after: DynaliteItem | undefined): Error | null => {
			const full = itemKey(name, key);
			const table = this.#tables.get(name);
			if (!table) return new Error(`table ${name} was not looked up before its item`);
			const refused = after && emptyIndexKey(table, after);
			if (refused) return refused;
			this.#images.set(full, { table, key: full, before: this.#images.get(full)?.before, after });
			return null;
		};
		return {
			lock: (_key, locked) => locked((done) => done),
			get: (key, done) => {
				const staged = this.#images.get(itemKey(name, key));
				if (staged) return done(null, staged.after);
				base.get(key, (error, item) => {
					const table = this.#tables.get(name);
					if (!error && table) this.#images.set(itemKey(name, key), { table, key: itemKey(name, key), before: item, after: item });
					done(error, item);
				});
			},
			put: (key, value, done) => done(change(key, value as DynaliteItem)),
			del: (key, done) => done(change(key, undefined)),
		};
	}

	getIndexDb(type: string, table: string, index: string): Pick<DynaliteSubDb, 'put' | 'del'> {
		const prefix = `index-${type.toLowerCase()}~${table}~${index}~`;
		const stage = (key: string, operation: LevelOperation, done: Callback): void => {
			// An index key ends with a hash of the item's own key.
			const lane = prefix + key.slice(key.lastIndexOf('/') + 1);
			this.indexChanges.push({ lane, global: type.toLowerCase() === 'global', operation });
			done(null);
		};
		return {
			put: (key, value, done) => stage(key, { type: 'put', key: prefix + key, value }, done),
			del: (key, done) => stage(key, { type: 'del', key: prefix + key }, done),
		};
	}

	/** Items only; index changes go through `IndexLag`. */
	itemOperations(): LevelOperation[] {
		return this.images
			.filter(({ before, after }) => before !== after)
			.map(({ key, after }) => (after ? { type: 'put', key, value: after } : { type: 'del', key }));
	}
}

/** One writer at a time, in order of arrival. */
export class Turns {
	#last: Promise<unknown> = Promise.resolve();

	take<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.#last.then(work, work);
		this.#last = turn.catch(() => undefined);
		return turn;
	}
}
