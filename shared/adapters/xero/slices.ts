/** The lists a ledger is read by, in order, and how each is asked for. */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Pagination } from 'xero-node/dist/gen/model/accounting/pagination';
import type { Day } from '../../domain/day.ts';
import type { Customer, Document, DocumentKind, LedgerId } from '../../domain/document.ts';
import { type Answer, call, rowsOf } from './call.ts';
import { customerOf } from './contacts.ts';
import { creditNoteOf, invoiceOf, overpaymentOf, paymentOf, prepaymentOf, receivablePayments } from './map.ts';

/** Xero's largest page. */
export const pageSize = 1000;
/** Oldest change first: a row that changes while we read moves to the end. The paging in `paging.ts` stands on this. */
const order = 'UpdatedDateUTC ASC';

/** What is asked: a first read keeps what was closed since `horizon`; a delta asks for everything `since`. */
type Want = { readonly horizon: Day } | { readonly since: Date };
export type Ask = { readonly api: AccountingApi; readonly tenant: string; readonly page: number; readonly want: Want };
type Row =
	| { readonly customer: Customer }
	| { readonly document: Document }
	/** Not ours: a bill, a draft. */
	| null;
export type Rows = {
	readonly answer: Pick<Answer<unknown>, 'serverMs'>;
	readonly pagination: Pagination | undefined;
	/** Each may throw: a row is refused alone. `id` is what it is called by then. */
	readonly rows: readonly { readonly id: string; readonly read: (ledger: LedgerId) => Row }[];
};
export type Slice = { readonly kind: DocumentKind | 'customer'; readonly read: (ask: Ask) => Promise<Rows> };

const modified = (want: Want): Date | undefined => ('since' in want ? want.since : undefined);
const dateTime = (day: Day): string => `DateTime(${day.split('-').map(Number).join(',')})`;
const typed = (types: readonly string[], field = 'Type'): string => {
	const any = types.map((type) => `${field}=="${type}"`).join(' OR ');
	return types.length > 1 ? `(${any})` : any;
};
/** Credits: what is left on some of them, or what changed since the horizon. In a delta: all that changed. */
const creditWhere = (types: readonly string[], want: Want): string =>
	'since' in want ? typed(types) : `${typed(types)} AND (Status=="AUTHORISED" OR UpdatedDateUTC>=${dateTime(want.horizon)})`;

/** As our copy is called, should there be one. */
const calledBy = (id: string | undefined): string => id?.toLowerCase() || '?';

const documents = <Model>(
	list: readonly Model[] | undefined,
	id: (row: Model) => string | undefined,
	of: (ledger: LedgerId, row: Model) => Document | null,
): Rows['rows'] =>
	rowsOf(list).map((row) => ({
		id: calledBy(id(row)),
		read: (ledger) => {
			const document = of(ledger, row);
			return document && { document };
		},
	}));

const contacts: Slice = {
	kind: 'customer',
	read: async ({ api, tenant, page, want }) => {
		const answer = await call(() =>
			// Archived ones too: their invoices may still be open, and a merged contact must be seen to be gone.
			api.getContacts(tenant, modified(want), undefined, order, undefined, page, true, undefined, undefined, pageSize),
		);
		return {
			answer,
			pagination: answer.body.pagination,
			rows: rowsOf(answer.body.contacts).map((row) => ({
				id: calledBy(row.contactID),
				read: (ledger) => ({ customer: customerOf(ledger, row) }),
			})),
		};
	},
};

/** `closed: false`: what is owed now. `closed: true`: settled or cancelled since the horizon. Unset: whatever changed. */
const invoices = (closed?: boolean): Slice => ({
	kind: 'invoice',
	read: async ({ api, tenant, page, want }) => {
		const statuses = closed === undefined ? undefined : closed ? ['PAID', 'VOIDED'] : ['AUTHORISED'];
		// An invoice was last changed when it was closed or later: modified since the horizon holds all that were closed since.
		const since = closed && 'horizon' in want ? new Date(`${want.horizon}T00:00:00Z`) : modified(want);
		const answer = await call(() =>
			api.getInvoices(
				tenant,
				since,
				typed(['ACCREC']),
				order,
				undefined,
				undefined,
				undefined,
				statuses,
				page,
				undefined,
				undefined,
				undefined,
				undefined,
				pageSize,
			),
		);
		return { answer, pagination: answer.body.pagination, rows: documents(answer.body.invoices, (row) => row.invoiceID, invoiceOf) };
	},
});

const creditNotes: Slice = {
	kind: 'credit-note',
	read: async ({ api, tenant, page, want }) => {
		const where = creditWhere(['ACCRECCREDIT'], want);
		const answer = await call(() => api.getCreditNotes(tenant, modified(want), where, order, page, undefined, pageSize));
		return {
			answer,
			pagination: answer.body.pagination,
			rows: documents(answer.body.creditNotes, (row) => row.creditNoteID, creditNoteOf),
		};
	},
};

const payments: Slice = {
	kind: 'payment',
	read: async ({ api, tenant, page, want }) => {
		const ours = typed(receivablePayments, 'PaymentType');
		const where = 'since' in want ? ours : `${ours} AND Status=="AUTHORISED" AND Date>=${dateTime(want.horizon)}`;
		const answer = await call(() => api.getPayments(tenant, modified(want), where, order, page, pageSize));
		return { answer, pagination: answer.body.pagination, rows: documents(answer.body.payments, (row) => row.paymentID, paymentOf) };
	},
};

const overpayments: Slice = {
	kind: 'overpayment',
	read: async ({ api, tenant, page, want }) => {
		const where = creditWhere(['RECEIVE-OVERPAYMENT'], want);
		const answer = await call(() => api.getOverpayments(tenant, modified(want), where, order, page, undefined, pageSize));
		return {
			answer,
			pagination: answer.body.pagination,
			rows: documents(answer.body.overpayments, (row) => row.overpaymentID, overpaymentOf),
		};
	},
};

const prepayments: Slice = {
	kind: 'prepayment',
	read: async ({ api, tenant, page, want }) => {
		const where = creditWhere(['RECEIVE-PREPAYMENT'], want);
		const answer = await call(() => api.getPrepayments(tenant, modified(want), where, order, page, undefined, pageSize));
		return {
			answer,
			pagination: answer.body.pagination,
			rows: documents(answer.body.prepayments, (row) => row.prepaymentID, prepaymentOf),
		};
	},
};

export const everythingSlices: readonly Slice[] = [
	contacts,
	invoices(false),
	invoices(true),
	creditNotes,
	payments,
	overpayments,
	prepayments,
];
export const changesSlices: readonly Slice[] = [contacts, creditNotes, overpayments, prepayments, payments, invoices()];
