/** Customers' payments through us: reserved → captured at Stripe → received → allocated → booked in the ledger → read back. Minor units of `currency`. */
import type { Day, Instant } from './day.ts';
import type { CompanyId, CustomerId, LedgerId } from './document.ts';
import type { Currency } from './money.ts';

/** So much of an invoice. `id`: the provider's own. */
export type Share = { readonly id: string; readonly number: string; readonly minor: number };

/**
 * A reservation and the Stripe session that collects it. While it is alive its shares are `held` on the invoices, so nobody else can pay them, and no
 * reminder asks for them once the customer has really paid.
 *
 * reserving → open → paid | paying (a bank debit on its way) → paid | failed; open → closed (expired, given up, replaced).
 */
export type Checkout = {
	readonly company: CompanyId;
	readonly id: string;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly shares: readonly Share[];
	readonly total: number;
	readonly state: 'reserving' | 'open' | 'paying' | 'paid' | 'failed' | 'closed';
	/** How many of `shares`, from the first, are reserved: a transaction holds 90. */
	readonly reserved: number;
	/** `cs_…`; null until Stripe has answered. */
	readonly session: string | null;
	/** Where the customer pays. Stripe's own URL: no token of ours in it. */
	readonly url: string | null;
	/** The page's link it was begun from. */
	readonly link: string;
	readonly locale: string;
	/** The payment it became. */
	readonly payment: string | null;
	readonly createdAt: Instant;
	/** The session's own end, 30 minutes at least (Stripe's minimum). */
	readonly expiresAt: Instant;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** One share written to the ledger, or what is left over (`document: null`: on account, visible as unapplied). */
export type Booking = {
	/** Place within the payment. `<payment>-<n>` is the key under which the ledger knows it: the same booking again is the same payment there. */
	readonly n: number;
	readonly document: string | null;
	readonly minor: number;
	/** `sending` is written immediately before the call; with the deterministic key a repeated call books nothing twice. */
	readonly state: 'planned' | 'sending' | 'booked';
	/** The ledger's id of it. */
	readonly external: string | null;
	/** When it was last sent. Until a lease later that try may still come true, whatever is answered to the next. */
	readonly sent?: Instant;
};

/**
 * A worker may have a payment in hand for so long: the time-out of the function that books (lib/stations/reconcile.ts, 120 s) and 30 s, so that whatever it sent
 * was answered, or never will be.
 */
export const inHandMs = 150_000;

/** One captured payment, by Stripe's payment intent. */
export type Payment = {
	readonly company: CompanyId;
	/** `pi_…` */
	readonly id: string;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly minor: number;
	/** Stripe's fee as known at capture; null until Stripe says. */
	readonly fee: number | null;
	/** `card`, `sepa_debit` …, and the last four characters where there are any. */
	readonly method: string;
	readonly last4: string | null;
	readonly receivedAt: Instant;
	/** Company's civil day of it: the ledger's payment date. */
	readonly day: Day;
	/** The reservation it came from. A payment link reserves nothing until it is paid: what is still free is held then, under an id of link and session. */
	readonly checkout: string | null;
	/** What it was meant for and is still held on the invoices. */
	readonly shares: readonly Share[];
	readonly state: 'received' | 'allocated' | 'booked' | 'stuck' | 'reversed';
	readonly bookings: readonly Booking[];
	/** Bookings the ledger said no to, and others were planned for: looked for once more before anything is planned anew. */
	readonly refused?: readonly Booking[];
	/** A worker has it in hand until then, or until it gives it back: others leave it. */
	readonly lease?: Instant | null;
	/** Why a person must look, in words; null when all is well. */
	readonly problem: string | null;
	readonly tries: number;
	readonly bookedAt: Instant | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** A customer's way to the page, one per mail or per request of a person. The token itself is stored nowhere. */
export type PayLink = {
	readonly company: CompanyId;
	/** SHA-256 hex of the page's cookie value, which is itself a hash of the token. */
	readonly hash: string;
	readonly customer: CustomerId;
	readonly createdAt: Instant;
	readonly expiresAt: Instant;
	readonly revokedAt: Instant | null;
	/** The mail that carries it; null when a person made it. */
	readonly mail: string | null;
	/** BCP 47: the page opens in the mail's language. */
	readonly language: string | null;
};

/** A durable Stripe Payment Link for what one customer owes in one currency, closed as soon as that changes. */
export type PaymentLink = {
	readonly company: CompanyId;
	/** Ours; also the idempotency key. */
	readonly id: string;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly shares: readonly Share[];
	readonly total: number;
	/** BCP 47: what its page says of ours. */
	readonly locale: string;
	/** `plink_…` */
	readonly external: string | null;
	readonly url: string | null;
	readonly state: 'making' | 'active' | 'closing' | 'closed';
	readonly createdAt: Instant;
	readonly wake: Instant | null;
	readonly rev: number;
};
