/** What is in the books, newest first, and what people and banks can do about it: settle or fail a debit, refund, dispute, disconnect. */
import { type Child, html } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { idIn, platformId } from '../books.ts';
import { shown } from '../minor-units.ts';
import { StripeRefused } from '../refused.ts';
import type { StripePayment } from '../stock.ts';
import { closeDispute, openDispute } from '../till/dispute.ts';
import { expire } from '../till/expire.ts';
import { failRefund, refund, settleRefund } from '../till/refund.ts';
import { settle } from '../till/settle.ts';
import { page, seeOther } from './layout.ts';
import { formOf, moment, type PageParts } from './parts.ts';

const most = 100;

const button = (act: string, id: string, words: string): Child =>
	html`<form method="post" action="/act"><input type="hidden" name="act" value="${act}"><input type="hidden" name="id" value="${id}"><button>${words}</button></form> `;

const nameOf = ({ books }: PageParts, account: string): string =>
	books.store.get(account, 'account', account)?.business_profile?.name ?? account;

const paymentActs = (payment: StripePayment): Child => {
	if (payment.status === 'processing')
		return [button('settle', payment.id, 'The bank pays'), button('fail', payment.id, 'The bank refuses')];
	if (payment.status !== 'succeeded' || !payment.charge) return null;
	return payment.refunded < payment.amount ? [button('refund', payment.id, 'Refund'), button('dispute', payment.charge, 'Dispute')] : null;
};

const payments = (parts: PageParts): Child => html`<h2>Payments</h2><div class="wide"><table>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">Account</th><th scope="col">Payment</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Refunded</th><th scope="col">Status</th><th scope="col">Do</th></tr></thead><tbody>
${parts.stock
	.payments()
	.slice(-most)
	.toReversed()
	.map(
		(payment) => html`<tr><td>${moment(payment.created)}</td><td>${nameOf(parts, payment.account)}</td><td><code>${payment.id}</code></td>
<td class="n">${shown(payment.amount, payment.currency)}</td><td class="n">${payment.refunded ? shown(payment.refunded, payment.currency) : ''}</td><td>${payment.status}</td><td>${paymentActs(payment)}</td></tr>`,
	)}</tbody></table></div>`;

const sessions = (parts: PageParts): Child => html`<h2>Sessions</h2><div class="wide"><table>
<thead><tr><th scope="col">Expires (UTC)</th><th scope="col">Account</th><th scope="col">Session</th><th scope="col" class="n">Amount</th><th scope="col">Status</th><th scope="col">Do</th></tr></thead><tbody>
${parts.stock
	.sessions()
	.slice(-most)
	.toReversed()
	.map(
		(session) => html`<tr><td>${moment(session.expires_at)}</td><td>${nameOf(parts, session.account)}</td>
<td>${session.url ? html`<a href="${session.url}">Open its page</a>` : html`<code>${session.id.slice(0, 24)}…</code>`}</td>
<td class="n">${shown(session.amount_total ?? 0, session.currency ?? '')}</td><td>${session.status}, ${session.payment_status}</td>
<td>${session.status === 'open' ? button('expire', session.id, 'Expire') : null}</td></tr>`,
	)}</tbody></table></div>`;

const links = (parts: PageParts): Child => html`<h2>Payment links</h2><div class="wide"><table>
<thead><tr><th scope="col">Account</th><th scope="col">Link</th><th scope="col">Active</th><th scope="col" class="n">Completed</th></tr></thead><tbody>
${parts.stock
	.links()
	.slice(-most)
	.toReversed()
	.map(
		(link) =>
			html`<tr><td>${nameOf(parts, link.account)}</td><td><a href="${link.url}">${link.id}</a></td><td>${link.active ? 'yes' : 'no'}</td>
<td class="n">${link.restrictions ? `${link.restrictions.completed_sessions.count} of ${link.restrictions.completed_sessions.limit}` : ''}</td></tr>`,
	)}</tbody></table></div>`;

const after = (parts: PageParts): Child => html`<h2>Refunds and disputes</h2><div class="wide"><table>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col">Of</th><th scope="col" class="n">Amount</th><th scope="col">Status</th><th scope="col">Do</th></tr></thead><tbody>
${[...parts.stock.refunds(), ...parts.stock.disputes()]
	.sort((a, b) => b.created - a.created)
	.slice(0, most)
	.map(
		(each) => html`<tr><td>${moment(each.created)}</td><td><code>${each.id}</code></td><td><code>${idIn(each.payment_intent)}</code></td>
<td class="n">${shown(each.amount, each.currency)}</td><td>${each.status}</td>
<td>${each.object === 'refund' && each.status === 'pending' ? button('settle-refund', each.id, 'It arrives') : null}
${each.object === 'refund' && each.status !== 'failed' ? button('fail-refund', each.id, 'It comes back') : null}
${each.object === 'dispute' && each.status === 'needs_response' ? [button('win', each.id, 'Merchant wins'), button('lose', each.id, 'Merchant loses')] : null}</td></tr>`,
	)}</tbody></table></div>`;

const accounts = (
	parts: PageParts,
): Child => html`<h2>Accounts</h2><table><thead><tr><th scope="col">Account</th><th scope="col">Id</th><th scope="col">Connected</th></tr></thead><tbody>
<tr><td>${nameOf(parts, platformId)}</td><td><code>${platformId}</code></td><td>the platform itself</td></tr>
${parts.connect
	.accounts()
	.map(
		(account) =>
			html`<tr><td>${nameOf(parts, account.id)}</td><td><code>${account.id}</code></td><td>${parts.connect.isConnected(account.id) ? button('deauthorize', account.id, 'Disconnect') : 'no'}</td></tr>`,
	)}</tbody></table>`;

const show = (parts: PageParts, problem: string | null = null): LocalAnswer =>
	page(
		'Books',
		html`${problem ? html`<p class="note bad" role="alert">${problem}</p>` : null}
<p class="note">Not Stripe: a stand-in on this machine that keeps its own books. No money moves.</p>
${payments(parts)}${sessions(parts)}${links(parts)}${after(parts)}${accounts(parts)}`,
		problem ? 400 : 200,
	);

const acts = ({ books, connect }: PageParts): Readonly<Record<string, (id: string) => unknown>> => ({
	settle: (id) => settle(books, id, true),
	fail: (id) => settle(books, id, false),
	refund: (id) => refund(books, books.store.accountOf(id) ?? '', { intent: id }),
	'settle-refund': (id) => settleRefund(books, id),
	'fail-refund': (id) => failRefund(books, id),
	dispute: (id) => openDispute(books, id),
	win: (id) => closeDispute(books, id, 'won'),
	lose: (id) => closeDispute(books, id, 'lost'),
	expire: (id) => expire(books, books.store.accountOf(id) ?? '', id),
	deauthorize: (id) => connect.disconnect(id),
});

const act = (parts: PageParts, request: LocalRequest): LocalAnswer => {
	const form = formOf(request);
	const work = acts(parts)[form.get('act') ?? ''];
	if (!work) return show(parts, 'There is no such thing to do.');
	try {
		work(form.get('id') ?? '');
		return seeOther('/');
	} catch (error) {
		if (error instanceof StripeRefused) return show(parts, error.message);
		throw error;
	}
};

export const booksRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /': () => show(parts),
	'POST /act': (request) => act(parts, request),
});
