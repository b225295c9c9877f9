/** Publishes events at least once, in their order: what cannot be published now stays on disk and is tried again. */
import { setTimeout as pause } from 'node:timers/promises';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Store } from './store.ts';

/** Rejects when the topic did not take the message. */
export type Publish = (topicArn: string, message: string) => Promise<void>;

const batch = 200;
const firstPauseMs = 100;
const longestPauseMs = 5000;

export class Publisher {
	readonly #store: Store;
	readonly #nowMs: () => number;
	/** Null: nothing is published yet. */
	#publish: Publish | null = null;
	#running: Promise<void> | null = null;
	#closed = new AbortController();
	/** Tries in a row at which nothing could be published. */
	#failures = 0;
	/** Why the last failed try failed; null after a good one. */
	trouble: string | null = null;

	constructor(store: Store, nowMs: () => number) {
		this.#store = store;
		this.#nowMs = nowMs;
	}

	setPublish(publish: Publish): void {
		this.#publish = publish;
		this.poke();
	}

	/** Publishes what is due, unless that is being done. */
	poke(): void {
		if (this.#running || this.#closed.signal.aborted || !this.#publish) return;
		const publish = this.#publish;
		this.#running = this.#run(publish).finally(() => {
			this.#running = null;
			// What became due after the last look.
			if (!this.#closed.signal.aborted && this.#store.dueEvents(this.#nowMs(), 1).length) this.poke();
		});
	}

	async #run(publish: Publish): Promise<void> {
		while (!this.#closed.signal.aborted) {
			const events = this.#store.dueEvents(this.#nowMs(), batch);
			if (events.length === 0) return;
			// A topic that refuses one event is not offered the next before it: its order would be lost.
			const refusing = new Set<string>();
			let done = 0;
			for (const { seq, topic, body } of events) {
				if (topic === null || refusing.has(topic) || this.#closed.signal.aborted) continue;
				try {
					await publish(topic, body);
				} catch (error) {
					this.#fail(topic, error);
					refusing.add(topic);
					continue;
				}
				if (this.#closed.signal.aborted) return;
				this.#store.published(seq, this.#nowMs());
				done += 1;
			}
			if (done > 0) this.#failures = 0;
			if (refusing.size === 0) this.trouble = null;
			else await this.#wait();
		}
	}

	#fail(topic: string, error: unknown): void {
		const reason = `${topic}: ${error instanceof Error ? error.message || error.name : String(error)}`;
		if (this.trouble !== reason) console.error(`SES: an event could not be published and is kept. ${reason}`);
		this.trouble = reason;
	}
	async #wait(): Promise<void> {
		const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
		this.#failures = Math.min(10, this.#failures + 1);
		await pause(ms, undefined, { ref: false, signal: this.#closed.signal }).catch(() => undefined);
	}

	/** Nothing that is due waits. What is kept back, or due later, does not count. */
	async idle(): Promise<void> {
		this.poke();
		while (this.#running) await this.#running;
	}
	async close(): Promise<void> {
		this.#closed.abort();
		await this.#running;
	}
}

/** Publishes through an SNS endpoint: `startQueues`' own, which hands on to SQS. */
export const snsPublisher = (url: string, region = 'us-east-1'): Publish & { close(): void } => {
	const client = new SNSClient({ endpoint: url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
	const publish = async (TopicArn: string, Message: string): Promise<void> => {
		await client.send(new PublishCommand({ TopicArn, Message }));
	};
	return Object.assign(publish, { close: () => client.destroy() });
};
