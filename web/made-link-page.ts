/** A link that was just made: to copy, with what it is and how long it is good for. */
import { dayText } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { html, name } from './markup.ts';
import { paths } from './paths.ts';

export type MadeLinkView = {
	readonly user: Viewer;
	readonly customer: { readonly id: string; readonly name: string };
	/** `page`: ours, shown this once. `payment`: a durable one of Stripe's for the amount. */
	readonly kind: 'page' | 'payment';
	readonly url: string;
	/** Pages: the last day it is good for. */
	readonly until: string | null;
	/** Payment links: "GBP 120.00". */
	readonly amount: string | null;
};

export const madeLinkPage = ({ user, customer, kind, url, until, amount }: MadeLinkView): string =>
	layout({
		title: 'A link to send',
		user,
		nav: [{ href: paths.customer(customer.id), text: '← The customer' }],
		body: html`<section class="card" aria-labelledby="h-link">
	<h1 id="h-link">A link to send to ${name(customer.name)}</h1>
	<p><label for="link">${kind === 'page' ? 'Their page' : `Stripe’s page for ${amount ?? 'what is owed'}`}</label></p>
	<input id="link" value="${url}" readonly>
	<p>${
		kind === 'page'
			? html`<b>It is shown only now:</b> we keep nothing it could be made from again. Whoever has it sees what this customer owes and can pay it${until !== null && html`, until ${dayText(until)}`}.`
			: html`It is good for one payment of this amount, and closes by itself when what is owed changes.`
	}</p>
	<p class="row act"><a class="btn" href="${paths.customer(customer.id)}">Back to the customer</a></p>
</section>`,
	});
