/** An invoice of its own for a late fee, and the day on which an invoice's money is expected. */
import { asked } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { type At, amountOf, chosen, codeOf, contactOf, ifThere, invoiceAt, named, type Of, quoted, refuse, written } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { dayIfAny, textOf, wordOf } from './rows.ts';

const gone: readonly string[] = ['VOIDED', 'DELETED'];

/** By customer and reference. 1 call. */
export const findLateFee = async ({ api, tenant }: At, order: Of<'late-fee'>): Promise<string | null> => {
	const where = `Contact.ContactID==Guid(${quoted(contactOf(order))}) AND Reference==${quoted(order.reference)} AND Type=="ACCREC"`;
	const none = undefined;
	const rows = await asked(
		call(() => api.getInvoices(tenant, none, where, none, none, none, none, none, 1)).then(({ body }) => rowsOf(body.invoices)),
	);
	const found = rows.find((row) => textOf(row.reference) === order.reference && !gone.includes(wordOf(row.status)));
	return found ? named(found.invoiceID) : null;
};

/** Without tax. Xero gives it the next number. 2 calls. */
export const writeLateFee = async (at: At, order: Of<'late-fee'>): Promise<string> => {
	const { api, tenant, sdk } = at;
	const invoice = {
		type: sdk.Invoice.TypeEnum.ACCREC,
		status: sdk.Invoice.StatusEnum.AUTHORISED,
		contact: { contactID: contactOf(order) },
		date: order.day,
		dueDate: order.step.due,
		currencyCode: sdk.CurrencyCode[order.currency as keyof typeof sdk.CurrencyCode],
		lineAmountTypes: sdk.LineAmountTypes.NoTax,
		reference: order.reference,
		lineItems: [
			{
				description: order.text,
				quantity: 1,
				unitAmount: amountOf(order),
				accountCode: await codeOf(at, chosen(order, 'late-fee')),
				taxType: 'NONE',
			},
		],
	};
	const answer = await call(() => api.createInvoices(tenant, { invoices: [invoice] }, true, undefined, order.key), saidOfPosting);
	return written(answer.body.invoices?.[0]?.invoiceID);
};

/** Whether Xero shows this very day. 1 call. */
export const findExpected = async ({ api, tenant }: At, { step }: Of<'expected-date'>): Promise<string | null> => {
	const rows = await ifThere(call(() => api.getInvoice(tenant, step.invoice)).then(({ body }) => rowsOf(body.invoices)));
	const row = rows?.find((each) => each.invoiceID?.toLowerCase() === step.invoice);
	return row && dayIfAny(row.expectedPaymentDate) === step.expected ? step.invoice : null;
};

/** The one field is sent and nothing else, so nothing else changes: what a POST leaves out Xero keeps. 2 calls. */
export const writeExpected = async (at: At, { step, key }: Of<'expected-date'>): Promise<string> => {
	const { api, tenant } = at;
	const { is } = await invoiceAt(at, step.invoice);
	if (is.state !== 'open') return refuse('the invoice is no longer open: no money is expected');
	const change = { invoiceID: step.invoice, expectedPaymentDate: step.expected };
	const answer = await call(() => api.updateInvoice(tenant, step.invoice, { invoices: [change] }, undefined, key), saidOfPosting);
	return written(answer.body.invoices?.[0]?.invoiceID);
};
