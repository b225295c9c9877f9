/** A document's history in words. */
import type { ChangeView, DocumentView, EntryView } from '../shared/wire/document-view.ts';
import { amountText } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

const facts: Readonly<Record<string, string>> = {
	state: 'State',
	customer: 'Customer',
	number: 'Number',
	reference: 'Reference',
	currency: 'Currency',
	total: 'Total',
	issued: 'Issue day',
	due: 'Due day',
	open: 'Open',
	unapplied: 'Not applied',
	status: 'The ledger’s word for its state',
	purchaseOrder: 'Order number',
	terms: 'Terms',
	tax: 'Tax',
	sent: 'Sent by the ledger',
	expected: 'Expected day',
	deduction: 'Kept back for the tax office',
	onlineUrl: 'Online link',
};
const days = new Set(['issued', 'due', 'expected']);
const amounts = new Set(['total', 'open', 'unapplied', 'tax', 'deduction']);
const states: Readonly<Record<string, string>> = { open: 'open', closed: 'settled', void: 'void', deleted: 'deleted in the ledger' };

const entryWords: Readonly<Record<string, string>> = {
	issued: 'Issued',
	payment: 'Payment',
	credit: 'Credit applied',
	overpayment: 'Overpayment applied',
	prepayment: 'Prepayment applied',
	refund: 'Refund',
	void: 'Cancelled',
};
export const entryText = (kind: string): string => entryWords[kind] ?? kind;

type Currencies = { readonly was: string; readonly is: string };
type Told = Pick<DocumentView, 'customer' | 'document' | 'names'>;

/** The other side, linked where we hold it. */
export const sourceLink = ({ customer }: Told, { source }: EntryView): Html | false => {
	if (source === null) return false;
	if (source.kind === null) return html`<small>its id in the ledger: <bdi>${source.id}</bdi></small>`;
	return html`<a href="${paths.document({ customer: customer.id, kind: source.kind, id: source.id })}">${source.number === '' ? 'see it' : html`<bdi>${source.number}</bdi>`}</a>`;
};

const valueText = (told: Told, what: string, value: string | null, currency: string): Html => {
	if (value === null || value === '') return html`none`;
	if (days.has(what)) return html`${dayText(value)}`;
	if (amounts.has(what)) return html`${amountText(value, currency)}`;
	if (what === 'state') return html`${states[value] ?? value}`;
	if (what === 'customer') return html`<a href="${paths.customer(value)}">${name(told.names[value] ?? '')}</a>`;
	return html`<bdi>${value}</bdi>`;
};

const entryLine = (entry: EntryView, currency: string): Html =>
	html`${amountText(entry.amount, currency)} on ${dayText(entry.day)}${entry.estimated && ' (the day we learned it)'}`;

const entryChange = (told: Told, was: EntryView | null, is: EntryView | null, currency: Currencies): Html => {
	const one = is ?? was;
	if (one === null) return html`Something was applied`;
	const what = html`${entryText(one.kind)} ${sourceLink(told, one)}`;
	if (was === null) return html`${what}: ${entryLine(one, currency.is)}`;
	if (is === null) return html`${what} <b>taken back</b>: it was ${entryLine(one, currency.was)}`;
	return html`${what}: ${entryLine(was, currency.was)} → ${entryLine(is, currency.is)}`;
};

const changeLine = (told: Told, change: ChangeView, currency: Currencies): Html => {
	const { what, was, is, entry } = change;
	if (what === 'lines') return html`Its lines changed`;
	if (what === 'attachments') return html`Files were attached or taken off`;
	if (entry !== undefined) return entryChange(told, entry.was, entry.is, currency);
	return html`${facts[what] ?? what}: ${valueText(told, what, was, currency.was)} → <b>${valueText(told, what, is, currency.is)}</b>`;
};

export const historyList = (view: DocumentView, clock: Clock): Html =>
	html`<ol class="ties">${view.history.steps.map(
		({
			learned,
			changes,
			currency = { was: view.document.currency, is: view.document.currency },
		}) => html`<li class="tie"><p>Learned ${momentTag(learned, clock)}</p>
	${changes.length === 0 ? html`<p class="s">A newer version in the ledger; nothing that we keep had changed.</p>` : html`<ul>${changes.map((change) => html`<li>${changeLine(view, change, currency)}</li>`)}</ul>`}</li>`,
	)}</ol>`;
