import { clock } from '../../shared/runtime/clock.ts';
import { collecting } from '../../shared/runtime/collecting.ts';
import { books, companies, connections, payments } from '../../shared/runtime/data.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendPayments } from '../../shared/runtime/roles.ts';
import { hubOrigin } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { askedCurrency, askedCustomer } from './asked.ts';
import { makeLink } from './make-link.ts';
import { makePageLink } from './make-page-link.ts';
import type { PayPorts } from './ports.ts';
import { paymentLinkView, paymentView } from './view-payments.ts';

const onPage = 50;
const ports = (): PayPorts => ({
	payments: payments(),
	collecting: collecting(),
	books: books(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	clock,
});

export const handler = onApp(
	{
		'POST /pay/links': async (request) => {
			mustTendPayments(request);
			const link = await makeLink(request.session.company, askedCustomer(request), askedCurrency(request), ports());
			return { status: 201, body: paymentLinkView(link) };
		},
		'GET /pay/payments': async ({ session, query }) => {
			const { rows, next } = await payments().payments(session.company, onPage, query.from ?? null);
			return { body: { payments: rows.map(paymentView), next } };
		},
		'POST /pay/page-links': async (request) => {
			mustTendPayments(request);
			const { session } = request;
			return { status: 201, body: await makePageLink(session.company, askedCustomer(request), hubOrigin(), ports()) };
		},
		'POST /pay/customers/{customer}/revoke': async (request) => {
			mustTendPayments(request);
			const { session, params } = request;
			return { body: { revoked: await payments().revokeLinks(session.company, params.customer ?? '', clock.now()) } };
		},
	},
	problemAnswer,
);
