/** Writing a received payment to one ledger. One object per ledger, access token and invocation, as with `Accounting`; throws `AccountingFault`. */
import type { Day, Instant } from '../domain/day.ts';
import type { CustomerId, Document, LedgerId } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { Meter } from './accounting.ts';

export type BookOrder = {
	/** Deterministic: `Idempotency-Key` at Xero, `requestid` at QuickBooks (50 characters at most). The same key again is the same payment. */
	readonly key: string;
	/** Provider's id of the invoice; null: on account (Xero: overpayment, QuickBooks: unapplied payment). */
	readonly invoice: string | null;
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly minor: number;
	readonly day: Day;
	/** Shown in the ledger: `Stripe pi_…`. Also how a payment whose key was forgotten (keys live a day or so) is found again. */
	readonly reference: string;
	/** The bank account a person chose for this currency. Left out: the ledger's own default, or the first that fits. */
	readonly account?: string;
};

export type Bookkeeping = {
	/** Invoices as the ledger has them now, by id; unknown ones are left out. ≤ 40 ids a call. */
	invoices(ids: readonly string[]): Promise<readonly Document[]>;
	/** A payment already in the ledger under this reference and invoice (null: on account), whoever wrote it; its id. Asked before a booking that may have been cut. */
	find(order: BookOrder): Promise<string | null>;
	/**
	 * The ledger's id of the payment. `refused`: the ledger's own and readable no to this very call (paid or voided meanwhile, locked period), words in the
	 * message; whatever else was answered is `unavailable`. An earlier call under the same key may still come true.
	 */
	book(order: BookOrder): Promise<string>;
};

export type OpenBookkeeping = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<Bookkeeping>;
