/** Exports as records, and the open list they are made from. */
import type { Day, Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { OpenItem } from '../domain/eligibility.ts';
import type { FactoringExport } from '../domain/export.ts';
import type { Currency } from '../domain/money.ts';
import type { RowPage } from './books.ts';
import type { Due, Fresh } from './connections.ts';

/** `filed`: the day it stands under on the open list (an invoice: its ladder's due day). `place`: where reading goes on behind it. */
export type OpenRow = { readonly item: OpenItem; readonly filed: Day; readonly place: string };

export type CustomerCredit = { readonly customer: CustomerId; readonly currency: Currency; readonly unapplied: number };

export type Exports = {
	/** Stores it if its id is free, and answers what is stored under the id: this one, or the one that was there. 2 WCU. */
	create(export_: FactoringExport): Promise<FactoringExport>;
	export(company: CompanyId, id: string): Promise<FactoringExport | null>;
	/** Newest first. @throws Refusal `PAGE_UNKNOWN` */
	exports(company: CompanyId, limit: number, from: string | null): Promise<RowPage<FactoringExport>>;
	saveExport(export_: FactoringExport): Promise<Fresh>;
	/** Work index: those whose `wake` has come. */
	dueExports(now: Instant, limit: number): Promise<readonly Due[]>;

	/**
	 * Everything open or unapplied of a company, latest day first and then by descending id: always the same order, so that reading can go on behind any
	 * row. A few pages in memory. As the index shows it: a moment late. 0.02 RCU a row.
	 */
	openRows(company: CompanyId, after: string | null): AsyncIterable<readonly OpenRow[]>;
	/** Customers with unapplied credit in these ledgers. 212 RCU at 5,000 customers. */
	credits(company: CompanyId, currency: Currency, ledgers: ReadonlySet<LedgerId>): AsyncIterable<readonly CustomerCredit[]>;
	/** Revision of a ledger's copy: the same before and after means that nothing was saved in between. 1 RCU. */
	revision(company: CompanyId, ledger: LedgerId): Promise<number>;
};
