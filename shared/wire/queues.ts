/** Which queue carries which messages, and how. Apart from their schemas, so that whoever only sends starts without zod. */
import type { MessageType } from './messages.ts';

/** `pulls` is FIFO: group = ledger. */
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
