/**
 * Signed notices that something changed: CONTACT, INVOICE, CREDITNOTE, created or updated. Ids only, tried again with growing pauses until a 2xx.
 * Waiting events are in the store: a killed sandbox sends them when it is back.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { Change } from './edit/context.ts';
import type { Store } from './store.ts';

const paths: Readonly<Record<Change['category'], string>> = { CONTACT: 'Contacts', INVOICE: 'Invoices', CREDITNOTE: 'CreditNotes' };
/** Xero tries for 24 hours; here 100 ms, 200 ms … about six seconds in all, then the event is given up. */
const tries = 7;
const firstPauseMs = 100;
const answerMs = 5_000;
const batchSize = 50;

type Batch = { readonly from: number; readonly to: number; readonly events: readonly object[] };

export class Webhooks {
	readonly #store: Store;
	readonly #faults: Faults;
	readonly #key: string;
	readonly #watched: (org: string) => boolean;
	#url: string | null;
	#running: Promise<void> | null = null;
	#held: Batch | null = null;
	#closed = false;
	/** What became of deliveries, newest last, for the page. */
	readonly log: string[] = [];

	constructor(options: {
		readonly store: Store;
		readonly faults: Faults;
		readonly key: string;
		readonly url: string | null;
		/** Only organisations that somebody connected are told of. */
		readonly watched: (org: string) => boolean;
	}) {
		this.#store = options.store;
		this.#faults = options.faults;
		this.#key = options.key;
		this.#url = options.url;
		this.#watched = options.watched;
		this.#wake();
	}

	setUrl(url: string | null): void {
		this.#url = url;
		this.#wake();
	}

	/** Called within the edit's transaction: an edit that is rolled back tells nobody. */
	tell(change: Change): void {
		if (!this.#url || !this.#watched(change.org)) return;
		const event = {
			resourceUrl: `https://api.xero.com/api.xro/2.0/${paths[change.category]}/${change.id}`,
			resourceId: change.id,
			// As Xero writes it: UTC without the Z.
			eventDateUtc: new Date(this.#store.nowMs()).toISOString().slice(0, -1),
			eventType: change.type,
			eventCategory: change.category,
			tenantId: change.org,
			tenantType: 'ORGANISATION',
			...(change.category === 'CREDITNOTE' ? { data: { Type: change.side ?? 'ACCRECCREDIT', Status: change.status ?? 'AUTHORISED' } } : {}),
		};
		this.#store.run('INSERT INTO hook (event) VALUES (?)', JSON.stringify(event));
		setImmediate(() => this.#wake());
	}

	#wake(): void {
		if (this.#running || this.#closed || !this.#url) return;
		this.#running = this.#run().finally(() => {
			this.#running = null;
			if (!this.#closed && this.#waiting() > 0) this.#wake();
		});
	}
	#waiting(): number {
		return this.#store.one<{ n: number }>('SELECT count(*) AS n FROM hook')?.n ?? 0;
	}

	#next(): Batch | null {
		const rows = this.#store.all<{ seq: number; event: string }>('SELECT seq, event FROM hook ORDER BY seq LIMIT ?', batchSize);
		const [first] = rows;
		const last = rows.at(-1);
		return first && last ? { from: first.seq, to: last.seq, events: rows.map((row) => JSON.parse(row.event) as object) } : null;
	}

	async #run(): Promise<void> {
		for (let batch = this.#next(); batch && this.#url && !this.#closed; batch = this.#next()) {
			await this.#deliver(batch);
			if (!this.#closed) this.#store.run('DELETE FROM hook WHERE seq <= ?', batch.to);
		}
	}

	async #deliver(batch: Batch): Promise<void> {
		const fault = this.#faults.take('webhook', ['webhook-lost', 'webhook-late', 'webhook-twice', 'webhook-wrong-signature']);
		if (fault === 'webhook-lost') return this.#note(batch, 'lost on purpose');
		if (fault === 'webhook-late' && !this.#held) {
			this.#held = batch;
			return this.#note(batch, 'held back on purpose');
		}
		await this.#send(batch, fault === 'webhook-wrong-signature');
		if (fault === 'webhook-twice') await this.#send(batch, false);
		const late = this.#held;
		this.#held = null;
		if (late) await this.#send(late, false);
	}

	async #send(batch: Batch, wrongKey: boolean): Promise<void> {
		const body = JSON.stringify({
			events: batch.events,
			firstEventSequence: batch.from,
			lastEventSequence: batch.to,
			entropy: randomBytes(10).toString('hex').toUpperCase(),
		});
		for (let attempt = 0; attempt < tries && !this.#closed; attempt++) {
			const status = await this.post(body, wrongKey && attempt === 0);
			this.#note(batch, `answered ${status || 'nothing'}`);
			if (status >= 200 && status < 300) return;
			await pause(firstPauseMs * 2 ** attempt, undefined, { ref: false });
		}
	}

	/** One signed POST; the status, or 0 when there was no answer in five seconds. */
	async post(body: string, wrongKey: boolean): Promise<number> {
		if (!this.#url) return 0;
		const signature = createHmac('sha256', wrongKey ? 'a wrong key' : this.#key)
			.update(body)
			.digest('base64');
		return fetch(this.#url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-xero-signature': signature },
			body,
			signal: AbortSignal.timeout(answerMs),
		}).then(
			(answer) => answer.status,
			() => 0,
		);
	}

	/** Xero's check of a new webhook address: two events-free calls, one wrongly signed. Fine is 200 and 401. */
	async intentToReceive(): Promise<{ readonly ok: boolean; readonly right: number; readonly wrong: number }> {
		const body = JSON.stringify({
			events: [],
			firstEventSequence: 0,
			lastEventSequence: 0,
			entropy: randomBytes(10).toString('hex').toUpperCase(),
		});
		const right = await this.post(body, false);
		const wrong = await this.post(body, true);
		return { ok: right === 200 && wrong === 401, right, wrong };
	}

	#note(batch: Batch, what: string): void {
		this.log.push(`events ${batch.from}–${batch.to}: ${what}`);
		if (this.log.length > 100) this.log.shift();
	}

	/** Nothing waits and nothing is under way. What is held back on purpose does not count. */
	async idle(): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#running) await this.#running;
	}
	close(): void {
		this.#closed = true;
	}
}
