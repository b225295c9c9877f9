/**
 * What people and lenders ask of a document, from what the lists answer already: no call is made for it. No figure of ours is reckoned from it, so none of it
 * ever refuses a row: what makes no sense is left out. Xero says no creation time, no order number of the customer's and no terms of a document, and the
 * address of its online invoice only to those who ask for each.
 *
 * A line's amount is the one amount of this adapter that is rounded, half-even, where Xero says more decimals than the currency has.
 */
import type { LineItem } from 'xero-node/dist/gen/model/accounting/lineItem';
import { type Details, type Line, lineLetters, linesKept } from '../../domain/document.ts';
import { type Currency, isFinerThanMinor, moneyFromNumber } from '../../domain/money.ts';
import { dayIfAny, textOf } from './rows.ts';

/** Raised when more is read of a row than before, or the same is read otherwise: a ledger read by a lower one is read whole again. 2: details. */
export const mapping = 2;

/** The fields of any document that has them, whatever the SDK's models call their types. */
export type Detailed = {
	readonly totalTax?: unknown;
	readonly lineItems?: readonly LineItem[] | undefined;
	readonly sentToContact?: unknown;
	readonly hasAttachments?: unknown;
	readonly currencyRate?: unknown;
	readonly repeatingInvoiceID?: unknown;
	readonly expectedPaymentDate?: unknown;
	readonly cISDeduction?: unknown;
};

/** Beyond these a number is no amount that anybody invoices, and JavaScript writes it with an exponent. */
const largest = 1e12;
const smallest = 1e-6;
const isAmount = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= largest;
const rounded = (value: number, code: Currency): number => (Math.abs(value) < smallest ? 0 : moneyFromNumber(value, code).minor);
/** Null where it is none, or none that can be told exactly. */
const exactly = (value: unknown, code: Currency): number | null =>
	isAmount(value) && !isFinerThanMinor(String(value), code) ? rounded(value, code) : null;

/** As Xero says it: `1.176471`; '' when there is none. */
const decimalOf = (value: unknown): string => (isAmount(value) && (value === 0 || Math.abs(value) >= smallest) ? String(value) : '');

/** The first `lineLetters`; a letter may be two units of the text and is not cut through. */
const cut = (text: string): string =>
	text.length <= lineLetters
		? text
		: Array.from(text.slice(0, 2 * lineLetters))
				.slice(0, lineLetters)
				.join('')
				.trimEnd();

const wordless = '–';
/** Words alone make a line too: it has no quantity, and amounts to nothing. */
const lineOf = ({ description, item, itemCode, quantity, lineAmount }: LineItem, code: Currency): Line => ({
	text: cut(textOf(description).trim() || textOf(item?.name).trim() || textOf(itemCode).trim() || wordless),
	quantity: decimalOf(quantity) || null,
	minor: isAmount(lineAmount) ? rounded(lineAmount, code) : 0,
});

type Told = { -readonly [Name in keyof Details]: Details[Name] };

/** Null when Xero says nothing. */
export const detailsOf = (row: Detailed, code: Currency): Details | null => {
	const told: Told = {};
	const tax = exactly(row.totalTax, code);
	if (tax !== null) told.tax = tax;
	const { lineItems } = row;
	if (Array.isArray(lineItems) && lineItems.length > 0) {
		told.lines = lineItems.slice(0, linesKept).map((line: LineItem) => lineOf(line, code));
		told.lineCount = lineItems.length;
	}
	if (row.sentToContact === true) told.sent = 'sent';
	if (row.hasAttachments === true) told.attachments = true;
	const rate = decimalOf(row.currencyRate);
	if (rate) told.rate = rate;
	const recurring = textOf(row.repeatingInvoiceID).toLowerCase();
	if (recurring) told.recurring = recurring;
	const expected = dayIfAny(row.expectedPaymentDate);
	if (expected) told.expected = expected;
	const deduction = exactly(row.cISDeduction, code);
	if (deduction) told.deduction = deduction;
	return Object.keys(told).length > 0 ? told : null;
};
