import { dayIn } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, books, companies, connections, owed, postings } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustArrange } from '../../shared/runtime/roles.ts';
import { cookie, cookieName } from '../../shared/runtime/session.ts';
import type { RefusedForm } from '../../shared/wire/arrangement-fields.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { arrangementPage } from '../../web/arrangement-page.ts';
import { arrangementsPage } from '../../web/arrangements-page.ts';
import { limitsPage } from '../../web/limits-page.ts';
import { paths } from '../../web/paths.ts';
import { worklistPage } from '../../web/worklist-page.ts';
import { actOn } from './act-on.ts';
import { type Asker, begin } from './begin.ts';
import { readAct, readArrangement, readLimit, sentIn, tokenIn, typedIn } from './form.ts';
import { setLimit, viewLimits } from './limits.ts';
import { begunCode, saidBy } from './said.ts';
import { type Offered, viewCustomer, viewOne, viewWorklist } from './view.ts';

const ports = () => ({
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	owed: owed(),
	postings: postings(),
	queues: queues(),
	clock,
});

const askerOf = ({ session: { company, user, name, roles } }: AppRequest): Asker => ({
	company,
	person: { id: user, name, side: 'company' },
	roles,
});
const customerOf = ({ params }: AppRequest): string => params.customer ?? '';

const desk = (): { readonly desk?: string } => {
	const url = readOrNull(env.localDesk);
	return url === null ? {} : { desk: url };
};

/** What a page is told besides its view; what was done before it is said once. */
const frameOf = ({ session, cookies }: AppRequest, offered: Offered, refused: RefusedForm | null) => {
	const notice = saidBy(cookies[cookieName('notice')]);
	return {
		user: session,
		me: session.user,
		...offered,
		token: () => crypto.randomUUID(),
		...(refused && { refused }),
		...(notice !== undefined && refused === null && { notice }),
		...desk(),
	};
};
const shown = (page: string, { cookies }: AppRequest, status = 200): Answer => ({
	...pageAnswer(page, status),
	...(cookies[cookieName('notice')] !== undefined && { cookies: [cookie('notice', '', 0)] }),
});

const customerShown = async (request: AppRequest, refused: RefusedForm | null = null, status = 200): Promise<Answer> => {
	const { view, offered } = await viewCustomer(request.session.company, customerOf(request), ports());
	if (!request.wantsPage) return { body: view };
	return shown(arrangementsPage({ ...frameOf(request, offered, refused), view }), request, status);
};

const oneShown = async (request: AppRequest, refused: RefusedForm | null = null, status = 200): Promise<Answer> => {
	const { view, invoices, offered } = await viewOne(askerOf(request), customerOf(request), request.params.id ?? '', ports());
	if (!request.wantsPage) return { body: view };
	return shown(arrangementPage({ ...frameOf(request, offered, refused), view, invoices }), request, status);
};

/** A person's browser gets the page as it is now with what was typed and what is wrong; a program gets the problem. */
const refusedOn =
	(again: typeof customerShown, form: string) =>
	(request: AppRequest) =>
	async (error: unknown): Promise<Answer> => {
		if (!(error instanceof Refusal) || !request.wantsPage || error.status === 403) throw error;
		const { code, title, message: detail, fields: errors, status } = error;
		return again(request, { form, fields: typedIn(request), code, title, detail, errors }, status);
	};

const beginOne = async (request: AppRequest): Promise<Answer> => {
	mustArrange(request);
	const kind = request.params.kind ?? '';
	const customer = customerOf(request);
	const sent = sentIn(request);
	const asked = readArrangement(kind, sent);
	const token = tokenIn(request.headers['idempotency-key'], sent);
	const made = await begin(askerOf(request), customer, asked, token, ports());
	if (request.wantsPage) return goTo(paths.arrangement(customer, made.id), [cookie('notice', begunCode(made.kind), 30)]);
	const { view } = await viewOne(askerOf(request), customer, made.id, ports());
	return { status: 201, headers: { location: paths.arrangement(customer, made.id) }, body: view };
};

const actOnOne = async (request: AppRequest): Promise<Answer> => {
	mustArrange(request);
	const { id = '', act = '' } = request.params;
	const [asker, customer] = [askerOf(request), customerOf(request)];
	const kindNow = async (): Promise<string> => (await arrangements().arrangement(asker.company, customer, id))?.kind ?? '';
	const asked = await readAct(act, kindNow, request.headers['idempotency-key'])(sentIn(request));
	const now = await actOn(asker, customer, id, asked, ports());
	if (request.wantsPage) return goTo(paths.arrangement(customer, now.id), [cookie('notice', asked.act, 30)]);
	const { view } = await viewOne(asker, customer, now.id, ports());
	return { body: view };
};

const worklist = async (request: AppRequest): Promise<Answer> => {
	const { session, query } = request;
	const { view } = await viewWorklist(session.company, { kind: query.kind, from: query.from }, ports());
	if (!request.wantsPage) return { body: view };
	return shown(worklistPage({ user: session, view, laterPage: Boolean(query.from), ...desk() }), request);
};

const limitsShown = async (request: AppRequest, refused: RefusedForm | null = null, status = 200): Promise<Answer> => {
	const { session, cookies } = request;
	const view = await viewLimits(session.company, session.roles, ports());
	if (!request.wantsPage) return { body: view };
	const owner = await companies().company(session.company);
	const timeZone = owner?.timeZone ?? 'UTC';
	const notice = saidBy(cookies[cookieName('notice')]);
	const said = { ...(refused && { refused }), ...(notice !== undefined && refused === null && { notice }) };
	return shown(
		limitsPage({ user: session, view, clock: { timeZone, today: dayIn(timeZone, clock.now()) }, ...said, ...desk() }),
		request,
		status,
	);
};

const setOne = async (request: AppRequest): Promise<Answer> => {
	await setLimit(askerOf(request), readLimit(sentIn(request)), ports());
	if (request.wantsPage) return goTo(paths.limits(), [cookie('notice', 'limits', 30)]);
	return limitsShown(request);
};

export const handler = onApp(
	{
		'GET /arrangements': worklist,
		'GET /arrangements/limits': (request) => limitsShown(request),
		'POST /arrangements/limits': (request) => setOne(request).catch(refusedOn(limitsShown, 'limits')(request)),
		'GET /customers/{customer}/arrangements': (request) => customerShown(request),
		'POST /customers/{customer}/arrangements/{kind}': (request) =>
			beginOne(request).catch(refusedOn(customerShown, request.params.kind ?? '')(request)),
		'GET /customers/{customer}/arrangements/{id}': (request) => oneShown(request),
		'POST /customers/{customer}/arrangements/{id}/{act}': (request) =>
			actOnOne(request).catch(refusedOn(oneShown, request.params.act ?? '')(request)),
	},
	problemAnswer,
);
