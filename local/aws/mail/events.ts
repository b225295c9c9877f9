/** The JSON that SES publishes to SNS for a configuration set's event destination, field by field as its developer guide shows it. */
import { randomUUID } from 'node:crypto';
import { addressesIn, domainOf, namedIn } from './addresses.ts';
import { bounces, type Happening } from './happenings.ts';
import { type Header, headerIn, headersOf, shownHeader } from './headers.ts';

export type Tag = { readonly name: string; readonly value: string };

/** What of a mail its events tell. */
export type Sent = {
	readonly id: string;
	/** Milliseconds. */
	readonly at: number;
	/** Envelope sender, as it was given. */
	readonly source: string;
	readonly destinations: readonly string[];
	readonly configurationSet: string | null;
	readonly tags: readonly Tag[];
	readonly raw: Buffer;
};

const account = '000000000000';
const iso = (ms: number): string => new Date(ms).toISOString();
const agent = 'Mozilla/5.0 (X11; Linux x86_64) Cobro local inbox';

/** `0100` stands for the region, then milliseconds, as SES's own ids have it: they sort by time. */
export const newMessageId = (nowMs: number): string => `0100${Math.max(0, nowMs).toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

/** Longer header blocks are cut off in events. */
const maxHeaderBytes = 10_240;

const tagsOf = ({ configurationSet, source, tags }: Sent): Record<string, string[]> => ({
	...(configurationSet === null ? {} : { 'ses:configuration-set': [configurationSet] }),
	'ses:source-ip': ['127.0.0.1'],
	'ses:from-domain': [domainOf(addressesIn(source)[0] ?? source)],
	'ses:caller-identity': ['local'],
	...Object.fromEntries(tags.map(({ name, value }) => [name, [value]])),
});

const withinLimit = (headers: readonly Header[]): Header[] => {
	let left = maxHeaderBytes;
	return headers.filter(({ name, value }) => {
		left -= Buffer.byteLength(name) + Buffer.byteLength(value);
		return left >= 0;
	});
};

const mailOf = (sent: Sent): object => {
	const all = headersOf(sent.raw);
	const headers = withinLimit(all);
	const people = (name: string): string[] | undefined => {
		const value = headerIn(all, name);
		return value === null ? undefined : namedIn(value);
	};
	return {
		timestamp: iso(sent.at),
		source: sent.source,
		sourceArn: `arn:aws:ses:us-east-1:${account}:identity/${addressesIn(sent.source)[0] ?? sent.source}`,
		sendingAccountId: account,
		messageId: sent.id,
		destination: sent.destinations,
		headersTruncated: headers.length < all.length,
		headers,
		commonHeaders: {
			from: people('From') ?? [sent.source],
			replyTo: people('Reply-To'),
			date: headerIn(all, 'Date') ?? undefined,
			to: people('To'),
			cc: people('Cc'),
			messageId: sent.id,
			subject: shownHeader(all, 'Subject'),
		},
		tags: tagsOf(sent),
	};
};

const detailOf = (sent: Sent, { kind, recipients, at, bounce = 'unknown', link = '' }: Happening): object => {
	const timestamp = iso(at);
	const feedbackId = newMessageId(at);
	switch (kind) {
		case 'Send':
			return { send: {} };
		case 'Reject':
			return { reject: { reason: 'Bad content' } };
		case 'Delivery':
			return {
				delivery: {
					timestamp,
					processingTimeMillis: at - sent.at,
					recipients,
					smtpResponse: '250 2.6.0 Message received',
					reportingMTA: 'local.smtp-out.amazonses.com',
				},
			};
		case 'DeliveryDelay': {
			const said = { status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host' };
			return {
				deliveryDelay: {
					timestamp,
					delayType: 'TransientCommunicationFailure',
					expirationTime: iso(at + 14 * 3_600_000),
					delayedRecipients: recipients.map((emailAddress) => ({ emailAddress, ...said })),
				},
			};
		}
		case 'Bounce': {
			const { type, subType, ...said } = bounces[bounce];
			const dsn = 'status' in said ? { action: said.action, status: said.status, diagnosticCode: said.diagnostic } : {};
			return {
				bounce: {
					feedbackId,
					bounceType: type,
					bounceSubType: subType,
					bouncedRecipients: recipients.map((emailAddress) => ({ emailAddress, ...dsn })),
					timestamp,
					...('status' in said ? { reportingMTA: 'dsn; local.smtp-out.amazonses.com' } : {}),
				},
			};
		}
		case 'Complaint':
			return {
				complaint: {
					feedbackId,
					complaintSubType: null,
					complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
					timestamp,
					userAgent: agent,
					complaintFeedbackType: 'abuse',
					arrivalDate: timestamp,
				},
			};
		case 'Open':
			return { open: { ipAddress: '127.0.0.1', timestamp, userAgent: agent } };
		case 'Click':
			return { click: { ipAddress: '127.0.0.1', link, linkTags: null, timestamp, userAgent: agent } };
	}
};

export const eventBody = (sent: Sent, happening: Happening): string =>
	JSON.stringify({ eventType: happening.kind, mail: mailOf(sent), ...detailOf(sent, happening) });
