/** The next page is fetched while the present one is written: the provider and our table are waited for at the same time. */
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Accounting, Page } from '../../shared/ports/accounting.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { invocationMs } from './times.ts';

/** Pages of one invocation. Never two calls at once, and never more than one page ahead: memory holds two pages. */
export class ReadAhead {
	readonly accounting: Accounting;
	readonly #clock: Clock;
	readonly #until: Instant;
	#next: { readonly cursor: string; readonly page: Promise<Page> } | null = null;

	constructor(accounting: Accounting, clock: Clock) {
		this.accounting = accounting;
		this.#clock = clock;
		this.#until = later(clock.now(), invocationMs);
	}

	/** The page at `cursor`, as fetched ahead or fetched now; the one after it is begun, if there is time for it. Throws what fetching it threw. */
	async page(cursor: string): Promise<Page> {
		const waiting = this.#next;
		this.#next = null;
		const page = await (waiting?.cursor === cursor ? waiting.page : this.accounting.page(cursor));
		if (page.next !== null && this.#clock.now() < this.#until) {
			const next = this.accounting.page(page.next);
			// Whoever takes it learns of its failure; should nobody, the step is done again and meets it itself.
			next.catch(() => undefined);
			this.#next = { cursor: page.next, page: next };
		}
		return page;
	}

	/** A page is on its way: this invocation goes on with it. */
	get waiting(): boolean {
		return this.#next !== null;
	}
}
