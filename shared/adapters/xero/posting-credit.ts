/** A credit note over part of an invoice, to the account for discounts or bad debts, with the invoice's own tax rate. It is applied by a step of its own. */
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import { asked } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { type At, amountOf, chosen, codeOf, contactOf, invoiceAt, named, type Of, quoted, refuse, written } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { textOf, wordOf } from './rows.ts';

type Credit = Of<'credit-note'>;
const gone: readonly string[] = ['VOIDED', 'DELETED'];

/** By customer and reference, which a credit note keeps. 1 call. */
export const findCreditNote = async ({ api, tenant }: At, order: Credit): Promise<string | null> => {
	const where = `Contact.ContactID==Guid(${quoted(contactOf(order))}) AND Reference==${quoted(order.reference)} AND Type=="ACCRECCREDIT"`;
	const none = undefined;
	const rows = await asked(
		call(() => api.getCreditNotes(tenant, none, where, none, 1, none, 100)).then(({ body }) => rowsOf(body.creditNotes)),
	);
	const found = rows.find((row) => textOf(row.reference) === order.reference && !gone.includes(wordOf(row.status)));
	return found ? named(found.creditNoteID) : null;
};

/**
 * The one rate of its lines; those without an amount are words and have none. Several: nobody could say how much of which is credited, and the tax return
 * would be wrong.
 */
const taxTypeOf = (row: Invoice): string => {
	const lines = (row.lineItems ?? []).filter((line) => line.lineAmount);
	const types = [...new Set(lines.map((line) => textOf(line.taxType)))];
	const [type] = types;
	if (types.length > 1) return refuse('the invoice has several tax rates: credit it in Xero');
	if (type) return type;
	return row.totalTax ? refuse('Xero does not say which tax rate the invoice has: credit it in Xero') : 'NONE';
};

/** 3 calls: the invoice, the accounts, the credit note. */
export const writeCreditNote = async (at: At, order: Credit): Promise<string> => {
	const { api, tenant, sdk } = at;
	const account = chosen(order, order.step.to);
	const { row, is } = await invoiceAt(at, order.step.invoice);
	if (is.state !== 'open') return refuse('the invoice is no longer open: it was paid, voided or taken back meanwhile');
	if (is.currency !== order.currency || is.customer !== order.customer)
		return refuse('the invoice has another currency or customer in Xero by now');
	// Nothing could be applied of the rest, and the next step would be refused with this one done.
	if (order.minor > is.open) return refuse('less than that is still open on the invoice: it was paid or credited meanwhile');
	const credit = {
		type: sdk.CreditNote.TypeEnum.ACCRECCREDIT,
		status: sdk.CreditNote.StatusEnum.AUTHORISED,
		contact: { contactID: contactOf(order) },
		date: order.day,
		currencyCode: sdk.CurrencyCode[order.currency as keyof typeof sdk.CurrencyCode],
		// At the invoice's own rate: no gain or loss comes of it.
		...(row.currencyRate && row.currencyRate !== 1 ? { currencyRate: row.currencyRate } : {}),
		lineAmountTypes: sdk.LineAmountTypes.Inclusive,
		reference: order.reference,
		lineItems: [
			{
				description: order.text,
				quantity: 1,
				unitAmount: amountOf(order),
				accountCode: await codeOf(at, account),
				taxType: taxTypeOf(row),
			},
		],
	};
	const answer = await call(() => api.createCreditNotes(tenant, { creditNotes: [credit] }, true, undefined, order.key), saidOfPosting);
	return written(answer.body.creditNotes?.[0]?.creditNoteID);
};
