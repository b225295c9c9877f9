import { Refusal } from '../../shared/domain/refusal.ts';

const unreadable = (): Refusal =>
	new Refusal(400, 'BODY_UNREADABLE', 'The request cannot be read', 'Send JSON, an object with texts in it, or a form.');

/** A field of what was posted: by a page's form, or by a program as JSON, whose null is an empty text. Throws `BODY_UNREADABLE`. */
export const fieldOf = (
	{ headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
	name: string,
): string | undefined => {
	const text = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text).get(name) ?? undefined;
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		throw unreadable();
	}
	if (typeof parsed !== 'object' || parsed === null) throw unreadable();
	const value: unknown = Object.hasOwn(parsed, name) ? Reflect.get(parsed, name) : undefined;
	if (value === null) return '';
	if (value !== undefined && typeof value !== 'string') throw unreadable();
	return value;
};
