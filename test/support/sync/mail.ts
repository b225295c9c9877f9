/**
 * SQS under the hand of a test: takes what the real client sends, with FIFO's order and its five minutes of deduplication on the test's clock,
 * and delivers only when told. Lambda's side (visibility, number of receives, dead letters) is here too.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type LocalServer, serveLocal } from '../../../local/sandbox/server.ts';
import { fifoQueues, maxReceives, type QueueName } from '../../../shared/wire/queues.ts';

export type Mail = {
	readonly id: string;
	readonly queue: QueueName;
	readonly body: string;
	readonly group: string | null;
	receives: number;
	/** Epoch ms on the test's clock: not delivered before. */
	visibleAt: number;
	inFlight: boolean;
};

/** As in lib/stations. */
const visibilityMs: Readonly<Record<QueueName, number>> = {
	refreshes: 360_000,
	letters: 360_000,
	notices: 180_000,
	pulls: 180_000,
	rolls: 180_000,
	plans: 360_000,
	mails: 180_000,
	mailEvents: 180_000,
	checkouts: 360_000,
	bookings: 360_000,
	exports: 360_000,
	payables: 720_000,
	arrangements: 360_000,
};
const dedupeMs = 5 * 60_000;
const keptOld = 120;

export class MailRoom {
	readonly #nowMs: () => number;
	#server: LocalServer | null = null;
	#waiting: Mail[] = [];
	/** What was delivered and done: for late copies. */
	readonly old: Mail[] = [];
	readonly dead: Mail[] = [];
	readonly #seen = new Map<string, number>();
	/** Messages that FIFO's deduplication swallowed. */
	swallowed = 0;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}
	async start(): Promise<void> {
		this.#server = await serveLocal({
			port: 0,
			name: 'SQS',
			routes: { 'POST /{rest+}': ({ body }) => this.#take(body), 'POST /': ({ body }) => this.#take(body) },
		});
	}
	get origin(): string {
		return this.#server?.origin ?? '';
	}
	urlOf(queue: QueueName): string {
		return `${this.origin}/000000000000/${queue}`;
	}
	async close(): Promise<void> {
		await this.#server?.close();
	}

	#take(raw: Buffer): { headers: Record<string, string>; body: string } {
		const sent = JSON.parse(raw.toString()) as {
			QueueUrl: string;
			MessageBody: string;
			MessageGroupId?: string;
			MessageDeduplicationId?: string;
		};
		const queue = sent.QueueUrl.slice(sent.QueueUrl.lastIndexOf('/') + 1) as QueueName;
		const fifo = fifoQueues.includes(queue);
		const id = randomUUID();
		const answer = {
			headers: { 'content-type': 'application/x-amz-json-1.0' },
			body: JSON.stringify({ MessageId: id, MD5OfMessageBody: createHash('md5').update(sent.MessageBody).digest('hex') }),
		};
		if (fifo) {
			if (!sent.MessageGroupId || !sent.MessageDeduplicationId) throw new Error('a FIFO message without group or deduplication id');
			const key = `${queue} ${sent.MessageDeduplicationId}`;
			const before = this.#seen.get(key);
			if (before !== undefined && before > this.#nowMs() - dedupeMs) {
				this.swallowed += 1;
				return answer;
			}
			this.#seen.set(key, this.#nowMs());
		}
		this.put(queue, sent.MessageBody, fifo ? (sent.MessageGroupId ?? null) : null, id);
		return answer;
	}
	/** A message that comes from elsewhere: a topic's. */
	put(queue: QueueName, body: string, group: string | null = null, id: string = randomUUID()): void {
		this.#waiting.push({ id, queue, body, group, receives: 0, visibleAt: 0, inFlight: false });
	}

	/** What could be delivered now, oldest first. Of a group only its head, and nothing while that is hidden or being worked on. */
	ready(): Mail[] {
		const blocked = new Set<string>();
		return this.#waiting.filter((mail) => {
			const key = mail.group && `${mail.queue} ${mail.group}`;
			if (key && blocked.has(key)) return false;
			if (key) blocked.add(key);
			return !mail.inFlight && mail.visibleAt <= this.#nowMs();
		});
	}
	/** When the next hidden message shows itself; null when none waits. */
	nextVisible(): number | null {
		const times = this.#waiting.map((mail) => mail.visibleAt);
		return times.length ? Math.min(...times) : null;
	}
	get size(): number {
		return this.#waiting.length;
	}
	/** All that wait, hidden ones too. */
	get waiting(): readonly Mail[] {
		return this.#waiting;
	}

	begin(mail: Mail): object {
		mail.receives += 1;
		mail.inFlight = true;
		return this.eventOf(mail);
	}
	eventOf(mail: Mail): object {
		return {
			Records: [
				{
					messageId: mail.id,
					receiptHandle: randomUUID(),
					body: mail.body,
					attributes: { ApproximateReceiveCount: String(mail.receives) },
					messageAttributes: {},
					eventSource: 'aws:sqs',
				},
			],
		};
	}
	/** Done: gone. Failed or cut: hidden until its visibility runs out, or dead. */
	end(mail: Mail, done: boolean): void {
		mail.inFlight = false;
		if (done || mail.receives >= maxReceives[mail.queue]) {
			this.#waiting = this.#waiting.filter((each) => each !== mail);
			(done ? this.old : this.dead).push(mail);
			if (this.old.length > keptOld) this.old.shift();
			return;
		}
		mail.visibleAt = this.#nowMs() + visibilityMs[mail.queue];
	}
	lose(mail: Mail): void {
		this.#waiting = this.#waiting.filter((each) => each !== mail);
	}
	/** Every message is gone. Returns how many. */
	empty(): number {
		const { length } = this.#waiting;
		this.#waiting = [];
		return length;
	}
}
