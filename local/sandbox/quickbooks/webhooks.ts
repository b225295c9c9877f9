/**
 * Telling the app that something changed: changes of a short moment go out together, several companies in one delivery, signed over the raw
 * bytes. A delivery that is not answered with 2xx comes again, a few times, each time later; then it is given up, as Intuit does in the end.
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { Happened } from './store.ts';

export type WebhookFormat = 'cloudevents' | 'legacy';

const gatherMs = 25;
const retryMs = [200, 1000, 5000];
const path = '/webhooks';

const words = { Create: 'created', Update: 'updated', Delete: 'deleted', Void: 'voided', Merge: 'merged' } as const;

export const cloudEvents = (all: readonly Happened[]) =>
	all.map(({ realm, type, id, operation, at }) => ({
		specversion: '1.0',
		id: randomUUID(),
		source: 'intuit.sandbox',
		type: `qbo.${type.toLowerCase()}.${words[operation]}.v1`,
		datacontenttype: 'application/json',
		time: new Date(at).toISOString(),
		intuitentityid: String(id),
		intuitaccountid: realm,
		data: {},
	}));

export const legacyNotifications = (all: readonly Happened[]) => ({
	eventNotifications: [...new Set(all.map((each) => each.realm))].map((realmId) => ({
		realmId,
		dataChangeEvent: {
			entities: all
				.filter((each) => each.realm === realmId)
				.map(({ type, id, operation, at }) => ({ name: type, id: String(id), operation, lastUpdated: new Date(at).toISOString() })),
		},
	})),
});

export const sign = (body: string, key: string): string => createHmac('sha256', key).update(body).digest('base64');

export class Webhooks {
	url: string | null;
	format: WebhookFormat = 'cloudevents';
	readonly #key: string;
	readonly #faults: Faults;
	#gathered: Happened[] = [];
	#held: string[] = [];
	#timer: NodeJS.Timeout | null = null;
	readonly #underWay = new Set<Promise<void>>();
	#closed = false;

	constructor(url: string | null, key: string, faults: Faults) {
		this.url = url;
		this.#key = key;
		this.#faults = faults;
	}

	announce(all: readonly Happened[]): void {
		if (this.url === null || this.#closed) return;
		this.#gathered.push(...all);
		this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
	}

	#flush(): void {
		this.#timer = null;
		const all = this.#gathered;
		this.#gathered = [];
		if (all.length === 0) return;
		const body = JSON.stringify(this.format === 'legacy' ? legacyNotifications(all) : cloudEvents(all));
		switch (this.#faults.take(path, ['webhook-lost', 'webhook-late', 'webhook-twice', 'webhook-wrong-signature'])) {
			case 'webhook-lost':
				return;
			case 'webhook-late':
				this.#held.push(body);
				return;
			case 'webhook-twice':
				this.#start([body, body]);
				return;
			case 'webhook-wrong-signature':
				this.#start([body], 'not the key');
				return;
			default:
				this.#start([body, ...this.#held.splice(0)]);
		}
	}

	#start(bodies: readonly string[], firstKey = this.#key): void {
		const work = (async () => {
			for (const body of bodies) await this.#deliver(body, firstKey);
		})().finally(() => this.#underWay.delete(work));
		this.#underWay.add(work);
	}

	async #deliver(body: string, firstKey: string): Promise<void> {
		for (const [attempt, delay] of [0, ...retryMs].entries()) {
			if (delay) await new Promise((resolve) => setTimeout(resolve, delay).unref());
			if (this.#closed || this.url === null) return;
			const headers = { 'content-type': 'application/json', 'intuit-signature': sign(body, attempt === 0 ? firstKey : this.#key) };
			const answer = await fetch(this.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(3000) }).catch(() => null);
			await answer?.arrayBuffer().catch(() => null);
			if (answer?.ok) return;
		}
	}

	/** Nothing gathered, nothing under way. What a fault holds back does not count: it waits for the next change. */
	async idle(): Promise<void> {
		while (this.#timer || this.#underWay.size) {
			await Promise.allSettled(this.#underWay);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}
	close(): void {
		this.#closed = true;
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}
}
