/**
 * Rows of the store as QuickBooks writes them: ids and SyncTokens are texts, amounts numbers, references {value, name}, times carry an
 * offset. Checked against node-quickbooks' own types (`satisfies`), and against Intuit's schema by test/contracts/quickbooks-answers.test.ts.
 */
import type { CompanyInfo, CreditMemo, Customer, Invoice, Payment, Preferences, RefundReceipt } from 'node-quickbooks';
import { type Currency, money, toDecimal } from '../../../shared/domain/money.ts';
import type { ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { chart } from './chart.ts';
import { customerDressing, invoiceDressing, linesOf, sentOf } from './dressing.ts';
import { journalRows } from './journal-rows.ts';
import { postedOf } from './posted.ts';
import type { CompanyRow, CustomerRow, DocumentRow, EntityType, LinkRow, Store } from './store.ts';

const pacific = 8 * 3_600_000;
/** Epoch milliseconds as QuickBooks prints them: `2026-11-21T19:20:54-08:00`. The sandbox lives in Pacific standard time all year. */
export const timeText = (at: number, withMs = false): string => {
	const text = new Date(at - pacific).toISOString().slice(0, withMs ? 23 : 19);
	return `${text}-08:00`;
};

/** A JSON number with the currency's decimals: the text is made from whole minor units, so no arithmetic is done on it. */
export const amount = (minor: number, code: Currency): number => Number(toDecimal(money(minor, code)));

const names = new Intl.DisplayNames('en', { type: 'currency' });
export const currencyRef = (code: Currency) => ({ value: code, name: names.of(code) ?? code });
export const head = (row: { id: number; sync: number; created: number; updated: number }) => ({
	domain: 'QBO',
	sparse: false,
	Id: String(row.id),
	SyncToken: String(row.sync),
	MetaData: { CreateTime: timeText(row.created), LastUpdatedTime: timeText(row.updated) },
});

/** Units of the home currency for one of `code`; absent for the home currency itself. */
export const rate = (company: CompanyRow, code: Currency): { ExchangeRate?: number } => {
	if (code === company.base) return { ExchangeRate: 1 };
	const known = (JSON.parse(company.rates) as Record<string, string>)[code];
	return known === undefined ? {} : { ExchangeRate: Number(known) };
};

export const customerJson = (store: Store, company: CompanyRow, row: CustomerRow) => {
	const { realm } = company;
	const own = store.balanceOf(realm, row.id);
	const jobs = store.childrenOf(realm, row.id).reduce((all, id) => all + store.balanceOf(realm, id), 0);
	const parent = row.parent === null ? null : store.customer(realm, row.parent);
	return {
		...head(row),
		DisplayName: row.name,
		FullyQualifiedName: parent ? `${parent.name}:${row.name}` : row.name,
		CompanyName: row.name,
		PrintOnCheckName: row.name,
		Active: row.active === 1,
		Taxable: false,
		Job: parent !== null,
		BillWithParent: row.billed === 1,
		...(parent ? { ParentRef: { value: String(parent.id), name: parent.name }, Level: 1 } : {}),
		Balance: amount(own, row.currency),
		BalanceWithJobs: amount(own + jobs, row.currency),
		PreferredDeliveryMethod: 'None',
		CurrencyRef: row.active === 0 && store.rough.is('retired') ? { value: 'HRK', name: 'Croatian Kuna' } : currencyRef(row.currency),
		...(row.account === null ? {} : { AcctNum: row.account }),
		...(row.email === null ? {} : { PrimaryEmailAddr: { Address: row.email } }),
		...customerDressing(row),
	} satisfies Customer;
};

const customerRef = (store: Store, realm: string, id: number) => {
	const name = store.customer(realm, id)?.name;
	return name === undefined ? { value: String(id) } : { value: String(id), name };
};

/** What a void document says of itself: nothing, in a language that we do not read. */
const isWordless = (store: Store, row: DocumentRow): boolean => row.state === 'void' && store.rough.is('wordless');
const noteOf = (store: Store, row: DocumentRow): string => (isWordless(store, row) ? 'Anulado' : row.note);

const transaction = (store: Store, company: CompanyRow, row: DocumentRow) => ({
	...head(row),
	TxnDate: row.day,
	CurrencyRef: currencyRef(row.currency),
	...rate(company, row.currency),
	...(row.note === '' ? {} : { PrivateNote: noteOf(store, row) }),
	CustomerRef: customerRef(store, company.realm, row.customer),
});

const links = (all: readonly LinkRow[]) =>
	[...new Set(all.map((link) => link.payment))].map((id) => ({ TxnId: String(id), TxnType: 'Payment' }));

const sale = (store: Store, company: CompanyRow, row: DocumentRow) => {
	return {
		...transaction(store, company, row),
		...(row.number === '' ? {} : { DocNumber: row.number }),
		...(row.reference === '' ? {} : { CustomerMemo: { value: row.reference } }),
		Line: isWordless(store, row) ? [] : linesOf(row, postedOf(store, company.realm, row.type, row.id)),
		// Companies outside the United States say how their amounts and taxes go together.
		...(company.country === 'US' ? {} : { GlobalTaxCalculation: 'TaxExcluded' as const }),
		TxnTaxDetail: { TotalTax: amount(row.tax, row.currency) },
		TotalAmt: amount(row.total, row.currency),
		Balance: amount(row.balance, row.currency),
		ApplyTaxAfterDiscount: false,
		PrintStatus: 'NotSet',
		...sentOf(row, timeText),
	};
};

const invoiceJson = (store: Store, company: CompanyRow, row: DocumentRow) =>
	({
		...sale(store, company, row),
		...invoiceDressing(row),
		DueDate: row.due ?? row.day,
		LinkedTxn: links(store.linksTo(company.realm, 'Invoice', row.id)),
		Deposit: 0,
		AllowIPNPayment: false,
		AllowOnlinePayment: false,
		AllowOnlineCreditCardPayment: false,
		AllowOnlineACHPayment: false,
	}) satisfies Invoice;

const creditMemoJson = (store: Store, company: CompanyRow, row: DocumentRow) =>
	({
		...sale(store, company, row),
		LinkedTxn: links(store.linksTo(company.realm, 'CreditMemo', row.id)),
		RemainingCredit: amount(row.balance, row.currency),
	}) satisfies CreditMemo;

const paymentJson = (store: Store, company: CompanyRow, row: DocumentRow) =>
	({
		...transaction(store, company, row),
		...(row.reference === '' ? {} : { PaymentRefNum: row.reference }),
		DepositToAccountRef: { value: postedOf(store, company.realm, row.type, row.id).deposit ?? '4' },
		TotalAmt: amount(row.total, row.currency),
		UnappliedAmt: amount(row.balance, row.currency),
		ProcessPayment: false,
		Line: [
			...store.linksOf(company.realm, row.id).map(({ target, type, minor }) => ({ target, type, minor })),
			...journalRows(store, company.realm)
				.linksOf(row.id)
				.map(({ entry, minor }) => ({ target: entry, type: 'JournalEntry', minor })),
		].map(({ target, type, minor }) => ({
			Amount: amount(minor, row.currency),
			LinkedTxn: [{ TxnId: String(target), TxnType: type }],
		})),
	}) satisfies Payment;

/** Nothing is ever left of it, and nothing is linked to it. */
const refundReceiptJson = (store: Store, company: CompanyRow, row: DocumentRow) => {
	const account = postedOf(store, company.realm, row.type, row.id).deposit ?? '35';
	return {
		...sale(store, company, { ...row, reference: '' }),
		...(row.reference === '' ? {} : { PaymentRefNum: row.reference }),
		DepositToAccountRef: { value: account, name: chart(company).find(({ id }) => id === account)?.name ?? '' },
	} satisfies RefundReceipt;
};

const writers = { Invoice: invoiceJson, CreditMemo: creditMemoJson, Payment: paymentJson, RefundReceipt: refundReceiptJson } as const;
export const documentJson = (store: Store, company: CompanyRow, row: DocumentRow) => writers[row.type](store, company, row);

/** What CDC says of something that is gone. */
export const deletedJson = (row: { id: number; updated: number }) => ({
	domain: 'QBO',
	status: 'Deleted',
	Id: String(row.id),
	MetaData: { LastUpdatedTime: timeText(row.updated) },
});

export const companyInfoJson = (company: CompanyRow) => {
	const { name, taxId, address } = JSON.parse(company.legal) as NonNullable<ScenarioOrganisation['legal']>;
	const place = address && {
		Line1: address.line,
		City: address.city,
		...(address.region === undefined ? {} : { CountrySubDivisionCode: address.region }),
		PostalCode: address.postalCode,
	};
	return {
		domain: 'QBO',
		sparse: false,
		Id: '1',
		SyncToken: '0',
		MetaData: { CreateTime: '2020-01-01T00:00:00-08:00', LastUpdatedTime: '2020-01-01T00:00:00-08:00' },
		CompanyName: company.name,
		LegalName: name ?? company.name,
		CompanyAddr: { Id: '1', ...place, Country: company.country },
		...(place ? { LegalAddr: { Id: '2', ...place, Country: company.country } } : {}),
		...(taxId === undefined ? {} : { EmployerId: taxId }),
		Country: company.country,
		FiscalYearStartMonth: 'January',
		SupportedLanguages: 'en',
		DefaultTimeZone: company.zone,
		NameValue: [{ Name: 'NeoEnabled', Value: 'true' }],
	} satisfies CompanyInfo;
};

export const preferencesJson = (company: CompanyRow, store: Store) =>
	({
		domain: 'QBO',
		sparse: false,
		Id: '1',
		SyncToken: '0',
		MetaData: { CreateTime: '2020-01-01T00:00:00-08:00', LastUpdatedTime: '2020-01-01T00:00:00-08:00' },
		CurrencyPrefs: { MultiCurrencyEnabled: true, HomeCurrency: { value: company.base } },
		SalesFormsPrefs: { AllowDeposit: true, AllowDiscount: true, AutoApplyCredit: store.rough.is('auto-apply') },
	}) satisfies Preferences;

export type EntityJson = ReturnType<typeof customerJson> | ReturnType<typeof documentJson>;
/** One customer or document; null when there is none. Deleted ones are none. */
export const entityJson = (store: Store, company: CompanyRow, type: EntityType, id: number): EntityJson | null => {
	if (type === 'Customer') {
		const row = store.customer(company.realm, id);
		return row && customerJson(store, company, row);
	}
	const row = store.document(company.realm, type, id);
	return row && row.state !== 'deleted' ? documentJson(store, company, row) : null;
};
