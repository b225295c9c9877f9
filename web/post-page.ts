/** Asking for something to be written to a customer's ledger: one form for each kind, then a page that shows exactly what would be written. */
import { type Document, providerOf, type StoredDocument } from '../shared/domain/document.ts';
import { toDecimal } from '../shared/domain/money.ts';
import type { Payable } from '../shared/domain/payables.ts';
import type { Payment } from '../shared/domain/payment.ts';
import type { PostingKind } from '../shared/domain/posting.ts';
import type { PostingSettings } from '../shared/domain/posting-accounts.ts';
import { amountText } from './amount.ts';
import { dayText } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { kindWords } from './posting-words.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';

export type PostPageView = {
	readonly user: Viewer;
	readonly customer: { readonly id: string; readonly name: string; readonly ledger: string };
	readonly today: string;
	readonly invoices: readonly StoredDocument[];
	readonly credits: readonly StoredDocument[];
	/** What the company owes the customer as its supplier. */
	readonly bills: readonly Payable[];
	/** Whether it is known who the customer is as a supplier. */
	readonly isSupplier: boolean;
	readonly payments: readonly Payment[];
	readonly settings: PostingSettings;
	/** A random key for each form: sent twice, it is one posting. */
	readonly token: () => string;
};

const text = (minor: number, { currency }: Pick<Document, 'currency'>): string => amountText(toDecimal({ minor, currency }), currency);

const select = (id: string, field: string, label: string, options: readonly Html[]): Html =>
	html`<p><label for="${id}">${label}</label><br><select id="${id}" name="${field}" required>${options}</select></p>`;

const invoiceOption = (one: StoredDocument): Html =>
	html`<option value="${one.id}">${one.number || 'without a number'}: ${text(one.open, one)} open${one.held > 0 && html`, ${text(one.held, one)} of it being paid`}${one.due !== null && `, due ${dayText(one.due)}`}</option>`;
const creditOption = (one: StoredDocument): Html =>
	html`<option value="${`${one.kind}|${one.id}`}">${one.number || one.kind}: ${text(one.unapplied, one)} left</option>`;
const billOption = (one: Payable): Html =>
	html`<option value="${one.id}">${one.number || 'without a number'}: ${text(one.open, one)} open, ${one.due === null ? html`of ${dayText(one.issued)}` : html`due ${dayText(one.due)}`}</option>`;
const paymentOption = (one: Payment): Html =>
	html`<option value="${one.id}">${text(one.minor, one)} of ${dayText(one.day)} (${one.id})</option>`;

const input = (id: string, field: string, label: string, more: Html, hint?: string): Html =>
	html`<p><label for="${id}">${label}</label><br><input id="${id}" name="${field}" ${more}${hint !== undefined && html` aria-describedby="${id}-h"`}>${hint !== undefined && html`<br><small id="${id}-h">${hint}</small>`}</p>`;

const amountInput = (kind: PostingKind): Html =>
	input(
		`${kind}-amount`,
		'amount',
		'Amount',
		html`inputmode="decimal" pattern="[0-9]+([.][0-9]+)?" required autocomplete="off"`,
		'In the currency of what you chose, like 12.50',
	);
const textInput = (kind: PostingKind, label = 'Words for the ledger (may be left empty)'): Html =>
	input(`${kind}-text`, 'text', label, html`maxlength="200" autocomplete="off"${kind === 'note' && html` required`}`);

type Form = { readonly kind: PostingKind; readonly what: string; readonly fields: Html; readonly offered: boolean };

const forms = ({ invoices, credits, bills, isSupplier, payments, today, settings, customer }: PostPageView): readonly Form[] => {
	const owes = invoices.length > 0;
	const has = credits.length > 0;
	const invoice = (kind: PostingKind): Html => select(`${kind}-invoice`, 'invoice', 'Invoice', invoices.map(invoiceOption));
	const credit = (kind: PostingKind): Html => select(`${kind}-credit`, 'credit', 'Credit', credits.map(creditOption));
	const bill =
		bills.length > 0
			? select('set-off-bill', 'bill', 'Their bill', bills.map(billOption))
			: input(
					'set-off-bill',
					'bill',
					'Their bill, by its id in the ledger',
					html`maxlength="200" required autocomplete="off"`,
					'No open bill of theirs is known here: read bills under “What you owe your customers” to choose from them. A bill of another supplier is refused.',
				);
	return [
		{
			kind: 'allocation',
			what: 'What the customer already has with you is applied to an invoice.',
			offered: owes && has,
			fields: html`${credit('allocation')}${invoice('allocation')}${amountInput('allocation')}`,
		},
		{
			kind: 'credit',
			what: 'A credit note for an invoice, applied to it at once, with the invoice’s own tax.',
			offered: owes,
			fields: html`${invoice('credit')}${amountInput('credit')}${select('credit-reason', 'reason', 'Why', [html`<option value="discount">Early-payment discount</option>`, html`<option value="goodwill">Goodwill</option>`, html`<option value="correction">Correction</option>`])}${textInput('credit')}`,
		},
		{
			kind: 'write-off',
			what: `A small balance that nobody will chase: at most ${settings.writeOffMost} in the invoice’s currency.`,
			offered: owes,
			fields: html`${invoice('write-off')}${amountInput('write-off')}${textInput('write-off')}`,
		},
		{
			kind: 'late-fee',
			what: 'An invoice of its own for a fee or interest, for the delay of another one that is past its due day.',
			offered: owes,
			fields: html`${invoice('late-fee')}${amountInput('late-fee')}${input('late-fee-due', 'due', 'Due on', html`type="date" min="${today}" required`)}${textInput('late-fee')}`,
		},
		{
			kind: 'refund',
			what: 'What the customer has with you is paid back from the bank account. The ledger is told; the transfer itself you make at your bank.',
			offered: has,
			fields: html`${credit('refund')}${amountInput('refund')}${textInput('refund')}`,
		},
		{
			kind: 'set-off',
			what: 'What you owe them against what they owe you, as you agreed with them, through the clearing account.',
			offered: owes && isSupplier,
			fields: html`${invoice('set-off')}${bill}${amountInput('set-off')}${textInput('set-off')}`,
		},
		{
			kind: 'note',
			what: 'A line in the invoice’s history or private note. No money moves.',
			offered: owes,
			fields: html`${invoice('note')}${textInput('note', 'Note')}`,
		},
		{
			kind: 'expected-date',
			what: 'The day on which you expect the money, in the ledger’s own field. No money moves.',
			offered: owes && providerOf(customer.ledger) === 'xero',
			fields: html`${invoice('expected-date')}${input('expected-date-day', 'expected', 'Expected on', html`type="date" min="${today}" required`)}`,
		},
		{
			kind: 'reversal',
			what: 'A payment through Cobro that was refunded, charged back or bounced whole: its entries are taken back and its invoices are open again.',
			offered: payments.length > 0,
			fields: html`${select('reversal-payment', 'payment', 'Payment', payments.map(paymentOption))}${textInput('reversal')}`,
		},
	];
};

const form = ({ kind, what, fields }: Form, { customer, token }: PostPageView): Html => html`<details><summary>${kindWords[kind]}</summary>
	<p class="s">${what}</p>
	<form class="ties" method="post" action="${paths.post(customer.id)}"><input type="hidden" name="kind" value="${kind}"><input type="hidden" name="token" value="${token()}">
	${fields}<p><button>Show what would be written</button></p></form></details>`;

export const postPage = (view: PostPageView): string => {
	const { customer, user } = view;
	const at = providerName[providerOf(customer.ledger)];
	const offered = forms(view).filter((each) => each.offered);
	const unknown = view.invoices.length > 0 && !view.isSupplier;
	return layout({
		title: 'Write to the ledger',
		user,
		nav: [{ href: paths.customer(customer.id), text: '← The customer' }],
		body: html`<section class="card" aria-labelledby="h-post">
	<h1 id="h-post">Write to ${at} for ${name(customer.name)}</h1>
	<p class="s">Choose what. You see exactly what would be written before anything is. <a href="${paths.postingAccounts(customer.ledger)}">Accounts</a> says where it goes, <a href="${paths.postings()}">Written to the ledgers</a> what became of it.</p>
	${mayAct(user) ? offered.map((each) => form(each, view)) : html`<p>Writing to the ledger needs the role owner or finance.</p>`}
	${mayAct(user) && unknown && html`<p class="s">To set off what you owe them, confirm first which supplier they are, under <a href="${paths.payables}">What you owe your customers</a>.</p>`}
	${offered.length === 0 && html`<p>Nothing is open, no credit is left and no payment is booked: there is nothing to write.</p>`}
</section>`,
	});
};
