/** Payments: money in on invoices, money back on credits. Whatever a payment belongs to travels under `Invoice`, as at Xero. */
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import { type Currency, exponentOf } from '../../../../shared/domain/money.ts';
import type { LocalRequest } from '../../server.ts';
import { accountsOf } from '../accounts.ts';
import { guidOf } from '../ids.ts';
import type { DocumentKind, OrganisationRow, PaymentRow, Store } from '../store.ts';
import { contactStub } from './contacts.ts';
import { rateOf } from './documents.ts';
import { listRows, type Resource } from './list.ts';
import { amount, civil, moment, momentText, notFound, type Pagination, type Wire } from './wire.ts';

const paymentTypes: Readonly<Record<DocumentKind, string>> = {
	invoice: 'ACCRECPAYMENT',
	'credit-note': 'ARCREDITPAYMENT',
	overpayment: 'AROVERPAYMENTPAYMENT',
	prepayment: 'ARPREPAYMENTPAYMENT',
	bill: 'ACCPAYPAYMENT',
	'bill-credit': 'APCREDITPAYMENT',
};
const documentTypes: Readonly<Record<DocumentKind, string>> = {
	invoice: 'ACCREC',
	'credit-note': 'ACCRECCREDIT',
	overpayment: 'AROVERPAYMENT',
	prepayment: 'ARPREPAYMENT',
	bill: 'ACCPAY',
	'bill-credit': 'ACCPAYCREDIT',
};
const wordOf = (names: Readonly<Record<DocumentKind, string>>): string =>
	`CASE kind ${Object.entries(names)
		.map(([kind, name]) => `WHEN '${kind}' THEN '${name}'`)
		.join(' ')} END`;

const payments: Resource = {
	from: `(SELECT p.*, d.number, d.currency, d.contact, c.name AS contact_name, coalesce(a.code, '090') AS account,
		EXISTS (SELECT 1 FROM reconciled r WHERE r.org = p.org AND r.payment = p.id) AS found FROM payment p
		LEFT JOIN payment_account a ON a.org = p.org AND a.payment = p.id
		JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document JOIN contact c ON c.org = p.org AND c.id = d.contact)`,
	fields: {
		PaymentID: { sql: 'id', holds: 'text' },
		PaymentType: { sql: wordOf(paymentTypes), holds: 'text' },
		Status: { sql: 'status', holds: 'text' },
		Date: { sql: 'day', holds: 'day' },
		Reference: { sql: 'reference', holds: 'text' },
		UpdatedDateUTC: { sql: 'updated', holds: 'moment' },
		'Invoice.InvoiceID': { sql: 'document', holds: 'text' },
		'Invoice.Type': { sql: wordOf(documentTypes), holds: 'text' },
	},
};

type Row = PaymentRow & {
	readonly number: string;
	readonly currency: string;
	readonly contact: string;
	readonly contact_name: string;
	readonly account: string;
	/** On the bank's statement. */
	readonly found: 0 | 1;
};

/** In the currency of the account, which Xero converts into. */
const bankAmount = (org: OrganisationRow, row: Row): number => {
	const own = accountsOf(org).find(({ code }) => code === row.account)?.currency ?? org.base;
	const rate = (JSON.parse(org.rates) as Record<string, string>)[row.currency];
	if (own === row.currency || rate === undefined) return amount(row.amount, row.currency);
	const whole = exponentOf(own as Currency) - exponentOf(row.currency as Currency);
	return amount(Math.round(row.amount * Number(rate) * 10 ** whole), own);
};

const paymentWire = (org: OrganisationRow, row: Row): Wire<Payment> => ({
	PaymentID: row.id,
	Date: civil(row.day),
	BankAmount: bankAmount(org, row),
	Amount: amount(row.amount, row.currency),
	Reference: row.reference,
	CurrencyRate: rateOf(org, row.currency),
	PaymentType: paymentTypes[row.kind],
	Status: row.status,
	UpdatedDateUTC: moment(row.updated),
	UpdatedDateUTCString: momentText(row.updated),
	HasAccount: true,
	IsReconciled: row.found === 1,
	Account: { AccountID: guidOf(org.id, 'account', row.account), Code: row.account },
	Invoice: {
		Type: documentTypes[row.kind],
		InvoiceID: row.document,
		InvoiceNumber: row.number,
		Payments: [],
		CreditNotes: [],
		Prepayments: [],
		Overpayments: [],
		HasErrors: false,
		IsDiscounted: false,
		Contact: contactStub(row.contact, row.contact_name),
		LineItems: [],
		CurrencyCode: row.currency,
	},
	HasValidationErrors: false,
});

export const listPayments = (
	store: Store,
	org: OrganisationRow,
	request: LocalRequest,
): { Payments: Wire<Payment>[]; pagination: Pagination | undefined } => {
	const { rows, pagination } = listRows<Row>(store, org.id, request, payments);
	return { Payments: rows.map((row) => paymentWire(org, row)), pagination };
};

export const onePayment = (store: Store, org: OrganisationRow, id: string): { Payments: Wire<Payment>[] } => {
	const row = store.one<Row>(`SELECT * FROM ${payments.from} WHERE org = ? AND id = ?`, org.id, id.toLowerCase());
	if (!row) throw notFound();
	return { Payments: [paymentWire(org, row)] };
};
