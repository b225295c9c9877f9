/** Comparisons with the general ledger, and what of ours goes into them. */
import type { BookTie, OurRow } from '../domain/book-tie.ts';
import type { Instant } from '../domain/day.ts';
import type { CompanyId, LedgerId, StoredDocument } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { DocumentName } from '../domain/sweep.ts';
import type { Scope } from './books.ts';
import type { Due, Fresh } from './connections.ts';

export type BookTies = {
	/** Strong read, 1–5 RCU. Null: none was ever made. */
	tie(company: CompanyId, ledger: LedgerId): Promise<BookTie | null>;
	/** Saves with `rev = tie.rev + 1` if the stored one is at `tie.rev` (0: none yet). Mostly 3 WCU. */
	saveTie(tie: BookTie): Promise<Fresh>;
	/** Work index: ledgers whose comparison is due, oldest first. `id` is the ledger. */
	dueTies(now: Instant, limit: number): Promise<readonly Due[]>;
	/**
	 * What is open or unapplied in our copy of this ledger, in pages, in any order; of documents in another currency than `base` with their rate and how
	 * often they were settled (null: of none). The list is an index's and may be a moment late. Cost in table.ts.
	 */
	ourRows(scope: Scope, base: Currency | null): AsyncIterable<readonly OurRow[]>;
	/** Documents by `rowName`, as they are now; what we do not hold is not in it. 1 RCU each. */
	held(scope: Scope, names: readonly DocumentName[]): Promise<ReadonlyMap<string, StoredDocument>>;
};
