import type { CustomerId } from '../../shared/domain/document.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { DebtorRowView } from '../../shared/wire/debtor-view.ts';
import type { DocumentsView } from '../../shared/wire/http.ts';
import type { OwedToCustomerView } from '../../shared/wire/payables-view.ts';
import type { AsOf } from './as-of.ts';
import type { MemberPorts } from './debtor-members.ts';
import { debtorRowOf } from './view-debtor.ts';
import { viewDocuments } from './view-documents.ts';
import { viewOwed } from './view-owed.ts';
import { type PaymentsShown, viewPaymentsOf } from './view-payments.ts';

export type CustomerShown = {
	readonly view: DocumentsView;
	/** Reminders first, then receipts, each newest first. */
	readonly mails: readonly Mailing[];
	readonly payments: PaymentsShown;
	/** The debtor that it is part of. */
	readonly debtor: DebtorRowView | null;
	/** As a supplier, where it is one. */
	readonly owed: OwedToCustomerView | null;
	readonly timeZone: string;
	readonly today: string;
};
type Ports = MemberPorts & { readonly books: Books; readonly mailings: Mailings; readonly payments: Payments; readonly owed: OwedBooks };

const mailsShown = 12;
const paymentsShown = 10;

/** Everything about one customer: documents, what was decided about mails to them, and what they paid. ≈ 30 RCU beside the documents. */
export const viewCustomer = async (at: AsOf, id: CustomerId, from: string | undefined, ports: Ports): Promise<CustomerShown> => {
	const { company, today } = at;
	// First, since it refuses a customer that is not the company's.
	const view = await viewDocuments(at, id, from, ports.books);
	const [mails, payments, debtor, owed] = await Promise.all([
		ports.mailings.ofCustomer(company.id, id, mailsShown),
		viewPaymentsOf(company.id, id, paymentsShown, ports),
		debtorRowOf(at, id, ports),
		viewOwed(company.id, id, ports),
	]);
	return { view, mails, payments, debtor, owed, timeZone: company.timeZone, today };
};
