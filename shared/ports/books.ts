/** Our copy of the ledgers and the aging state derived from it. The copy changes only by a read from the ledger. */
import type { Ladder } from '../domain/aging.ts';
import type { Day, Instant } from '../domain/day.ts';
import type {
	CompanyId,
	Customer,
	CustomerId,
	Document,
	DocumentKind,
	LedgerId,
	ReadRow,
	Refused,
	StoredCustomer,
	StoredDocument,
	Unread,
} from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { Finding } from '../domain/sweep.ts';

export type Scope = { readonly company: CompanyId; readonly ledger: LedgerId };

export type Saved = {
	/** Documents (customers) whose newer version was written. */
	readonly written: number;
	/** Not newer than what we have: dropped. */
	readonly stale: number;
};

/** The company ladder of one ledger and currency, as stored. */
export type LedgerLadder = { readonly ledger: LedgerId; readonly currency: Currency; readonly ladder: Ladder; readonly unapplied: number };

export type CustomerLadder = {
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly ladder: Ladder;
	readonly unapplied: number;
};
export type CustomerRow = CustomerLadder & { readonly name: string };

export type RowPage<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/** One figure where the stored ladder and the documents disagree, minor units. */
export type Drift = { readonly where: string; readonly currency: Currency; readonly stored: number; readonly recounted: number };
export type Recount = { readonly documents: number; readonly drift: readonly Drift[] };

/** Another writer was faster more often than we are willing to try: the message comes again. */
export class TryLater extends Error {
	override readonly name = 'TryLater';
}

export type Read = 'consistent' | 'eventual';

export type Books = {
	/**
	 * Live mode. Saves each document only if its version is newer, with the state replaced kept as a version, the customer's ladder and the
	 * company's in the same transactions. Idempotent, any order, any number of times. Throws `TryLater` after 5 conflicting tries.
	 * Cost: DATA.md "save one changed invoice": 14–16 WCU, whatever the company's size; packed 50: ≈ 10 a document.
	 */
	save(scope: Scope, documents: readonly Document[], at: Instant): Promise<Saved>;
	/**
	 * A sweep's `save`: what the ledger shows at the version we hold is taken over too where it differs (`mended` in domain/sweep.ts). A version older than ours
	 * is dropped as ever: it was read before ours. `findings`: what that put right. Idempotent. Reads consistently: 1 RCU a document of up to 4 KB.
	 */
	repair(scope: Scope, documents: readonly Document[], at: Instant): Promise<Saved & { readonly findings: readonly Finding[] }>;
	/**
	 * Backfill mode, until the connection is live: plain batch puts, ladders untouched (nothing reads them yet). Idempotent; the last put wins,
	 * so pages of one ledger must come from one lane. 4 WCU a document. `seen` is the run's start for all of them. On a ledger that was recounted or
	 * saved before, this is `save`: its versions, holds and ladders are not to be lost.
	 */
	load(scope: Scope, documents: readonly Document[], seen: Instant): Promise<void>;
	/** Customers, saved if newer. */
	saveCustomers(scope: Scope, customers: readonly Customer[], at: Instant): Promise<Saved>;
	/** A sweep's: saved also at the version we hold where they differ. 1 RCU a customer. */
	repairCustomers(scope: Scope, customers: readonly Customer[], at: Instant): Promise<Saved>;
	/** Backfill's plain puts of customers. */
	loadCustomers(scope: Scope, customers: readonly Customer[], at: Instant): Promise<void>;
	/**
	 * What a page says of rows that cannot be read, after its documents and customers are saved. `refused`: the stored document or customer is in doubt from
	 * now on, and the row is kept until it reads well; refused and well in one page is refused. `well`: the doubt is over, also at the version we hold, but not
	 * by an older one. Idempotent. Throws `TryLater`. Cost: table.ts, "rows that cannot be read"; nothing is read or written for two empty lists.
	 */
	noteRows(
		scope: Scope,
		rows: { readonly refused: readonly Refused[]; readonly well: readonly ReadRow[] },
		at: Instant,
	): Promise<{ readonly changed: number; readonly unread: readonly Unread[] }>;
	/** Rows of a ledger (of a customer of it) that cannot be read. Consistent: 1 RCU, and 1 for each 20 more. */
	unread(scope: Scope, customer?: CustomerId): Promise<readonly Unread[]>;
	/**
	 * Rebuilds the ladders of one ledger from its open documents and credits. `write`: stores them (backfill; nothing else may be saving this
	 * ledger). `compare`: reports drift, which must be none; throws `TryLater` when saves kept coming. 0.016–0.04 RCU an open document.
	 */
	recount(scope: Scope, mode: 'write' | 'compare', today: Day): Promise<Recount>;
	/** Company totals: one small item per ledger and due month, whatever the number of invoices. Consistent, since ledgers are tied out on it: 3 RCU at 27 months. */
	ladders(company: CompanyId, currency: Currency): Promise<readonly LedgerLadder[]>;
	/** Currencies that ever had a document. 1 RCU. */
	currencies(company: CompanyId): Promise<readonly Currency[]>;
	/** Customers by overdue, greatest first, as of the last roll. 4.5–10 RCU for 50. */
	customersByOverdue(company: CompanyId, currency: Currency, limit: number, from: string | null): Promise<RowPage<CustomerRow>>;
	/** All customers' ladders of one currency (212 RCU at 5,000): for another as-of day or another order. No names. */
	customerLadders(company: CompanyId, currency: Currency): Promise<readonly CustomerLadder[]>;
	/** Names of up to 100 customers. */
	names(company: CompanyId, customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, string>>;
	/** `consistent` where something is decided by it, 1 RCU; else a read may miss what was saved within the second, 0.5 RCU. */
	customer(company: CompanyId, id: CustomerId, read?: Read): Promise<StoredCustomer | null>;
	/** A customer's ladders, one per currency. */
	laddersOf(company: CompanyId, id: CustomerId): Promise<readonly CustomerLadder[]>;
	/** Open ones first by due day, then closed, newest first. 0.5–2 RCU. */
	documentsOf(company: CompanyId, customer: CustomerId, limit: number, from: string | null): Promise<RowPage<StoredDocument>>;
	/**
	 * Open or unapplied ones by due day, at most so many. The list is an index's and may be a second late; each document is as it is itself, `consistent` where
	 * something is decided by it: what closed just now is left out and what changed is as it is now, only what was opened just now can be missing. 0.5–2 RCU, and
	 * 1 a document, half of it `eventual`.
	 */
	openDocumentsOf(company: CompanyId, customer: CustomerId, most: number, read: Read): Promise<readonly StoredDocument[]>;
	/**
	 * All the other way round where that is cheaper: open ones first by due day, latest first, then closed, newest first, in one request. Mails are decided by
	 * it, so the documents are read consistently: 1 RCU each.
	 */
	latestDocumentsOf(company: CompanyId, customer: CustomerId, limit: number, from: string | null): Promise<RowPage<StoredDocument>>;
	document(company: CompanyId, ledger: LedgerId, kind: DocumentKind, id: string): Promise<StoredDocument | null>;
	/** The states a document had before, oldest first, each with when we saved and replaced it. */
	versions(company: CompanyId, ledger: LedgerId, kind: DocumentKind, id: string): Promise<readonly StoredDocument[]>;
	/** Those with a revision below `rev`, newest first, at most so many. 0.5 RCU per 4 KB. */
	versionsBelow(
		company: CompanyId,
		document: Pick<Document, 'ledger' | 'kind' | 'id'>,
		rev: number,
		limit: number,
	): Promise<readonly StoredDocument[]>;
	/**
	 * Brings the by-overdue order to `today`: touches only customers with an invoice that fell due since the last roll. Idempotent.
	 * A missed roll can misorder a page, never misstate a figure. 10 RCU at 100,000 open invoices plus 2–4 WCU a touched customer.
	 */
	roll(company: CompanyId, since: Day, today: Day): Promise<{ readonly touched: number }>;
};
