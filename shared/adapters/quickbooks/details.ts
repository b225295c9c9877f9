/** What people and lenders ask of an invoice, a credit memo or a payment: `Details`, from what lists and change data capture answer anyway. */
import { type Details, type Line, lineLetters, linesKept } from '../../domain/document.ts';
import { type Currency, isFinerThanMinor, parseMoney } from '../../domain/money.ts';
import { decimalIn, fieldIn, listIn, momentIn, nameIn, shortened, textIn } from './said.ts';

/** Amounts beyond are none: what stays is a whole number of minor units in any currency, and a number that is written without an exponent. */
const mostUnits = 1e12;
const finest = 1e-6;
const amountIn = (of: unknown, name: string): string | undefined => {
	const value = fieldIn(of, name);
	if (typeof value !== 'number' || !(Math.abs(value) < mostUnits)) return undefined;
	return Math.abs(value) < finest ? '0' : String(value);
};
const minorOf = (amount: string, code: Currency): number => (amount === '0' ? 0 : parseMoney(amount, code).minor);
/** One that is finer than the currency is left out: it would not be what the ledger says. */
const minorIn = (of: unknown, name: string, code: Currency): number | undefined => {
	const amount = amountIn(of, name);
	return amount === undefined || isFinerThanMinor(amount, code) ? undefined : minorOf(amount, code);
};

/** Never empty: a line without words is named by what was sold. */
const wordsOf = (line: unknown, item: unknown): string => {
	const ref = fieldIn(item, 'ItemRef');
	return textIn(line, 'Description') ?? textIn(ref, 'name') ?? textIn(ref, 'value') ?? '–';
};
/**
 * QuickBooks keeps amounts of lines finer than some currencies are (its tax in JPY). Such a one is rounded half-even, here and nowhere else: lines are for
 * reading, no figure of ours is reckoned from them.
 */
const lineOf = (line: unknown, code: Currency): Line => {
	const item = fieldIn(line, 'SalesItemLineDetail');
	return {
		text: shortened(wordsOf(line, item), lineLetters),
		quantity: decimalIn(item, 'Qty') ?? null,
		minor: minorOf(amountIn(line, 'Amount') ?? '0', code),
	};
};
/** Items and words; a bundle's are inside it. Subtotals, discounts and tax are no lines. */
const soldIn = (row: unknown, within: 'row' | 'bundle' = 'row'): unknown[] => {
	const sold: unknown[] = [];
	for (const line of listIn(row, 'Line')) {
		const type = fieldIn(line, 'DetailType');
		if (type === 'SalesItemLineDetail' || (type === 'DescriptionOnly' && textIn(line, 'Description') !== undefined)) sold.push(line);
		else if (type === 'GroupLineDetail' && within === 'row') sold.push(...soldIn(fieldIn(line, type), 'bundle'));
	}
	return sold;
};

/** A field that the company made itself, by the words that are usual for it in English: QuickBooks has none of its own there. */
const orderWords = /^(?:customer(?:['’]?s)? )?(?:p\.? ?o\.?|purchase order)(?: ?(?:#|no\.?|num\.?|number|nr\.?|ref\.?|reference))?:?$/i;
const orderIn = (row: unknown): string | undefined => {
	const own = textIn(row, 'PONumber');
	if (own !== undefined) return own;
	for (const field of listIn(row, 'CustomField'))
		if (orderWords.test(textIn(field, 'Name') ?? '')) return textIn(field, 'StringValue') ?? decimalIn(field, 'NumberValue');
	return undefined;
};

const isViewed = (status: string | undefined): boolean => status?.toLowerCase() === 'viewed';
const sentIn = (row: unknown): Details['sent'] => {
	if (isViewed(textIn(row, 'EInvoiceStatus')) || isViewed(textIn(row, 'invoiceStatus'))) return 'viewed';
	if (listIn(row, 'invoiceStatusLog').some((each) => isViewed(textIn(each, 'status')))) return 'viewed';
	const delivery = fieldIn(row, 'DeliveryInfo');
	// It came back.
	if (textIn(delivery, 'DeliveryErrorType') !== undefined) return undefined;
	return fieldIn(row, 'EmailStatus') === 'EmailSent' || textIn(delivery, 'DeliveryTime') !== undefined ? 'sent' : undefined;
};

/** Shown as a link: only what leads to a page. */
const linkIn = (row: unknown): string | undefined => {
	const link = textIn(row, 'InvoiceLink');
	return link?.startsWith('https://') ? link : undefined;
};

type Writable = { -readonly [Field in keyof Details]: Details[Field] };
const put = <Field extends keyof Details>(into: Writable, field: Field, value: Details[Field] | undefined): void => {
	if (value !== undefined) into[field] = value;
};

/**
 * Of any row of that currency; never throws. The same row gives the same details whatever else is in the answer, and whoever asked: a sweep compares them.
 * `InvoiceLink` comes only to who asks for it by a parameter of its own, which node-quickbooks cannot send.
 */
export const detailsIn = (row: unknown, code: Currency): Details => {
	const details: Writable = {};
	put(details, 'created', momentIn(fieldIn(row, 'MetaData'), 'CreateTime'));
	put(details, 'rate', decimalIn(row, 'ExchangeRate'));
	put(details, 'purchaseOrder', orderIn(row));
	put(details, 'terms', nameIn(row, 'SalesTermRef'));
	put(details, 'tax', minorIn(fieldIn(row, 'TxnTaxDetail'), 'TotalTax', code));
	put(details, 'sent', sentIn(row));
	put(details, 'onlineUrl', linkIn(row));
	put(details, 'recurring', textIn(fieldIn(row, 'RecurDataRef'), 'value'));
	put(details, 'deduction', minorIn(row, 'LessCIS', code) || undefined);
	if (listIn(row, 'AttachableRef').length > 0) details.attachments = true;
	const sold = soldIn(row);
	if (sold.length > 0) {
		details.lines = sold.slice(0, linesKept).map((line) => lineOf(line, code));
		details.lineCount = sold.length;
	}
	return details;
};
