/** Every message that crosses a queue, in travel order. Ids only: the reader always loads fresh state. Anything else in a body is refused. */
import * as z from 'zod';

const company = z.string().regex(/^[A-Za-z0-9_]{1,64}$/);
const ledger = z.string().regex(/^(xero|quickbooks)-[A-Za-z0-9-]{1,64}$/);

export const messageSchemas = {
	/** Keep a consent's tokens alive. */
	'connect.refresh': z.strictObject({ type: z.literal('connect.refresh'), company, grant: z.string().min(1).max(64) }),
	/** A verified webhook said that these ledgers changed. Duplicates and strangers are fine. */
	'sync.notice': z.strictObject({
		type: z.literal('sync.notice'),
		provider: z.enum(['xero', 'quickbooks']),
		ledgers: z.array(z.string().min(1).max(64)).min(1).max(200),
	}),
	/** Do step `step` of run `run`; `run: null` begins one if none is under way. */
	'sync.pull': z.strictObject({ type: z.literal('sync.pull'), company, ledger, run: z.string().max(64).nullable(), step: z.int().min(0) }),
	/** Compare the aging state with the documents. */
	'sync.recount': z.strictObject({ type: z.literal('sync.recount'), company, ledger }),
	/** The company's day has changed: bring the by-overdue order to it. */
	'receivables.roll': z.strictObject({ type: z.literal('receivables.roll'), company }),
} as const;

export type MessageType = keyof typeof messageSchemas;
export type MessageOf<T extends MessageType> = z.infer<(typeof messageSchemas)[T]>;
export type Message = { [T in MessageType]: MessageOf<T> }[MessageType];

/** Which queue carries which messages. `pulls` is FIFO: group = ledger. */
export const queueOf = {
	'connect.refresh': 'refreshes',
	'sync.notice': 'notices',
	'sync.pull': 'pulls',
	'sync.recount': 'pulls',
	'receivables.roll': 'rolls',
} as const satisfies Record<MessageType, string>;
export type QueueName = (typeof queueOf)[MessageType];
export const fifoQueues: readonly QueueName[] = ['pulls'];
/** After so many failed deliveries a message moves to its dead-letter queue. */
export const maxReceives: Readonly<Record<QueueName, number>> = { refreshes: 5, notices: 5, pulls: 3, rolls: 5 };
