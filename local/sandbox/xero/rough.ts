import { setTimeout as pause } from 'node:timers/promises';

/**
 * How the sandbox differs from its documentation while it keeps to the specification. Off: as kind as the documentation. On: as rough as people who read
 * the real thing have to reckon with. Kept in memory on purpose: after a restart it is kind.
 */
export const roughnesses = {
	ties: 'what is edited at one moment has one and the same UpdatedDateUTC, and rows of one time come in another order with every request',
	uncounted: 'lists come without the pagination block, which the specification lets Xero leave out',
	hundreds: 'pageSize is not heeded: pages have 100 rows',
} as const;
export type Roughness = keyof typeof roughnesses;

const shuffles = 12;

export class Rough {
	readonly #on = new Set<Roughness>();
	/** Pages that are asked for with more rows take longer than anybody waits; null: none does. */
	slowAbove: number | null = null;
	#requests = 0;

	set(which: Roughness, on: boolean): void {
		if (on) this.#on.add(which);
		else this.#on.delete(which);
	}
	is(which: Roughness): boolean {
		return this.#on.has(which);
	}
	/** SQL that puts rows of one time in another order than the request before had; null: by id. Hex digits of an id are random enough. */
	shuffle(): string | null {
		if (!this.is('ties')) return null;
		this.#requests = (this.#requests + 1) % shuffles;
		return `substr(id, ${1 + 3 * this.#requests}) || id`;
	}
	/** Waits longer than anybody does, if the page is one of those. */
	async patience(pageSize: number): Promise<void> {
		if (this.slowAbove !== null && pageSize > this.slowAbove) await pause(30_000, undefined, { ref: false });
	}
}
