/** What a bookkeeper says when something is made or changed. Whole minor units. */
import type { Day } from '../../../shared/domain/day.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import type { Posted } from './posted.ts';

export type Part = { readonly invoice: number; readonly minor: number };
export type NewCustomer = {
	readonly name: string;
	readonly currency: Currency;
	readonly email?: string | null;
	readonly country?: string | null;
	readonly account?: string | null;
	readonly tag?: string;
	/** Whose branch or job it is, and whether that one pays. */
	readonly parent?: number | null;
	readonly billed?: 0 | 1;
};
export type CustomerChange = {
	readonly name?: string;
	readonly email?: string | null;
	readonly active?: 0 | 1;
	readonly parent?: number | null;
	readonly billed?: 0 | 1;
};
export type NewSale = {
	readonly customer: number;
	readonly day: Day;
	readonly total: number;
	readonly number?: string;
	readonly reference?: string;
	readonly description?: string;
	readonly tax?: number;
	readonly note?: string;
	readonly tag?: string;
} & Posted;
export type CheckPart = { readonly check: number; readonly minor: number };
/** Part of a journal entry's line on receivables, whichever of its lines is the customer's. */
export type EntryPart = { readonly journal: number; readonly minor: number };
/** Money given back for a sale at once, out of the account `deposit`; `reference`: of the payment. */
export type NewRefund = NewSale;
export type SaleChange = {
	readonly total?: number;
	readonly day?: Day;
	readonly due?: Day;
	readonly number?: string;
	readonly reference?: string;
};
/** `credits`: what credit memos of the same customer add to the money. */
export type NewPayment = Omit<NewSale, 'tax' | 'description' | 'number'> & {
	readonly apply?: readonly Part[];
	/** What pays back to the customer out of it. */
	readonly checks?: readonly CheckPart[];
	readonly credits?: readonly { readonly memo: number; readonly minor: number }[];
	/** Debits of journal entries that it settles, and credits of them that it uses as it uses credit memos. */
	readonly journals?: readonly EntryPart[];
	readonly journalCredits?: readonly EntryPart[];
};
