/** What the mail tests share: a local SES, the real SDK talking to it, mails made by nodemailer. */
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type LocalMail, type MailOptions, startMail } from '../../../local/aws/mail/index.ts';

export const sender = 'billing@cobro.example';
export const topicArn = 'arn:aws:sns:us-east-1:000000000000:mail-events';
export const allEvents = ['send', 'reject', 'delivery', 'deliveryDelay', 'bounce', 'complaint', 'open', 'click'];
export const start = Date.parse('2026-03-02T10:00:00Z');

/** What was published, parsed. */
export type Published = {
	readonly eventType: string;
	readonly mail: { readonly messageId: string; readonly [key: string]: unknown };
} & Readonly<Record<string, unknown>>;
export type Post = {
	readonly mail: LocalMail;
	readonly ses: SESClient;
	readonly published: Published[];
	readonly clock: { now: number };
	/** Sends to `to`; the message id. */
	send(to: string | readonly string[], subject?: string): Promise<string>;
	/** Types of the published events of a mail, in the order they came. */
	typesOf(id: string): string[];
	close(): Promise<void>;
};

export const clientOf = (endpoint: string): SESClient =>
	new SESClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });

export const compose = (mail: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> => new MailComposer(mail).compile().build();

export const openPost = async (options: Partial<MailOptions> = {}): Promise<Post> => {
	const clock = { now: start };
	const published: Published[] = [];
	const mail = await startMail({
		port: 0,
		dir: null,
		now: () => clock.now,
		limits: null,
		wiring: {
			identities: ['cobro.example'],
			configurationSets: [{ name: 'reminders', topicArn, events: allEvents }],
			publish: (_, message) => {
				published.push(JSON.parse(message) as Published);
				return Promise.resolve();
			},
		},
		...options,
	});
	const ses = clientOf(mail.url);
	return {
		mail,
		ses,
		published,
		clock,
		send: async (to, subject = 'A reminder') => {
			const Destinations = typeof to === 'string' ? [to] : [...to];
			const Data = await compose({ from: sender, to: Destinations, subject, text: 'Please pay.' });
			const { MessageId = '' } = await ses.send(
				new SendRawEmailCommand({ Source: sender, Destinations, RawMessage: { Data }, ConfigurationSetName: 'reminders' }),
			);
			return MessageId;
		},
		typesOf: (id) => published.filter((each) => each.mail.messageId === id).map(({ eventType }) => eventType),
		close: async () => {
			ses.destroy();
			await mail.close();
		},
	};
};

export const quotaOf = (ses: SESClient) => ses.send(new GetSendQuotaCommand({}));
