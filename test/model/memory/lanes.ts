/** SQS in memory: a lane for each ledger, with FIFO's order and its five minutes of deduplication; the rest in any order. Delivered only when told. */
import type { Queues } from '../../../shared/ports/queues.ts';
import type { Message } from '../../../shared/wire/messages.ts';
import { maxReceives, queueOf } from '../../../shared/wire/queues.ts';

export type Mail = {
	readonly message: Message;
	/** Of a FIFO queue: the ledger. */
	readonly group: string | null;
	receives: number;
	/** Epoch ms: not delivered before. */
	visibleAt: number;
	inFlight: boolean;
};

const dedupeMs = 5 * 60_000;
/** As in lib/stations. */
const visibilityMs = { pulls: 180_000, notices: 180_000, refreshes: 360_000 } as const;
const hiddenMs = (message: Message): number => {
	const queue = queueOf[message.type];
	return queue === 'pulls' || queue === 'notices' || queue === 'refreshes' ? visibilityMs[queue] : 180_000;
};
const keptOld = 30;

export class Lanes implements Queues {
	readonly #nowMs: () => number;
	#waiting: Mail[] = [];
	/** Delivered and done: for late copies. */
	readonly old: Message[] = [];
	readonly dead: Message[] = [];
	/** Of stations that are not here. */
	elsewhere = 0;
	swallowed = 0;
	readonly #seen = new Map<string, number>();

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}
	async send(message: Message, { dedupe }: { readonly dedupe?: string } = {}): Promise<void> {
		const queue = queueOf[message.type];
		// The model has no books to compare with, and no bank.
		if (
			message.type === 'sync.books' ||
			message.type === 'sync.bank' ||
			(queue !== 'pulls' && queue !== 'notices' && queue !== 'refreshes')
		) {
			this.elsewhere += 1;
			return;
		}
		const group = message.type === 'sync.pull' || message.type === 'sync.recount' ? message.ledger : null;
		if (group !== null) {
			const key = dedupe ?? JSON.stringify(message);
			if ((this.#seen.get(key) ?? Number.NEGATIVE_INFINITY) > this.#nowMs() - dedupeMs) {
				this.swallowed += 1;
				return;
			}
			this.#seen.set(key, this.#nowMs());
		}
		this.#waiting.push({ message, group, receives: 0, visibleAt: 0, inFlight: false });
	}
	/** What could be delivered now, oldest first: of a lane only its head, and nothing while that is hidden or worked on. */
	ready(): Mail[] {
		const blocked = new Set<string>();
		return this.#waiting.filter(({ group, inFlight, visibleAt }) => {
			if (group !== null && blocked.has(group)) return false;
			if (group !== null) blocked.add(group);
			return !inFlight && visibleAt <= this.#nowMs();
		});
	}
	/** Null when none waits. */
	nextVisible(): number | null {
		return this.#waiting.length === 0 ? null : Math.min(...this.#waiting.map(({ visibleAt }) => visibleAt));
	}
	get size(): number {
		return this.#waiting.length;
	}
	begin(mail: Mail): void {
		mail.receives += 1;
		mail.inFlight = true;
	}
	/** Done: gone. Failed or cut: hidden for a while, or dead. */
	end(mail: Mail, done: boolean): void {
		mail.inFlight = false;
		if (done || mail.receives >= maxReceives[queueOf[mail.message.type]]) {
			this.lose(mail);
			(done ? this.old : this.dead).push(mail.message);
			if (this.old.length > keptOld) this.old.shift();
			return;
		}
		mail.visibleAt = this.#nowMs() + hiddenMs(mail.message);
	}
	lose(mail: Mail): void {
		this.#waiting = this.#waiting.filter((each) => each !== mail);
	}
}
