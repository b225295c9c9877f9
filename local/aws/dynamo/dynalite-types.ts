/** Types for the few inner parts of dynalite 4.0.0 that the layer uses; it has none of its own. The version is pinned because of this file. */

export type Callback<T = void> = (error: Error | null | undefined, value?: T) => void;
type AttributeValue = { readonly [type in 'S' | 'N' | 'B']?: string } & { readonly [type: string]: unknown };
export type DynaliteItem = Readonly<Record<string, AttributeValue>>;
export type DynaliteIndex = {
	readonly IndexName: string;
	readonly KeySchema: readonly { readonly AttributeName: string }[];
	readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
};
export type DynaliteTable = {
	readonly TableName: string;
	readonly TableStatus: string;
	readonly KeySchema: readonly { readonly AttributeName: string }[];
	readonly GlobalSecondaryIndexes?: readonly DynaliteIndex[];
	readonly LocalSecondaryIndexes?: readonly DynaliteIndex[];
};
export type DynaliteSubDb = {
	get(key: string, done: Callback<DynaliteItem>): void;
	put(key: string, value: unknown, done: Callback): void;
	del(key: string, done: Callback): void;
	/** Calls back with a wrapper for the callback that frees the key. */
	lock(key: string, locked: (release: <T>(done: T) => T) => void): void;
};
export type LevelOperation =
	| { readonly type: 'put'; readonly key: string; readonly value: unknown }
	| { readonly type: 'del'; readonly key: string };
export type DynaliteLevel = {
	/** dynalite's own reads all come through this property. */
	get: (key: string, done: Callback<unknown>) => void;
	getSync(key: string): unknown;
	open(): Promise<void>;
	close(): Promise<void>;
	/** All or nothing, also through a kill -9. */
	batch(operations: readonly LevelOperation[]): Promise<void>;
	iterator(range: { readonly gte: string; readonly lt: string; readonly limit?: number }): AsyncIterable<[string, unknown]>;
};
/** What `putItem`, `updateItem`, `deleteItem` and `batchWriteItem` ask of a store. */
export type DynaliteWriteStore = {
	readonly options: { readonly maxItemSize: number };
	getTable(name: string, done: Callback<DynaliteTable>): void;
	getItemDb(table: string): DynaliteSubDb;
	getIndexDb(type: string, table: string, index: string): Pick<DynaliteSubDb, 'put' | 'del'>;
};
export type DynaliteStore = DynaliteWriteStore & { readonly db: DynaliteLevel };
export type DynaliteRequest = Record<string, unknown>;
