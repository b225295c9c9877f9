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

/**
 * All limits of the public pages. Generous for people, a whole office behind one address included; a flood meets them within seconds.
 *
 * What leads to questions at Stripe is counted per link, customer and company, each with room for many of the one before: one link in wrong hands ends at
 * a thirtieth of its company's share and one customer at a tenth, so nobody's link locks out another customer. The company's share protects the others, since
 * one Stripe account serves all: Stripe takes 100 requests in a second (docs.stripe.com/rate-limits), a payment begun costs four at most, and 1,200 in ten
 * minutes are eight of those hundred. 5,000 customers who all pay within the hour are 830 in ten minutes. No page asks a ledger: those see payments only.
 */
export const budgets = {
	/** Looking, in memory. */
	looksOfAddress: { times: 600, seconds: 60 },
	looksOfLink: { times: 120, seconds: 60 },
	/** The page after paying asks Stripe: in memory, since no GET writes. A link has one open session, a customer five. */
	asksOfCheckout: { times: 20, seconds: 60 },
	asksOfCompany: { times: 300, seconds: 60 },
	/** Forms sent, right or wrong, in the table. */
	formsOfLink: { times: 40, seconds: 600 },
	formsOfAddress: { times: 200, seconds: 600 },
	/** Forms that begin a payment: each makes a reservation and calls at Stripe. */
	beginsOfCustomer: { times: 120, seconds: 600 },
	beginsOfCompany: { times: 1_200, seconds: 600 },
} as const satisfies Readonly<Record<string, Budget>>;

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
