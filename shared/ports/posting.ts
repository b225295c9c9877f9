/** Writing to one ledger what is no received payment. One object per ledger, access token and invocation, as with `Accounting`; throws `AccountingFault`. */
import type { Day, Instant } from '../domain/day.ts';
import type { CustomerId, LedgerId } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { VendorId } from '../domain/payables.ts';
import type { PostingAccounts, PostingStep } from '../domain/posting.ts';
import type { LedgerAccount } from '../domain/posting-accounts.ts';
import type { Meter } from './accounting.ts';

export type { LedgerAccount } from '../domain/posting-accounts.ts';

export type PostOrder = {
	/** Deterministic, 50 characters at most. The same key again is the same write. */
	readonly key: string;
	/** With `credit` of an `allocate` filled in by who asks. */
	readonly step: PostingStep;
	readonly customer: CustomerId;
	readonly currency: Currency;
	/** 0 where no money moves. */
	readonly minor: number;
	readonly day: Day;
	/** `Cobro <posting id>`: stands in what is written, and finds it again when the key is forgotten. */
	readonly reference: string;
	readonly text: string;
	readonly accounts: PostingAccounts;
	/** Who the customer is as a supplier, as known right now. A `clear-bill` pays a bill of nobody else. */
	readonly suppliers: readonly VendorId[];
};

export type LedgerPosting = {
	/** Active accounts and what each is fit for. 1–2 calls. */
	accounts(): Promise<readonly LedgerAccount[]>;
	/** What this very step wrote already, whoever sent it; its id. For what makes nothing new: whether the ledger shows it as done. Null: it is not there. */
	find(order: PostOrder): Promise<string | null>;
	/**
	 * The ledger's id of what was written. `refused`: the ledger's own and readable no to this very call, or ours because it cannot be right (an account that
	 * was not chosen, several tax rates on the invoice, a thing this provider has no means for): words in the message say what to do.
	 */
	write(order: PostOrder): Promise<string>;
};

export type OpenPosting = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<LedgerPosting>;
