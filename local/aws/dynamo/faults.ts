/**
 * What goes wrong in a real table and never in an emulator: conflicts, throttling, batches done in part, indexes that lag, answers that are lost.
 * All probabilities are per request (per entry of a batch for `unprocessed`), 0 at start. The same seed and the same order of requests fail alike.
 */
import { DynamoError } from './errors.ts';

/** An index shows a write only after min..max (drawn anew per item and index) milliseconds, or further writing requests. */
export type IndexLagSetting = { readonly unit: 'ms' | 'writes'; readonly min: number; readonly max: number };
export type DynamoFaultKind = 'transactionConflict' | 'writeConflict' | 'throttled' | 'unprocessed' | 'answerLost';

/** mulberry32: small, seeded, good enough to draw faults. */
const randomFrom = (seed: number): (() => number) => {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};

export class DynamoFaults {
	/** TransactWriteItems and TransactGetItems are cancelled: one item's reason is TransactionConflict, the others' None. */
	transactionConflict = 0;
	/** PutItem, UpdateItem and DeleteItem meet somebody else's transaction: TransactionConflictException. */
	writeConflict = 0;
	/** Any request for items: ProvisionedThroughputExceededException or ThrottlingException, evenly. The SDK itself tries these again. */
	throttled = 0;
	/** An entry of BatchWriteItem or BatchGetItem comes back unprocessed. At least one of a batch is always done. */
	unprocessed = 0;
	/** The write is done and the connection cut before the answer. The SDK then sends the same request again. */
	answerLost = 0;
	/** null: indexes follow at once, as dynalite alone does. Base-table reads never lag. */
	indexLag: IndexLagSetting | null = null;
	/** How often each fault really happened. */
	readonly injected: Record<DynamoFaultKind, number> = {
		transactionConflict: 0,
		writeConflict: 0,
		throttled: 0,
		unprocessed: 0,
		answerLost: 0,
	};
	#random = randomFrom(1);

	seed(seed: number): void {
		this.#random = randomFrom(seed);
	}

	/** Switches every fault off; counters stay. */
	clear(): void {
		Object.assign(this, { transactionConflict: 0, writeConflict: 0, throttled: 0, unprocessed: 0, answerLost: 0, indexLag: null });
	}

	/** Draws one fault and counts it. */
	strikes(kind: DynamoFaultKind): boolean {
		if (this[kind] <= 0 || this.#random() >= this[kind]) return false;
		this.injected[kind] += 1;
		return true;
	}

	/** A whole number from min to max. */
	between(min: number, max: number): number {
		return min + Math.floor(this.#random() * (max - min + 1));
	}

	throttle(): void {
		if (!this.strikes('throttled')) return;
		throw this.#random() < 0.5
			? new DynamoError(
					'ProvisionedThroughputExceededException',
					'The level of configured provisioned throughput for the table was exceeded. (injected)',
				)
			: new DynamoError('ThrottlingException', 'Throughput exceeds the current capacity of your table or index. (injected)');
	}

	/** Parts a batch's entries into those to do now and those that come back. */
	part<T>(entries: readonly T[]): { now: T[]; later: T[] } {
		const now: T[] = [];
		const later: T[] = [];
		for (const [i, entry] of entries.entries()) (i > 0 && this.strikes('unprocessed') ? later : now).push(entry);
		return { now, later };
	}
}
