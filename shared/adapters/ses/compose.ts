/** A mail as SES takes it: MIME, one recipient, and headers that no name can break out of. */
import { domainToASCII } from 'node:url';
import type MailComposer from 'nodemailer/lib/mail-composer';
import { MailFault, type OutgoingMail } from '../../ports/mailer.ts';

export type Composed = { readonly from: string; readonly to: string; readonly raw: Uint8Array };

/** SES's limit of a raw message, after base64. */
const maxBytes = 10 * 1024 * 1024;

/** One bare address, its domain in ASCII (`почта.рф` → `xn--…`); null when SES would not take it. SES knows no local part outside ASCII. */
const bareAddress = (text: string): string | null => {
	const [, local, name] = /^([^\s@<>()[\]\\,;:"]{1,64})@([^\s@<>()[\]\\,;:"]{1,255})$/.exec(text.trim()) ?? [];
	if (local === undefined || name === undefined || !/^[!-~]+$/.test(local)) return null;
	const domain = domainToASCII(name);
	return /^([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(domain) ? `${local}@${domain}` : null;
};

/** Line ends would begin a header of their own. */
const headerText = (text: string): string =>
	text
		.toWellFormed()
		.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
		.trim();

/**
 * No List-Unsubscribe: this is business mail about the reader's own invoices, which nobody subscribed to and which must be able to reach them. Who
 * wants no more of it answers, and a person decides. `Auto-Submitted` (RFC 3834) keeps other machines from answering.
 *
 * Throws `MailFault`: `refused` for addresses nothing can be sent to, `throttled` when it is our own address that is wrong.
 */
export const composed = async (Composer: typeof MailComposer, mail: OutgoingMail): Promise<Composed> => {
	const from = bareAddress(mail.from.address);
	if (from === null) throw new MailFault('throttled', 'the address mails come from is not an address');
	const to = bareAddress(mail.to);
	if (to === null) throw new MailFault('refused', 'the recipient is not one address that SES takes');
	const replyTo = mail.replyTo === null ? null : bareAddress(mail.replyTo);
	if (mail.replyTo !== null && replyTo === null) throw new MailFault('refused', 'the address for answers is not an address');
	const name = headerText(mail.from.name);
	const message = new Composer({
		from: { name, address: from },
		to: { name: '', address: to },
		...(replyTo === null ? {} : { replyTo: { name, address: replyTo } }),
		subject: headerText(mail.subject),
		text: mail.text,
		html: mail.html,
		date: mail.date,
		headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language.replace(/[^A-Za-z0-9-]/g, '') },
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	const raw = await message.compile().build();
	if (raw.length > maxBytes) throw new MailFault('refused', `the mail is ${raw.length} bytes long`);
	return { from, to, raw };
};
