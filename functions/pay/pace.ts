/** Counts in this function's memory: for pages that only read, which are not to write even a counter. Each warm function counts for itself. */
import { type Instant, msOf } from '../../shared/domain/day.ts';
import type { Budget } from '../../shared/ports/throttle.ts';

/** Forgotten all at once: what is counted never fills the memory. */
const mostKept = 10_000;

export class Pace {
	readonly #budget: Budget;
	#since = 0;
	#used = new Map<string, number>();

	constructor(budget: Budget) {
		this.#budget = budget;
	}

	/** One more by `who`. Null: within the budget; else the seconds until a new one begins. */
	spend(who: string, now: Instant): number | null {
		const at = Math.floor(msOf(now) / 1000);
		const { seconds, times } = this.#budget;
		if (at - this.#since >= seconds || at < this.#since || this.#used.size > mostKept) {
			this.#since = at;
			this.#used = new Map();
		}
		const used = (this.#used.get(who) ?? 0) + 1;
		this.#used.set(who, used);
		return used <= times ? null : seconds - (at - this.#since);
	}
}

/** Generous for people, a whole office behind one address included; a flood meets them within seconds. */
export const budgets = {
	/** Looking, in memory. */
	looksOfAddress: { times: 600, seconds: 60 },
	looksOfLink: { times: 120, seconds: 60 },
	/** The page after paying asks Stripe. */
	asksOfCheckout: { times: 20, seconds: 60 },
	/** Paying, in the table: each may make a reservation and calls at Stripe. */
	paysOfLink: { times: 40, seconds: 600 },
	paysOfAddress: { times: 200, seconds: 600 },
} as const satisfies Readonly<Record<string, Budget>>;
