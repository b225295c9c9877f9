/** ClientRequestToken of transactions: for ten minutes the same token does nothing twice. On disk in the transaction's own batch. */

import { createHash } from 'node:crypto';
import type { DynaliteLevel, LevelOperation } from './dynalite-types.ts';
import { DynamoError } from './errors.ts';

const prefix = 'cobro-token~';
const tenMinutes = 600_000;
type Seen = { readonly hash: string; readonly at: number };

export const hashOf = (request: string): string => createHash('sha256').update(request).digest('hex');

export class Tokens {
	readonly #seen = new Map<string, Seen>();
	readonly #level: DynaliteLevel;

	constructor(level: DynaliteLevel) {
		this.#level = level;
	}

	async recover(): Promise<void> {
		for await (const [key, value] of this.#level.iterator({ gte: prefix, lt: `${prefix}~` }))
			this.#seen.set(key.slice(prefix.length), value as Seen);
	}

	/** True: this very request was done before. @throws DynamoError IdempotentParameterMismatchException */
	isRepeat(token: string, hash: string): boolean {
		const seen = this.#seen.get(token);
		if (!seen || Date.now() - seen.at >= tenMinutes) return false;
		if (seen.hash === hash) return true;
		throw new DynamoError('IdempotentParameterMismatchException', 'The client request token was used before with other items');
	}

	/** The operation belongs in the transaction's batch; call `done` when that is on disk. */
	remember(token: string, hash: string): { operation: LevelOperation; done: () => void } {
		const seen = { hash, at: Date.now() };
		return { operation: { type: 'put', key: prefix + token, value: seen }, done: () => void this.#seen.set(token, seen) };
	}

	async forgetOld(): Promise<void> {
		const old = [...this.#seen].filter(([, { at }]) => Date.now() - at >= tenMinutes).map(([token]) => token);
		if (old.length === 0) return;
		await this.#level.batch(old.map((token) => ({ type: 'del', key: prefix + token })));
		for (const token of old) this.#seen.delete(token);
	}
}
