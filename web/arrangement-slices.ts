/** What is open on an invoice and what each part of it is under: a small stacked bar, with the words beside it. */
import type { InvoiceSlicesView, SliceHow, SliceView } from '../shared/wire/arrangement-slices.ts';
import { lookKey, percent, rect } from './ages.ts';
import { amountText, millionths, permille } from './amount.ts';
import { dayText } from './calendar.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';

/** Which of the five looks: on its way or not due yet, agreed with a day of its own, waited for, chased, in question. The words say the rest. */
const looks: Readonly<Record<SliceHow, number>> = {
	IN_FLIGHT: 0,
	AUTOPAY: 0,
	INSTALMENT: 1,
	PUT_OFF: 1,
	PROMISED: 2,
	PLANNED: 2,
	SETTLING: 2,
	GIVEN_UP: 4,
	EXTENDED: 2,
	PAUSED: 2,
	CHASED: 3,
	DISPUTED: 4,
	CREDIT_PENDING: 4,
	SET_OFF: 4,
	INSOLVENT: 4,
};

/** What is not due yet looks as it does among the ages. */
const lookOf = ({ how, by }: SliceView, today: string): number => (how === 'CHASED' && by !== null && by > today ? 0 : looks[how]);

const due = (by: string, today: string): string => (by > today ? `not due before ${dayText(by)}` : `chased: due since ${dayText(by)}`);

/** “promised, not chased up to 8 Dec 2026” */
export const sliceText = ({ how, text, by, until }: SliceView, today: string): string => {
	if (by !== null)
		return how === 'CHASED' ? due(by, today) : how === 'PUT_OFF' ? `put off to ${dayText(by)}` : `instalment of ${dayText(by)}`;
	return until === null ? text : `${text}, not chased up to ${dayText(until)}`;
};

/** Of what is not chased for another reason than a day: whether a lender may count it. */
const aside = ({ funds }: SliceView): Html | false => !funds.counts && html` <small>not counted for factoring</small>`;

const bar = ({ number, currency, open, slices }: InvoiceSlicesView, today: string): Html => {
	const whole = millionths(open);
	let before = 0n;
	const pieces = slices.map((slice) => {
		const from = permille(before, whole);
		before += millionths(slice.amount);
		const width = permille(before, whole) - from;
		return width > 0 && rect(lookOf(slice, today), { x: percent(from), width: percent(width), height: '100%' }, true);
	});
	const words = slices.map((slice) => `${amountText(slice.amount, currency)} ${sliceText(slice, today)}`).join(', ');
	return html`<svg class="bar" role="img" aria-label="${number || 'The invoice'}: ${words}" width="100%" height="16">${pieces}</svg>`;
};

/** `customer`: to lead to the arrangement; null: without links. */
export const slicesOf = (invoice: InvoiceSlicesView, today: string, customer: string | null): Html => {
	const { currency, slices } = invoice;
	return html`${bar(invoice, today)}<ul class="bare">${slices.map((slice) => {
		const said = html`<b>${amountText(slice.amount, currency)}</b> ${sliceText(slice, today)}`;
		const to = slice.arrangement !== null && customer !== null && paths.arrangement(customer, slice.arrangement);
		return html`<li>${lookKey(lookOf(slice, today))}${to ? html`<a href="${to}">${said}</a>` : said}${aside(slice)}</li>`;
	})}</ul>`;
};

/** One invoice with its bar. */
export const invoiceLine = (invoice: InvoiceSlicesView, today: string, customer: string): Html => {
	const { id, number, currency, open, due: day, issued, unsure, slices } = invoice;
	const to = paths.document({ customer, kind: 'invoice', id });
	return html`<li class="tie"><p><a href="${to}">Invoice <b><bdi>${number || id}</bdi></b></a>: of ${amountText(open, currency)}, ${day === null ? `issued ${dayText(issued)}` : `due ${dayText(day)}`}</p>
	${unsure && html`<p class="late">✗ The ledger has a newer state of it that cannot be read: nothing is agreed about it until it can.</p>`}
	${slices.length > 0 ? slicesOf(invoice, today, customer) : html`<p class="s">Nothing is open.</p>`}</li>`;
};
