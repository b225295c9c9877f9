/** Connect for standard accounts: who gave the platform access, by OAuth. A code is good once and for five minutes; access ends with deauthorization. */

import type Stripe from 'stripe';
import { type Books, platformId } from './books.ts';
import { newId } from './ids.ts';
import { type AccountParts, anAccount } from './objects/account.ts';

const codeMs = 5 * 60_000;
type Grant = { readonly account: string; readonly access: string; readonly refresh: string; readonly scope: string };

export class Connect {
	readonly #books: Books;
	readonly #secretKey: string;
	/** `ca_…`, the platform's client id. */
	readonly clientId: string;

	constructor(books: Books, secretKey: string, clientId: string) {
		this.#books = books;
		this.#secretKey = secretKey;
		this.clientId = clientId;
	}

	isPlatformKey(key: string): boolean {
		return key === this.#secretKey;
	}
	/** The account a key acts for: the platform, or a connected account by the access token of OAuth. */
	ownerOf(key: string): string | null {
		if (this.isPlatformKey(key)) return platformId;
		return this.#books.store.one<Grant>('SELECT * FROM grant_of WHERE access = ?', key)?.account ?? null;
	}
	isConnected(account: string): boolean {
		return this.#books.store.one('SELECT 1 FROM grant_of WHERE account = ?', account) !== null;
	}
	/** Accounts that exist, connected or not, without the platform's own. */
	accounts(): Stripe.Account[] {
		return this.#books.store.list('account', { sql: 'id <> ?', values: [platformId] }).toReversed();
	}
	/** Adds an account that is not connected yet. Idempotent by its id. */
	addAccount(parts: Omit<AccountParts, 'created'>): Stripe.Account {
		const { store } = this.#books;
		const known = parts.id ? store.get(parts.id, 'account', parts.id) : null;
		if (known) return known;
		const account = anAccount({ ...parts, created: this.#books.seconds() });
		return store.insert(account.id, 'account', account, this.#books.nowMs());
	}

	/** A person agreed: the code for the platform. */
	agree(account: string, scope: string): string {
		const code = newId('ac', 32);
		this.#books.store.run('INSERT INTO code VALUES (?,?,?,?)', code, account, scope, this.#books.nowMs() + codeMs);
		return code;
	}
	/** Access for a code, once; null when the code is unknown, used or old. */
	redeem(code: string): Grant | null {
		const { store } = this.#books;
		return store.transaction(() => {
			const row = store.one<{ account: string; scope: string; expires: number }>('SELECT * FROM code WHERE code = ?', code);
			store.run('DELETE FROM code WHERE code = ?', code);
			return row && row.expires > this.#books.nowMs() ? this.connect(row.account, row.scope) : null;
		});
	}
	/** The platform has access from now on. Connecting again keeps what there is. */
	connect(account: string, scope = 'read_write'): Grant {
		const { store } = this.#books;
		return store.transaction(() => {
			const known = store.one<Grant>('SELECT * FROM grant_of WHERE account = ?', account);
			if (known) return known;
			const grant: Grant = { account, access: newId('sk_test'), refresh: newId('rt', 32), scope };
			store.run('INSERT INTO grant_of VALUES (?,?,?,?)', grant.account, grant.access, grant.refresh, grant.scope);
			this.#books.tell(account, 'account.application.authorized', this.#application());
			return grant;
		});
	}
	#application(): Stripe.Application {
		return { id: this.clientId, object: 'application', name: 'Cobro' };
	}
	/** By the platform, or by the account's owner. False when it was not connected. */
	disconnect(account: string): boolean {
		const { store } = this.#books;
		return store.transaction(() => {
			if (store.run('DELETE FROM grant_of WHERE account = ?', account) === 0) return false;
			this.#books.tell(account, 'account.application.deauthorized', this.#application());
			return true;
		});
	}
}
