/**
 * What the ledger's own general ledger says of receivables: the control account, and where the books list it the open balance of each transaction on it.
 * Apart from `Accounting`, so that no list of documents that we copy is compared with itself.
 */
import type { BookFigure, BookLine } from '../domain/book-tie.ts';
import type { Day, Instant } from '../domain/day.ts';
import type { LedgerId } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { Meter } from './accounting.ts';

export type BooksAnswer =
	| {
			readonly figures: readonly BookFigure[];
			/** Null: these books list no transactions. */
			readonly lines: readonly BookLine[] | null;
			/** The list of transactions was cut short, or some rows of it could not be read. */
			readonly partial: boolean;
	  }
	/** The consent does not cover it. Reading goes on; a person agrees again. */
	| { readonly missingScope: string };

/** `base`: the ledger's own currency. Throws `AccountingFault`. Cost said per adapter. */
export type LedgerBooks = { readonly receivables: (base: Currency, today: Day) => Promise<BooksAnswer> };

export type OpenLedgerBooks = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<LedgerBooks>;
