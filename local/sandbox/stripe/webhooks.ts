/**
 * Events on their way to the hub: signed over the bytes that are sent, at least once, tried again with growing pauses (by the sandbox's clock) for three
 * days until a 2xx. What waits is in the store: a killed sandbox sends it when it is back.
 */
import { createHmac } from 'node:crypto';
import type { Books } from './books.ts';
import type { StripeFaultKind, StripeFaults } from './faults.ts';
import { newId } from './ids.ts';
import { post } from './post.ts';

/** Stripe: "for up to three days with an exponential back off". */
const pausesS = [1, 5, 30, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200];
const threeDaysMs = 3 * 86_400_000;
const answerMs = 10_000;
const atOnce = 8;

export type Delivery = {
	readonly seq: number;
	readonly event: string;
	/** Null: of the platform itself, so it goes to the platform's endpoint; else to the Connect endpoint. */
	readonly account: string | null;
	readonly body: string;
	/** Milliseconds since 1970. */
	readonly due: number;
	readonly attempts: number;
	readonly state: 'waiting' | 'held' | 'withheld' | 'delivered' | 'given-up';
	/** What was done to it on purpose; `by-hand` when it was sent again. Once set, no further fault is taken. */
	readonly mode: StripeFaultKind | 'by-hand' | null;
	readonly last: string;
};
export type EndpointSettings = { readonly url: string | null; readonly secret: string };
export type Endpoints = { readonly platform: EndpointSettings; readonly connect: EndpointSettings };

const modes: readonly StripeFaultKind[] = [
	'webhook-wrong-secret',
	'webhook-wrong-account',
	'webhook-from-future',
	'webhook-stale',
	'webhook-twice',
	'webhook-reordered',
	'webhook-late',
	'webhook-withheld',
];

/** `t=…,v1=…` over exactly these bytes (docs.stripe.com/webhooks, "verify manually"). */
export const signature = (body: string, secret: string, seconds: number): string =>
	`t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

export class Webhooks {
	readonly #books: Books;
	readonly #faults: StripeFaults;
	#endpoints: Endpoints;
	#running: Promise<void> | null = null;
	#closed = false;

	constructor(books: Books, faults: StripeFaults, endpoints: Endpoints) {
		this.#books = books;
		this.#faults = faults;
		this.#endpoints = endpoints;
		books.onEvent(() => setImmediate(() => this.wake()));
	}

	/** Throws for an address that is not `http://`: events go to this machine only. */
	setEndpoints(endpoints: Endpoints): void {
		for (const { url } of [endpoints.platform, endpoints.connect])
			if (url !== null && !url.startsWith('http://')) throw new RangeError(`events go to http:// addresses of this machine, not to ${url}`);
		this.#endpoints = endpoints;
		this.wake();
	}
	get endpoints(): Endpoints {
		return this.#endpoints;
	}

	#endpointOf(delivery: Delivery): EndpointSettings {
		return delivery.account === null ? this.#endpoints.platform : this.#endpoints.connect;
	}
	/** Waiting, and to an address that is known. */
	#sendable(): { readonly sql: string; readonly values: readonly number[] } {
		const { platform, connect } = this.#endpoints;
		return {
			sql: "state = 'waiting' AND ((account IS NULL AND ?) OR (account IS NOT NULL AND ?))",
			values: [platform.url ? 1 : 0, connect.url ? 1 : 0],
		};
	}
	#due(): Delivery[] {
		if (this.#books.store.closed) return [];
		const { sql, values } = this.#sendable();
		const all = `SELECT * FROM delivery WHERE ${sql} AND due <= ? ORDER BY due, seq LIMIT ?`;
		return this.#books.store.all<Delivery>(all, ...values, this.#books.nowMs(), atOnce);
	}

	/** Sends what is due. */
	wake(): void {
		if (this.#running || this.#closed || this.#due().length === 0) return;
		this.#running = this.#run().finally(() => {
			this.#running = null;
			this.wake();
		});
	}
	async #run(): Promise<void> {
		for (let due = this.#due(); due.length > 0 && !this.#closed; due = this.#due())
			await Promise.all(due.map((delivery) => this.#deliver(delivery)));
	}

	#set(delivery: Delivery, change: Partial<Pick<Delivery, 'state' | 'due' | 'attempts' | 'mode' | 'last'>>): void {
		if (this.#closed) return;
		const { state, due, attempts, mode, last } = { ...delivery, ...change };
		this.#books.store.run(
			'UPDATE delivery SET state = ?, due = ?, attempts = ?, mode = ?, last = ? WHERE seq = ?',
			state,
			due,
			attempts,
			mode,
			last,
			delivery.seq,
		);
	}

	async #deliver(delivery: Delivery): Promise<void> {
		const type = (JSON.parse(delivery.body) as { type: string }).type;
		const mode = delivery.mode === null ? this.#faults.take(type, modes) : null;
		if (mode === 'webhook-withheld') return this.#set(delivery, { state: 'withheld', mode, last: 'withheld on purpose' });
		if (mode === 'webhook-late')
			return this.#set(delivery, { due: this.#books.nowMs() + threeDaysMs, mode, last: 'three days late on purpose' });
		if (mode === 'webhook-reordered') return this.#set(delivery, { state: 'held', mode, last: 'held back on purpose' });
		const status = await this.#send(delivery, mode);
		// A copy that was made wrong on purpose says nothing of the true one, which follows at once.
		const spoilt = mode !== null && mode !== 'webhook-twice';
		if (spoilt) return this.#set(delivery, { mode, last: `${mode}: answered ${status || 'nothing'}` });
		const ok = status >= 200 && status < 300;
		const again = ok && mode === 'webhook-twice' ? await this.#send(delivery, null) : null;
		const attempts = delivery.attempts + 1;
		const wait = pausesS[delivery.attempts];
		const last = `answered ${status || 'nothing'}${again === null ? '' : `, then ${again || 'nothing'}`}`;
		if (ok) this.#set(delivery, { state: 'delivered', attempts, last });
		else if (wait === undefined) this.#set(delivery, { state: 'given-up', attempts, last });
		else this.#set(delivery, { due: this.#books.nowMs() + wait * 1000, attempts, last });
		if (ok && !this.#closed) this.#books.store.run("UPDATE delivery SET state = 'waiting' WHERE state = 'held' AND seq < ?", delivery.seq);
	}

	/** One POST; the status, or 0 when there was no answer in ten seconds. */
	async #send(delivery: Delivery, mode: StripeFaultKind | null): Promise<number> {
		const { url, secret } = this.#endpointOf(delivery);
		if (!url) return 0;
		const shift = mode === 'webhook-from-future' ? 3600 : mode === 'webhook-stale' ? -600 : 0;
		const forged =
			mode === 'webhook-wrong-account' ? { ...(JSON.parse(delivery.body) as object), id: newId('evt'), account: newId('acct', 16) } : null;
		const body = forged ? JSON.stringify(forged, null, 2) : delivery.body;
		const stamped = signature(body, mode === 'webhook-wrong-secret' ? 'whsec_wrong' : secret, this.#books.seconds() + shift);
		const headers = {
			'content-type': 'application/json; charset=utf-8',
			'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
			'stripe-signature': stamped,
		};
		return post(url, headers, body, answerMs);
	}

	/** Sends an event again, whatever became of it; false when there is no such event. */
	resend(event: string): boolean {
		const sql =
			"UPDATE delivery SET state = 'waiting', due = ?, attempts = 0, mode = 'by-hand', last = 'sent again by hand' WHERE event = ?";
		const found = this.#books.store.run(sql, this.#books.nowMs(), event) > 0;
		this.wake();
		return found;
	}
	/** Newest last. */
	deliveries(event?: string): Delivery[] {
		return event === undefined
			? this.#books.store.all<Delivery>('SELECT * FROM delivery ORDER BY seq')
			: this.#books.store.all<Delivery>('SELECT * FROM delivery WHERE event = ? ORDER BY seq', event);
	}
	/** When the next try is due, in ms; null when none waits for an address that is known. */
	nextDue(): number | null {
		const { sql, values } = this.#sendable();
		return this.#books.store.one<{ due: number | null }>(`SELECT min(due) AS due FROM delivery WHERE ${sql}`, ...values)?.due ?? null;
	}
	/** Nothing is due at this moment of the clock and nothing is under way. Without an address events wait, and that is idle too. */
	async idle(): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
		this.wake();
		while (this.#running) await this.#running;
	}
	close(): void {
		this.#closed = true;
	}
}
