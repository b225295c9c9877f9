/**
 * A credit applied to an invoice.
 *
 * An allocation has no reference, so ours is told by what it is: of this credit, on this invoice, over this amount, on this day. For a credit note that the
 * step before made this is exact. For another credit, somebody's allocation of the very same amount on the very same day is taken for ours: then one too
 * few is made, never one too many, and what is left stays visible as unapplied.
 */
import type { Allocation } from 'xero-node/dist/gen/model/accounting/allocation';
import { AccountingFault } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { type At, amountOf, ifThere, type Of, refuse } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { dayIfAny } from './rows.ts';

type Allocate = Of<'allocate'>;
type Credit = NonNullable<Allocate['step']['credit']>;
const creditOf = ({ step }: Allocate): Credit => step.credit ?? refuse('nothing says which credit is to be applied');

type With = { readonly id: string | undefined; readonly allocations: readonly Allocation[] };
const readers = {
	'credit-note': async ({ api, tenant }: At, id: string): Promise<With[]> =>
		rowsOf((await call(() => api.getCreditNote(tenant, id))).body.creditNotes).map((row) => ({
			id: row.creditNoteID,
			allocations: row.allocations ?? [],
		})),
	overpayment: async ({ api, tenant }: At, id: string): Promise<With[]> =>
		rowsOf((await call(() => api.getOverpayment(tenant, id))).body.overpayments).map((row) => ({
			id: row.overpaymentID,
			allocations: row.allocations ?? [],
		})),
	prepayment: async ({ api, tenant }: At, id: string): Promise<With[]> =>
		rowsOf((await call(() => api.getPrepayment(tenant, id))).body.prepayments).map((row) => ({
			id: row.prepaymentID,
			allocations: row.allocations ?? [],
		})),
} as const;

const isOurs =
	(order: Allocate) =>
	({ invoice, amount, date, isDeleted }: Allocation): boolean =>
		isDeleted !== true &&
		invoice?.invoiceID?.toLowerCase() === order.step.invoice &&
		amount === amountOf(order) &&
		dayIfAny(date) === order.day;

/** The credit's id. 1 call. */
export const findAllocation = async (at: At, order: Allocate): Promise<string | null> => {
	const { kind, id } = creditOf(order);
	if (kind === 'payment') return null;
	const rows = await ifThere(readers[kind](at, id));
	return rows?.find((row) => row.id?.toLowerCase() === id)?.allocations.some(isOurs(order)) ? id : null;
};

/** The credit's id. 1 call. */
export const allocate = async ({ api, tenant }: At, order: Allocate): Promise<string> => {
	const { kind, id } = creditOf(order);
	const { key } = order;
	const sent = { allocations: [{ invoice: { invoiceID: order.step.invoice }, amount: amountOf(order), date: order.day }] };
	const writers = {
		'credit-note': () => api.createCreditNoteAllocation(tenant, id, sent, true, key),
		overpayment: () => api.createOverpaymentAllocations(tenant, id, sent, true, key),
		prepayment: () => api.createPrepaymentAllocations(tenant, id, sent, true, key),
	};
	if (kind === 'payment')
		return refuse('a payment at Xero is on its invoice already: only credit notes, over- and prepayments are applied');
	const answer = await call(writers[kind], saidOfPosting);
	if (!answer.body.allocations?.some((each) => each.amount === amountOf(order)))
		throw new AccountingFault('unavailable', 'Xero did not say whether the credit was applied');
	return id;
};
