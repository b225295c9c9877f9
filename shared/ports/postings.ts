/** Postings in our table, and where those of a ledger go. */
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { Posting } from '../domain/posting.ts';
import type { PostingSettings } from '../domain/posting-accounts.ts';
import type { RowPage } from './books.ts';
import type { Fresh } from './connections.ts';

export type Created =
	/** This one, or the one that was there under its id. */
	| { readonly outcome: 'stored'; readonly posting: Posting }
	/** Another one has a subject of it. Null: it has just been given back. */
	| { readonly outcome: 'taken'; readonly by: Posting | null }
	/** So much of the invoice was written off before, in minor units. */
	| { readonly outcome: 'above'; readonly before: number };

export type Postings = {
	/**
	 * Stores it if its id is free, and with it takes its subjects (`subjectsOf`), all or nothing: of two at once about the same one is stored. `writeOffMost`: in
	 * minor units, of an invoice in all. 4–8 WCU.
	 */
	create(posting: Posting, writeOffMost: number): Promise<Created>;
	/** Consistent. 1 RCU. */
	posting(company: CompanyId, id: string): Promise<Posting | null>;
	/** With a state that keeps no subjects any more (`keepsSubjects`) they are given back, all or nothing. 1–2 WCU, then up to 8. */
	savePosting(posting: Posting): Promise<Fresh>;
	/** Saves it and takes its subjects again, should they have been given back. */
	resume(posting: Posting): Promise<Fresh | 'taken'>;
	/** Newest first. */
	postings(company: CompanyId, limit: number, from: string | null): Promise<RowPage<Posting>>;
	postingsOf(company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Posting[]>;
	/** Null: nothing was ever chosen or listed. */
	settings(company: CompanyId, ledger: LedgerId): Promise<PostingSettings | null>;
	saveSettings(settings: PostingSettings): Promise<Fresh>;
};
