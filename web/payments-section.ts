/** What customers paid through us, and where in the ledger it is. */
import { type CustomerId, providerOf } from '../shared/domain/document.ts';
import { toDecimal } from '../shared/domain/money.ts';
import type { Booking, Payment } from '../shared/domain/payment.ts';
import { amountText } from './amount.ts';
import { type Clock, momentTag } from './calendar.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';

export type PaymentsView = {
	/** Newest first. */
	readonly payments: readonly Payment[];
	/** Null: all of one customer, whose page it is. */
	readonly names: ReadonlyMap<CustomerId, string> | null;
	/** Numbers of the invoices that were booked on, by `<ledger>#<provider's id>`. */
	readonly numbers: ReadonlyMap<string, string>;
};

export const numberKey = (ledger: string, document: string): string => `${ledger}#${document}`;

const chips: Readonly<Record<Payment['state'], readonly [look: 'ok' | 'problem' | 'wait' | 'none', text: string]>> = {
	received: ['wait', '… Received'],
	allocated: ['wait', '… Being booked'],
	booked: ['ok', '✓ Booked'],
	stuck: ['problem', '✗ Needs a person'],
	reversed: ['none', '– Given back'],
};

const methods: Readonly<Record<string, string>> = {
	card: 'card',
	sepa_debit: 'SEPA debit',
	bacs_debit: 'Bacs debit',
	us_bank_account: 'US bank debit',
	link: 'Link',
};
const methodText = ({ method, last4 }: Payment): string =>
	`${methods[method] ?? method.replaceAll('_', ' ')}${last4 === null ? '' : ` ending ${last4}`}`;

const place = ({ ledger, currency }: Payment, booking: Booking, numbers: PaymentsView['numbers']): Html => {
	const amount = amountText(toDecimal({ minor: booking.minor, currency }), currency);
	const at = providerName[providerOf(ledger)];
	const done = booking.state === 'booked';
	const id = done && booking.external !== null && html` <small>payment <code>${booking.external}</code></small>`;
	if (booking.document === null)
		return html`<li><b>${amount}</b> ${done ? 'on account' : 'to go on account'} in ${at}: no invoice asked for it${id}</li>`;
	const number = numbers.get(numberKey(ledger, booking.document));
	return html`<li>${amount} ${done ? 'on' : 'to go on'} ${number ? html`invoice <bdi>${number}</bdi>` : 'an invoice'} in ${at}${id}</li>`;
};

const bookings = (payment: Payment, numbers: PaymentsView['numbers']): Html => {
	const { bookings: all, shares, currency } = payment;
	if (all.length > 0) return html`<ul class="bare">${all.map((booking) => place(payment, booking, numbers))}</ul>`;
	return html`<p class="s">${shares.length > 0 ? html`Meant for ${shares.map(({ number, minor }, i) => html`${i > 0 && ', '}<bdi>${number}</bdi> (${amountText(toDecimal({ minor, currency }), currency)})`)}` : 'Not yet matched with invoices'}; it is booked within minutes.</p>`;
};

const retry = ({ id, problem }: Payment, mayAct: boolean): Html =>
	html`<p class="tie problem"><b>What happened:</b> ${problem ?? 'The ledger did not take it.'}</p>
	${mayAct && html`<form class="act" method="post" action="${paths.retryBooking(id)}"><button>Try to book it again<span class="vh">: payment ${id}</span></button></form>`}`;

const row = (payment: Payment, { names, numbers }: PaymentsView, clock: Clock, mayAct: boolean): Html => {
	const [look, text] = chips[payment.state];
	const on = momentTag(payment.receivedAt, clock);
	const head = names
		? html`<a href="${paths.customer(payment.customer)}">${name(names.get(payment.customer) ?? '')}</a><small>${on}, ${methodText(payment)}</small>`
		: html`${on}<small>${methodText(payment)}</small>`;
	return html`<tr role="row"><th role="rowheader" scope="row">${head}</th>
	<td role="cell" class="n"><b>${amountText(toDecimal({ minor: payment.minor, currency: payment.currency }), payment.currency)}</b></td>
	<td role="cell"><span class="chip ${look}">${text}</span>${bookings(payment, numbers)}${payment.state === 'stuck' && retry(payment, mayAct)}</td></tr>`;
};

export const paymentsTable = (view: PaymentsView, clock: Clock, mayAct: boolean): Html => html`<table class="docs mails" role="table">
	<caption>Payments through Cobro, newest first</caption>
	<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${view.names ? 'Customer' : 'Received'}</th><th role="columnheader" scope="col" class="n">Paid</th><th role="columnheader" scope="col">Where it is</th></tr></thead>
	<tbody role="rowgroup">${view.payments.map((payment) => row(payment, view, clock, mayAct))}</tbody>
</table>`;

export const paymentsSection = (
	view: PaymentsView,
	clock: Clock,
	mayAct: boolean,
): Html => html`<section class="card" id="payments" aria-labelledby="h-payments">
	<h2 id="h-payments">Payments</h2>
	${view.payments.length > 0 ? paymentsTable(view, clock, mayAct) : html`<p>No customer has paid through a link yet. A payment appears here the second Stripe tells of it, then where in the ledger it was booked.</p>`}
	<p class="s"><a href="${paths.postings()}">Credits, write-offs, fees and notes written to the ledgers</a></p>
</section>`;
