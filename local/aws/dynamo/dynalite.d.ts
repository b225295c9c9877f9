/** The inner modules of dynalite 4.0.0 that the layer calls. */
declare module 'dynalite/db/index.js' {
	type Item = import('./dynalite-types.ts').DynaliteItem;
	type Table = import('./dynalite-types.ts').DynaliteTable;
	const db: {
		create(options: {
			path?: string;
			createTableMs: number;
			deleteTableMs: number;
			updateTableMs: number;
		}): import('./dynalite-types.ts').DynaliteStore;
		createKey(item: Item, table: Table): string;
		capacityUnits(item: Item | null | undefined, isRead: boolean, isConsistent: boolean): number;
		/** Bytes as AWS counts them, names included. */
		itemSize(item: Item): number;
	};
	export default db;
}
declare module 'dynalite/validations/index.js' {
	type Request = import('./dynalite-types.ts').DynaliteRequest;
	const validations: {
		/** Drops what is not in `types`, from the given object too. */
		checkTypes(request: Request, types: object): Request;
		/** Also parses expressions into `_condition`, `_updates` and so on. */
		checkValidations(request: Request, types: object, custom: unknown, store: import('./dynalite-types.ts').DynaliteWriteStore): void;
	};
	export default validations;
}
declare module 'dynalite/validations/*.js' {
	const rules: { readonly types: object; readonly custom?: unknown };
	export default rules;
}
declare module 'dynalite/actions/*.js' {
	type Request = import('./dynalite-types.ts').DynaliteRequest;
	const action: (
		store: import('./dynalite-types.ts').DynaliteWriteStore,
		request: Request,
		done: import('./dynalite-types.ts').Callback<Request>,
	) => void;
	export default action;
}
