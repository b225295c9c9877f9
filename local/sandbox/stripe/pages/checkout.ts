/** The hosted page of a session: who asks, for what, how to pay. Works without JavaScript. */
import type Stripe from 'stripe';
import { type Child, html } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { type Books, idIn, platformId } from '../books.ts';
import { choicesOf, isChoice } from '../methods.ts';
import { shown } from '../minor-units.ts';
import { expireIfDue } from '../till/expire.ts';
import { linkBySlug, visit } from '../till/link.ts';
import { answerAuthentication, type Payer, type PayOutcome, pay } from '../till/pay.ts';
import { customerPage, notFound, seeOther } from './layout.ts';

type Session = Stripe.Checkout.Session;
type Found = { readonly account: string; readonly session: Session; readonly merchant: string };

const merchantOf = (books: Books, account: string): string =>
	books.store.get(account, 'account', account)?.business_profile?.name ?? account;

const find = (books: Books, id: string): Found | null => {
	const account = books.store.accountOf(id) ?? platformId;
	const kept = books.store.get(account, 'checkout.session', id);
	return kept && { account, session: expireIfDue(books, account, kept), merchant: merchantOf(books, account) };
};

const lines = (books: Books, session: Session): Child => {
	const currency = session.currency ?? '';
	return html`<table><caption class="soft">What you pay for</caption><thead><tr><th scope="col">For</th><th scope="col" class="n">Amount</th></tr></thead><tbody>
${books.store.children('item', session.id).map((item) => {
	const quantity = item.quantity ?? 1;
	return html`<tr><td>${item.description}${quantity > 1 ? ` × ${quantity}` : ''}</td><td class="n">${shown(item.amount_total, currency)}</td></tr>`;
})}
</tbody><tfoot><tr><th scope="row">Total</th><th class="n">${shown(session.amount_total ?? 0, currency)}</th></tr></tfoot></table>`;
};

const payPage = (books: Books, { session, merchant }: Found, problem: string | null): LocalAnswer => {
	const total = shown(session.amount_total ?? 0, session.currency ?? '');
	return customerPage(
		`Pay ${total}`,
		merchant,
		html`${problem === null ? null : html`<p class="note bad" role="alert">${problem}</p>`}
${lines(books, session)}
${session.custom_text.submit ? html`<p>${session.custom_text.submit.message}</p>` : null}
<form method="post" action="/c/pay/${session.id}">
<label for="email">Email</label><input type="email" id="email" name="email" required autocomplete="email" value="${session.customer_email ?? ''}">
<label for="name">Name on the card or account</label><input type="text" id="name" name="name" autocomplete="name">
<fieldset><legend>Pay with</legend>
${choicesOf(session).map(({ choice, words }, at) => html`<label class="check"><input type="radio" name="choice" value="${choice}" ${at === 0 ? html`checked` : null}> ${words}</label>`)}
</fieldset><button class="go">Pay ${total}</button></form>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Cancel and go back to ${merchant}</a></p>` : null}`,
	);
};

const closedWords: Readonly<Record<string, string>> = {
	expired: 'This page has expired: nothing was charged. Go back to the merchant for a new one.',
	inactive: 'This payment link was switched off: nothing was charged.',
};
const backUrl = (session: Session): string | null => session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id) ?? null;

const closedPage = (books: Books, { account, session, merchant }: Found, status: string): LocalAnswer => {
	if (status !== 'complete')
		return customerPage(
			status === 'expired' ? 'This page has expired' : 'This link is switched off',
			merchant,
			html`<p class="note bad">${closedWords[status] ?? ''}</p>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back to ${merchant}</a></p>` : null}`,
			410,
		);
	const back = backUrl(session);
	const link = idIn(session.payment_link);
	const message = link ? books.store.get(account, 'payment_link', link)?.after_completion.hosted_confirmation?.custom_message : null;
	return customerPage(
		'Thank you',
		merchant,
		html`<p class="note" role="status">${session.payment_status === 'paid' ? 'The payment was made.' : 'The bank has been asked to pay. It answers in some days.'} There is nothing more to do.</p>
${lines(books, session)}${message ? html`<p>${message}</p>` : null}${back ? html`<p><a href="${back}">Back to ${merchant}</a></p>` : null}`,
	);
};

const show = (books: Books, id: string): LocalAnswer => {
	const found = find(books, id);
	if (!found) return notFound('session');
	return found.session.status === 'open' ? payPage(books, found, null) : closedPage(books, found, found.session.status ?? 'expired');
};

const follow = (books: Books, id: string, outcome: PayOutcome): LocalAnswer => {
	const found = find(books, id);
	if (!found) return notFound('session');
	switch (outcome.state) {
		case 'paid':
		case 'processing':
			return seeOther(backUrl(found.session) ?? `/c/pay/${id}`);
		case 'authenticate':
			return seeOther(`/c/pay/${id}/authenticate`);
		case 'declined':
			return { ...payPage(books, found, outcome.message), status: 402 };
		case 'closed':
			return closedPage(books, found, outcome.status);
	}
};

const payerOf = (form: URLSearchParams): Payer => ({ email: form.get('email')?.trim() || null, name: form.get('name')?.trim() || null });
const formOf = (request: LocalRequest): URLSearchParams => new URLSearchParams(request.body.toString('utf8'));

const submit = (books: Books, request: LocalRequest): LocalAnswer => {
	const id = request.params.id ?? '';
	const form = formOf(request);
	const choice = form.get('choice') ?? 'card';
	const found = find(books, id);
	if (!found) return notFound('session');
	if (!isChoice(choice)) return { ...payPage(books, found, 'Choose how to pay.'), status: 400 };
	return follow(books, id, pay(books, id, choice, payerOf(form)));
};

const authenticatePage = (books: Books, id: string): LocalAnswer => {
	const found = find(books, id);
	if (!found) return notFound('session');
	if (found.session.status !== 'open') return closedPage(books, found, found.session.status ?? 'expired');
	return customerPage(
		'Your bank asks: is it you?',
		found.merchant,
		html`<p>Confirm ${shown(found.session.amount_total ?? 0, found.session.currency ?? '')} to ${found.merchant}.</p>
<form method="post"><p><button class="go" name="answer" value="yes">Confirm the payment</button></p><p><button name="answer" value="no">It was not me</button></p></form>`,
	);
};

const visitLink = (books: Books, request: LocalRequest): LocalAnswer => {
	const found = linkBySlug(books, request.params.slug ?? '');
	if (!found) return notFound('payment link');
	const { account, link } = found;
	if (!link.active)
		return customerPage(
			'This link is switched off',
			merchantOf(books, account),
			html`<p class="note">${link.inactive_message ?? 'This payment link is not active any more. Ask the merchant for another one.'}</p>`,
			410,
		);
	const given = (name: string): string | undefined => request.query.get(name) || undefined;
	const session = visit(books, account, link, {
		reference: given('client_reference_id'),
		email: given('prefilled_email'),
		locale: given('locale'),
	});
	return seeOther(`/c/pay/${session.id}`);
};

export const checkoutRoutes = (books: Books): LocalRoutes => ({
	'GET /l/{slug}': (request) => visitLink(books, request),
	'GET /c/pay/{id}': (request) => show(books, request.params.id ?? ''),
	'POST /c/pay/{id}': (request) => submit(books, request),
	'GET /c/pay/{id}/authenticate': (request) => authenticatePage(books, request.params.id ?? ''),
	'POST /c/pay/{id}/authenticate': (request) => {
		const id = request.params.id ?? '';
		return follow(books, id, answerAuthentication(books, id, formOf(request).get('answer') === 'yes', { email: null, name: null }));
	},
});
