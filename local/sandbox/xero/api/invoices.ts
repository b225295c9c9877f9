/** Invoices: the list with all its parameters, and one by id. As at Xero, what is owed to suppliers are invoices too: bills, of Type ACCPAY. */
import type { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import type { Overpayment } from 'xero-node/dist/gen/model/accounting/overpayment';
import type { Prepayment } from 'xero-node/dist/gen/model/accounting/prepayment';
import type { LocalRequest } from '../../server.ts';
import { type DocumentMore, moreOf } from '../more.ts';
import type { DocumentRow, OrganisationRow, PaymentRow, Store } from '../store.ts';
import { contactNames, contactStub } from './contacts.ts';
import { type Applied, cisRate, creditsOn, deductionsOf, documentFields, linesOf, nestedPayment, paymentsOn, rateOf } from './documents.ts';
import { listRows, type Resource } from './list.ts';
import { amount, civil, civilText, moment, momentText, notFound, type Pagination, type Wire } from './wire.ts';

const resource = (always: string, type: string): Resource => ({
	from: 'document',
	always,
	fields: {
		...documentFields(type),
		InvoiceID: { sql: 'id', holds: 'text' },
		InvoiceNumber: { sql: 'number', holds: 'text' },
		AmountDue: { sql: 'rest', holds: 'minor' },
		AmountPaid: { sql: 'paid', holds: 'minor' },
		AmountCredited: { sql: 'credited', holds: 'minor' },
	},
});
const invoices = resource("kind = 'invoice'", "'ACCREC'");
const bills = resource("kind = 'bill'", "'ACCPAY'");
const both = resource("kind IN ('invoice', 'bill')", "CASE kind WHEN 'bill' THEN 'ACCPAY' ELSE 'ACCREC' END");
/** A question for one type alone is answered out of the index of that kind. */
const asked = (where: string): Resource => {
	const [sales, purchases] = ['"ACCREC"', '"ACCPAY"'].map((type) => where.includes(`Type==${type}`));
	if (sales === purchases) return both;
	return sales ? invoices : bills;
};

/**
 * A credit as its invoice shows it. Known oddity of the real API (Xero-OpenAPI#266): in a list its Date is the credit's own,
 * asked for by id it is the day of the allocation.
 */
const creditBase = (applied: Applied, single: boolean, rate: number) => ({
	Date: civil(single ? applied.day : applied.issued),
	DateString: civilText(single ? applied.day : applied.issued),
	Total: amount(applied.total, applied.currency),
	AppliedAmount: amount(applied.amount, applied.currency),
	CurrencyRate: rate,
	LineItems: [],
});
const creditNote = (applied: Applied, single: boolean, rate: number): Wire<CreditNote> => ({
	CreditNoteID: applied.credit,
	CreditNoteNumber: applied.number,
	HasErrors: false,
	...creditBase(applied, single, rate),
});
const overpayment = (applied: Applied, single: boolean, rate: number): Wire<Overpayment> => ({
	OverpaymentID: applied.credit,
	...creditBase(applied, single, rate),
});
const prepayment = (applied: Applied, single: boolean, rate: number): Wire<Prepayment> => ({
	PrepaymentID: applied.credit,
	...creditBase(applied, single, rate),
});

const summaryWire = (org: OrganisationRow, row: DocumentRow, contact: string, more: DocumentMore): Wire<Invoice> => ({
	Type: row.kind === 'bill' ? 'ACCPAY' : 'ACCREC',
	InvoiceID: row.id,
	InvoiceNumber: row.number,
	Reference: row.reference,
	AmountDue: amount(row.rest, row.currency),
	AmountPaid: amount(row.paid, row.currency),
	AmountCredited: amount(row.credited, row.currency),
	SentToContact: more.sent === true,
	...(more.expected ? { ExpectedPaymentDate: civil(more.expected) } : {}),
	...(more.repeating ? { RepeatingInvoiceID: more.repeating } : {}),
	CurrencyRate: rateOf(org, row.currency),
	HasErrors: false,
	IsDiscounted: false,
	HasAttachments: more.attachments === true,
	Contact: contactStub(row.contact, contact),
	DateString: civilText(row.issued),
	Date: civil(row.issued),
	...(row.due ? { DueDateString: civilText(row.due), DueDate: civil(row.due) } : {}),
	Status: row.status,
	LineAmountTypes: 'Exclusive',
	SubTotal: amount(row.total - row.tax, row.currency),
	TotalTax: amount(row.tax, row.currency),
	Total: amount(row.total, row.currency),
	UpdatedDateUTC: moment(row.updated),
	UpdatedDateUTCString: momentText(row.updated),
	CurrencyCode: row.currency,
	...(row.settled ? { FullyPaidOnDate: civil(row.settled) } : {}),
});

const fullWire = (
	org: OrganisationRow,
	row: DocumentRow,
	contact: string,
	payments: readonly PaymentRow[],
	credits: readonly Applied[],
	{ single, deduction, more }: { single: boolean; deduction: number; more: DocumentMore },
): Wire<Invoice> => {
	const rate = rateOf(org, row.currency);
	return {
		...summaryWire(org, row, contact, more),
		Payments: payments.map((payment) => nestedPayment(payment, row.currency, rate)),
		CreditNotes: credits
			.filter((each) => each.kind === 'credit-note' || each.kind === 'bill-credit')
			.map((each) => creditNote(each, single, rate)),
		Overpayments: credits.filter((each) => each.kind === 'overpayment').map((each) => overpayment(each, single, rate)),
		Prepayments: credits.filter((each) => each.kind === 'prepayment').map((each) => prepayment(each, single, rate)),
		LineItems: linesOf(row, more.lines),
		...(deduction ? { CISDeduction: amount(deduction, row.currency), CISRate: cisRate } : {}),
	};
};

type Shape = 'summary' | 'list' | 'single';
const buildOf = (
	store: Store,
	org: OrganisationRow,
	kind: 'invoice' | 'bill',
	rows: readonly DocumentRow[],
	shape: Shape,
): Wire<Invoice>[] => {
	const ids = rows.map((row) => row.id);
	const names = contactNames(
		store,
		org.id,
		rows.map((row) => row.contact),
	);
	const more = moreOf(store, org.id, kind, ids);
	if (shape === 'summary') return rows.map((row) => summaryWire(org, row, names.get(row.contact) ?? '', more.get(row.id) ?? {}));
	const payments = paymentsOn(store, org.id, kind, ids);
	const credits = creditsOn(store, org.id, ids);
	const deductions = deductionsOf(store, org.id, kind, ids);
	return rows.map((row) =>
		fullWire(org, row, names.get(row.contact) ?? '', payments.get(row.id) ?? [], credits.get(row.id) ?? [], {
			single: shape === 'single',
			deduction: deductions.get(row.id) ?? 0,
			more: more.get(row.id) ?? {},
		}),
	);
};

const build = (store: Store, org: OrganisationRow, rows: readonly DocumentRow[], shape: Shape): Wire<Invoice>[] => {
	const kinds = (['invoice', 'bill'] as const).filter((kind) => rows.some((row) => row.kind === kind));
	const built = new Map(
		kinds.flatMap((kind) => {
			const own = rows.filter((row) => row.kind === kind);
			return buildOf(store, org, kind, own, shape).map((wire, at) => [own[at], wire] as const);
		}),
	);
	return rows.flatMap((row) => built.get(row) ?? []);
};

export const listInvoices = (
	store: Store,
	org: OrganisationRow,
	request: LocalRequest,
): { Invoices: Wire<Invoice>[]; pagination: Pagination | undefined } => {
	const term = request.query.get('searchTerm');
	const { rows, pagination } = listRows<DocumentRow>(store, org.id, request, asked(request.query.get('where') ?? ''), {
		...(term ? { extra: `(number || ' ' || reference) LIKE '%${term.replaceAll(/['%_]/g, '')}%'` } : {}),
		lists: { IDs: 'id', InvoiceNumbers: 'number', ContactIDs: 'contact', Statuses: 'status' },
	});
	return { Invoices: build(store, org, rows, request.query.get('summaryOnly') === 'true' ? 'summary' : 'list'), pagination };
};

export const oneInvoice = (store: Store, org: OrganisationRow, id: string): { Invoices: Wire<Invoice>[] } => {
	const row =
		store.document(org.id, 'invoice', id.toLowerCase()) ??
		store.document(org.id, 'bill', id.toLowerCase()) ??
		store.one<DocumentRow>("SELECT * FROM document WHERE org = ? AND kind = 'invoice' AND number = ?", org.id, id);
	if (!row) throw notFound();
	return { Invoices: build(store, org, [row], 'single') };
};
