/** Debtors that own several customers, what is proposed, and what people decided. */
import type { Instant } from '../domain/day.ts';
import type { Apart, Debtor, DebtorEvent, DebtorId, Proposal } from '../domain/debtor.ts';
import type { DebtorChange } from '../domain/debtor-decisions.ts';
import type { Proposed } from '../domain/debtor-proposals.ts';
import type { CompanyId, CustomerId, StoredCustomer } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { CustomerLadder, RowPage } from './books.ts';
import type { Fresh } from './connections.ts';

/** A run that looks at every customer who owes, page by page. */
export type DebtorRun = {
	readonly id: string;
	readonly at: Instant;
	/** Where it goes on: these currencies are still to be read, the first of them from `from`. None: all is read, proposals are next. */
	readonly currencies: readonly Currency[];
	readonly from: string | null;
	readonly pages: number;
	/** Rows read; a customer with two currencies counts twice. */
	readonly read: number;
};

/** `shown`: the run whose proposals people see. */
export type DebtorSearch = {
	readonly company: CompanyId;
	readonly run: DebtorRun | null;
	readonly shown: {
		readonly run: string;
		readonly at: Instant;
		/** Proposals found in all, and so many kept. */
		readonly found: number;
		readonly kept: number;
		readonly customers: number;
		/** Keys that more customers share than a debtor may own: a filler, or a mailbox of our own. Nothing is proposed by them. */
		readonly crowded: number;
		/** Not every pair was looked at. */
		readonly cut: boolean;
		/** `Search.tooGreat`; runs of before do not say. */
		readonly tooGreat?: number;
	} | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** A search under way wakes at the station `receivables` under this name, which no company can have. */
export const debtorSearchWork = 'debtor-search';

export type Owing = { readonly standing: CustomerLadder; readonly customer: StoredCustomer | null };

export type Searched = { readonly customer: CustomerId; readonly stake: number; readonly keys: readonly string[] };

export type Debtors = {
	/** Null: it belongs to none. `consistent` where something is decided by it, 1 RCU; else 0.5. */
	debtorOf(company: CompanyId, customer: CustomerId, read?: 'consistent' | 'eventual'): Promise<DebtorId | null>;
	/** Those that belong to one. 1 RCU each, consistent. */
	debtorsOf(company: CompanyId, customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DebtorId>>;
	/** Consistent, 1–2 RCU. Also one that has ended. */
	debtor(company: CompanyId, id: DebtorId): Promise<Debtor | null>;
	/** With members, newest first. @throws Refusal `PAGE_UNKNOWN` */
	debtors(company: CompanyId, limit: number, from: string | null): Promise<RowPage<Debtor>>;
	/** Newest first. */
	events(company: CompanyId, id: DebtorId, limit: number): Promise<readonly DebtorEvent[]>;
	/**
	 * All of it or nothing. `stale`: a debtor, a customer's place or the proposal is not as it was; nothing was written. Throws `TryLater`. 2 WCU an item.
	 */
	decide(company: CompanyId, change: DebtorChange, proposal: Proposal | null): Promise<'done' | 'stale'>;
	/** Newest first. */
	apart(company: CompanyId, limit: number): Promise<readonly Apart[]>;
	/** They may be proposed again. */
	forgetApart(company: CompanyId, id: string): Promise<void>;
	/** Of several customers at once. 0.5 RCU each. */
	customers(company: CompanyId, ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, StoredCustomer>>;

	search(company: CompanyId): Promise<DebtorSearch | null>;
	saveSearch(search: DebtorSearch): Promise<Fresh>;
	/** Customers who owe in this currency or have credit. 0.6 RCU each. */
	owing(company: CompanyId, currency: Currency, limit: number, from: string | null): Promise<RowPage<Owing>>;
	/** Remembers a page of a run for three days; the same page again replaces it. */
	note(company: CompanyId, run: string, page: number, rows: readonly Searched[]): Promise<void>;
	/** Of what was noted: customers that share a key, in groups of at most `most`; a greater group is only counted. 12 bytes a key in memory. */
	sharing(
		company: CompanyId,
		run: string,
		most: number,
	): Promise<{
		readonly groups: readonly (readonly CustomerId[])[];
		readonly crowded: number;
		readonly customers: number;
		readonly stakes: ReadonlyMap<CustomerId, number>;
	}>;
	/** The run's proposals, kept for sixty days; again: the same ones, but those decided meanwhile stay decided. */
	propose(company: CompanyId, run: string, proposals: readonly Proposed[]): Promise<void>;
	/** Those that nobody decided, most at stake first. @throws Refusal `PAGE_UNKNOWN` */
	proposals(company: CompanyId, run: string, limit: number, from: string | null): Promise<RowPage<Proposal>>;
	proposal(company: CompanyId, id: string): Promise<Proposal | null>;
};
