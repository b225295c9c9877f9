import { clock } from '../../shared/runtime/clock.ts';
import { csvAnswer } from '../../shared/runtime/csv.ts';
import {
	allowances,
	arrangements,
	bankRecords,
	books,
	companies,
	connections,
	deadLetters,
	debtors,
	factoringExports,
	ledgerMoves,
	mailings,
	owed,
	payments,
} from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustGroupDebtors } from '../../shared/runtime/roles.ts';
import { cookie, cookieName, hubOrigin } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { customerPage } from '../../web/customer-page.ts';
import { dayPage } from '../../web/day-page.ts';
import { debtorPage } from '../../web/debtor-page.ts';
import { debtorsPage } from '../../web/debtors-page.ts';
import { documentPage } from '../../web/document-page.ts';
import { hubPage } from '../../web/hub-page.ts';
import { paths } from '../../web/paths.ts';
import { type AsOf, asOfDay } from './as-of.ts';
import { customerColumns } from './customer-columns.ts';
import { customersAsked, fieldAsked } from './debtor-form.ts';
import { confirmProposal, rejectProposal, splitDebtor } from './decide-debtors.ts';
import { exportCustomers } from './export-customers.ts';
import { noticeOf } from './notices.ts';
import { viewAging } from './view-aging.ts';
import { viewCustomer } from './view-customer.ts';
import { viewCustomers } from './view-customers.ts';
import { viewDay } from './view-day.ts';
import { viewDebtor } from './view-debtor.ts';
import { viewDebtors } from './view-debtors.ts';
import { viewDocument } from './view-document.ts';
import { viewDocuments } from './view-documents.ts';
import { viewHub } from './view-hub.ts';

const ports = () => ({
	allowances: allowances(),
	arrangements: arrangements(),
	banks: bankRecords(),
	books: books(),
	companies: companies(),
	connections: connections(),
	debtors: debtors(),
	freshId: () => crypto.randomUUID(),
	deadLetters: deadLetters(),
	exports: factoringExports(),
	mailings: mailings(),
	moves: ledgerMoves(),
	owed: owed(),
	payments: payments(),
	letters,
	hub: hubOrigin(),
	clock,
});
const at = ({ session, query }: AppRequest): Promise<AsOf> => asOfDay(session.company, query.asOf, ports());

const desk = (): { readonly desk?: string } => {
	const url = readOrNull(env.localDesk);
	return url === null ? {} : { desk: url };
};

const documentAsked = ({ params, query }: AppRequest) => ({
	customer: params.customer ?? '',
	kind: params.kind ?? '',
	id: params.id ?? '',
	from: query.from,
});

const csv = async (request: AppRequest): Promise<Answer> => {
	const asOf = await at(request);
	const rows = await exportCustomers(asOf, request.query.currency, ports());
	return csvAnswer(`receivables-${request.query.currency}-${asOf.asOf}.csv`, customerColumns, rows);
};

const by = ({ session: { company, user } }: AppRequest) => ({ company, user });

/** What a page is told besides its view: who looks, by which clock, and what the last button did. */
const around = ({ session: user, cookies }: AppRequest, { company, today }: AsOf) => {
	const notice = noticeOf(cookies[cookieName('notice')]);
	return { user, timeZone: company.timeZone, today, ...(notice && { notice }), ...desk() };
};
const shown = (page: string, { cookies }: AppRequest): Answer => ({
	...pageAnswer(page),
	...(cookies[cookieName('notice')] !== undefined && { cookies: [cookie('notice', '', 0)] }),
});

/** A person's browser goes on to a page, which says what was done; a program gets it as JSON. */
const done = ({ wantsPage }: AppRequest, to: string, notice: string, body: object): Answer =>
	wantsPage ? goTo(to, [cookie('notice', notice, 30)]) : { body };

export const handler = onApp(
	{
		'GET /': async (request) => {
			const { session, query, cookies } = request;
			const notice = noticeOf(cookies[cookieName('notice')]);
			const view = await viewHub(await at(request), session, { currency: query.currency, from: query.from }, ports());
			const laterPage = query.from && query.currency ? { laterPage: query.currency } : {};
			const page = hubPage({
				user: session,
				...view,
				...laterPage,
				...(notice ? { notice } : {}),
				...desk(),
				still: query.watch === 'off',
			});
			return { ...pageAnswer(page), ...(notice ? { cookies: [cookie('notice', '', 0)] } : {}) };
		},
		'GET /customers/{customer}': async (request) => {
			const {
				mails,
				payments: paid,
				...rest
			} = await viewCustomer(await at(request), request.params.customer ?? '', request.query.from, ports());
			const { session: user, query } = request;
			const dealings = { mails, payments: paid };
			return pageAnswer(customerPage({ user, ...rest, dealings, laterPage: Boolean(query.from), asOf: query.asOf, ...desk() }));
		},
		'GET /customers/{customer}/documents/{kind}/{id}': async (request) => {
			const { session: user, query } = request;
			const asOf = await at(request);
			const view = await viewDocument(asOf, documentAsked(request), ports());
			const { timeZone } = asOf.company;
			const page = { user, view, customer: request.params.customer ?? '', laterPage: Boolean(query.from), timeZone, today: asOf.today };
			return pageAnswer(documentPage({ ...page, asOf: query.asOf, ...desk() }));
		},
		'GET /receivables/reminders': async ({ session, query }) => {
			const view = await viewDay(await asOfDay(session.company, undefined, ports()), { day: query.day, from: query.from }, ports());
			return pageAnswer(dayPage({ user: session, ...view, laterPage: Boolean(query.from), ...desk() }));
		},
		'GET /receivables/aging': async (request) => ({ body: await viewAging(await at(request), ports()) }),
		'GET /receivables/customers': async (request) => ({
			body: await viewCustomers(await at(request), { currency: request.query.currency, from: request.query.from }, ports()),
		}),
		'GET /receivables/customers.csv': csv,
		'GET /receivables/customers/{customer}/documents': async (request) => ({
			body: await viewDocuments(await at(request), request.params.customer ?? '', request.query.from, books()),
		}),
		'GET /receivables/customers/{customer}/documents/{kind}/{id}': async (request) => ({
			body: await viewDocument(await at(request), documentAsked(request), ports()),
		}),
		'GET /debtors': async (request) => {
			const now = await at(request);
			const { from, proposals } = request.query;
			const view = await viewDebtors(now, { from, proposals }, ports());
			return shown(debtorsPage({ ...around(request, now), view, laterPage: Boolean(from), laterProposals: Boolean(proposals) }), request);
		},
		'GET /debtors/{debtor}': async (request) => {
			const now = await at(request);
			const view = await viewDebtor(now, request.params.debtor ?? '', ports());
			return shown(debtorPage({ ...around(request, now), view }), request);
		},
		'GET /receivables/debtors': async (request) => ({
			body: await viewDebtors(await at(request), { from: request.query.from, proposals: request.query.proposals }, ports()),
		}),
		'GET /receivables/debtors/{debtor}': async (request) => ({
			body: await viewDebtor(await at(request), request.params.debtor ?? '', ports()),
		}),
		'POST /debtors/search': async (request) => {
			mustGroupDebtors(request);
			await queues().send({ type: 'receivables.debtors', company: request.session.company, run: null });
			return done(request, paths.debtors(), 'debtor-search', { searching: true });
		},
		'POST /debtors/proposals/{proposal}/confirm': async (request) => {
			mustGroupDebtors(request);
			const debtor = await confirmProposal(by(request), request.params.proposal ?? '', customersAsked(request), ports());
			return done(request, paths.debtor(debtor), 'debtor-joined', { debtor });
		},
		'POST /debtors/proposals/{proposal}/reject': async (request) => {
			mustGroupDebtors(request);
			await rejectProposal(by(request), request.params.proposal ?? '', ports());
			return done(request, paths.debtors(), 'debtor-rejected', { rejected: request.params.proposal });
		},
		'POST /debtors/{debtor}/split': async (request) => {
			mustGroupDebtors(request);
			const debtor = request.params.debtor ?? '';
			await splitDebtor(by(request), debtor, customersAsked(request), fieldAsked(request, 'together') === 'yes', ports());
			return done(request, paths.debtor(debtor), 'debtor-split', { debtor });
		},
		'POST /debtors/apart/{decision}/forget': async (request) => {
			mustGroupDebtors(request);
			await debtors().forgetApart(request.session.company, request.params.decision ?? '');
			return done(request, paths.debtors(), 'debtor-again', { forgotten: request.params.decision });
		},
	},
	problemAnswer,
);
