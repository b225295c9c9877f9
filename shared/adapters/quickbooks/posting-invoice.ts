/**
 * A credit memo over part of an invoice, with the invoice's own tax, and an invoice of its own for a late fee. Both have one line, of the chosen service.
 */
import * as z from 'zod/mini';
import {
	amountOf,
	aroundDay,
	chosen,
	customerOf,
	decimal,
	isOurs,
	noteOf,
	type Of,
	readOne,
	readRows,
	refuse,
	written,
} from './posting-at.ts';
import { refuseWhereItStrays } from './posting-auto-apply.ts';
import type { PostingClient } from './posting-client.ts';
import { minorOf, ref } from './row.ts';

const itemLine = z.object({ Amount: z.optional(z.number()), SalesItemLineDetail: z.optional(z.object({ TaxCodeRef: z.optional(ref) })) });
const line = z.extend(itemLine, { GroupLineDetail: z.optional(z.object({ Line: z._default(z.array(itemLine), []) })) });
const invoiceRow = z.extend(written, {
	Balance: z.number(),
	CustomerRef: ref,
	CurrencyRef: z.optional(ref),
	ExchangeRate: z.optional(z.number()),
	GlobalTaxCalculation: z.optional(z.string()),
	TxnTaxDetail: z._default(z.object({ TotalTax: z._default(z.number(), 0), TxnTaxCodeRef: z.optional(ref) }), { TotalTax: 0 }),
	Line: z._default(z.array(line), []),
});
type InvoiceRow = z.infer<typeof invoiceRow>;

/** By customer and about its day, then by the private note. A void one is of nothing. 1 call. */
export const findSale = async (client: PostingClient, order: Of<'credit-note'> | Of<'late-fee'>): Promise<string | null> => {
	const rows = await client.list(order.step.do === 'late-fee' ? 'Invoice' : 'CreditMemo', [
		{ field: 'CustomerRef', operator: '=', value: customerOf(order) },
		...aroundDay(order),
	]);
	return readRows(written, rows).find((row) => row.TotalAmt > 0 && isOurs(row, order))?.Id ?? null;
};

const invoiceAt = async (client: PostingClient, id: string): Promise<InvoiceRow> =>
	(await readOne(client, 'Invoice', id, invoiceRow)) ?? refuse('the invoice is not in QuickBooks any more');

/** The one tax code of its lines. Several: nobody could say how much of which is credited, and the tax return would be wrong. */
const taxCodeOf = (row: InvoiceRow): string | undefined => {
	const lines = row.Line.flatMap((each) => [each, ...(each.GroupLineDetail?.Line ?? [])]).filter(
		(each) => each.SalesItemLineDetail && each.Amount,
	);
	const codes = [...new Set(lines.map((each) => each.SalesItemLineDetail?.TaxCodeRef?.value))];
	if (codes.length > 1) return refuse('the invoice has several tax rates: credit it in QuickBooks');
	if (codes[0] === undefined && row.TxnTaxDetail.TotalTax !== 0)
		return refuse('QuickBooks does not say which tax rate the invoice has: credit it in QuickBooks');
	return codes[0];
};

/** `minor × part ÷ whole`, half up, in whole minor units. */
const share = (minor: number, part: number, whole: number): number =>
	Number((2n * BigInt(minor) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)));

type Sold = { readonly item: string; readonly net: number; readonly text: string; readonly tax: string | undefined };
const lineOf = ({ item, net, text, tax }: Sold) => ({
	Amount: net,
	Description: text.slice(0, 4000),
	DetailType: 'SalesItemLineDetail',
	SalesItemLineDetail: { ItemRef: { value: item }, Qty: 1, UnitPrice: net, ...(tax === undefined ? {} : { TaxCodeRef: { value: tax } }) },
});

/**
 * What is credited includes its share of the invoice's tax, which is sent apart: then both add up to it whatever is rounded. Also where QuickBooks reckons sales
 * tax by itself: it honours an amount that is sent (developer.intuit.com, blog of 2017-12-11), and takes a line without a code for a taxable one (2018-03-28),
 * so what bears no tax says so. 3–4 calls.
 */
export const writeCreditMemo = async (client: PostingClient, order: Of<'credit-note'>): Promise<string> => {
	const { currency, minor } = order;
	const item = chosen(order, order.step.to);
	const row = await invoiceAt(client, order.step.invoice);
	if (row.CustomerRef.value !== customerOf(order) || (row.CurrencyRef && row.CurrencyRef.value !== currency))
		return refuse('the invoice has another currency or customer in QuickBooks by now');
	// Nothing could be applied of the rest, and the next step would be refused with this one done.
	if (minor > minorOf(row.Balance, currency))
		return refuse('less than that is still open on the invoice: it was paid or credited meanwhile');
	const said = taxCodeOf(row);
	await refuseWhereItStrays(client, order);
	const { TotalTax, TxnTaxCodeRef } = row.TxnTaxDetail;
	const tax = share(minor, minorOf(TotalTax, currency), minorOf(row.TotalAmt, currency));
	const isGlobal = row.GlobalTaxCalculation !== undefined;
	const code = isGlobal || tax > 0 ? said : 'NON';
	const memo = {
		CustomerRef: { value: customerOf(order) },
		CurrencyRef: { value: currency },
		...(row.ExchangeRate === undefined ? {} : { ExchangeRate: row.ExchangeRate }),
		TxnDate: order.day,
		PrivateNote: noteOf(order),
		...(isGlobal ? { GlobalTaxCalculation: row.GlobalTaxCalculation === 'NotApplicable' ? 'NotApplicable' : 'TaxExcluded' } : {}),
		Line: [lineOf({ item, net: decimal(minor - tax, currency), text: order.text, tax: code })],
		...(tax === 0 ? {} : { TxnTaxDetail: { ...(TxnTaxCodeRef ? { TxnTaxCodeRef } : {}), TotalTax: decimal(tax, currency) } }),
	};
	return client.make('CreditMemo', memo, order.key);
};

/** Without tax, said as the invoice it is for says it: companies outside the United States have no code for "not taxable". 2 calls. */
export const writeLateFee = async (client: PostingClient, order: Of<'late-fee'>): Promise<string> => {
	const item = chosen(order, 'late-fee');
	const { GlobalTaxCalculation } = await invoiceAt(client, order.step.invoice);
	const isGlobal = GlobalTaxCalculation !== undefined;
	const invoice = {
		CustomerRef: { value: customerOf(order) },
		CurrencyRef: { value: order.currency },
		TxnDate: order.day,
		DueDate: order.step.due,
		PrivateNote: noteOf(order),
		...(isGlobal ? { GlobalTaxCalculation: 'NotApplicable' } : {}),
		Line: [lineOf({ item, net: amountOf(order), text: order.text, tax: isGlobal ? undefined : 'NON' })],
	};
	return client.make('Invoice', invoice, order.key);
};
