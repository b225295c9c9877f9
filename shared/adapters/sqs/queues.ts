/** The `queues` port over SQS. FIFO queues group by ledger, so one ledger's work is done in order and one at a time. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queues } from '../../ports/queues.ts';
import { fifoQueues, type QueueName, queueOf } from '../../wire/queues.ts';

/** `urlOf` names the queue's URL as this function was given it; asking for a queue it may not send to throws. */
export const sqsQueues = (urlOf: (queue: QueueName) => string, client = new SQSClient({})): Queues => ({
	async send(message, options = {}) {
		const queue = queueOf[message.type];
		const fifo = fifoQueues.includes(queue);
		await client.send(
			new SendMessageCommand({
				QueueUrl: urlOf(queue),
				MessageBody: JSON.stringify(message),
				...(fifo && 'ledger' in message
					? { MessageGroupId: message.ledger, MessageDeduplicationId: options.dedupe ?? crypto.randomUUID() }
					: {}),
			}),
		);
	},
});
