/** Words for the kinds and states of documents. */
import type { DocumentRowView } from '../shared/wire/http.ts';

const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
	customer: ['Customer', 'Customers'],
	invoice: ['Invoice', 'Invoices'],
	'credit-note': ['Credit note', 'Credit notes'],
	payment: ['Payment', 'Payments'],
	overpayment: ['Overpayment', 'Overpayments'],
	prepayment: ['Prepayment', 'Prepayments'],
	journal: ['Journal entry', 'Journal entries'],
	'refund-receipt': ['Refund receipt', 'Refund receipts'],
};

/** "Credit notes" for `credit-note`; a kind we do not know is shown as it is. */
export const kindText = (kind: string, count: number): string => kinds[kind]?.[count === 1 ? 0 : 1] ?? kind;

/** Something is or was owed on it: an invoice, or an entry by hand that was entered as owed. */
export const isOwed = ({ kind, due }: Pick<DocumentRowView, 'kind' | 'due'>): boolean =>
	kind === 'invoice' || (kind === 'journal' && due !== null);

/** How a document stands, for a person: an invoice is paid off, a credit is used up. */
export const stateText = (document: DocumentRowView): string => {
	const { kind, state, open, unapplied, total } = document;
	if (state === 'void') return 'Void';
	if (state === 'deleted') return 'Deleted in the ledger';
	if (kind === 'refund-receipt') return 'Paid back at once';
	if (isOwed(document)) {
		if (state === 'closed') return 'Settled';
		return open === total ? 'Open' : 'Part paid';
	}
	if (state === 'closed') return 'Used up';
	return unapplied === total ? 'Not applied' : 'Partly applied';
};

/** "95 days late", "due in 12 days". Null where nothing is owed or nothing is due. */
export const lateText = (daysPastDue: number | null): string | null => {
	if (daysPastDue === null) return null;
	const days = Math.abs(daysPastDue);
	const said = `${days} ${days === 1 ? 'day' : 'days'}`;
	if (daysPastDue === 0) return 'due now';
	return daysPastDue > 0 ? `${said} late` : `due in ${said}`;
};
