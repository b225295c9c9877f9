/** What the company owes, as read from its ledgers, and who of those is a customer too. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { Found, Pair, Proposal, SameContact } from '../domain/payable-match.ts';
import type { Payable, Vendor, VendorId, VendorOwed } from '../domain/payables.ts';
import type { PayablesRead } from '../domain/payables-read.ts';
import type { Scope } from './books.ts';
import type { Due, Fresh } from './connections.ts';

/** `by`: the person's id. */
export type Match = Pair & { readonly by: string; readonly at: Instant };

export type OwedBooks = {
	/** Strong. 1–2 RCU. */
	read(company: CompanyId, ledger: LedgerId): Promise<PayablesRead | null>;
	/** Of all ledgers of a company. One Query. */
	reads(company: CompanyId): Promise<readonly PayablesRead[]>;
	saveRead(read: PayablesRead): Promise<Fresh>;
	dueReads(now: Instant, limit: number): Promise<readonly Due[]>;

	/** Rows of a generation that nobody sees yet. Idempotent. 1 WCU each. */
	put(
		scope: Scope,
		generation: string,
		rows: { readonly vendors: readonly Vendor[]; readonly payables: readonly Payable[] },
	): Promise<void>;
	/** Vendors that are owed something, or owe something back, with their rows; some hundred at a time, so that memory stays flat. Consistent. */
	withRows(scope: Scope, generation: string): AsyncIterable<readonly { readonly vendor: Vendor; readonly rows: readonly Payable[] }[]>;
	putOwed(scope: Scope, generation: string, owed: readonly VendorOwed[]): Promise<void>;
	putFound(scope: Scope, generation: string, found: Found): Promise<void>;
	/** Takes away at most some thousand items of it; true when none is left. 1 WCU each. */
	clear(scope: Scope, generation: string): Promise<boolean>;

	/** In the generation that is shown: null when the vendor is owed nothing there. */
	owedTo(scope: Scope, generation: string, vendors: readonly VendorId[]): Promise<ReadonlyMap<VendorId, VendorOwed>>;
	/** Open bills and credits of one vendor by id, at most so many. */
	rowsOf(scope: Scope, generation: string, vendor: VendorId, limit: number): Promise<readonly Payable[]>;
	found(scope: Scope, generation: string): Promise<{ readonly same: readonly SameContact[]; readonly proposals: readonly Proposal[] }>;

	/** What people decided, over all ledgers. One Query, strong. */
	decided(company: CompanyId): Promise<{ readonly confirmed: readonly Match[]; readonly rejected: readonly Match[] }>;
	/** Vendors confirmed to be this customer. From the index: a second late at worst. */
	confirmedOf(company: CompanyId, customer: CustomerId): Promise<readonly VendorId[]>;
	/** A vendor is one customer at most: `taken` by another. Idempotent. A rejection of the same pair ends with it. */
	confirm(company: CompanyId, match: Match): Promise<'done' | 'taken'>;
	/** Remembered until undone; a confirmation of the same pair ends with it. Idempotent. */
	reject(company: CompanyId, match: Match): Promise<void>;
	/** As if nobody had decided about the pair. Idempotent. */
	undo(company: CompanyId, pair: Pair): Promise<void>;
};
