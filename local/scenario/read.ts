/** Reads a scenario file. All that is wrong with it is told at once, up to 20 problems, each with its line, document and reason. */
import { type Scenario, scenario } from '../../shared/wire/scenario.ts';
import { ScenarioError } from '../sandbox/sandbox.ts';
import { type Problem, problemsOf } from './check.ts';
import { type JsonPath, lineOf } from './json-place.ts';

const most = 20;

const textAt = (value: unknown, path: JsonPath): string | null => {
	let at: unknown = value;
	for (const step of path) at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined;
	return typeof at === 'string' ? at : null;
};

/** `organisation "Brightwater" (xero), document 12 (payment "bw-pay-3"), applied[0].amount` */
const place = (value: unknown, path: JsonPath): string => {
	const [top, organisation, list, at, ...rest] = path;
	if (top !== 'organisations' || organisation === undefined) return path.join('.') || 'the file';
	const name = textAt(value, [top, organisation, 'name']);
	const provider = textAt(value, [top, organisation, 'provider']);
	const where = [`organisation ${name === null ? Number(organisation) + 1 : `"${name}"`}${provider === null ? '' : ` (${provider})`}`];
	if ((list === 'documents' || list === 'customers') && at !== undefined) {
		const element = [top, organisation, list, at];
		const kind = list === 'documents' ? textAt(value, [...element, 'kind']) : null;
		const id = textAt(value, [...element, 'id']);
		const called = [kind, id === null ? null : `"${id}"`].filter((word) => word !== null).join(' ');
		where.push(`${list === 'documents' ? 'document' : 'customer'} ${Number(at) + 1}${called ? ` (${called})` : ''}`);
	} else rest.unshift(...[list, at].filter((step) => step !== undefined));
	if (rest.length) where.push(rest.join('.'));
	return where.join(', ');
};

const refuse = (name: string, text: string, value: unknown, problems: readonly Problem[]): never => {
	const told = problems.slice(0, most).map(({ path, reason }) => `  line ${lineOf(text, path)}: ${place(value, path)}: ${reason}`);
	const rest = problems.length > most ? [`  … and ${problems.length - most} more`] : [];
	const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
	throw new ScenarioError([`${name} cannot be loaded, ${count}:`, ...told, ...rest].join('\n'));
};

/**
 * `name` is what the complaint calls the file. Throws `ScenarioError`. Days stay as written: the sandbox resolves relative ones when it loads them.
 */
export const readScenario = (text: string, name: string): Scenario => {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new ScenarioError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
	const read = scenario.safeParse(value);
	if (!read.success)
		return refuse(
			name,
			text,
			value,
			read.error.issues.map((issue) => ({
				path: issue.path.map((step) => (typeof step === 'number' ? step : String(step))),
				reason: issue.message,
			})),
		);

	const problems: Problem[] = [];
	const ids = new Set<string>();
	read.data.organisations.forEach((organisation, at) => {
		const key = `${organisation.provider} ${organisation.id}`;
		if (ids.has(key)) problems.push({ path: ['organisations', at, 'id'], reason: `the id "${organisation.id}" is already taken` });
		ids.add(key);
		for (const problem of problemsOf(organisation)) problems.push({ path: ['organisations', at, ...problem.path], reason: problem.reason });
	});
	return problems.length ? refuse(name, text, value, problems) : read.data;
};
