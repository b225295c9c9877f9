import type { CustomerId } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { collecting } from '../../shared/runtime/collecting.ts';
import { arrangements, books, companies, connections, payments } from '../../shared/runtime/data.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendPayments } from '../../shared/runtime/roles.ts';
import { cookie, hubOrigin } from '../../shared/runtime/session.ts';
import { amountText } from '../../web/amount.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { type MadeLinkView, madeLinkPage } from '../../web/made-link-page.ts';
import { askedCurrency, askedCustomer } from './asked.ts';
import { makeLink } from './make-link.ts';
import { makePageLink } from './make-page-link.ts';
import type { PayPorts } from './ports.ts';
import { paymentLinkView, paymentView } from './view-payments.ts';

const onPage = 50;
const ports = (): PayPorts => ({
	payments: payments(),
	collecting: collecting(),
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	clock,
});

type Made = Pick<MadeLinkView, 'kind' | 'url' | 'until' | 'amount'> & { readonly customer: CustomerId };
/** What a person's browser gets: the link, to copy. */
const madePage = async ({ session }: AppRequest, { customer: id, ...made }: Made): Promise<Answer> => {
	const names = await books().names(session.company, [id]);
	return pageAnswer(madeLinkPage({ user: session, customer: { id, name: names.get(id) ?? '' }, ...made }), 201);
};

export const handler = onApp(
	{
		'POST /pay/links': async (request) => {
			mustTendPayments(request);
			const link = await makeLink(request.session.company, askedCustomer(request), askedCurrency(request), ports());
			const view = paymentLinkView(link);
			if (!request.wantsPage || link.url === null) return { status: 201, body: view };
			const amount = amountText(toDecimal({ minor: link.total, currency: link.currency }), link.currency);
			return madePage(request, { customer: link.customer, kind: 'payment', url: link.url, until: null, amount });
		},
		'GET /pay/payments': async ({ session, query }) => {
			const { rows, next } = await payments().payments(session.company, onPage, query.from ?? null);
			return { body: { payments: rows.map(paymentView), next } };
		},
		'POST /pay/page-links': async (request) => {
			mustTendPayments(request);
			const customer = askedCustomer(request);
			const made = await makePageLink(request.session.company, customer, hubOrigin(), ports());
			if (!request.wantsPage) return { status: 201, body: made };
			return madePage(request, { customer, kind: 'page', url: made.url, until: made.expiresAt.slice(0, 10), amount: null });
		},
		'POST /pay/customers/{customer}/revoke': async (request) => {
			mustTendPayments(request);
			const { session, params } = request;
			const revoked = await payments().revokeLinks(session.company, params.customer ?? '', clock.now());
			return request.wantsPage ? goTo('/', [cookie('notice', 'links-ended', 30)]) : { body: { revoked } };
		},
	},
	problemAnswer,
);
