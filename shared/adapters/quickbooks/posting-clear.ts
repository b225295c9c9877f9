/**
 * Both sides of a set-off through the clearing account, which has to be of type Bank, since bills are paid from no other: a payment of the customer into it,
 * and a payment of the bill out of it.
 */
import * as z from 'zod/mini';
import { ledgerOfCustomer } from '../../domain/document.ts';
import { vendorId } from '../../domain/payables.ts';
import {
	amountOf,
	aroundDay,
	chosen,
	customerOf,
	isOurs,
	linksTo,
	noteOf,
	type Of,
	ourPayments,
	readOne,
	readRows,
	refuse,
	shortOf,
	written,
} from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';
import { minorOf, ref } from './row.ts';

/** 1 call. */
export const findClearedInvoice = async (client: PostingClient, order: Of<'clear-invoice'>): Promise<string | null> =>
	(await ourPayments(client, order)).find((row) => row.TotalAmt > 0 && linksTo(row, 'Invoice', order.step.invoice))?.Id ?? null;

/** 1 call. */
export const clearInvoice = (client: PostingClient, order: Of<'clear-invoice'>): Promise<string> => {
	const Amount = amountOf(order);
	const payment = {
		CustomerRef: { value: customerOf(order) },
		CurrencyRef: { value: order.currency },
		TotalAmt: Amount,
		TxnDate: order.day,
		PaymentRefNum: shortOf(order),
		PrivateNote: noteOf(order),
		DepositToAccountRef: { value: chosen(order, 'clearing') },
		Line: [{ Amount, LinkedTxn: [{ TxnId: order.step.invoice, TxnType: 'Invoice' }] }],
	};
	return client.make('Payment', payment, order.key);
};

const billPayment = z.extend(written, {
	Line: z._default(z.array(z.object({ LinkedTxn: z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []) })), []),
});

/** About its day, then by the private note and what it pays. 1 call for each 1,000. */
export const findClearedBill = async (client: PostingClient, order: Of<'clear-bill'>): Promise<string | null> => {
	const rows = readRows(billPayment, await client.list('BillPayment', aroundDay(order)));
	const pays = (row: z.infer<typeof billPayment>): boolean =>
		row.Line.some((line) => line.LinkedTxn.some((to) => to.TxnType === 'Bill' && to.TxnId === order.step.bill));
	return rows.find((row) => row.TotalAmt > 0 && isOurs(row, order) && pays(row))?.Id ?? null;
};

const billRow = z.extend(written, { VendorRef: ref, CurrencyRef: z.optional(ref), Balance: z._default(z.number(), 0) });

/** 2 calls: whose bill it is, and the payment. */
export const clearBill = async (client: PostingClient, order: Of<'clear-bill'>): Promise<string> => {
	const clearing = chosen(order, 'clearing');
	const bill = (await readOne(client, 'Bill', order.step.bill, billRow)) ?? refuse('the bill is not in QuickBooks any more');
	if (!order.suppliers.includes(vendorId(ledgerOfCustomer(order.customer), bill.VendorRef.value)))
		return refuse('the bill is of another supplier than this customer');
	if (bill.CurrencyRef && bill.CurrencyRef.value !== order.currency) return refuse('the bill has another currency');
	if (order.minor > minorOf(bill.Balance, order.currency)) return refuse('less than that is still open on the bill: it was paid meanwhile');
	const Amount = amountOf(order);
	const payment = {
		VendorRef: bill.VendorRef,
		CurrencyRef: { value: order.currency },
		PayType: 'Check',
		CheckPayment: { BankAccountRef: { value: clearing } },
		TotalAmt: Amount,
		TxnDate: order.day,
		PrivateNote: noteOf(order),
		Line: [{ Amount, LinkedTxn: [{ TxnId: order.step.bill, TxnType: 'Bill' }] }],
	};
	return client.make('BillPayment', payment, order.key);
};
