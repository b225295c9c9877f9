/** Rows of an answer, before they become ours: each under the name it has in our copy, to be read one by one. */
import type { Contacts } from 'xero-node/dist/gen/model/accounting/contacts';
import type { CreditNotes } from 'xero-node/dist/gen/model/accounting/creditNotes';
import type { Invoices } from 'xero-node/dist/gen/model/accounting/invoices';
import type { Overpayments } from 'xero-node/dist/gen/model/accounting/overpayments';
import type { Payments } from 'xero-node/dist/gen/model/accounting/payments';
import type { Prepayments } from 'xero-node/dist/gen/model/accounting/prepayments';
import type { Customer, Document, DocumentKind, LedgerId, Refused } from '../../domain/document.ts';
import { rowsOf } from './call.ts';
import { customerOf } from './contacts.ts';
import { creditNoteOf, invoiceOf, overpaymentOf, paymentOf, prepaymentOf } from './map.ts';
import type { Seen } from './paging.ts';
import { msIn } from './rows.ts';

type Row =
	| { readonly customer: Customer }
	| { readonly document: Document }
	/** Not ours: a bill, a draft. */
	| null;
/** Each row may throw when it is read: it is refused alone. `id` is what it is called by then. */
export type Listed = Seen['rows'][number] & { readonly read: (ledger: LedgerId, zone: string) => Row };

/** As our copy is called, should there be one. */
const calledBy = (id: string | undefined): string => id?.toLowerCase() || '?';

const documents = <Model extends { readonly updatedDateUTC?: unknown }>(
	list: readonly Model[] | undefined,
	id: (row: Model) => string | undefined,
	of: (ledger: LedgerId, row: Model, zone: string) => Document | null,
): readonly Listed[] =>
	rowsOf(list).map((row) => ({
		id: calledBy(id(row)),
		at: msIn(row.updatedDateUTC),
		read: (ledger, zone) => {
			const document = of(ledger, row, zone);
			return document && { document };
		},
	}));

export const contactsIn = ({ contacts }: Contacts): readonly Listed[] =>
	rowsOf(contacts).map((row) => ({
		id: calledBy(row.contactID),
		at: msIn(row.updatedDateUTC),
		read: (ledger) => ({ customer: customerOf(ledger, row) }),
	}));
export const invoicesIn = (body: Invoices): readonly Listed[] => documents(body.invoices, (row) => row.invoiceID, invoiceOf);
export const creditNotesIn = (body: CreditNotes): readonly Listed[] => documents(body.creditNotes, (row) => row.creditNoteID, creditNoteOf);
export const overpaymentsIn = (body: Overpayments): readonly Listed[] =>
	documents(body.overpayments, (row) => row.overpaymentID, overpaymentOf);
export const prepaymentsIn = (body: Prepayments): readonly Listed[] => documents(body.prepayments, (row) => row.prepaymentID, prepaymentOf);
export const paymentsIn = (body: Payments): readonly Listed[] => documents(body.payments, (row) => row.paymentID, paymentOf);

/** Errors that speak of the row itself. Any other is ours, and a page of them would look like an empty ledger. */
const aboutTheRow: ReadonlySet<string> = new Set(['RowRefused', 'MoneyError', 'DayError']);
export const isAboutTheRow = (error: unknown): error is Error => error instanceof Error && aboutTheRow.has(error.name);

export type Sorted = { readonly customers: Customer[]; readonly documents: Document[]; readonly refused: Refused[] };
/** Rows become ours one by one: a broken one is refused with its reason and the others go on. `zone` is the company's. */
export const sort = (ledger: LedgerId, kind: DocumentKind | 'customer', rows: readonly Listed[], zone: string): Sorted => {
	const sorted: Sorted = { customers: [], documents: [], refused: [] };
	for (const { id, read } of rows) {
		try {
			const row = read(ledger, zone);
			if (row && 'customer' in row) sorted.customers.push(row.customer);
			if (row && 'document' in row) sorted.documents.push(row.document);
		} catch (error) {
			if (!isAboutTheRow(error)) throw error;
			sorted.refused.push({ kind, id, reason: error.message });
		}
	}
	return sorted;
};
