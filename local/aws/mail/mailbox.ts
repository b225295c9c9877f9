/** The mails as they can be looked at: listed, opened (parsed by postal-mime), and byte for byte. */
import { createHash } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { type Instant, instantOfMs } from '../../../shared/domain/day.ts';
import type { Sent, Tag } from './events.ts';
import type { EventKind } from './happenings.ts';
import type { EventRow, MailRow, Store } from './store.ts';

export type MailState = 'sent' | 'delayed' | 'delivered' | 'rejected' | 'bounced' | 'complained';

export type Mail = {
	readonly id: string;
	readonly at: Instant;
	/** Of the From header, decoded. */
	readonly from: string;
	/** Envelope sender. */
	readonly source: string;
	/** Envelope recipients. */
	readonly to: readonly string[];
	readonly subject: string;
	readonly configurationSet: string | null;
	readonly tags: readonly Tag[];
	/** The worst that happened to one of its recipients so far. */
	readonly state: MailState;
};

export type MailEvent = {
	readonly kind: EventKind;
	/** When it happened. */
	readonly at: Instant;
	/** Null: nobody listens. */
	readonly topicArn: string | null;
	/** Null: not yet. */
	readonly publishedAt: Instant | null;
	/** When it is to be published; null: when it is released. */
	readonly dueAt: Instant | null;
	/** What SES publishes, parsed. */
	readonly body: unknown;
};

export type Attachment = {
	readonly name: string;
	readonly type: string;
	readonly contentId: string | null;
	readonly bytes: Buffer;
	readonly sha256: string;
};

/** A mail opened. When it is no MIME message at all, `trouble` says so and the rest is empty. */
export type ReadMail = Mail & {
	readonly headers: readonly { readonly name: string; readonly value: string }[];
	readonly text: string | null;
	readonly html: string | null;
	readonly attachments: readonly Attachment[];
	readonly events: readonly MailEvent[];
	readonly trouble: string | null;
};

const states: readonly [mark: RegExp, state: MailState][] = [
	[/Complaint/, 'complained'],
	// An automatic reply is told as a bounce, though the mail arrived.
	[/Bounce:(?!out-of-office)/, 'bounced'],
	[/Reject/, 'rejected'],
	[/Delivery:/, 'delivered'],
	[/DeliveryDelay/, 'delayed'],
];
type Listed = MailRow & { readonly kinds: string | null };
const mailOf = (row: Listed): Mail => ({
	id: row.id,
	at: instantOfMs(row.at),
	from: row.sender,
	source: row.source,
	to: JSON.parse(row.destinations) as string[],
	subject: row.subject,
	configurationSet: row.configuration_set,
	tags: JSON.parse(row.tags) as Tag[],
	state: states.find(([mark]) => mark.test(row.kinds ?? ''))?.[1] ?? 'sent',
});

const eventOf = ({ kind, at, topic, published, due, body }: EventRow): MailEvent => ({
	kind,
	at: instantOfMs(at),
	topicArn: topic,
	publishedAt: published === null ? null : instantOfMs(published),
	dueAt: due === null ? null : instantOfMs(due),
	body: JSON.parse(body) as unknown,
});

const attachmentsOf = (email: Email): Attachment[] =>
	email.attachments.map(({ filename, mimeType, contentId, content }, i) => {
		const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as Uint8Array<ArrayBuffer>);
		return {
			name: filename ?? `part-${i + 1}`,
			type: mimeType,
			contentId: contentId?.replace(/^<|>$/g, '') ?? null,
			bytes,
			sha256: createHash('sha256').update(bytes).digest('hex'),
		};
	});

const columns = `m.id, m.at, m.source, m.destinations, m.sender, m.subject, m.configuration_set, m.tags,
	(SELECT group_concat(kind || ':' || coalesce(reason, '')) FROM event WHERE mail = m.id AND at <= ?1) AS kinds`;

export class Mailbox {
	readonly #store: Store;
	readonly #nowMs: () => number;
	constructor(store: Store, nowMs: () => number) {
		this.#store = store;
		this.#nowMs = nowMs;
	}

	/** Newest first. @param options.to part of a recipient's address */
	list(options: { readonly to?: string; readonly limit?: number; readonly offset?: number } = {}): Mail[] {
		const { to = '', limit = -1, offset = 0 } = options;
		const sql = `SELECT ${columns} FROM mail m WHERE (?2 = '' OR instr(lower(m.destinations), lower(?2)) > 0) ORDER BY m.seq DESC LIMIT ?3 OFFSET ?4`;
		return this.#store.all<Listed>(sql, this.#nowMs(), to, limit, offset).map(mailOf);
	}
	find(id: string): Mail | null {
		const row = this.#store.one<Listed>(`SELECT ${columns} FROM mail m WHERE m.id = ?2`, this.#nowMs(), id);
		return row && mailOf(row);
	}
	/** What was sent, to the byte. */
	raw(id: string): Buffer | null {
		return this.#store.raw(id);
	}
	sent(id: string): Sent | null {
		const [mail, raw] = [this.find(id), this.raw(id)];
		return (
			mail &&
			raw && {
				id,
				at: Date.parse(mail.at),
				source: mail.source,
				destinations: mail.to,
				configurationSet: mail.configurationSet,
				tags: mail.tags,
				raw,
			}
		);
	}
	async read(id: string): Promise<ReadMail | null> {
		const [mail, raw] = [this.find(id), this.raw(id)];
		if (!mail || !raw) return null;
		const events = this.#store.eventsOf(id).map(eventOf);
		try {
			const email = await PostalMime.parse(raw);
			const headers = email.headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
			return {
				...mail,
				headers,
				text: email.text ?? null,
				html: email.html ?? null,
				attachments: attachmentsOf(email),
				events,
				trouble: null,
			};
		} catch (error) {
			const trouble = error instanceof Error ? error.message : String(error);
			return { ...mail, headers: [], text: null, html: null, attachments: [], events, trouble };
		}
	}
}
