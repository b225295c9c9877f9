import { randomUUID } from 'node:crypto';
import { clock } from '../../shared/runtime/clock.ts';
import { csvAnswer } from '../../shared/runtime/csv.ts';
import { books, companies, connections, deadLetters, factoringExports, mailings, payments } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import type { Answer, AppRequest } from '../../shared/runtime/http-types.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { cookie, cookieName, hubOrigin } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { customerPage } from '../../web/customer-page.ts';
import { hubPage } from '../../web/hub-page.ts';
import { type AsOf, asOfDay } from './as-of.ts';
import { customerColumns } from './customer-columns.ts';
import { exportCustomers } from './export-customers.ts';
import { noticeOf } from './notices.ts';
import { viewAging } from './view-aging.ts';
import { viewCustomers } from './view-customers.ts';
import { viewDocuments } from './view-documents.ts';
import { viewHub } from './view-hub.ts';

const ports = () => ({
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
			const desk = readOrNull(env.localDesk);
			const page = hubPage({
				user: session,
				...view,
				...laterPage,
				...(notice ? { notice } : {}),
				...(desk === null ? {} : { desk }),
				exportKey: randomUUID(),
				still: query.watch === 'off',
			});
			return { ...pageAnswer(page), ...(notice ? { cookies: [cookie('notice', '', 0)] } : {}) };
		},
		'GET /customers/{customer}': async (request) => {
			const view = await viewDocuments(await at(request), request.params.customer ?? '', request.query.from, books());
			return pageAnswer(customerPage({ user: request.session, view, laterPage: Boolean(request.query.from), asOf: request.query.asOf }));
		},
		'GET /receivables/aging': async (request) => ({ body: await viewAging(await at(request), ports()) }),
		'GET /receivables/customers': async (request) => ({
			body: await viewCustomers(await at(request), { currency: request.query.currency, from: request.query.from }, ports()),
		}),
		'GET /receivables/customers.csv': csv,
		'GET /receivables/customers/{customer}/documents': async (request) => ({
			body: await viewDocuments(await at(request), request.params.customer ?? '', request.query.from, books()),
		}),
	},
	problemAnswer,
);
