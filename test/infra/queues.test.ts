import { describe, expect, it } from 'vitest';
import { fifoQueues, maxReceives, type QueueName, queueOf } from '../../shared/wire/queues.ts';
import { entryOf, idIn, ofType, synthesized } from './synthesized.ts';

const { hub } = synthesized();
const queues = new Map(ofType(hub, 'AWS::SQS::Queue'));
const names: readonly QueueName[] = [...new Set<QueueName>([...Object.values(queueOf), 'mailEvents'])];
const mappings = ofType(hub, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => {
	const source = idIn(mapping.Properties.EventSourceArn);
	const reader = hub[idIn(mapping.Properties.FunctionName)];
	return {
		name: names.find((name) => source.toLowerCase().includes(name.toLowerCase())) ?? source,
		queue: queues.get(source)?.Properties ?? {},
		timeout: Number(reader?.Properties.Timeout),
		properties: mapping.Properties,
	};
});

describe('queues', () => {
	it('are those that queues.ts names, each with one reader', () => {
		expect(mappings.map(({ name }) => name).sort()).toEqual([...names].sort());
	});

	it.each(names)('%s takes its kind and its number of deliveries from queues.ts, and keeps dead letters 14 days', (name) => {
		const queue = mappings.find((each) => each.name === name)?.queue;
		const redrive = queue?.RedrivePolicy as { readonly deadLetterTargetArn: unknown; readonly maxReceiveCount: number };
		const dead = queues.get(idIn(redrive.deadLetterTargetArn));
		const fifo = fifoQueues.includes(name) ? true : undefined;
		expect(queue?.FifoQueue).toBe(fifo);
		expect(dead?.Properties.FifoQueue).toBe(fifo);
		expect(redrive.maxReceiveCount).toBe(maxReceives[name]);
		expect(dead?.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
	});

	it('hide a message longer than its reader may work on it', () => {
		for (const { name, queue, timeout, properties } of mappings) {
			// Lambda's advice is six times, to sit out throttling of whole batches; pulls are one message with their lane behind it.
			const least = name === 'pulls' ? timeout + 60 : timeout * 6;
			expect([name, Number(queue.VisibilityTimeout) >= least]).toEqual([name, true]);
			if (name === 'pulls') expect(properties.BatchSize).toBe(1);
		}
	});

	it('fail message by message', () => {
		for (const { properties } of mappings) expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
	});

	it('are encrypted and refuse plain HTTP', () => {
		const refusing = ofType(hub, 'AWS::SQS::QueuePolicy').flatMap(([, policy]) =>
			JSON.stringify(policy.Properties).includes('"aws:SecureTransport":"false"') ? [idIn(policy.Properties.Queues)] : [],
		);
		expect(refusing.sort()).toEqual([...queues.keys()].sort());
		for (const [, queue] of queues) expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
	});

	it('may go round: Lambda cuts a loop through a queue after 16 rounds unless told not to', () => {
		const loops = ofType(hub, 'AWS::Lambda::Function').filter(([, each]) => each.Properties.RecursiveLoop === 'Allow');
		expect(loops.map(([, each]) => entryOf(each)).sort()).toEqual([
			'arrangements/tend.queue.ts',
			'connect/refresh.queue.ts',
			'factoring/build.queue.ts',
			'pay/checkout.queue.ts',
			'payables/read.queue.ts',
			'receivables/roll.queue.ts',
			'reconcile/book.queue.ts',
			'reminders/plan.queue.ts',
			'reminders/send.queue.ts',
			'sync/pull.queue.ts',
		]);
	});
});
