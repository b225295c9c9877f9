/**
 * The queue side of a function: each message is checked against its schema and handed to its use case; a failure keeps only that message on the
 * queue. When the last delivery fails, the reason is written where people look before the message goes to the dead-letter queue.
 */

import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { operatorCompany } from '../ports/dead-letters.ts';
import { type Message, type MessageOf, type MessageType, messageSchemas } from '../wire/messages.ts';
import { maxReceives, queueOf } from '../wire/queues.ts';
import { clock } from './clock.ts';
import { deadLetters } from './data.ts';
import { errorFields, log } from './log.ts';

const cutOff = 'It was cut off while it worked: out of time or memory, or the machine went away.';

/**
 * Told before the last delivery is tried, with the reason that holds should nobody hear of it again, and after it failed, with the real one. What it
 * writes must give way to a success.
 */
type OnDead<T extends MessageType> = (message: MessageOf<T>, reason: string) => Promise<void>;
type Handlers<T extends MessageType> = { readonly [K in T]: (message: MessageOf<K>) => Promise<unknown> };

class Unreadable extends Error {
	override readonly name = 'Unreadable';
}

const parse = (record: SQSRecord, types: readonly MessageType[]): Message => {
	let body: unknown;
	try {
		body = JSON.parse(record.body);
	} catch {
		throw new Unreadable('the message is not JSON');
	}
	const type = types.find((each) => typeof body === 'object' && body !== null && 'type' in body && body.type === each);
	if (!type) throw new Unreadable('the message has a type that this queue does not carry');
	const read = messageSchemas[type].safeParse(body);
	if (!read.success)
		throw new Unreadable(
			`the message is not a ${type}: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ')}`,
		);
	return read.data;
};

/** Errors of our own making explain themselves; others are named only, since their text may quote what a provider sent. */
const spoken = new Set([
	'Unreadable',
	'BrokenEvent',
	'AccountingFault',
	'CollectingFault',
	'ConsentFault',
	'TryLater',
	'Refusal',
	'MoneyError',
	'DayError',
]);
export const reasonOf = (error: unknown): string =>
	error instanceof Error
		? spoken.has(error.name)
			? error.message
			: `an unexpected ${error.name} in our own code; the log has its place`
		: 'an unexpected failure in our own code';

/** Written where people look. `type`: `unreadable` when nobody can say. */
export const die = (record: SQSRecord, company: string, station: string, type: string, reason: string): Promise<void> => {
	const id = createHash('sha256').update(record.messageId).digest('hex').slice(0, 24);
	return deadLetters().record({ company, id, station, type, reason, at: clock.now() });
};

const dieAs = (record: SQSRecord, message: Message | null, types: readonly MessageType[], reason: string): Promise<void> => {
	const company = message && 'company' in message ? message.company : operatorCompany;
	const station = (message?.type ?? types[0] ?? 'unknown').split('.')[0] ?? 'unknown';
	return die(record, company, station, message?.type ?? 'unreadable', reason);
};

/** Runs them all; those that failed stay on the queue. */
export const batch =
	(one: (record: SQSRecord) => Promise<void>) =>
	async (event: SQSEvent): Promise<SQSBatchResponse> => {
		const done = await Promise.allSettled(event.Records.map(one));
		return {
			batchItemFailures: event.Records.flatMap((record, i) =>
				done[i]?.status === 'rejected' ? [{ itemIdentifier: record.messageId }] : [],
			),
		};
	};

export const onQueue = <T extends MessageType>(handlers: Handlers<T>, onDead: { readonly [K in T]?: OnDead<K> } = {}) => {
	const types = Object.keys(handlers) as T[];
	// `parse` only lets the types of `handlers` through, so each message meets its own handler.
	const handle = handlers as Partial<Record<MessageType, (message: Message) => Promise<unknown>>>;
	const bury = onDead as Partial<Record<MessageType, (message: Message, reason: string) => Promise<void>>>;
	const limit = Math.min(...types.map((type) => maxReceives[queueOf[type]]));
	const one = async (record: SQSRecord): Promise<void> => {
		const receives = Number(record.attributes.ApproximateReceiveCount);
		let message: Message | null = null;
		try {
			message = parse(record, types);
			// State before effect: a function that runs out of time or memory never gets to say so.
			if (receives >= limit) await bury[message.type]?.(message, cutOff);
			await handle[message.type]?.(message);
		} catch (error) {
			log.warn('MESSAGE_FAILED', { ...(message ? { type: message.type } : {}), receives, ...errorFields(error) });
			if (receives >= limit) {
				const reason = reasonOf(error);
				try {
					if (message) await bury[message.type]?.(message, reason);
				} finally {
					await dieAs(record, message, types, reason);
				}
			}
			throw error;
		}
	};
	return batch(one);
};
