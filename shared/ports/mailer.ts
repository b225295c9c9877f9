/** Sending one mail, at most once. */
export type OutgoingMail = {
	/** `"Acme Ltd" <billing@…>`: name and address apart, so that neither can break out. */
	readonly from: { readonly name: string; readonly address: string };
	readonly replyTo: string | null;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** BCP 47. */
	readonly language: string;
	/** Comes back with every event of this mail. */
	readonly tag: { readonly company: string; readonly mail: string };
	/** By the passed clock; SES replaces it. */
	readonly date: Date;
};

/** What the id of a mail to a company's own people begins with: no mailing has such a one. */
export const staffMail = 'staff|';

export type MailFaultKind =
	/** Nothing was sent, and trying the same again is useless: the address or the content is refused. */
	| 'refused'
	/** Nothing was sent: too fast, or the day's quota is used up. */
	| 'throttled'
	/** Nobody knows whether it was sent. */
	| 'unknown';
export class MailFault extends Error {
	override readonly name = 'MailFault';
	readonly kind: MailFaultKind;
	constructor(kind: MailFaultKind, message: string) {
		super(message);
		this.kind = kind;
	}
}

export type Mailer = {
	/** The message's id. Throws `MailFault`. One call, never repeated by itself. */
	send(mail: OutgoingMail): Promise<string>;
};
