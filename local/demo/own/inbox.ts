/** The mails as SES took them, byte for byte, read as a mail program reads them: language from the header, sums from the text. */
import { ownMoney } from './amount.ts';
import type { OwnStore } from './store.ts';

export type OwnMail = {
	readonly kind: 'reminder' | 'receipt' | 'notice';
	readonly to: string;
	/** `en`, `es`, `ru`: the language without its country. */
	readonly language: string;
	/** When SES took it, ms. */
	readonly at: number;
	readonly subject: string;
	readonly text: string;
	/** What it asks or thanks for; null when its text says no sum. */
	readonly sum: { readonly minor: number; readonly currency: string } | null;
	/** The page to pay on; null: none is named. */
	readonly link: string | null;
};

const sums = {
	reminder: /^(?:Total to pay|Total a pagar|Итого к оплате): (.+)$/m,
	receipt: /^(?:Received|Recibido|Получено): (.+)$/m,
} as const;

const headOf = (part: string): string => part.slice(0, part.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
const header = (head: string, name: string): string => new RegExp(`^${name}: *(.*?)\\r?$`, 'im').exec(head)?.[1] ?? '';

const bodyOf = (part: string): string => {
	const body = part.replace(/^[\s\S]*?\r?\n\r?\n/, '');
	switch (header(headOf(part), 'Content-Transfer-Encoding').toLowerCase()) {
		case 'base64':
			return Buffer.from(body, 'base64').toString('utf8');
		case 'quoted-printable': {
			const bytes = body
				.replace(/=\r?\n/g, '')
				.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
			return Buffer.from(bytes, 'latin1').toString('utf8');
		}
		default:
			return Buffer.from(body, 'latin1').toString('utf8');
	}
};

/** The plain-text part of a mail with alternatives, or the whole body of one without. */
const textOf = (raw: string): string => {
	const boundary = /boundary="?([^";\r\n]+)"?/i.exec(headOf(raw))?.[1];
	const parts =
		boundary === undefined
			? [raw]
			: raw
					.split(`--${boundary}`)
					.slice(1)
					.map((part) => part.replace(/^\r?\n/, ''));
	const plain = parts.find((part) => /^text\/plain/i.test(header(headOf(part), 'Content-Type'))) ?? '';
	return bodyOf(plain).replaceAll('\r\n', '\n');
};

type Row = { readonly at: number; readonly to: string; readonly subject: string; readonly tag: string | null; readonly raw: Uint8Array };

/** Oldest first. */
export const ownMails = (store: OwnStore): OwnMail[] =>
	store
		.all<Row>(
			`SELECT m.at, json_extract(m.destinations, '$[0]') AS "to", m.subject, m.raw,
			(SELECT json_extract(value, '$.value') FROM json_each(m.tags) WHERE json_extract(value, '$.name') = 'mail') AS tag
			FROM mail m ORDER BY m.seq`,
		)
		.map(({ at, to, subject, tag, raw }) => {
			// Bytes as characters: what is not ASCII is decoded part by part.
			const bytes = Buffer.from(raw).toString('latin1');
			const text = textOf(bytes);
			const kind = tag?.startsWith('rcp') ? 'receipt' : tag?.startsWith('ntc') ? 'notice' : 'reminder';
			const sum = kind === 'notice' ? undefined : sums[kind].exec(text)?.[1];
			return {
				kind,
				to,
				language: header(headOf(bytes), 'Content-Language').slice(0, 2),
				at,
				subject,
				text,
				sum: sum === undefined ? null : ownMoney(sum),
				link: /https?:\/\/[^\s"<>]+\/pay\/[\w-]+/.exec(text)?.[0] ?? null,
			};
		});
