/** Reservations, payments and links in our table. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId } from '../domain/document.ts';
import type { Checkout, PayLink, Payment, PaymentLink } from '../domain/payment.ts';
import type { RowPage } from './books.ts';
import type { Due, Fresh } from './connections.ts';

/** What could not be reserved: the invoice, and what of it is free now. `unsure`: nothing, since the ledger's latest row of it cannot be read. */
export type Short = { readonly id: string; readonly free: number; readonly unsure?: true };

export type Payments = {
	/** Link and its directory pointer, in one transaction. */
	saveLink(link: PayLink): Promise<void>;
	/** By the cookie's hash, whatever the company: the only read that is not scoped by one. Null: unknown. Expiry and revocation are the caller's to check. */
	link(hash: string): Promise<PayLink | null>;
	/** All of a customer's links end. */
	revokeLinks(company: CompanyId, customer: CustomerId, at: Instant): Promise<number>;

	/**
	 * Reserves on, from `checkout.reserved`: the checkout and `held` of up to 90 invoices a transaction, on condition that so much is free and the
	 * invoice is open and in no doubt. `short`: nothing of this call's chunk was reserved. k/2 RCU, 2 + 4k WCU.
	 */
	reserve(checkout: Checkout): Promise<{ readonly reserved: Checkout } | { readonly short: readonly Short[] } | 'stale'>;
	/** Gives back what is held, and saves the checkout in that state, in transactions; doing it twice gives back once. */
	release(checkout: Checkout, as: 'closed' | 'failed'): Promise<Fresh>;
	checkout(company: CompanyId, customer: CustomerId, id: string): Promise<Checkout | null>;
	/** Not final ones: reserving, open, paying. */
	liveCheckouts(company: CompanyId, customer: CustomerId): Promise<readonly Checkout[]>;
	saveCheckout(checkout: Checkout): Promise<Fresh>;

	/** Payment if it does not exist, and its checkout as paid, in one transaction. The shares stay held. */
	receive(payment: Payment, checkout: Checkout | null): Promise<'received' | 'known' | 'stale'>;
	payment(company: CompanyId, id: string): Promise<Payment | null>;
	/** Newest first. */
	payments(company: CompanyId, limit: number, from: string | null): Promise<RowPage<Payment>>;
	paymentsOf(company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Payment[]>;
	savePayment(payment: Payment): Promise<Fresh>;
	/** Booked and read back: the payment in its final state, and its shares no longer held, in transactions; once. */
	settle(payment: Payment): Promise<Fresh>;

	savePaymentLink(link: PaymentLink): Promise<Fresh>;
	paymentLink(company: CompanyId, id: string): Promise<PaymentLink | null>;
	/** Those that are not closed. */
	livePaymentLinks(company: CompanyId): Promise<readonly PaymentLink[]>;

	/** True the first time only. Kept 40 days. 2 WCU. */
	firstSight(source: 'stripe', event: string, at: Instant): Promise<boolean>;
	/** Work index: checkouts, payment links (station `pay`); payments and postings (station `reconcile`, ids as in domain/reconcile-work.ts). */
	duePay(now: Instant, limit: number): Promise<readonly Due[]>;
	dueBookings(now: Instant, limit: number): Promise<readonly Due[]>;
};
