import { Refusal } from '../../shared/domain/refusal.ts';

const unreadable = (): Refusal =>
	new Refusal(400, 'BODY_UNREADABLE', 'The request cannot be read', 'Send JSON, an object with a text "day", or a form.');

const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		throw unreadable();
	}
};

/** The field `day` of what was posted: by a page's form, or by a program as JSON. Throws `BODY_UNREADABLE`. */
export const dayField = ({
	headers,
	body,
}: {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}): string | undefined => {
	const text = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text).get('day') ?? undefined;
	const sent = parsed(text);
	if (typeof sent !== 'object' || sent === null) throw unreadable();
	const day: unknown = Object.hasOwn(sent, 'day') ? Reflect.get(sent, 'day') : undefined;
	if (day !== undefined && typeof day !== 'string') throw unreadable();
	return day;
};
