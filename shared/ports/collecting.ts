/** Collecting money at Stripe. Every call that changes something carries a key: the same call again changes nothing. */
import type { Instant } from '../domain/day.ts';
import type { Currency } from '../domain/money.ts';
import type { Share } from '../domain/payment.ts';

export type CollectingFaultKind = 'throttled' | 'unavailable' | 'refused';
/** Messages carry no key, header or address. */
export class CollectingFault extends Error {
	override readonly name = 'CollectingFault';
	readonly kind: CollectingFaultKind;
	/** Stripe's own word: `amount_too_small`. */
	readonly code: string | null;
	constructor(kind: CollectingFaultKind, message: string, code: string | null = null) {
		super(message);
		this.kind = kind;
		this.code = code;
	}
}

/** Ties a Stripe object to ours; comes back in its metadata. */
export type CollectFor = { readonly company: string; readonly customer: string; readonly checkout: string };

export type OpenSession = {
	readonly key: string;
	readonly for: CollectFor;
	readonly currency: Currency;
	/** Above 90 shares one line says them all. Minor units. */
	readonly shares: readonly Share[];
	readonly total: number;
	/** BCP 47. */
	readonly locale: string;
	readonly email: string | null;
	readonly expiresAt: Instant;
	readonly successUrl: string;
	readonly cancelUrl: string;
};

/** A session as it is now at Stripe. */
export type Session = {
	readonly id: string;
	readonly url: string | null;
	readonly state: 'open' | 'complete' | 'expired';
	readonly for: CollectFor | null;
	/** `plink_…` it came from. */
	readonly paymentLink: string | null;
	/** Complete ones. `paid`: money is there. `pending`: a bank debit on its way. `failed`: it did not come. */
	readonly payment: {
		readonly id: string;
		readonly state: 'paid' | 'pending' | 'failed';
		readonly currency: Currency;
		readonly minor: number;
		readonly fee: number | null;
		readonly method: string;
		readonly last4: string | null;
		readonly at: Instant;
	} | null;
};

export type Collecting = {
	/** The least Stripe takes in one payment, minor units; null where Stripe does not say. */
	least(currency: Currency): number | null;
	/** Whether Stripe can take this amount at all (three-decimal currencies end in 0, 8 digits at most). */
	takes(currency: Currency, minor: number): boolean;
	open(session: OpenSession): Promise<{ readonly id: string; readonly url: string }>;
	session(id: string): Promise<Session | null>;
	/** `complete`: it was paid meanwhile. Expired already: `expired`. */
	expire(id: string): Promise<'expired' | 'complete'>;
	/** A durable link, good for one payment. */
	makeLink(link: {
		readonly key: string;
		readonly for: CollectFor;
		readonly currency: Currency;
		readonly shares: readonly Share[];
		readonly total: number;
		/** BCP 47: of what we write on its page. */
		readonly locale: string;
	}): Promise<{ readonly id: string; readonly url: string }>;
	/** Sessions that were paid by it, or on which money is on its way. */
	paidByLink(id: string): Promise<readonly string[]>;
	/** Inactive, and its open sessions expired. Idempotent. Returns sessions that were paid meanwhile. */
	closeLink(id: string): Promise<readonly string[]>;
};
