/** How a mail's own id travels with it through SES and comes back with each of its events. Tags hold letters, digits, `-` and `_`, 256 at most. */

/** Which mail of which company. */
export type MailTag = { readonly company: string; readonly mail: string };
export type SesTag = { readonly name: string; readonly value: string };

const longest = 256;
const name = (place: number): string => `cobro-mail-${place}`;

/** The company as it is; the id in base64url, in as many tags as it takes (two for the longest id a ledger may give). */
export const toTags = ({ company, mail }: MailTag): readonly SesTag[] => {
	const text = Buffer.from(mail).toString('base64url');
	const parts = Array.from({ length: Math.ceil(text.length / longest) }, (_, i) => text.slice(i * longest, (i + 1) * longest));
	return [{ name: 'cobro-company', value: company }, ...parts.map((value, i) => ({ name: name(i), value }))];
};

/** From `mail.tags` of an event. Null: the mail is none of ours. */
export const fromTags = (tags: Readonly<Record<string, readonly string[] | undefined>>): MailTag | null => {
	const company = tags['cobro-company']?.[0];
	let text = '';
	for (let i = 0; ; i++) {
		const part = tags[name(i)]?.[0];
		if (part === undefined) break;
		text += part;
	}
	return company && text ? { company, mail: Buffer.from(text, 'base64url').toString() } : null;
};
