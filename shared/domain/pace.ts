/** Counts in a function's memory: for pages that only read, which are not to write even a counter. Each warm function counts for itself. */
import { type Instant, msOf } from './day.ts';

export type Budget = { readonly times: number; readonly seconds: number };

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

/** A provider gives a visitor a whole /64 of IPv6 addresses, so that much counts as one; of IPv4 each is one. */
export const neighbourhoodOf = (address: string): string => {
	if (!address.includes(':')) return address;
	// An IPv4 address in IPv6's clothes.
	if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
	const [head = '', tail] = address.split('::');
	const before = head.split(':').filter(Boolean);
	const after = (tail ?? '').split(':').filter(Boolean);
	const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
	const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
	return `${groups.join(':')}::/64`;
};
