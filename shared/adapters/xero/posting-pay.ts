/** Payments that are no money received: a credit paid back from a bank account, and both sides of a set-off through the clearing account. */
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import { asked } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { isAboutTheRow } from './listed.ts';
import { type At, amountOf, chosen, ifThere, named, type Of, quoted, refuse, written } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { textOf, wordOf } from './rows.ts';
import { billOf } from './vendors.ts';

type Pay = Of<'refund'> | Of<'clear-invoice'> | Of<'clear-bill'>;

/** The id of a bill may be as a person typed it. */
const targetOf = ({ step }: Pay): string =>
	(step.do === 'refund' ? step.credit.id : step.do === 'clear-invoice' ? step.invoice : step.bill).toLowerCase();
/** Xero answers what a payment is for under `Invoice`, also where that is a credit. */
const isFor = (row: Payment, id: string): boolean =>
	[row.invoice?.invoiceID, row.creditNote?.creditNoteID, row.overpayment?.overpaymentID, row.prepayment?.prepaymentID].some(
		(each) => each?.toLowerCase() === id,
	);

/** By reference, then by what it is for. 1 call. */
export const findPay = async ({ api, tenant }: At, order: Pay): Promise<string | null> => {
	const where = `Reference==${quoted(order.reference)} AND Status=="AUTHORISED"`;
	const rows = await asked(call(() => api.getPayments(tenant, undefined, where)).then(({ body }) => rowsOf(body.payments)));
	const found = rows.find(
		(row) => textOf(row.reference) === order.reference && wordOf(row.status) === 'AUTHORISED' && isFor(row, targetOf(order)),
	);
	return found ? named(found.paymentID) : null;
};

const forOf = (order: Pay): Pick<Payment, 'invoice' | 'creditNote' | 'overpayment' | 'prepayment'> => {
	if (order.step.do !== 'refund') return { invoice: { invoiceID: targetOf(order) } };
	const { kind, id } = order.step.credit;
	if (kind === 'credit-note') return { creditNote: { creditNoteID: id } };
	if (kind === 'overpayment') return { overpayment: { overpaymentID: id } };
	if (kind === 'prepayment') return { prepayment: { prepaymentID: id } };
	return refuse('a payment at Xero is on its invoice: only credit notes, over- and prepayments are paid back');
};
const accountOf = (order: Pay): string => {
	if (order.step.do !== 'refund') return chosen(order, 'clearing');
	return order.accounts.banks[order.currency] ?? refuse(`no bank account for ${order.currency} was chosen: choose one for this ledger`);
};

/** Xero takes a payment for a sales invoice where a bill was meant, and for anybody's bill: what it is must be known before. 1 call. */
const mustBeBill = async ({ api, tenant, ledger }: At, order: Of<'clear-bill'>): Promise<void> => {
	const id = targetOf(order);
	const rows = await ifThere(call(() => api.getInvoice(tenant, id)).then(({ body }) => rowsOf(body.invoices)));
	const row = rows?.find((each) => each.invoiceID?.toLowerCase() === id) ?? refuse('the bill is not in Xero any more');
	try {
		const bill = billOf(ledger, row) ?? refuse('it is no bill of a supplier that is still open in Xero');
		if (!order.suppliers.includes(bill.vendor)) refuse('the bill is of another supplier than this customer');
		if (bill.currency !== order.currency) refuse('the bill has another currency');
		if (order.minor > bill.open) refuse('less than that is still open on the bill: it was paid meanwhile');
	} catch (error) {
		if (!isAboutTheRow(error)) throw error;
		refuse(`the bill cannot be read: ${error.message}`);
	}
};
const isBill = (order: Pay): order is Of<'clear-bill'> => order.step.do === 'clear-bill';

/** 1 call, 2 for a bill. */
export const pay = async (at: At, order: Pay): Promise<string> => {
	const { api, tenant } = at;
	if (isBill(order)) await mustBeBill(at, order);
	const payment = {
		...forOf(order),
		account: { accountID: accountOf(order) },
		date: order.day,
		amount: amountOf(order),
		reference: order.reference,
	};
	const answer = await call(() => api.createPayment(tenant, payment, order.key), saidOfPosting);
	return written(answer.body.payments?.[0]?.paymentID);
};
