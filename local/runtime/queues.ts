/** Hands messages to functions as Lambda's queue mappings do: batches, so many at once, partial failures, redelivery. */
import {
	ChangeMessageVisibilityBatchCommand,
	DeleteMessageBatchCommand,
	type Message,
	ReceiveMessageCommand,
	type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LocalFunction } from './lambda.ts';
import type { LogSink } from './log.ts';
import { InvocationError } from './room.ts';
import { localRegion } from './template.ts';
import type { MappingSpec, QueueSpec } from './wiring.ts';

export type PollerSetting = {
	readonly client: SQSClient;
	readonly log: LogSink;
	/**
	 * Seconds a message stays hidden while it is worked on; renewed until the work ends. Shorter than the queue's own time, so that after
	 * `kill -9` nobody waits half an hour for a message whose worker is dead.
	 */
	readonly leaseSeconds: number;
	/** Seconds until a failed message comes back. In AWS that is the rest of the visibility timeout, minutes; a laptop's user has less patience. */
	readonly redeliverSeconds: number;
};

const longPollSeconds = 10;
const restMs = 250;

const record = (message: Message, queue: QueueSpec): SQSEvent['Records'][number] => ({
	messageId: message.MessageId ?? '',
	receiptHandle: message.ReceiptHandle ?? '',
	body: message.Body ?? '',
	attributes: { ...(message.Attributes as Record<string, string>) } as unknown as SQSEvent['Records'][number]['attributes'],
	messageAttributes: Object.fromEntries(
		Object.entries(message.MessageAttributes ?? {}).map(([name, each]) => [
			name,
			{ dataType: each.DataType ?? 'String', ...(each.StringValue === undefined ? {} : { stringValue: each.StringValue }) },
		]),
	),
	md5OfBody: message.MD5OfBody ?? '',
	eventSource: 'aws:sqs',
	eventSourceARN: queue.arn,
	awsRegion: localRegion,
});

/** Ids that failed. An answer that is no batch response, or names a message that was not there, fails the whole batch, as in AWS. */
const failedIn = (answer: unknown, ids: readonly string[]): ReadonlySet<string> => {
	const failures = (answer as SQSBatchResponse | null)?.batchItemFailures;
	if (failures === undefined || failures === null) return new Set();
	const named = Array.isArray(failures) ? failures.map((each) => each.itemIdentifier) : [''];
	return new Set(named.every((id) => ids.includes(id)) ? named : ids);
};

export class QueuePoller {
	readonly queue: QueueSpec;
	readonly #mapping: MappingSpec;
	readonly #fn: LocalFunction;
	readonly #setting: PollerSetting;
	readonly #lanes: number;
	readonly #work = new Set<Promise<void>>();
	#loop: Promise<void> | null = null;
	#receiving = new AbortController();
	#stopped = true;

	constructor(mapping: MappingSpec, queue: QueueSpec, fn: LocalFunction, setting: PollerSetting) {
		this.queue = queue;
		this.#mapping = mapping;
		this.#fn = fn;
		this.#setting = setting;
		this.#lanes = Math.min(mapping.concurrency ?? fn.limit, fn.limit);
	}
	/** Batches under way. */
	get working(): number {
		return this.#work.size;
	}

	start(): void {
		if (!this.#stopped) return;
		this.#stopped = false;
		this.#receiving = new AbortController();
		this.#loop = this.#poll();
	}
	/** Takes no more messages; resolves when what was taken is done. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#receiving.abort();
		await this.#loop;
		await Promise.all(this.#work);
	}

	async #poll(): Promise<void> {
		while (!this.#stopped) {
			if (this.#work.size >= this.#lanes) {
				await Promise.race(this.#work);
				continue;
			}
			const batch = await this.#receive();
			if (!batch.length) continue;
			const work: Promise<void> = this.#handle(batch).finally(() => this.#work.delete(work));
			this.#work.add(work);
		}
	}

	/** A batch: as many as the mapping takes, waiting no longer than its window once the first is there. */
	async #receive(): Promise<readonly Message[]> {
		const { batchSize, windowMs } = this.#mapping;
		const batch: Message[] = [];
		let until = Number.POSITIVE_INFINITY;
		do {
			const left = Number.isFinite(until) ? Math.max(0, Math.ceil((until - performance.now()) / 1000)) : longPollSeconds;
			let found: readonly Message[];
			try {
				const { Messages = [] } = await this.#setting.client.send(
					new ReceiveMessageCommand({
						QueueUrl: this.queue.url,
						MaxNumberOfMessages: Math.min(10, batchSize - batch.length),
						WaitTimeSeconds: Math.min(longPollSeconds, left),
						VisibilityTimeout: this.#setting.leaseSeconds + Math.ceil(windowMs / 1000),
						MessageSystemAttributeNames: ['All'],
						MessageAttributeNames: ['All'],
					}),
					{ abortSignal: this.#receiving.signal },
				);
				found = Messages;
			} catch (error) {
				if (this.#stopped) return batch;
				this.#setting.log.write(this.#mapping.entry, `queue ${this.queue.name}: ${error instanceof Error ? error.message : String(error)}`);
				await new Promise((resolve) => setTimeout(resolve, restMs));
				return batch;
			}
			batch.push(...found);
			if (found.length && !Number.isFinite(until)) until = performance.now() + windowMs;
			if (!found.length && !batch.length) return batch;
		} while (batch.length < batchSize && performance.now() < until && !this.#stopped);
		return batch;
	}

	async #handle(batch: readonly Message[]): Promise<void> {
		const ids = batch.map((each) => each.MessageId ?? '');
		const renewing = setInterval(() => void this.#hide(batch, this.#setting.leaseSeconds), (this.#setting.leaseSeconds * 1000) / 3);
		let failed: ReadonlySet<string> = new Set(ids);
		try {
			const answer = await this.#fn.invoke({ Records: batch.map((each) => record(each, this.queue)) });
			failed = this.#mapping.partial ? failedIn(answer, ids) : new Set();
		} catch (error) {
			// The function has logged it; the messages come back.
			if (!(error instanceof InvocationError)) throw error;
		} finally {
			clearInterval(renewing);
		}
		const done = batch.filter((each) => !failed.has(each.MessageId ?? ''));
		if (done.length) await this.#remove(done);
		const back = batch.filter((each) => failed.has(each.MessageId ?? ''));
		if (back.length) await this.#hide(back, this.#setting.redeliverSeconds);
	}

	async #hide(messages: readonly Message[], seconds: number): Promise<void> {
		await this.#quietly(
			new ChangeMessageVisibilityBatchCommand({
				QueueUrl: this.queue.url,
				Entries: messages.map((each, i) => ({ Id: String(i), ReceiptHandle: each.ReceiptHandle ?? '', VisibilityTimeout: seconds })),
			}),
		);
	}
	async #remove(messages: readonly Message[]): Promise<void> {
		await this.#quietly(
			new DeleteMessageBatchCommand({
				QueueUrl: this.queue.url,
				Entries: messages.map((each, i) => ({ Id: String(i), ReceiptHandle: each.ReceiptHandle ?? '' })),
			}),
		);
	}
	/** A failure here means one more delivery, which every consumer must bear anyway. */
	async #quietly(command: ChangeMessageVisibilityBatchCommand | DeleteMessageBatchCommand): Promise<void> {
		try {
			await this.#setting.client.send(command);
		} catch (error) {
			this.#setting.log.write(this.#mapping.entry, `queue ${this.queue.name}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
