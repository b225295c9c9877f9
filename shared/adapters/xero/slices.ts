/** The lists a ledger is read by, in order, and how each is asked for. */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Pagination } from 'xero-node/dist/gen/model/accounting/pagination';
import type { Day } from '../../domain/day.ts';
import type { DocumentKind } from '../../domain/document.ts';
import { type Answer, call } from './call.ts';
import { contactsIn, creditNotesIn, invoicesIn, type Listed, overpaymentsIn, paymentsIn, prepaymentsIn } from './listed.ts';
import { overpaymentTypes, prepaymentTypes, receivablePayments } from './map.ts';
import type { Mode } from './place.ts';
import { anyOf, dateTime } from './where.ts';

/** Oldest change first, equal times by id: a row that changes while we read moves to the end. The paging in `paging.ts` stands on this. */
export const order = 'UpdatedDateUTC ASC';

/** What is asked: a first read keeps what was closed since `horizon`; a delta asks for everything `since`; a sweep for what is `open`. */
type Want = { readonly horizon: Day } | { readonly since: Date } | { readonly open: true };
export type Ask = {
	readonly api: AccountingApi;
	readonly tenant: string;
	readonly page: number;
	readonly size: number;
	readonly want: Want;
	/** Only those of the list that changed since; null: all of it. */
	readonly changed: Date | null;
};
export type Rows = {
	readonly answer: Pick<Answer<unknown>, 'serverMs'>;
	readonly pagination: Pagination | undefined;
	readonly rows: readonly Listed[];
};
export type Slice = {
	/** In cursors: a list that is asked for in another way gets another name. */
	readonly name: string;
	readonly kind: DocumentKind | 'customer';
	readonly read: (ask: Ask) => Promise<Rows>;
};

const modified = ({ want, changed }: Pick<Ask, 'want' | 'changed'>): Date | undefined =>
	changed ?? ('since' in want ? want.since : undefined);
/** A document was last changed when it was closed or later: modified since the horizon holds all that were closed since. */
const closedSince = ({ want, changed }: Ask): Date | undefined =>
	changed ?? ('horizon' in want ? new Date(`${want.horizon}T00:00:00Z`) : modified({ want, changed }));
/** Over- and prepayments: what is left on some of them, or what changed since the horizon. In a delta: all that changed. In a sweep: what is left. */
const creditWhere = (types: readonly string[], want: Want): string => {
	if ('since' in want) return anyOf(types);
	const left = 'Status=="AUTHORISED"';
	return `${anyOf(types)} AND ${'open' in want ? left : `(${left} OR UpdatedDateUTC>=${dateTime(want.horizon)})`}`;
};

const contacts: Slice = {
	name: 'contacts',
	kind: 'customer',
	read: async (ask) => {
		const answer = await call(() =>
			// Archived ones too: their invoices may still be open, and a merged contact must be seen to be gone.
			ask.api.getContacts(ask.tenant, modified(ask), undefined, order, undefined, ask.page, true, undefined, undefined, ask.size),
		);
		return { answer, pagination: answer.body.pagination, rows: contactsIn(answer.body) };
	},
};

/** `open-invoices`: what is owed now. `closed-invoices`: settled or cancelled since the horizon. `invoices`: whatever changed. */
const invoices = (name: 'open-invoices' | 'closed-invoices' | 'invoices', statuses: string[] | undefined): Slice => ({
	name,
	kind: 'invoice',
	read: async (ask) => {
		const { api, tenant, page, size } = ask;
		const since = name === 'closed-invoices' ? closedSince(ask) : modified(ask);
		const none = undefined;
		const answer = await call(() =>
			api.getInvoices(tenant, since, anyOf(['ACCREC']), order, none, none, none, statuses, page, none, none, none, none, size),
		);
		return { answer, pagination: answer.body.pagination, rows: invoicesIn(answer.body) };
	},
});

/** By status in a first read; `credit-notes`: whatever changed. */
const creditNotes = (status?: 'AUTHORISED' | 'PAID' | 'VOIDED'): Slice => ({
	name: status === undefined ? 'credit-notes' : `${status.toLowerCase()}-credit-notes`,
	kind: 'credit-note',
	read: async (ask) => {
		const where = anyOf(['ACCRECCREDIT']) + (status === undefined ? '' : ` AND Status=="${status}"`);
		const since = status === undefined || status === 'AUTHORISED' ? modified(ask) : closedSince(ask);
		const answer = await call(() => ask.api.getCreditNotes(ask.tenant, since, where, order, ask.page, undefined, ask.size));
		return { answer, pagination: answer.body.pagination, rows: creditNotesIn(answer.body) };
	},
});

/** By type in a first read; `payments`: whatever changed, of any of our types. */
const payments = (type?: (typeof receivablePayments)[number]): Slice => ({
	name: type === undefined ? 'payments' : `${type.toLowerCase()}s`,
	kind: 'payment',
	read: async (ask) => {
		const ours = anyOf(type === undefined ? receivablePayments : [type], 'PaymentType');
		const where = 'horizon' in ask.want ? `${ours} AND Status=="AUTHORISED" AND Date>=${dateTime(ask.want.horizon)}` : ours;
		const answer = await call(() => ask.api.getPayments(ask.tenant, modified(ask), where, order, ask.page, ask.size));
		return { answer, pagination: answer.body.pagination, rows: paymentsIn(answer.body) };
	},
});

const overpayments = (name: 'overpayments' | 'open-overpayments'): Slice => ({
	name,
	kind: 'overpayment',
	read: async (ask) => {
		const where = creditWhere(overpaymentTypes, ask.want);
		const answer = await call(() => ask.api.getOverpayments(ask.tenant, modified(ask), where, order, ask.page, undefined, ask.size));
		return { answer, pagination: answer.body.pagination, rows: overpaymentsIn(answer.body) };
	},
});

const prepayments = (name: 'prepayments' | 'open-prepayments'): Slice => ({
	name,
	kind: 'prepayment',
	read: async (ask) => {
		const where = creditWhere(prepaymentTypes, ask.want);
		const answer = await call(() => ask.api.getPrepayments(ask.tenant, modified(ask), where, order, ask.page, undefined, ask.size));
		return { answer, pagination: answer.body.pagination, rows: prepaymentsIn(answer.body) };
	},
});

/**
 * Invoices, credit notes and payments are asked for by equality and one status or type at a time in a first read: above 100,000 rows Xero refuses (400) what
 * it has no index for, among that OR and UpdatedDateUTC in `where` (developer.xero.com, "High volume threshold limit"). A delta is short by its date.
 */
export const slices: Readonly<Record<Mode, readonly [Slice, ...Slice[]]>> = {
	everything: [
		contacts,
		invoices('open-invoices', ['AUTHORISED']),
		invoices('closed-invoices', ['PAID', 'VOIDED']),
		creditNotes('AUTHORISED'),
		creditNotes('PAID'),
		creditNotes('VOIDED'),
		...receivablePayments.map((type) => payments(type)),
		overpayments('overpayments'),
		prepayments('prepayments'),
	],
	changes: [contacts, creditNotes(), overpayments('overpayments'), prepayments('prepayments'), payments(), invoices('invoices', undefined)],
	// Payments hold nothing themselves: what they leave over is an over- or prepayment.
	open: [
		contacts,
		invoices('open-invoices', ['AUTHORISED']),
		creditNotes('AUTHORISED'),
		overpayments('open-overpayments'),
		prepayments('open-prepayments'),
	],
};
