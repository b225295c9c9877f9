/** The parts of a mail that a browser or a test fetches on their own: its HTML locked into a sandbox, attachments, JSON, bytes. */
import type { LocalAnswer } from '../../../sandbox/server.ts';
import type { Attachment, ReadMail } from '../mailbox.ts';

/** No script, no form, nothing from elsewhere; a link opens in the whole window, so that the page behind it is not caught in the sandbox. */
const locked =
	"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox";
const closed = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };

const withBase = (html: string): string => {
	const base = '<base target="_top">';
	const after = /<head[^>]*>/i.exec(html) ?? /<html[^>]*>/i.exec(html) ?? /^\s*<!doctype[^>]*>/i.exec(html);
	const at = after ? after.index + after[0].length : 0;
	return html.slice(0, at) + base + html.slice(at);
};

/** Pictures the mail carries itself. */
const withPictures = (html: string, attachments: readonly Attachment[]): string =>
	html.replace(/\bcid:([^"'\s)>]+)/g, (whole, id: string) => {
		const found = attachments.find(({ contentId }) => contentId === id || contentId === decodeSafely(id));
		return found ? `data:${found.type};base64,${found.bytes.toString('base64')}` : whole;
	});
const decodeSafely = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

export const htmlAnswer = (mail: ReadMail): LocalAnswer => ({
	headers: { ...closed, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': locked },
	body: withBase(withPictures(mail.html ?? '', mail.attachments)),
});

export const attachmentAnswer = ({ name, type, bytes }: Attachment): LocalAnswer => ({
	headers: {
		...closed,
		'content-type': /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream',
		'content-disposition': `attachment; filename="attachment"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`,
		'content-security-policy': 'sandbox',
	},
	body: bytes,
});

export const emlAnswer = (id: string, raw: Buffer): LocalAnswer => ({
	headers: {
		...closed,
		'content-type': 'message/rfc822',
		'content-disposition': `attachment; filename="${id}.eml"`,
		'content-security-policy': 'sandbox',
	},
	body: raw,
});

/** Attachments by size, hash and address instead of their bytes. */
export const jsonOf = (mail: ReadMail): object => ({
	...mail,
	attachments: mail.attachments.map(({ bytes, ...rest }, i) => ({
		...rest,
		size: bytes.length,
		href: `/inbox/${mail.id}/attachments/${i + 1}`,
	})),
});
