/** Credit notes, overpayments and prepayments: lists, and one by id. Each carries its own allocations with their own days. */
import type { Allocation } from 'xero-node/dist/gen/model/accounting/allocation';
import type { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
import type { Overpayment } from 'xero-node/dist/gen/model/accounting/overpayment';
import type { Prepayment } from 'xero-node/dist/gen/model/accounting/prepayment';
import type { LocalRequest } from '../../server.ts';
import { type DocumentMore, moreOf } from '../more.ts';
import type { CreditKind, DocumentRow, OrganisationRow, PaymentRow, Store } from '../store.ts';
import { contactNames, contactStub } from './contacts.ts';
import { type Applied, allocationsOf, documentFields, linesOf, nestedPayment, paymentsOn, rateOf } from './documents.ts';
import { listRows, type Resource } from './list.ts';
import { amount, civil, civilText, moment, momentText, notFound, type Pagination, type Wire } from './wire.ts';

const types: Readonly<Record<CreditKind, string>> = {
	'credit-note': 'ACCRECCREDIT',
	overpayment: 'RECEIVE-OVERPAYMENT',
	prepayment: 'RECEIVE-PREPAYMENT',
};
const idField: Readonly<Record<CreditKind, string>> = {
	'credit-note': 'CreditNoteID',
	overpayment: 'OverpaymentID',
	prepayment: 'PrepaymentID',
};
const typeSql = (kind: CreditKind): string =>
	`coalesce((SELECT t.type FROM credit_type t WHERE t.org = document.org AND t.kind = document.kind AND t.id = document.id), '${types[kind]}')`;
const resource = (kind: CreditKind): Resource => ({
	from: 'document',
	always: `kind = '${kind}'`,
	fields: {
		...documentFields(typeSql(kind)),
		[idField[kind]]: { sql: 'id', holds: 'text' },
		CreditNoteNumber: { sql: 'number', holds: 'text' },
		RemainingCredit: { sql: 'rest', holds: 'minor' },
	},
});
const resources: Readonly<Record<CreditKind, Resource>> = {
	'credit-note': resource('credit-note'),
	overpayment: resource('overpayment'),
	prepayment: resource('prepayment'),
};

export const allocationWire = (applied: Applied): Wire<Allocation> => ({
	AllocationID: applied.id,
	Invoice: {
		InvoiceID: applied.invoice,
		InvoiceNumber: applied.number,
		Payments: [],
		CreditNotes: [],
		Prepayments: [],
		Overpayments: [],
		HasErrors: false,
		IsDiscounted: false,
		LineItems: [],
	},
	Amount: amount(applied.amount, applied.currency),
	Date: civil(applied.day),
	IsDeleted: false,
});

const typed = (always: string, type: string): Resource => {
	const { fields } = resources['credit-note'];
	return { from: 'document', always, fields: { ...fields, Type: { sql: type, holds: 'text' } } };
};
const supplierCredits = typed("kind = 'bill-credit'", "'ACCPAYCREDIT'");
const bothCredits = typed(
	"kind IN ('credit-note', 'bill-credit')",
	"CASE kind WHEN 'bill-credit' THEN 'ACCPAYCREDIT' ELSE 'ACCRECCREDIT' END",
);
/** Credit notes are those of customers and those of suppliers. A question for one type alone is answered out of the index of that kind. */
const asked = (kind: CreditKind, where: string): Resource => {
	if (kind !== 'credit-note') return resources[kind];
	const [sales, purchases] = ['"ACCRECCREDIT"', '"ACCPAYCREDIT"'].map((type) => where.includes(`Type==${type}`));
	if (sales === purchases) return bothCredits;
	return sales ? resources[kind] : supplierCredits;
};

type Parts = { type: string; more: DocumentMore; contact: string; payments: readonly PaymentRow[]; applied: readonly Applied[] };
const common = (org: OrganisationRow, row: DocumentRow, { type, contact, payments, applied, more }: Parts) => {
	const rate = rateOf(org, row.currency);
	return {
		Type: type,
		Reference: row.reference,
		Contact: contactStub(row.contact, contact),
		DateString: civilText(row.issued),
		Date: civil(row.issued),
		Status: row.status,
		LineAmountTypes: 'Exclusive',
		LineItems: linesOf(row, more.lines),
		SubTotal: amount(row.total - row.tax, row.currency),
		TotalTax: amount(row.tax, row.currency),
		Total: amount(row.total, row.currency),
		UpdatedDateUTC: moment(row.updated),
		UpdatedDateUTCString: momentText(row.updated),
		CurrencyCode: row.currency,
		CurrencyRate: rate,
		RemainingCredit: amount(row.rest, row.currency),
		Allocations: applied.map(allocationWire),
		Payments: payments.map((payment) => nestedPayment(payment, row.currency, rate)),
		HasAttachments: more.attachments === true,
	};
};

const creditNote = (org: OrganisationRow, row: DocumentRow, parts: Parts): Wire<CreditNote> => ({
	...common(org, row, parts),
	CreditNoteID: row.id,
	CreditNoteNumber: row.number,
	SentToContact: parts.more.sent === true,
	HasErrors: false,
	...(row.settled ? { FullyPaidOnDate: civil(row.settled) } : {}),
});
const overpayment = (org: OrganisationRow, row: DocumentRow, parts: Parts): Wire<Overpayment> => ({
	...common(org, row, parts),
	OverpaymentID: row.id,
});
const prepayment = (org: OrganisationRow, row: DocumentRow, parts: Parts): Wire<Prepayment> => ({
	...common(org, row, parts),
	PrepaymentID: row.id,
});

type CreditLists = { CreditNotes?: Wire<CreditNote>[]; Overpayments?: Wire<Overpayment>[]; Prepayments?: Wire<Prepayment>[] };
const build = (store: Store, org: OrganisationRow, kind: CreditKind, rows: readonly DocumentRow[]): CreditLists => {
	const ids = rows.map((row) => row.id);
	const names = contactNames(
		store,
		org.id,
		rows.map((row) => row.contact),
	);
	const kinds = kind === 'credit-note' && rows.some((row) => row.kind === 'bill-credit') ? ([kind, 'bill-credit'] as const) : [kind];
	const payments = new Map(kinds.flatMap((each) => [...paymentsOn(store, org.id, each, ids)]));
	const applied = new Map(kinds.flatMap((each) => [...allocationsOf(store, org.id, each, ids)]));
	const more = moreOf(store, org.id, kind, ids);
	const own = new Map(
		store
			.all<{ id: string; type: string }>(
				'SELECT id, type FROM credit_type WHERE org = ? AND kind = ? AND id IN (SELECT value FROM json_each(?))',
				org.id,
				kind,
				JSON.stringify(rows.map((row) => row.id)),
			)
			.map((row) => [row.id, row.type]),
	);
	const partsOf = (row: DocumentRow): Parts => ({
		type: own.get(row.id) ?? (row.kind === 'bill-credit' ? 'ACCPAYCREDIT' : types[kind]),
		more: more.get(row.id) ?? {},
		contact: names.get(row.contact) ?? '',
		payments: payments.get(row.id) ?? [],
		applied: applied.get(row.id) ?? [],
	});
	if (kind === 'credit-note') return { CreditNotes: rows.map((row) => creditNote(org, row, partsOf(row))) };
	if (kind === 'overpayment') return { Overpayments: rows.map((row) => overpayment(org, row, partsOf(row))) };
	return { Prepayments: rows.map((row) => prepayment(org, row, partsOf(row))) };
};

export const listCredits =
	(kind: CreditKind) =>
	(store: Store, org: OrganisationRow, request: LocalRequest): CreditLists & { pagination: Pagination | undefined } => {
		const { rows, pagination } = listRows<DocumentRow>(store, org.id, request, asked(kind, request.query.get('where') ?? ''), {
			lists: { References: 'reference' },
		});
		return { ...build(store, org, kind, rows), pagination };
	};

export const oneCredit =
	(kind: CreditKind) =>
	(store: Store, org: OrganisationRow, id: string): CreditLists => {
		const row =
			store.document(org.id, kind, id.toLowerCase()) ??
			(kind === 'credit-note' ? store.document(org.id, 'bill-credit', id.toLowerCase()) : null) ??
			(kind === 'credit-note'
				? store.one<DocumentRow>("SELECT * FROM document WHERE org = ? AND kind = 'credit-note' AND number = ?", org.id, id)
				: null);
		if (!row) throw notFound();
		return build(store, org, kind, [row]);
	};
