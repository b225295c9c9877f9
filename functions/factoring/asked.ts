/** What a caller wants exported, read from a JSON body or a page's form. Everything that is wrong with it is said at once. */
import { createHash } from 'node:crypto';
import { defaultRules, type EligibilityRules } from '../../shared/domain/eligibility.ts';
import { type ExportFormat, exportFormats } from '../../shared/domain/export.ts';
import { Refusal, type RefusalField } from '../../shared/domain/refusal.ts';

export type Asked = {
	/** Not yet compared with what the company has. */
	readonly currency: string | null;
	readonly asOf: string | null;
	readonly formats: readonly ExportFormat[];
	readonly rules: EligibilityRules;
	/** SHA-256 of what was asked, the same for the same meaning. */
	readonly print: string;
};
export type AskedBody = { readonly type: string; readonly text: string };

const known = ['currency', 'asOf', 'format', 'rules', 'idempotencyKey'];
const limits: Readonly<Record<string, readonly [least: number, most: number]>> = {
	maxDaysPastDue: [0, 3650],
	maxDaysFromIssue: [0, 3650],
	maxLedgerHours: [1, 8760],
};
/** A ledger's age can always be told, so it always has a limit. */
const mayBeOff = new Set(['maxDaysPastDue', 'maxDaysFromIssue']);

const refuse = (detail: string, fields: readonly RefusalField[] = []): Refusal =>
	new Refusal(400, 'EXPORT_UNREADABLE', 'That export cannot be made', detail, { fields });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A form's `rules.maxDaysPastDue=60` is the body's `{rules: {maxDaysPastDue: 60}}`; fields left empty are not given. */
const fromForm = (text: string): Readonly<Record<string, unknown>> => {
	const given = [...new URLSearchParams(text)].filter(([, value]) => value !== '');
	const rules = given
		.filter(([name]) => name.startsWith('rules.'))
		.map(([name, value]): [string, unknown] => [name.slice('rules.'.length), /^\d{1,5}$/.test(value) ? Number(value) : value]);
	const rest = given.filter(([name]) => !name.startsWith('rules.'));
	return { ...Object.fromEntries(rest), ...(rules.length > 0 ? { rules: Object.fromEntries(rules) } : {}) };
};

const fieldsOf = ({ type, text }: AskedBody): Readonly<Record<string, unknown>> => {
	if (type.startsWith('application/x-www-form-urlencoded')) return fromForm(text);
	if (text.trim() === '') return {};
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw refuse('The body is not JSON. An empty body asks for everything as of today.');
	}
	if (!isRecord(body)) throw refuse('The body must be a JSON object, such as {"asOf": "2026-11-22"}.');
	return body;
};

const rulesFrom = (given: unknown, wrong: RefusalField[]): EligibilityRules => {
	if (given === undefined) return defaultRules;
	if (!isRecord(given)) {
		wrong.push({ path: 'rules', message: 'Write the rules as an object, such as {"maxDaysPastDue": 60}.' });
		return defaultRules;
	}
	const rules: Record<string, number | null> = {};
	for (const [name, value] of Object.entries(given)) {
		const limit = limits[name];
		const path = `rules.${name.slice(0, 40)}`;
		if (!limit) wrong.push({ path, message: `There is no such rule. There are ${Object.keys(limits).join(', ')}.` });
		else if (value === null && mayBeOff.has(name)) rules[name] = null;
		else if (typeof value !== 'number' || !Number.isInteger(value) || value < limit[0] || value > limit[1])
			wrong.push({
				path,
				message: `Give a whole number from ${limit[0]} to ${limit[1]}${mayBeOff.has(name) ? ', or null for no limit' : ''}.`,
			});
		else rules[name] = value;
	}
	return { ...defaultRules, ...rules };
};

const formatsFrom = (given: unknown, wrong: RefusalField[]): readonly ExportFormat[] => {
	if (given === undefined || given === 'both') return exportFormats;
	const one = exportFormats.find((format) => format === given);
	if (one) return [one];
	wrong.push({ path: 'format', message: 'Choose csv, jsonl or both.' });
	return exportFormats;
};

const textFrom = (name: string, given: unknown, wrong: RefusalField[]): string | null => {
	if (given === undefined || given === null) return null;
	if (typeof given === 'string') return given;
	wrong.push({ path: name, message: 'Write it as text.' });
	return null;
};

/** @throws Refusal `EXPORT_UNREADABLE` with every field that is wrong */
export const readAsked = (body: AskedBody): Asked => {
	const given = fieldsOf(body);
	const wrong: RefusalField[] = Object.keys(given)
		.filter((name) => !known.includes(name))
		.map((name) => ({ path: name.slice(0, 40), message: 'There is no such field. There are currency, asOf, format and rules.' }));
	const asked = {
		currency: textFrom('currency', given.currency, wrong),
		asOf: textFrom('asOf', given.asOf, wrong),
		formats: formatsFrom(given.format, wrong),
		rules: rulesFrom(given.rules, wrong),
	};
	if (wrong.length > 0) throw refuse(wrong.map(({ path, message }) => `${path}: ${message}`).join(' '), wrong);
	return { ...asked, print: createHash('sha256').update(JSON.stringify(asked)).digest('hex') };
};

/** The header's key, or a page's hidden field. @throws Refusal */
export const idempotencyKey = (header: string | undefined, body: AskedBody): string => {
	const field = body.type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body.text).get('idempotencyKey') : null;
	const key = (header ?? field ?? '').trim();
	const say = (code: string, detail: string): Refusal =>
		new Refusal(400, code, 'An export needs a key of its own', detail, { fields: [{ path: 'Idempotency-Key', message: detail }] });
	if (key === '')
		throw say('IDEMPOTENCY_KEY_MISSING', 'Send a header Idempotency-Key with a new random text; the same key again gives the same export.');
	if (!/^[\x21-\x7e]{1,200}$/.test(key))
		throw say('IDEMPOTENCY_KEY_UNREADABLE', 'The Idempotency-Key must be 1 to 200 printable ASCII characters without spaces.');
	return key;
};
