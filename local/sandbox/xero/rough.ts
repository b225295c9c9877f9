import { setTimeout as pause } from 'node:timers/promises';
import { RoughSwitches } from '../roughness.ts';

/** How the sandbox differs from its documentation, when told to, while it keeps to the specification. */
export const roughnesses = {
	ties: 'what is edited at one moment has one and the same UpdatedDateUTC, and rows of one time come in another order with every request',
	uncounted: 'lists come without the pagination block, which the specification lets Xero leave out',
	hundreds: 'pageSize is not heeded: pages have 100 rows',
	'silent-merge': 'the documents and payments of a merged contact keep their UpdatedDateUTC: no delta shows that they are another’s now',
	'silent-delete':
		'what is voided or deleted keeps its UpdatedDateUTC: no delta shows it. A deleted payment is shown, what it was on keeps its own',
	'silent-date': 'an invoice whose due date is edited keeps its UpdatedDateUTC, unless its amount or contact is edited too',
	revalued: 'the trial balance moves what is open in other currencies to a rate of today, as Xero’s unrealised currency gains do',
	starter: 'an organisation has 1,000 calls a day, as on the Starter tier, not 5,000',
} as const;
export type Roughness = keyof typeof roughnesses;

const shuffles = 12;

export class Rough extends RoughSwitches<Roughness> {
	#requests = 0;

	/** SQL that puts rows of one time in another order than the request before had; null: by id. Hex digits of an id are random enough. */
	shuffle(): string | null {
		if (!this.is('ties')) return null;
		this.#requests = (this.#requests + 1) % shuffles;
		return `substr(id, ${1 + 3 * this.#requests}) || id`;
	}
	/** Waits longer than anybody does, if the page is one of those. */
	async patience(pageSize: number): Promise<void> {
		if (this.isSlow(pageSize)) await pause(30_000, undefined, { ref: false });
	}
}
