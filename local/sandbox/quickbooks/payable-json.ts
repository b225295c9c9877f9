/** Suppliers' side as QuickBooks writes it. The derived schema has none of these entities; fields are those of Intuit's reference pages. */
import { amount, currencyRef, head, rate } from './json.ts';
import { type PayableEntity, type PayableLink, type PayableRow, payables, type VendorRow } from './payable-store.ts';
import type { CompanyRow, Store } from './store.ts';

/** "The value is masked in responses, exposing only last four characters" (Intuit, Vendor.TaxIdentifier). */
const masked = (tax: string): string => `${'X'.repeat(Math.max(0, tax.length - 4))}${tax.slice(-4)}`;

export const vendorJson = (store: Store, { realm }: CompanyRow, row: VendorRow) => ({
	...head(row),
	DisplayName: row.name,
	PrintOnCheckName: row.company ?? row.name,
	...(row.company === null ? {} : { CompanyName: row.company }),
	Active: row.active === 1,
	Vendor1099: false,
	Balance: amount(payables(store, realm).balanceOf(row.id), row.currency),
	CurrencyRef: currencyRef(row.currency),
	...(row.email === null ? {} : { PrimaryEmailAddr: { Address: row.email } }),
	...(row.tax === null ? {} : { TaxIdentifier: masked(row.tax) }),
	...(row.account === null ? {} : { AcctNum: row.account }),
	...(row.days === null ? {} : { TermRef: { value: String(row.days + 1), name: row.days === 0 ? 'Due on receipt' : `Net ${row.days}` } }),
	...(row.bank === null
		? {}
		: { VendorPaymentBankDetail: { BankAccountNumber: masked(row.bank), BankAccountName: row.company ?? row.name } }),
});

const linked = (links: readonly PayableLink[]) =>
	[...new Set(links.map(({ payment }) => payment))].map((id) => ({ TxnId: String(id), TxnType: 'BillPaymentCheck' }));
const expenseLine = (row: PayableRow) => ({
	Id: '1',
	Amount: amount(row.total, row.currency),
	DetailType: 'AccountBasedExpenseLineDetail',
	AccountBasedExpenseLineDetail: {
		AccountRef: { value: '7', name: 'Supplies' },
		BillableStatus: 'NotBillable',
		TaxCodeRef: { value: 'NON' },
	},
});

export const payableJson = (store: Store, company: CompanyRow, row: PayableRow) => {
	const books = payables(store, company.realm);
	const vendor = books.vendor(row.vendor);
	const all = {
		...head(row),
		TxnDate: row.day,
		CurrencyRef: currencyRef(row.currency),
		...rate(company, row.currency),
		VendorRef: { value: String(row.vendor), ...(vendor ? { name: vendor.name } : {}) },
		...(row.number === '' ? {} : { DocNumber: row.number }),
		...(row.note === '' ? {} : { PrivateNote: row.note }),
		TotalAmt: amount(row.total, row.currency),
	};
	if (row.type === 'BillPayment')
		return {
			...all,
			PayType: 'Check',
			CheckPayment: { BankAccountRef: { value: '35', name: 'Checking' }, PrintStatus: 'NotSet' },
			Line: books.linksOf(row.id).map((link) => ({
				Amount: amount(link.minor, row.currency),
				LinkedTxn: [{ TxnId: String(link.target), TxnType: link.type }],
			})),
		};
	const owed = {
		...all,
		APAccountRef: { value: '33', name: 'Accounts Payable (A/P)' },
		Balance: amount(row.balance, row.currency),
		Line: [expenseLine(row)],
	};
	if (row.type === 'VendorCredit') return owed;
	return { ...owed, DueDate: row.due ?? row.day, LinkedTxn: linked(books.linksTo('Bill', row.id)) };
};

/** Null when there is none; deleted ones are none. */
export const payableEntityJson = (store: Store, company: CompanyRow, type: PayableEntity, id: number): object | null => {
	const books = payables(store, company.realm);
	if (type === 'Vendor') {
		const row = books.vendor(id);
		return row && vendorJson(store, company, row);
	}
	const row = books.row(type, id);
	return row && row.state !== 'deleted' ? payableJson(store, company, row) : null;
};
