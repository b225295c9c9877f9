/**
 * The `mailer` port over SES's SendRawEmail. One call a mail, never repeated by itself: SES has no idempotency token, and the SDK's own retries would
 * send twice. About 4 ms of processor time a mail, most of it the SDK's.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { SESClientConfig } from '@aws-sdk/client-ses';
import type { Instant } from '../../domain/day.ts';
import { type Mailer, MailFault, type OutgoingMail } from '../../ports/mailer.ts';
import { writeMailTags } from '../../wire/mail-tag.ts';
import { composed } from './compose.ts';
import { mailFault } from './faults.ts';
import { sendingRate } from './rate.ts';

export type SesOptions = {
	/** Whose events come back with the mail's tags. */
	readonly configurationSet: string;
	readonly now: () => Instant;
	/** How many instances send at the same time. */
	readonly senders?: number;
	/** Where, and as whom, when it is not as the environment says. */
	readonly client?: Pick<SESClientConfig, 'endpoint' | 'region' | 'credentials'>;
	/** Default 10,000: below the lease of whoever sends. */
	readonly timeoutMs?: number;
};

const connectMs = 3_000;
const quotaMs = 2_000;

const tagsOf = ({ tag }: OutgoingMail): ReturnType<typeof writeMailTags> => {
	try {
		return writeMailTags(tag);
	} catch {
		throw new MailFault('refused', 'the id of the mail is too long for a tag');
	}
};

/** Loads the SDK: call it when a mail is about to be sent. */
export const sesMailer = async ({ configurationSet, now, senders = 1, client = {}, timeoutMs = 10_000 }: SesOptions): Promise<Mailer> => {
	const { GetSendQuotaCommand, MailComposer, SendRawEmailCommand, SESClient } = await import('./sdk.cjs');
	const ses = new SESClient({
		...client,
		maxAttempts: 1,
		requestHandler: {
			connectionTimeout: connectMs,
			// A connection that SES closed while the function slept looks like one cut in the middle of a mail, which nobody may repeat. A new one for
			// each costs a handshake, which SES's rate of 14 a second leaves time for.
			httpAgent: { keepAlive: false },
			httpsAgent: { keepAlive: false },
		},
	});
	const turn = sendingRate({
		now,
		senders,
		ask: async () => (await ses.send(new GetSendQuotaCommand({}), { abortSignal: AbortSignal.timeout(quotaMs) })).MaxSendRate ?? 0,
		pause: (ms) => pause(ms),
	});
	return {
		async send(mail) {
			const { from, to, raw } = await composed(MailComposer, mail);
			const command = new SendRawEmailCommand({
				Source: from,
				Destinations: [to],
				RawMessage: { Data: raw },
				ConfigurationSetName: configurationSet,
				Tags: tagsOf(mail),
			});
			await turn();
			try {
				const { MessageId } = await ses.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
				if (MessageId === undefined) throw new Error('an answer without an id');
				return MessageId;
			} catch (error) {
				throw mailFault(error, from);
			}
		},
	};
};
