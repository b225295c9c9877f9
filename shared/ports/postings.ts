/** Postings in our table, and where those of a ledger go. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { Posting, PostingAccounts } from '../domain/posting.ts';
import type { RowPage } from './books.ts';
import type { Fresh } from './connections.ts';
import type { LedgerAccount } from './posting.ts';

/** What a company decided about the postings of one ledger. */
export type PostingSettings = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly chosen: PostingAccounts;
	/** As the ledger listed its accounts last, the first `accountsKept`; null: never asked. */
	readonly listed: { readonly at: Instant; readonly accounts: readonly LedgerAccount[] } | null;
	/** When a list was asked for that has not come yet. */
	readonly asked: Instant | null;
	/** Why the list asked for last did not come, in words. */
	readonly problem: string | null;
	/** Whole major units of the document's currency: what is more is written off by nobody alone. */
	readonly writeOffMost: number;
	readonly rev: number;
};

/** More than any ledger we know has; an item holds 400 KB. */
export const accountsKept = 1000;

export const newPostingSettings = (company: CompanyId, ledger: LedgerId): PostingSettings => ({
	company,
	ledger,
	chosen: { banks: {} },
	listed: null,
	asked: null,
	problem: null,
	writeOffMost: 10,
	rev: 0,
});

export type Postings = {
	/** Stores it if its id is free, and answers what is stored under the id: this one, or the one that was there. */
	create(posting: Posting): Promise<Posting>;
	/** Consistent. 1 RCU. */
	posting(company: CompanyId, id: string): Promise<Posting | null>;
	savePosting(posting: Posting): Promise<Fresh>;
	/** Newest first. */
	postings(company: CompanyId, limit: number, from: string | null): Promise<RowPage<Posting>>;
	postingsOf(company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Posting[]>;
	/** Null: nothing was ever chosen or listed. */
	settings(company: CompanyId, ledger: LedgerId): Promise<PostingSettings | null>;
	saveSettings(settings: PostingSettings): Promise<Fresh>;
};
