/** SendEmail and SendRawEmail, with the faults that strike before a mail is taken and after. */
import { setTimeout as pause } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { LocalAnswer } from '../../sandbox/server.ts';
import type { Tag } from './events.ts';
import type { MailFaults } from './faults.ts';
import { PostOffice, type Sending } from './post-office.ts';
import { MailError, type Query, resultAnswer } from './query-protocol.ts';

const tagsOf = (query: Query): Tag[] =>
	query.structures('Tags', 'Name').map((tag) => ({ name: tag.need('Name'), value: tag.text('Value') ?? '' }));

const rawSending = (query: Query): Sending => {
	const data = query.structure('RawMessage').need('Data');
	if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(data)) throw new MailError('MalformedInput', 'RawMessage.Data is not base64');
	return {
		raw: Buffer.from(data, 'base64'),
		source: query.text('Source'),
		destinations: query.list('Destinations'),
		configurationSet: query.text('ConfigurationSetName'),
		tags: tagsOf(query),
	};
};

const composedSending = async (query: Query): Promise<Sending> => {
	const source = query.need('Source');
	const [to, cc, bcc] = (['ToAddresses', 'CcAddresses', 'BccAddresses'] as const).map((kind) => query.structure('Destination').list(kind));
	const message = query.structure('Message');
	const body = message.structure('Body');
	const text = body.structure('Text').text('Data');
	const html = body.structure('Html').text('Data');
	if (text === null && html === null) throw new MailError('InvalidParameterValue', 'Empty message body.');
	const raw = await new MailComposer({
		from: source,
		to: to ?? [],
		cc: cc ?? [],
		replyTo: query.list('ReplyToAddresses'),
		subject: message.structure('Subject').need('Data'),
		...(text === null ? {} : { text }),
		...(html === null ? {} : { html }),
	})
		.compile()
		.build();
	const destinations = [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])];
	if (destinations.length === 0) throw new MailError('InvalidParameterValue', "Missing required header 'To'.");
	return { raw, source, destinations, configurationSet: query.text('ConfigurationSetName'), tags: tagsOf(query) };
};

const before: Readonly<Record<string, () => LocalAnswer>> = {
	throttled: () => {
		throw new MailError('Throttling', 'Maximum sending rate exceeded.');
	},
	quota: () => {
		throw new MailError('Throttling', 'Daily message quota exceeded.');
	},
	'mail-from': () => {
		throw new MailError(
			'MailFromDomainNotVerifiedException',
			'The message could not be sent: the MX record of the MAIL FROM domain was not found.',
		);
	},
	'error-before': () => {
		throw new MailError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
	},
	unavailable: () => {
		throw new MailError('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503);
	},
	'cut-before': () => ({ cut: true }),
};

export class Counter {
	readonly #office: PostOffice;
	readonly #faults: MailFaults;
	readonly #slowMs: number;
	readonly #closed = new AbortController();
	readonly #taken: () => void;
	/** @param taken told after each mail that was taken */
	constructor(office: PostOffice, faults: MailFaults, slowMs: number, taken: () => void) {
		this.#office = office;
		this.#faults = faults;
		this.#slowMs = slowMs;
		this.#taken = taken;
	}

	/** @throws MailError */
	async send(action: 'SendEmail' | 'SendRawEmail', query: Query): Promise<LocalAnswer> {
		const mail = this.#office.check(action === 'SendRawEmail' ? rawSending(query) : await composedSending(query));
		const label = PostOffice.labelOf(mail);
		const early = this.#faults.take(label, 'throttled', 'quota', 'mail-from', 'error-before', 'unavailable', 'cut-before');
		const refuse = early === null ? undefined : before[early];
		if (refuse) return refuse();
		const id = this.#office.take(mail);
		this.#taken();
		switch (this.#faults.take(label, 'error-after', 'cut-after', 'slow')) {
			case 'error-after':
				throw new MailError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
			case 'cut-after':
				return { cut: true };
			case 'slow':
				// Ended early only when SES closes.
				await pause(this.#slowMs, undefined, { ref: false, signal: this.#closed.signal }).catch(() => undefined);
				break;
			default:
		}
		return resultAnswer(action, { MessageId: id });
	}

	close(): void {
		this.#closed.abort();
	}
}
