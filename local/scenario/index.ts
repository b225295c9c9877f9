/** Scenarios: what the provider sandboxes are filled with. Documented in docs/scenario.md. */
export { builtInIds, builtInScenario } from './built-in.ts';
export { problemsOf, warningsOf } from './check.ts';
export { importSentences } from './import-sentences.ts';
export { type Imported, type ImportOptions, type ImportReport, importOpenInvoices } from './open-invoices.ts';
export { readScenario } from './read.ts';
