import { maxMembers } from '../../shared/domain/debtor.ts';
import { Refusal } from '../../shared/domain/refusal.ts';

type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };

const unreadable = (detail: string): Refusal => new Refusal(400, 'BODY_UNREADABLE', 'The request cannot be read', detail);

const jsonIn = (body: string): object => {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		throw unreadable('Send JSON, or a form.');
	}
	if (typeof parsed !== 'object' || parsed === null) throw unreadable('Send a JSON object, or a form.');
	return parsed;
};

const valuesOf = ({ headers, body }: Posted, form: string, json: string): unknown[] => {
	const text = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text).getAll(form);
	const parsed = jsonIn(text);
	const value: unknown = Object.hasOwn(parsed, json) ? Reflect.get(parsed, json) : [];
	return Array.isArray(value) ? value : [value];
};

/** The boxes that were ticked (`customer`, each), or the list `customers` of a JSON object. Throws `BODY_UNREADABLE`. */
export const customersAsked = (posted: Posted): string[] => {
	const values = valuesOf(posted, 'customer', 'customers');
	const texts = values.filter((value) => typeof value === 'string');
	if (texts.length !== values.length || texts.length > maxMembers) throw unreadable(`Send at most ${maxMembers} customers by their ids.`);
	return [...new Set(texts)];
};

export const fieldAsked = (posted: Posted, name: string): string | undefined => {
	const [value] = valuesOf(posted, name, name);
	return typeof value === 'string' ? value : undefined;
};
