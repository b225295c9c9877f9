/** What goes on with one customer: mails and why, payments, and ways to pay that a person can hand out. */
import type { CustomerId } from '../shared/domain/document.ts';
import type { Mailing } from '../shared/domain/mailing.ts';
import type { DocumentsView } from '../shared/wire/http.ts';
import { amountText, isZero } from './amount.ts';
import type { Clock } from './calendar.ts';
import { mailsTable } from './mails-table.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';
import { type PaymentsView, paymentsTable } from './payments-section.ts';

export type CustomerDealings = {
	readonly mails: readonly Mailing[];
	readonly payments: Omit<PaymentsView, 'names'>;
};

const mailsOf = (mails: readonly Mailing[], clock: Clock, mayAct: boolean): Html => html`<section class="card" aria-labelledby="h-mails">
	<h2 id="h-mails">Mails to this customer</h2>
	${mails.length > 0 ? mailsTable({ mails, names: null, clock, mayAct, caption: 'Reminders, then receipts, the newest first: what was sent, what was not, and why' }) : html`<p>None yet. A reminder appears here on the day an invoice reaches a stage, with what was sent or why not.</p>`}
</section>`;

const linkForm = (action: string, customer: CustomerId, text: string, currency?: string): Html =>
	html`<form method="post" action="${action}"><input type="hidden" name="customer" value="${customer}">${currency !== undefined && html`<input type="hidden" name="currency" value="${currency}">`}<button>${text}</button></form>`;

const ways = ({ customer, balances }: DocumentsView): Html => {
	const owed = balances.filter(({ open }) => !isZero(open));
	return html`<section class="card" aria-labelledby="h-ways">
	<h2 id="h-ways">Ways to pay</h2>
	<p class="s">Every reminder carries a link to the customer’s own page. Here you make one to send yourself: it shows what is open at that moment, and is good for 60 days.</p>
	<div class="row act">${linkForm(paths.payLinks.page, customer.id, 'Make a link to their page')}
	${owed.map(({ currency, open }) => linkForm(paths.payLinks.payment, customer.id, `Make a Stripe link for ${amountText(open, currency)}`, currency))}</div>
	<p class="act"><a class="btn" href="${paths.post(customer.id)}">Write to the ledger: credit, write-off, note…</a></p>
	<details class="act"><summary>End all links to their page…</summary>
		<p>Links in mails that were sent stop working too. The next mail carries a new one.</p>
		<form method="post" action="${paths.revokeLinks(customer.id)}"><button class="danger">Yes, end them</button></form></details>
</section>`;
};

export const customerDealings = (
	{ mails, payments }: CustomerDealings,
	view: DocumentsView,
	clock: Clock,
	mayAct: boolean,
): Html => html`${mailsOf(mails, clock, mayAct)}
<section class="card" aria-labelledby="h-paid">
	<h2 id="h-paid">Payments through Cobro</h2>
	${payments.payments.length > 0 ? paymentsTable({ ...payments, names: null }, clock, mayAct) : html`<p>None yet. Payments made in the ledger itself are among the documents below.</p>`}
</section>
${mayAct && ways(view)}`;
