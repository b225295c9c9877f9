/** Takes a mail as SES does: checks it, stores it with all that becomes of it, and answers its message id. */
import type { Account, Suppression } from './account.ts';
import { addressesIn, checkAddress, oneAddress, simulatorOf } from './addresses.ts';
import { eventBody, newMessageId, type Sent, type Tag } from './events.ts';
import type { MailFaultKind, MailFaults } from './faults.ts';
import { type Happening, happeningsOf, type Outcome, outcomeOf } from './happenings.ts';
import { type Header, headerIn, headersOf, looksInfected, shownHeader } from './headers.ts';
import type { Limits } from './limits.ts';
import { MailError } from './query-protocol.ts';
import type { NewEvent, Store } from './store.ts';

export type Sending = {
	readonly raw: Buffer;
	/** Null: the From header says it. */
	readonly source: string | null;
	/** Empty: To, Cc and Bcc say them. */
	readonly destinations: readonly string[];
	readonly configurationSet: string | null;
	readonly tags: readonly Tag[];
};

/** After base64, as the mail is sent: attachments count a third more than their files. */
export const maxMessageBytes = 10 * 1024 * 1024;
const maxRecipients = 50;
const lateMs = 3 * 3_600_000;

const checkTags = (tags: readonly Tag[]): void => {
	for (const { name, value } of tags)
		for (const [what, text] of [
			['name', name],
			['value', value],
		] as const)
			if (!/^[A-Za-z0-9_-]{1,256}$/.test(text))
				throw new MailError(
					'InvalidParameterValue',
					`Invalid tag ${what} <${text}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`,
				);
};

/** `name=value, name=value` of SES's own header. */
const tagsIn = (headers: readonly Header[]): Tag[] =>
	(headerIn(headers, 'X-SES-MESSAGE-TAGS') ?? '')
		.split(',')
		.map((pair) => pair.split('=').map((part) => part.trim()))
		.flatMap(([name = '', value = '']) => (name ? [{ name, value }] : []));

/** A sending whose form is right, with what its headers add. */
type Checked = Sent & { readonly subject: string; readonly sender: string };

type OfficeParts = {
	readonly store: Store;
	readonly account: Account;
	readonly suppression: Suppression;
	readonly faults: MailFaults;
	readonly limits: Limits;
	readonly nowMs: () => number;
};

export class PostOffice {
	readonly #parts: OfficeParts;
	constructor(parts: OfficeParts) {
		this.#parts = parts;
	}

	/** What a fault is matched against. */
	static labelOf({ destinations, subject }: Checked): string {
		return `${destinations.join(' ')} ${subject}`;
	}

	/** @throws MailError for what SES would refuse whatever the account's state */
	check({ raw, source, destinations, configurationSet, tags }: Sending): Checked {
		if (raw.length > maxMessageBytes)
			throw new MailError('InvalidParameterValue', `Message length is more than ${maxMessageBytes} bytes long: '${raw.length}'.`);
		const headers = headersOf(raw);
		const from = headerIn(headers, 'From');
		if (from === null && source === null) throw new MailError('InvalidParameterValue', "Missing required header 'From'.");
		const envelope = source ?? from ?? '';
		oneAddress(envelope);
		const written = ['To', 'Cc', 'Bcc'].flatMap((name) => headers.filter((each) => each.name.toLowerCase() === name.toLowerCase()));
		const to = destinations.length ? destinations.map(oneAddress) : written.flatMap(({ value }) => addressesIn(value)).map(checkAddress);
		if (to.length === 0) throw new MailError('InvalidParameterValue', "Missing required header 'To'.");
		if (to.length > maxRecipients) throw new MailError('InvalidParameterValue', `Recipient count exceeds ${maxRecipients}.`);
		// Tags of the call are not joined with those of the header.
		const all = tags.length ? tags : tagsIn(headers);
		checkTags(all);
		const at = this.#parts.nowMs();
		return {
			id: newMessageId(at),
			at,
			source: envelope,
			destinations: to,
			configurationSet: configurationSet ?? headerIn(headers, 'X-SES-CONFIGURATION-SET'),
			tags: all,
			raw,
			subject: shownHeader(headers, 'Subject'),
			sender: from === null ? envelope : shownHeader(headers, 'From'),
		};
	}

	/** Accepted once this returns. @throws MailError */
	take(mail: Checked): string {
		const { store, account, limits, faults } = this.#parts;
		if (!account.sendingEnabled)
			throw new MailError('AccountSendingPausedException', 'Email sending is disabled for your entire Amazon SES account.');
		if (mail.configurationSet !== null) account.needSet(mail.configurationSet);
		const senders = new Set([mail.source, headerIn(headersOf(mail.raw), 'From') ?? mail.source].map(oneAddress));
		const strangers = [...senders].filter((address) => !account.maySendAs(address));
		if (strangers.length)
			throw new MailError(
				'MessageRejected',
				`Email address is not verified. The following identities failed the check in region US-EAST-1: ${strangers.join(', ')}`,
			);
		limits.send(mail.destinations.length);
		const label = PostOffice.labelOf(mail);
		const events = this.#happenings(mail, label).flatMap((happening) => this.#eventsOf(mail, happening, label));
		store.putMail(
			{
				id: mail.id,
				at: mail.at,
				source: mail.source,
				destinations: JSON.stringify(mail.destinations),
				recipients: mail.destinations.length,
				sender: mail.sender,
				subject: mail.subject,
				configuration_set: mail.configurationSet,
				tags: JSON.stringify(mail.tags),
				raw: mail.raw,
			},
			this.#disturbed(events, label, faults),
		);
		return mail.id;
	}

	#happenings(mail: Checked, label: string): Happening[] {
		const { faults, suppression } = this.#parts;
		const rejected = faults.take(label, 'rejected') ?? looksInfected(mail.raw);
		if (rejected) return [{ kind: 'Reject', recipients: mail.destinations, at: mail.at }];
		const forced: Partial<Record<MailFaultKind, Outcome>> = {
			bounce: 'unknown',
			'soft-bounce': 'full',
			complaint: 'complained',
			delayed: 'delayed',
		};
		const fault = faults.take(label, 'bounce', 'soft-bounce', 'complaint', 'delayed');
		const outcomes = new Map<string, Outcome>(
			mail.destinations.map((address) => {
				const outcome = outcomeOf(address, (each) => suppression.has(each));
				return [address, (fault && outcome === 'delivered' ? forced[fault] : undefined) ?? outcome];
			}),
		);
		const happenings = happeningsOf(outcomes, mail.at);
		for (const happening of happenings) this.#remember(happening);
		return happenings;
	}

	/** Who bounced for good or complained is on the list from now on; the simulator's addresses never are. */
	#remember({ kind, recipients, bounce }: Happening): void {
		const reason = kind === 'Complaint' ? 'COMPLAINT' : kind === 'Bounce' && bounce === 'unknown' ? 'BOUNCE' : null;
		if (reason === null) return;
		for (const address of recipients) if (simulatorOf(address) === null) this.#parts.suppression.add(address, reason);
	}

	#eventsOf(mail: Sent, happening: Happening, label: string): NewEvent[] {
		const { account, faults } = this.#parts;
		const { kind, at } = happening;
		const topics = account.listeners(mail.configurationSet, kind);
		const late = kind === 'Send' ? faults.take(label, 'send-event-lost', 'send-event-late') : null;
		const due = late === 'send-event-lost' ? null : late === 'send-event-late' ? at + lateMs : at;
		const body = eventBody(mail, happening);
		// What nobody listens to is still shown in the inbox.
		return (topics.length ? topics : [null]).map((topic) => ({ kind, reason: happening.bounce ?? null, at, body, topic, due }));
	}

	#disturbed(events: readonly NewEvent[], label: string, faults: MailFaults): NewEvent[] {
		const all = faults.take(label, 'events-lost') ? events.map((event) => ({ ...event, due: null })) : events;
		const twice = faults.take(label, 'events-twice') ? all.flatMap((event) => [event, event]) : [...all];
		return faults.take(label, 'events-reversed') ? twice.toReversed() : twice;
	}

	/** Something happens to a mail later: it is opened, its link clicked, it bounces after all. */
	happen(mail: Sent, happening: Happening): void {
		this.#remember(happening);
		for (const event of this.#eventsOf(mail, happening, mail.destinations.join(' '))) this.#parts.store.putEvent(mail.id, event);
	}
}
