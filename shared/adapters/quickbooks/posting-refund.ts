/**
 * A credit paid back. QuickBooks has no one thing for it: a check from the bank to the customer on the account of receivables, and a payment that links it to
 * the credit (of nothing, for a credit memo; for an unapplied payment, that payment itself). Two writes, each with a key of its own and each looked for: cut
 * between them, the next try makes the link only. Until then the customer owes what was paid out, and still has the credit.
 */
import * as z from 'zod/mini';
import { AccountingFault } from '../../ports/accounting.ts';
import { receivablesIn } from './posting-accounts.ts';
import { withPart } from './posting-allocate.ts';
import {
	amountOf,
	aroundDay,
	customerOf,
	isOurs,
	linksTo,
	noteOf,
	type Of,
	ourPayments,
	paymentRow,
	readOne,
	readRows,
	refuse,
	shortOf,
	written,
} from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';
import { minorOf, ref } from './row.ts';

type Refund = Of<'refund'>;

/** About its day, then by the private note. 1 call for each 1,000. */
const findCheck = async (client: PostingClient, order: Refund): Promise<string | null> => {
	const rows = await client.list('Purchase', aroundDay(order));
	return readRows(written, rows).find((row) => row.TotalAmt > 0 && isOurs(row, order))?.Id ?? null;
};
const isLinked = async (client: PostingClient, order: Refund, check: string): Promise<boolean> => {
	const { kind, id } = order.step.credit;
	if (kind !== 'payment')
		return (await ourPayments(client, order)).some((row) => linksTo(row, 'CreditMemo', id) && linksTo(row, 'Check', check));
	const row = await readOne(client, 'Payment', id, paymentRow);
	return row !== null && linksTo(row, 'Check', check);
};

const memoRow = z.extend(written, {
	Balance: z.optional(z.number()),
	RemainingCredit: z.optional(z.number()),
	CustomerRef: ref,
	CurrencyRef: z.optional(ref),
});
/** Asked before the check is made: one that cannot be linked would stay. */
const refuseUnlessLeft = async (client: PostingClient, order: Refund): Promise<void> => {
	const { kind, id } = order.step.credit;
	const row = kind === 'payment' ? await readOne(client, 'Payment', id, paymentRow) : await readOne(client, 'CreditMemo', id, memoRow);
	if (row === null) return refuse('the credit is not in QuickBooks any more');
	if (row.CustomerRef.value !== customerOf(order) || (row.CurrencyRef && row.CurrencyRef.value !== order.currency))
		return refuse('the credit has another currency or customer in QuickBooks');
	const left = 'UnappliedAmt' in row ? row.UnappliedAmt : (row.RemainingCredit ?? row.Balance ?? 0);
	if (minorOf(left, order.currency) < order.minor) refuse('less than that is left of the credit: it was applied or paid back meanwhile');
};

/**
 * The check stands: a no to its link is no no to the refund, which must not be taken for unwritten. It is tried again, and says meanwhile what a person can do;
 * a void check is none.
 */
const halfDone = (error: unknown): never => {
	if (!(error instanceof AccountingFault && error.kind === 'refused')) throw error;
	throw new AccountingFault(
		'unavailable',
		`The check to the customer is made in QuickBooks, but not linked to the credit yet: ${error.message}. Free the credit there, or void the check`,
	);
};

/** The check's id, once it is linked. Fails where it is made and cannot be linked any more. 1–3 calls. */
export const findRefund = async (client: PostingClient, order: Refund): Promise<string | null> => {
	const check = await findCheck(client, order);
	if (check === null || (await isLinked(client, order, check))) return check;
	await refuseUnlessLeft(client, order).catch(halfDone);
	return null;
};

const makeCheck = async (client: PostingClient, order: Refund, bank: string): Promise<string> => {
	await refuseUnlessLeft(client, order);
	const check = {
		PaymentType: 'Check',
		AccountRef: { value: bank },
		EntityRef: { value: customerOf(order), type: 'Customer' },
		CurrencyRef: { value: order.currency },
		TxnDate: order.day,
		PrivateNote: noteOf(order),
		Line: [
			{
				Amount: amountOf(order),
				Description: order.text,
				DetailType: 'AccountBasedExpenseLineDetail',
				AccountBasedExpenseLineDetail: { AccountRef: { value: await receivablesIn(client, order.currency) } },
			},
		],
	};
	return client.make('Purchase', check, order.key);
};

const link = async (client: PostingClient, order: Refund, check: string): Promise<void> => {
	const { kind, id } = order.step.credit;
	const key = `${order.key}-link`;
	if (kind === 'payment') {
		const row = (await readOne(client, 'Payment', id, paymentRow)) ?? refuse('the payment is not in QuickBooks any more');
		const change = { CustomerRef: row.CustomerRef, TotalAmt: row.TotalAmt, Line: withPart(row, order, 'Check', check) };
		await client.change('Payment', row, change, key);
		return;
	}
	const Amount = amountOf(order);
	const payment = {
		CustomerRef: { value: customerOf(order) },
		CurrencyRef: { value: order.currency },
		TotalAmt: 0,
		TxnDate: order.day,
		PaymentRefNum: shortOf(order),
		PrivateNote: noteOf(order),
		Line: [
			{ Amount, LinkedTxn: [{ TxnId: check, TxnType: 'Check' }] },
			{ Amount, LinkedTxn: [{ TxnId: id, TxnType: 'CreditMemo' }] },
		],
	};
	await client.make('Payment', payment, key);
};

/** The check's id. 5–7 calls. */
export const refund = async (client: PostingClient, order: Refund): Promise<string> => {
	const { kind } = order.step.credit;
	if (kind !== 'payment' && kind !== 'credit-note')
		return refuse(`QuickBooks has no ${kind}s: credit memos and unapplied payments are paid back`);
	const bank =
		order.accounts.banks[order.currency] ?? refuse(`no bank account for ${order.currency} was chosen: choose one for this ledger`);
	const check = (await findCheck(client, order)) ?? (await makeCheck(client, order, bank));
	if (!(await isLinked(client, order, check))) await link(client, order, check).catch(halfDone);
	return check;
};
