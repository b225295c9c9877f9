/** What every part of the sandbox works with: the store, the clock, and a place to tell what happened. */
import type Stripe from 'stripe';
import { newId } from './ids.ts';
import { anAccount } from './objects/account.ts';
import type { Kind, Kinds, WireEvent } from './objects/kinds.ts';
import { missing } from './refused.ts';
import type { Store } from './store.ts';

/** The API version of the account's events: the one that stripe 23.1.0 is pinned to. */
export const apiVersion = '2026-10-28.endive';
export const platformId = 'acct_1SandboxPlatform';

export type BooksOptions = {
	readonly store: Store;
	readonly nowMs: () => number;
	/** May a session that is open be paid after its link was switched off? Nobody verified what Stripe does; true is the dangerous case. */
	readonly openSessionsOutliveLink: boolean;
	/** After how many days a bank debit settles by itself; null: by hand only. */
	readonly settleAfterDays: number | null;
};
type Asked = { readonly id: string; readonly key: string | null };

export class Books {
	readonly store: Store;
	readonly nowMs: () => number;
	readonly options: BooksOptions;
	/** The pages' and the API's own address; known when the server listens. */
	origin = '';
	#asked: Asked | null = null;
	#heard: () => void = () => {};

	constructor(options: BooksOptions) {
		this.options = options;
		this.store = options.store;
		this.nowMs = options.nowMs;
		if (!this.store.get(platformId, 'account', platformId)) {
			const account = anAccount({
				id: platformId,
				name: 'The platform',
				email: null,
				country: 'US',
				currency: 'usd',
				created: this.seconds(),
			});
			this.store.insert(platformId, 'account', account, this.nowMs());
		}
	}

	/** Unix seconds, as Stripe counts. */
	seconds(): number {
		return Math.floor(this.nowMs() / 1000);
	}
	onEvent(heard: () => void): void {
		this.#heard = heard;
	}

	/** Events that `work` tells of carry the request that caused them. */
	during<Result>(asked: Asked, work: () => Result): Result {
		this.#asked = asked;
		try {
			return work();
		} finally {
			this.#asked = null;
		}
	}

	/** Something happened: the object as it is now goes into an event. Only within the transaction of the change itself. */
	tell(account: string, type: Stripe.Event.Type, object: object, previous?: object): void {
		const event: WireEvent = {
			id: newId('evt'),
			object: 'event',
			...(account === platformId ? {} : { account }),
			api_version: apiVersion,
			created: this.seconds(),
			data: { object, ...(previous ? { previous_attributes: previous } : {}) },
			livemode: false,
			pending_webhooks: 1,
			request: { id: this.#asked?.id ?? null, idempotency_key: this.#asked?.key ?? null },
			type,
		};
		this.store.insert(account, 'event', event, this.nowMs(), type);
		if (!this.#isHeard(account, type)) return;
		this.store.run(
			"INSERT INTO delivery (event, account, body, due, attempts, state, mode, last) VALUES (?,?,?,?,0,'waiting',NULL,'')",
			event.id,
			account === platformId ? null : account,
			JSON.stringify(event, null, 2),
			this.nowMs(),
		);
		this.#heard();
	}

	/** Of an account that removed the platform, nothing is told any more but that it did. */
	#isHeard(account: string, type: Stripe.Event.Type): boolean {
		if (account === platformId || type === 'account.application.deauthorized') return true;
		return this.store.one('SELECT 1 FROM grant_of WHERE account = ?', account) !== null;
	}

	/** The object, or a 404 in Stripe's words. */
	need<K extends Kind>(account: string, kind: K, id: string, param = 'id'): Kinds[K] {
		const found = this.store.get(account, kind, id);
		if (!found) throw missing(kind, id, param);
		return found;
	}
}

/** The id in a field that may also be expanded; stored objects always hold ids. */
export const idIn = (field: string | { readonly id: string } | null | undefined): string | null =>
	typeof field === 'string' ? field : (field?.id ?? null);
