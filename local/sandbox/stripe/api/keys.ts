/**
 * Idempotency keys (docs.stripe.com/api/idempotent_requests): the answer of the first request with a key, good or bad, is the answer of every later one
 * with the same parameters for at least 24 hours. Kept in the same transaction as the work, so a killed sandbox has both or neither.
 */
import { createHash } from 'node:crypto';
import type { Books } from '../books.ts';
import { StripeRefused } from '../refused.ts';

export type Kept = { readonly status: number; readonly body: string; readonly request: string };
const keptMs = 24 * 3_600_000;

export const fingerprintOf = (path: string, body: Buffer): string =>
	createHash('sha256').update(path).update('\n').update(body).digest('hex');

export class Keys {
	readonly #books: Books;
	readonly #running = new Set<string>();

	constructor(books: Books) {
		this.#books = books;
	}

	/** The answer already given; null: go on, and call `release` in the end. Throws for other parameters (400) and while the first is under way (409). */
	begin(account: string, key: string, fingerprint: string): Kept | null {
		if (key.length > 255) throw new StripeRefused('Idempotency keys must be at most 255 characters long.', { type: 'idempotency_error' });
		const name = `${account} ${key}`;
		if (this.#running.has(name))
			throw new StripeRefused(
				`There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Try again later.`,
				{ status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use' },
			);
		const kept = this.#books.store.one<Kept & { fingerprint: string; created: number }>(
			'SELECT * FROM answer WHERE account = ? AND key = ?',
			account,
			key,
		);
		if (kept && kept.created > this.#books.nowMs() - keptMs) {
			if (kept.fingerprint !== fingerprint)
				throw new StripeRefused(
					`Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
					{ type: 'idempotency_error' },
				);
			return kept;
		}
		this.#running.add(name);
		return null;
	}
	keep(account: string, key: string, fingerprint: string, answer: Kept): void {
		const sql = 'INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?,?)';
		this.#books.store.run(sql, account, key, fingerprint, answer.request, answer.status, answer.body, this.#books.nowMs());
	}
	release(account: string, key: string): void {
		this.#running.delete(`${account} ${key}`);
	}
}
