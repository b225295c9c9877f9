import type { Budget } from '../../shared/domain/pace.ts';

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
