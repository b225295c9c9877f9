/**
 * A booking taken back. A payment becomes DELETED; an overpayment is voided by deleting the bank transaction that made it, whose id it shares, and only
 * while nothing of it is applied or paid back: which invoices are open again is a person's choice.
 */
import { AccountingFault } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { type At, ifThere, type Of, refuse } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { wordOf } from './rows.ts';

type TakeBack = Of<'take-back'>;
const isGone = (status: unknown): boolean => ['DELETED', 'VOIDED'].includes(wordOf(status));
const refuseKind = ({ step }: TakeBack): never => refuse(`a ${step.booked.kind} is no booking of ours: take it back in Xero`);

const overpayment = async ({ api, tenant }: At, id: string) => {
	const rows = await ifThere(call(() => api.getOverpayment(tenant, id)).then(({ body }) => rowsOf(body.overpayments)));
	return rows?.find((row) => row.overpaymentID?.toLowerCase() === id) ?? null;
};

/** 1 call. */
export const findTakenBack = async (at: At, { step: { booked } }: TakeBack): Promise<string | null> => {
	const { api, tenant } = at;
	if (booked.kind === 'overpayment') return isGone((await overpayment(at, booked.id))?.status) ? booked.id : null;
	if (booked.kind !== 'payment') return null;
	const rows = await ifThere(call(() => api.getPayment(tenant, booked.id)).then(({ body }) => rowsOf(body.payments)));
	return isGone(rows?.find((row) => row.paymentID?.toLowerCase() === booked.id)?.status) ? booked.id : null;
};

const voidOverpayment = async (at: At, { key }: TakeBack, id: string): Promise<unknown> => {
	const { api, tenant, sdk } = at;
	const now = (await overpayment(at, id)) ?? refuse('the overpayment is not in Xero any more');
	if ((now.allocations ?? []).some((each) => each.isDeleted !== true))
		refuse('the money was applied to invoices in Xero: take it off them there, then try again');
	if ((now.payments ?? []).some((each) => !isGone(each.status))) refuse('part of the money was paid back already');
	const rows = await ifThere(call(() => api.getBankTransaction(tenant, id)).then(({ body }) => rowsOf(body.bankTransactions)));
	const row = rows?.[0] ?? refuse('Xero made this overpayment itself: take it back there');
	// Type, account and lines are required by Xero's document, and sent back as they were read.
	const { type, bankAccount, lineItems } = row;
	const change = {
		type,
		bankAccount: { accountID: bankAccount?.accountID ?? '' },
		lineItems: lineItems.map(({ lineItemID, description }) => ({ lineItemID: lineItemID ?? '', description: description ?? '' })),
		bankTransactionID: id,
		status: sdk.BankTransaction.StatusEnum.DELETED,
	};
	const answer = await call(() => api.updateBankTransaction(tenant, id, { bankTransactions: [change] }, undefined, key), saidOfPosting);
	return answer.body.bankTransactions?.[0]?.status;
};

const deletePayment = async ({ api, tenant }: At, { key }: TakeBack, id: string): Promise<unknown> => {
	const answer = await call(() => api.deletePayment(tenant, id, { status: 'DELETED' }, key), saidOfPosting);
	return answer.body.payments?.[0]?.status;
};

/** A payment 1 call, an overpayment 3. */
export const takeBack = async (at: At, order: TakeBack): Promise<string> => {
	const { kind, id } = order.step.booked;
	if (kind !== 'payment' && kind !== 'overpayment') return refuseKind(order);
	const status = await (kind === 'payment' ? deletePayment(at, order, id) : voidOverpayment(at, order, id));
	// A 200 that does not say so says nothing: `find` will.
	if (!isGone(status)) throw new AccountingFault('unavailable', 'Xero did not say whether it was taken back');
	return id;
};
