/**
 * How a mail's events find it again: two message tags that SES gives back with every event. A tag holds only letters, digits, `_` and `-`, at most
 * 256 of them, so every other byte of an id is written as `_` and two hexadecimal digits: `rem|2026-11-22` is `rem_7c2026-11-22`.
 */
export type MailTag = { readonly company: string; readonly mail: string };

const names = { company: 'company', mail: 'mail' } as const;
const longest = 256;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const encoded = (text: string): string => {
	const value = text.replace(/[^A-Za-z0-9-]+/g, (found) =>
		[...encoder.encode(found)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join(''),
	);
	if (value === '' || value.length > longest) throw new RangeError(`a tag of ${value.length} characters does not go with a mail`);
	return value;
};

const decoded = (value: string): string | null => {
	if (!/^([A-Za-z0-9-]|_[0-9a-f]{2})+$/.test(value)) return null;
	const bytes = [...value.matchAll(/_([0-9a-f]{2})|[^_]/g)].map(([found, hex]) =>
		hex === undefined ? found.charCodeAt(0) : Number.parseInt(hex, 16),
	);
	try {
		return decoder.decode(Uint8Array.from(bytes));
	} catch {
		return null;
	}
};

/** Throws `RangeError` when an id is empty or too long once encoded: ours are below 200. */
export const writeMailTags = ({ company, mail }: MailTag): { readonly Name: string; readonly Value: string }[] => [
	{ Name: names.company, Value: encoded(company) },
	{ Name: names.mail, Value: encoded(mail) },
];

/** `tags` as they stand in an SES event (`mail.tags`): each name with a list of values. Null: a mail of somebody else's. */
export const readMailTags = (tags: Readonly<Record<string, readonly string[] | undefined>>): MailTag | null => {
	const [company, mail] = [names.company, names.mail].map((name) => {
		const values = Object.hasOwn(tags, name) ? tags[name] : undefined;
		return values?.length === 1 && values[0] !== undefined ? decoded(values[0]) : null;
	});
	return company == null || mail == null ? null : { company, mail };
};
