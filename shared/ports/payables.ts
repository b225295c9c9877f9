/** Reading what a company owes, at its ledger's provider. One object per ledger, access token and invocation. */
import type { Instant } from '../domain/day.ts';
import type { LedgerId } from '../domain/document.ts';
import type { Payable, PayableRefused, Vendor } from '../domain/payables.ts';
import type { Cursor, Meter } from './accounting.ts';

export type PayablesPage = {
	readonly vendors: readonly Vendor[];
	readonly payables: readonly Payable[];
	/** Rows that could not be read, and lists that came short. */
	readonly refused: readonly PayableRefused[];
	/** Null: that was the last page. */
	readonly next: Cursor | null;
};

export type Payables = {
	/** Everything that is open: bills, credits, and all vendors. No call is made. */
	everything(): Cursor;
	/**
	 * One call. Rows may come again and in any order; each that was open all the time comes at least once. Throws `AccountingFault`, `refused` for a
	 * cursor that says no place.
	 */
	page(cursor: Cursor): Promise<PayablesPage>;
};

export type OpenPayables = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<Payables>;
