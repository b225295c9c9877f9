/** What the sandboxes are filled with, from where the command line says; and what there is to say about it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Day } from '../shared/domain/day.ts';
import type { Scenario } from '../shared/wire/scenario.ts';
import { dayAt } from './clock.ts';
import { builtInScenario, importOpenInvoices, importSentences, readScenario } from './scenario/index.ts';
import type { Source } from './settings.ts';

export type Filling = {
	readonly scenario: Scenario;
	/** Tells the same source again: its kind, and a hash of the file. */
	readonly mark: string;
	/** For the terminal. */
	readonly sentences: readonly string[];
};

const markOf = (source: Exclude<Source, { kind: 'built-in' }>, text: string): string => {
	const how = source.kind === 'csv' ? JSON.stringify([source.provider, source.columns, source.currency]) : '';
	return `${source.kind} ${basename(source.file)} ${createHash('sha256').update(how).update(text).digest('hex').slice(0, 12)}`;
};

/** Reads it whole. `today` is the stack's day. Throws `ScenarioError` with lines and reasons. */
export const fillingOf = (source: Source, today: Day): Filling => {
	if (source.kind === 'built-in') return { scenario: builtInScenario(), mark: 'built-in', sentences: [] };
	const text = readFileSync(source.file, 'utf8');
	const name = basename(source.file);
	if (source.kind === 'scenario') return { scenario: readScenario(text, name), mark: markOf(source, text), sentences: [] };
	const { organisation, report } = importOpenInvoices(text, {
		provider: source.provider,
		file: name,
		asOf: today,
		columns: source.columns,
		...(source.currency === null ? {} : { currency: source.currency }),
	});
	const sentences = [`${name}:`, ...importSentences(report).map((line) => `  ${line}`)];
	return {
		scenario: { format: 'cobro-scenario/1', name, organisations: [organisation] },
		mark: markOf(source, text),
		sentences: [...sentences, ...hintOf(organisation.documents, today)],
	};
};

/** Old exports look as if everyone were hopelessly late: says how to see them on their own day. */
const hintOf = (documents: Scenario['organisations'][number]['documents'], today: Day): readonly string[] => {
	const issued = documents.flatMap((each) => (each.kind === 'invoice' ? [each.issued] : [])).sort();
	const last = issued.at(-1);
	if (last === undefined || last >= dayAt(-90 * 86_400_000, Date.parse(`${today}T12:00:00Z`))) return [];
	return [`  Its last invoice is of ${last}: \`npm start -- --fresh --today ${last} --csv …\` shows it as it was then.`];
};
