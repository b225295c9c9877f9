/** The inner modules of dynalite 4.0.0 that the layer calls. */
declare module 'dynalite/db/index.js' {
	const db: import('./dynalite-types.ts').DynaliteDb;
	export default db;
}
declare module 'dynalite/validations/index.js' {
	const validations: import('./dynalite-types.ts').DynaliteValidations;
	export default validations;
}
declare module 'dynalite/validations/*.js' {
	const rules: import('./dynalite-types.ts').DynaliteRules;
	export default rules;
}
declare module 'dynalite/actions/*.js' {
	const action: import('./dynalite-types.ts').DynaliteAction;
	export default action;
}
