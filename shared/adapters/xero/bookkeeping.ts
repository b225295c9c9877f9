/**
 * Writes payments to a Xero organisation through xero-node: a payment on an invoice, or an overpayment for money on account. Xero forgets an
 * `Idempotency-Key` after a while, so a payment is also found by its reference; an overpayment keeps no reference, so there it is in the line's description.
 * Costs: the accounts 1–2 calls once, `invoices`, `find` and `book` 1 call each.
 */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import { ledgerOfCustomer } from '../../domain/document.ts';
import { type Currency, toDecimal } from '../../domain/money.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { Bookkeeping, BookOrder, OpenBookkeeping } from '../../ports/bookkeeping.ts';
import { type Accounts, accountsFor } from './bookkeeping-account.ts';
import { said } from './bookkeeping-faults.ts';
import { call, rowsOf } from './call.ts';
import { invoiceOf, overpaymentTypes } from './map.ts';
import { metered } from './metered.ts';
import { textOf, wordOf } from './rows.ts';
import { anyOf, dateTime } from './where.ts';

type Sdk = typeof import('./sdk.cjs');
type At = {
	readonly sdk: Sdk;
	readonly api: AccountingApi;
	readonly tenant: string;
	readonly accounts: (currency: Currency) => Promise<Accounts>;
};

const contactOf = ({ customer }: BookOrder): string => customer.slice(ledgerOfCustomer(customer).length + 1);
/** The ids and references put into a `where` are ours or Xero's own; what could end the text is refused all the same. */
const quoted = (text: string): string => {
	if (/["\\]/.test(text)) throw new AccountingFault('refused', 'a reference may not hold quotes');
	return `"${text}"`;
};

/** A row without its id is there all the same: taken for none, it would be written twice. */
const named = (id: string | undefined): string => {
	if (!id) throw new AccountingFault('refused', 'Xero answered a payment that cannot be read');
	return id.toLowerCase();
};

const findPayment = async ({ api, tenant }: At, { reference }: BookOrder, invoice: string): Promise<string | null> => {
	const where = `Invoice.InvoiceID==Guid(${quoted(invoice)}) AND Reference==${quoted(reference)} AND Status=="AUTHORISED"`;
	const answer = await call(() => api.getPayments(tenant, undefined, where));
	const found = rowsOf(answer.body.payments)[0];
	return found ? named(found.paymentID) : null;
};
/** By customer and day, then by the description of its line. */
const findOnAccount = async ({ api, tenant }: At, order: BookOrder): Promise<string | null> => {
	const where = `Contact.ContactID==Guid(${quoted(contactOf(order))}) AND Date==${dateTime(order.day)} AND ${anyOf(overpaymentTypes)}`;
	const answer = await call(() => api.getOverpayments(tenant, undefined, where, undefined, 1, undefined, 1000));
	const found = rowsOf(answer.body.overpayments).find(
		(row) => wordOf(row.status) !== 'VOIDED' && (row.lineItems ?? []).some((line) => textOf(line.description).startsWith(order.reference)),
	);
	return found ? named(found.overpaymentID) : null;
};

/** The id in an answer to a write. A 200 that does not hold it says nothing about what became of the payment: `find` will. */
const written = (id: string | undefined): string => {
	if (!id) throw new AccountingFault('unavailable', 'Xero did not say whether the payment was taken');
	return id.toLowerCase();
};
const amountOf = (order: BookOrder): number => Number(toDecimal({ minor: order.minor, currency: order.currency }));

/** What a person chose, or the first that fits. */
const accountsOf = ({ accounts }: At, { account, currency }: BookOrder): Promise<Accounts> =>
	account === undefined ? accounts(currency) : Promise.resolve({ payments: account, bank: account });

const bookPayment = async (at: At, order: BookOrder, invoice: string): Promise<string> => {
	const { api, tenant } = at;
	const { payments } = await accountsOf(at, order);
	const payment = {
		invoice: { invoiceID: invoice },
		account: { accountID: payments },
		date: order.day,
		amount: amountOf(order),
		reference: order.reference,
	};
	const answer = await call(() => api.createPayment(tenant, payment, order.key), said);
	return written(answer.body.payments?.[0]?.paymentID);
};

const bookOnAccount = async (at: At, order: BookOrder): Promise<string> => {
	const { sdk, api, tenant } = at;
	const { bank } = await accountsOf(at, order);
	if (bank === null)
		throw new AccountingFault('refused', `Xero has no active bank account that money in ${order.currency} can be received on: add one`);
	const code = sdk.CurrencyCode[order.currency as keyof Sdk['CurrencyCode']];
	const transaction = {
		type: sdk.BankTransaction.TypeEnum.RECEIVEOVERPAYMENT,
		contact: { contactID: contactOf(order) },
		bankAccount: { accountID: bank },
		date: order.day,
		currencyCode: code,
		lineAmountTypes: sdk.LineAmountTypes.NoTax,
		lineItems: [{ description: `${order.reference} (on account)`, quantity: 1, unitAmount: amountOf(order) }],
	};
	const answer = await call(
		() => api.createBankTransactions(tenant, { bankTransactions: [transaction] }, true, undefined, order.key),
		said,
	);
	const row = answer.body.bankTransactions?.[0];
	return written(row?.overpaymentID ?? row?.bankTransactionID);
};

const aboutTheRow: ReadonlySet<string> = new Set(['RowRefused', 'MoneyError', 'DayError']);
const readable = <T>(number: string | undefined, read: () => T): T => {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof Error && aboutTheRow.has(error.name))) throw error;
		throw new AccountingFault('refused', `invoice ${number ?? ''} cannot be read: ${error.message}`);
	}
};

/** `timeoutMs` is for tests: a call that is silent for so long is given up. */
export const openXeroBookkeeping =
	(apiUrl: string, timeoutMs = 15_000): OpenBookkeeping =>
	async (ledger, accessToken, _now, meter = unmetered): Promise<Bookkeeping> => {
		const sdk = await import('./sdk.cjs');
		sdk.giveUpAfter(timeoutMs);
		const plain = new sdk.AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		const tenant = ledger.slice('xero-'.length);
		const known = new Map<Currency, Promise<Accounts>>();
		const accounts = (currency: Currency): Promise<Accounts> => {
			const before = known.get(currency);
			if (before) return before;
			const made = accountsFor(api, tenant, currency);
			known.set(currency, made);
			// A question that failed is asked again by the next booking.
			made.catch(() => known.delete(currency));
			return made;
		};
		const at: At = { sdk, api, tenant, accounts };
		return {
			invoices: async (ids) => {
				if (ids.length === 0) return [];
				// With a page Xero answers whole invoices, payments included.
				const answer = await call(() =>
					api.getInvoices(tenant, undefined, undefined, undefined, [...ids], undefined, undefined, undefined, 1, true),
				);
				// What is open is asked here, not the day on which something was learned.
				return rowsOf(answer.body.invoices).flatMap((row) => readable(row.invoiceNumber, () => invoiceOf(ledger, row, 'UTC')) ?? []);
			},
			find: (order) => (order.invoice === null ? findOnAccount(at, order) : findPayment(at, order, order.invoice)),
			book: (order) => (order.invoice === null ? bookOnAccount(at, order) : bookPayment(at, order, order.invoice)),
		};
	};
