/** Postings in our table, and where those of a ledger go. */
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { Posting } from '../domain/posting.ts';
import type { PostingSettings } from '../domain/posting-accounts.ts';
import type { RowPage } from './books.ts';
import type { Fresh } from './connections.ts';

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
