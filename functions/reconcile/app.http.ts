import { toDecimal } from '../../shared/domain/money.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { books, companies, connections, mailings, owed, payments, postings } from '../../shared/runtime/data.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustBook } from '../../shared/runtime/roles.ts';
import { cookie, cookieName } from '../../shared/runtime/session.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { paths } from '../../web/paths.ts';
import { postConfirmPage } from '../../web/post-confirm-page.ts';
import { postPage } from '../../web/post-page.ts';
import { postingAccountsPage } from '../../web/posting-accounts-page.ts';
import { postingsPage } from '../../web/postings-page.ts';
import { askPosting } from './ask-posting.ts';
import { fieldsOf, readAsked, tokenOf } from './asked-posting.ts';
import { askForAccounts, chooseAccounts } from './choose-accounts.ts';
import { draftPosting } from './draft-posting.ts';
import { retryPayment } from './retry-payment.ts';
import { saidBy } from './said.ts';
import { giveUpPosting, retryPosting } from './tend-posting.ts';
import { viewAccounts, viewPostForm, viewPostings } from './view-postings.ts';

const ports = () => ({
	books: books(),
	companies: companies(),
	connections: connections(),
	mailings: mailings(),
	owed: owed(),
	payments: payments(),
	postings: postings(),
	queues: queues(),
	clock,
});

const postingView = ({ minor, currency, rev: _rev, lease: _lease, wake: _wake, ...rest }: Posting): object => ({
	...rest,
	currency,
	amount: toDecimal({ minor, currency }),
});

/** A person's browser goes on to a page that says what was done; a program gets it as JSON. */
const done = ({ wantsPage }: AppRequest, to: string, said: string, body: object): Answer =>
	wantsPage ? goTo(to, [cookie('notice', said, 30)]) : { status: 202, body };

/** The page, and what was done before it, once. */
const page = ({ cookies }: AppRequest, draw: (notice: { readonly notice?: string }) => string): Answer => {
	const notice = saidBy(cookies[cookieName('notice')]);
	const answer = pageAnswer(draw(notice === undefined ? {} : { notice }));
	return notice === undefined ? answer : { ...answer, cookies: [cookie('notice', '', 0)] };
};

const retry = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const { session, params } = request;
	await retryPayment(session.company, params.payment ?? '', ports());
	return done(request, paths.hub(), 'retry', { accepted: 'retry' });
};

const list = async (request: AppRequest): Promise<Answer> => {
	const { session, query } = request;
	const { place, ...shown } = await viewPostings(session.company, query.from, ports());
	if (!request.wantsPage) return { body: { postings: shown.postings.map(postingView), next: shown.next } };
	return page(request, (notice) => postingsPage({ user: session, clock: place, ...shown, laterPage: Boolean(query.from), ...notice }));
};

const form = async ({ session, params }: AppRequest): Promise<Answer> => {
	const { place, ...shown } = await viewPostForm(session.company, params.customer ?? '', ports());
	return pageAnswer(postPage({ user: session, today: place.today, ...shown }));
};

/** A page's form is shown once more before it holds; a program says what it wants once. */
const ask = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const { session, params, headers, wantsPage } = request;
	const fields = fieldsOf(request);
	const [asked, token, customer] = [readAsked(fields), tokenOf(headers['idempotency-key'], fields), params.customer ?? ''];
	if (wantsPage && fields.confirmed !== 'yes') {
		const draft = await draftPosting(session.company, customer, asked, ports());
		const names = await books().names(session.company, [customer]);
		const sent = Object.entries({ ...asked, token }).flatMap(([field, value]) =>
			typeof value === 'string' ? [[field, value] as const] : [],
		);
		return pageAnswer(postConfirmPage({ user: session, customer: { id: customer, name: names.get(customer) ?? '' }, draft, fields: sent }));
	}
	const posting = await askPosting(session, customer, asked, token, ports());
	return done(request, paths.postings(), 'posting-asked', postingView(posting));
};

const again = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	await retryPosting(request.session.company, request.params.posting ?? '', ports());
	return done(request, paths.postings(), 'posting-retry', { accepted: 'retry' });
};

const giveUp = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const { session, params } = request;
	const posting = await giveUpPosting(session.company, params.posting ?? '', session.name, ports());
	return done(request, paths.postings(), posting.state === 'cancelled' ? 'posting-cancelled' : 'posting-stopped', postingView(posting));
};

const accounts = async (request: AppRequest): Promise<Answer> => {
	const { session, params } = request;
	const { place, ...shown } = await viewAccounts(session.company, params.ledger ?? '', ports());
	if (!request.wantsPage) return { body: { ...shown.settings, noted: shown.noted } };
	return page(request, (notice) => postingAccountsPage({ user: session, clock: place, ...shown, ...notice }));
};

const choose = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const { session, params } = request;
	const ledger = params.ledger ?? '';
	const settings = await chooseAccounts(session.company, ledger, fieldsOf(request), ports());
	return done(request, paths.postingAccounts(ledger), 'accounts-chosen', settings);
};

const readAccounts = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const ledger = request.params.ledger ?? '';
	await askForAccounts(request.session.company, ledger, ports());
	return done(request, paths.postingAccounts(ledger), 'accounts-asked', { accepted: 'accounts' });
};

export const handler = onApp(
	{
		'POST /reconcile/{payment}/retry': retry,
		'GET /postings': list,
		'POST /postings/{posting}/retry': again,
		'POST /postings/{posting}/give-up': giveUp,
		'GET /postings/accounts/{ledger}': accounts,
		'POST /postings/accounts/{ledger}': choose,
		'POST /postings/accounts/{ledger}/read': readAccounts,
		'GET /customers/{customer}/post': form,
		'POST /customers/{customer}/post': ask,
	},
	problemAnswer,
);
