/** A company's books, read from the store and not through the API: the other side of "our copy equals the ledger". */

import { type CheckRow, checks } from './checks.ts';
import { type JournalRow, journalRows } from './journal-rows.ts';
import { type PayableLink, type PayableRow, payables, type VendorRow } from './payable-store.ts';
import type { CompanyRow, CustomerRow, DocumentRow, LinkRow, Store } from './store.ts';

export type Dump = {
	readonly company: CompanyRow;
	readonly customers: readonly (CustomerRow & { readonly balance: number })[];
	/** Deleted ones too. `balance`: owed (Invoice), left to apply (CreditMemo), unapplied (Payment). */
	readonly documents: readonly DocumentRow[];
	/** Parts of payments, and of the zero payments that apply credit memos. */
	readonly links: readonly LinkRow[];
	/** Lines of journal entries on receivables, one customer's each, those of deleted entries too. */
	readonly journals: readonly JournalRow[];
	/** Checks to customers; `balance`: not linked to a credit. */
	readonly checks: readonly CheckRow[];
	/** Σ open invoices − Σ unapplied credit memos and payments, minor units, by currency. */
	readonly control: ReadonlyMap<string, number>;
	/** The other side, deleted ones too. */
	readonly vendors: readonly (VendorRow & { readonly balance: number })[];
	readonly payables: readonly PayableRow[];
	readonly payableLinks: readonly PayableLink[];
};

export const dump = (store: Store, realm: string): Dump => {
	const company = store.company(realm);
	if (!company) throw new Error(`there is no company ${realm}`);
	const customers = store.customers(realm, 'TRUE ORDER BY id').map((row) => ({ ...row, balance: store.balanceOf(realm, row.id) }));
	const control = new Map<string, number>();
	for (const { currency, balance } of customers) control.set(currency, (control.get(currency) ?? 0) + balance);
	const books = payables(store, realm);
	return {
		company,
		customers,
		documents: store.documents(realm, 'TRUE ORDER BY type, id'),
		links: store.all<LinkRow>('SELECT payment, type, target, minor FROM link WHERE realm = ? ORDER BY rowid', realm),
		journals: journalRows(store, realm).owed('TRUE ORDER BY id, line'),
		checks: checks(store, realm).rows('TRUE ORDER BY id'),
		control,
		vendors: books.vendors('TRUE ORDER BY id').map((row) => ({ ...row, balance: books.balanceOf(row.id) })),
		payables: books.rows('TRUE ORDER BY type, id'),
		payableLinks: store.all<PayableLink>('SELECT payment, type, target, minor FROM payable_link WHERE realm = ? ORDER BY rowid', realm),
	};
};
