import { clock } from '../../shared/runtime/clock.ts';
import { csvAnswer } from '../../shared/runtime/csv.ts';
import { allowances, books, companies, connections, deadLetters, factoringExports, mailings, payments } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import type { Answer, AppRequest } from '../../shared/runtime/http-types.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { cookie, cookieName, hubOrigin } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { customerPage } from '../../web/customer-page.ts';
import { dayPage } from '../../web/day-page.ts';
import { documentPage } from '../../web/document-page.ts';
import { hubPage } from '../../web/hub-page.ts';
import { type AsOf, asOfDay } from './as-of.ts';
import { customerColumns } from './customer-columns.ts';
import { exportCustomers } from './export-customers.ts';
import { noticeOf } from './notices.ts';
import { viewAging } from './view-aging.ts';
import { viewCustomer } from './view-customer.ts';
import { viewCustomers } from './view-customers.ts';
import { viewDay } from './view-day.ts';
import { viewDocument } from './view-document.ts';
import { viewDocuments } from './view-documents.ts';
import { viewHub } from './view-hub.ts';

const ports = () => ({
	allowances: allowances(),
	books: books(),
	companies: companies(),
	connections: connections(),
	deadLetters: deadLetters(),
	exports: factoringExports(),
	mailings: mailings(),
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
	},
	problemAnswer,
);
