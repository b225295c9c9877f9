/**
 * Global indexes that follow their table late, as the real ones do: with `faults.indexLag` set, index changes wait here.
 * Changes of one item in one index stay in order; different items, and one item in different indexes, overtake each other, and a paged query may
 * see different states on different pages. A waiting change is on disk together with its item, so a kill -9 loses none: it is applied at start.
 */
import type { DynaliteLevel, LevelOperation } from './dynalite-types.ts';
import type { DynamoFaults } from './faults.ts';
import type { IndexChange } from './staging.ts';

type Waiting = { readonly key: string; readonly due: number; readonly unit: 'ms' | 'writes'; readonly operations: LevelOperation[] };
const prefix = 'cobro-lag~';

export class IndexLag {
	#waiting: Waiting[] = [];
	readonly #laneDue = new Map<string, number>();
	#writes = 0;
	#sequence = 0;
	readonly #faults: DynamoFaults;
	readonly #level: DynaliteLevel;

	constructor(faults: DynamoFaults, level: DynaliteLevel) {
		this.#faults = faults;
		this.#level = level;
	}

	/** Applies what a killed process left waiting. */
	async recover(): Promise<void> {
		for await (const [key, value] of this.#level.iterator({ gte: prefix, lt: `${prefix}~` }))
			await this.#level.batch([...(value as LevelOperation[]), { type: 'del', key }]);
	}

	/** Index changes of one writing request, as operations for its batch: done now, or put aside. */
	operations(changes: readonly IndexChange[]): LevelOperation[] {
		const setting = this.#faults.indexLag;
		this.#writes += 1;
		const now: LevelOperation[] = [];
		// A lag that was switched off or changed its unit must not let a later change overtake an earlier one.
		if (this.#waiting.some((waiting) => waiting.unit !== setting?.unit)) now.push(...this.#take(() => true));
		else now.push(...this.#take((waiting) => this.#isDue(waiting)));
		if (!setting) return [...now, ...changes.map(({ operation }) => operation)];
		now.push(...changes.filter(({ global }) => !global).map(({ operation }) => operation));
		for (const [lane, own] of Map.groupBy(
			changes.filter(({ global }) => global),
			(change) => change.lane,
		)) {
			const wait = this.#faults.between(setting.min, setting.max);
			const due = Math.max(this.#laneDue.get(lane) ?? 0, (setting.unit === 'ms' ? Date.now() : this.#writes) + wait);
			this.#laneDue.set(lane, due);
			this.#sequence += 1;
			const waiting = {
				key: prefix + String(this.#sequence).padStart(12, '0'),
				due,
				unit: setting.unit,
				operations: own.map(({ operation }) => operation),
			};
			this.#waiting.push(waiting);
			now.push({ type: 'put', key: waiting.key, value: waiting.operations });
		}
		return now;
	}

	/** True if an index query would miss something that is due. */
	get overdue(): boolean {
		return this.#waiting.some((waiting) => this.#isDue(waiting));
	}
	get waiting(): number {
		return this.#waiting.length;
	}

	/** Applies what is due, or everything. Only in a writer's turn. */
	async settle(everything = false): Promise<void> {
		const operations = this.#take((waiting) => everything || this.#isDue(waiting));
		if (operations.length > 0) await this.#level.batch(operations);
	}

	#isDue(waiting: Waiting): boolean {
		return waiting.due <= (waiting.unit === 'ms' ? Date.now() : this.#writes);
	}

	/** In order of arrival: of equally due changes of one item the later one must win. */
	#take(chosen: (waiting: Waiting) => boolean): LevelOperation[] {
		const { taken = [], left = [] } = Object.groupBy(this.#waiting, (waiting) => (chosen(waiting) ? 'taken' : 'left'));
		if (taken.length === 0) return [];
		this.#waiting = left;
		if (this.#waiting.length === 0) this.#laneDue.clear();
		return taken.flatMap(({ key, operations }) => [...operations, { type: 'del', key } as const]);
	}
}
