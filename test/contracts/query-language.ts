/** QuickBooks' query language as Intuit describes it ("Query operations and syntax"), read apart from the sandbox's own reader. */
import type { Schema } from './openapi.ts';

type Definitions = Readonly<Record<string, Schema>>;

const whole =
	/^select (?:\*|count\(\*\)) from (\w+)(?: where (.+?))?(?: orderby ([\w.]+)(?: (?:asc|desc))?)?(?: startposition (\d+))?(?: maxresults (\d+))?$/i;
const quoted = String.raw`'(?:\\.|[^'\\])*'`;
const value = String.raw`(?:${quoted}|true|false|-?\d+(?:\.\d+)?)`;
const condition = new RegExp(
	String.raw`([A-Za-z][\w.]*)\s*(?:=|<=|>=|<|>|in|like)\s*(${value}|\(\s*${value}(?:\s*,\s*${value})*\s*\))`,
	'gi',
);
const pageMax = 1000;

const fieldOf = (definitions: Definitions, entity: string, path: string): Schema | undefined =>
	path.split('.').reduce<Schema | undefined>((at, name) => {
		const inner = at?.properties?.[name];
		return inner?.$ref ? definitions[inner.$ref.replace('#/definitions/', '')] : inner;
	}, definitions[entity]);

/** A text that a field of this kind may be compared with. Moments without an offset are read in a zone of Intuit's choice: never. */
const fits = (path: string, field: Schema, said: string): boolean => {
	if (field.type === 'boolean') return /^(true|false)$/.test(said);
	if (field.type === 'number' || field.type === 'integer') return /^-?\d+(\.\d+)?$/.test(said);
	if (path.endsWith('Time')) return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(said);
	return path.endsWith('Date') ? /^\d{4}-\d\d-\d\d$/.test(said) : true;
};

export const wrongQuery = (definitions: Definitions, query: string): string[] => {
	const [, word = '', where = '', order, start, max] = whole.exec(query) ?? [];
	// node-quickbooks writes entities in lower case.
	const entity = Object.keys(definitions).find((name) => name.toLowerCase() === word.toLowerCase());
	if (entity === undefined) return [`query: ${query} is not understood`];
	const problems: string[] = [];
	const rest = where.replaceAll(condition, (_, path: string, said: string) => {
		const field = fieldOf(definitions, entity, path);
		const values = said.match(new RegExp(value, 'gi')) ?? [];
		if (!field) problems.push(`query: ${entity} has no ${path}`);
		else if (!values.every((each) => fits(path, field, each.replace(/^'|'$/g, '')))) problems.push(`query: ${path} is never ${said}`);
		return '';
	});
	if (!/^(\s|and)*$/i.test(rest)) problems.push(`query: ${rest.trim()} is not understood`);
	if (order && !fieldOf(definitions, entity, order)) problems.push(`query: ${entity} is not ordered by ${order}`);
	if (start === '0') problems.push('query: positions begin with 1');
	if (max && (Number(max) < 1 || Number(max) > pageMax)) problems.push(`query: maxresults ${max}`);
	return problems;
};
