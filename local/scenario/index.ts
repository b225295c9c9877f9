/** Scenarios: what the provider sandboxes are filled with. Documented in docs/scenario.md. */
export { builtInScenario } from './built-in.ts';
export { problemsOf, warningsOf } from './check.ts';
export { importSentences } from './import-sentences.ts';
export { type Imported, importOpenInvoices } from './open-invoices.ts';
export { readScenario } from './read.ts';
