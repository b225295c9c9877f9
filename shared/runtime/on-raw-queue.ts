/** A queue that others fill: what is in a body is theirs, and its use case reads it. Failures and dead letters are as with our own messages. */
import type { SQSRecord } from 'aws-lambda';
import { operatorCompany } from '../ports/dead-letters.ts';
import { maxReceives, type QueueName } from '../wire/queues.ts';
import { errorFields, log } from './log.ts';
import { batch, die, reasonOf } from './on-queue.ts';

/** `station`, `type`: how its dead letters are called. They are the operator's: nobody knows yet whose mail, or whose money, it was about. */
export const onRawQueue = (queue: QueueName, station: string, type: string, handle: (body: string) => Promise<unknown>) =>
	batch(async (record: SQSRecord): Promise<void> => {
		try {
			await handle(record.body);
		} catch (error) {
			const receives = Number(record.attributes.ApproximateReceiveCount);
			log.warn('MESSAGE_FAILED', { type, receives, ...errorFields(error) });
			if (receives >= maxReceives[queue]) await die(record, operatorCompany, station, type, reasonOf(error));
			throw error;
		}
	});
