import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { books, companies, connections, owed } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustMatchParties } from '../../shared/runtime/roles.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { paths } from '../../web/paths.ts';
import { payablesPage } from '../../web/payables-page.ts';
import { askedPair } from './asked.ts';
import { type Decision, decide } from './decide.ts';
import { type ViewPorts, viewPayables } from './view-payables.ts';

const ports = (): ViewPorts => ({ owed: owed(), books: books(), companies: companies(), connections: connections(), clock });

const desk = (): { readonly desk?: string } => {
	const url = readOrNull(env.localDesk);
	return url === null ? {} : { desk: url };
};

const decided =
	(decision: Decision) =>
	async (request: AppRequest): Promise<Answer> => {
		mustMatchParties(request);
		const { session, wantsPage } = request;
		await decide(decision, session.company, session.user, askedPair(request), { owed: owed(), books: books(), clock });
		return wantsPage ? goTo(paths.payables) : { status: 200, body: { decided: decision } };
	};

/** Reads bills and suppliers now, unless that was done within ten minutes. */
const read = async (request: AppRequest): Promise<Answer> => {
	mustMatchParties(request);
	const { session, params, wantsPage } = request;
	const ledger = params.ledger ?? '';
	const connection = await connections().connection(session.company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
	if (connection.state === 'needs-reconnecting')
		throw new Refusal(
			409,
			'NEEDS_RECONNECTING',
			'The ledger cannot be read',
			'The provider no longer accepts our permission. Press Reconnect first.',
		);
	await queues().send({ type: 'payables.read', company: session.company, ledger, since: clock.now() });
	return wantsPage ? goTo(paths.payables) : { status: 202, body: { accepted: 'read' } };
};

export const handler = onApp(
	{
		'GET /payables': async ({ session }) =>
			pageAnswer(payablesPage({ user: session, view: await viewPayables(session.company, ports()), ...desk() })),
		'GET /payables/parties': async ({ session }) => ({ body: await viewPayables(session.company, ports()) }),
		'POST /payables/{ledger}/read': read,
		'POST /payables/matches/confirm': decided('confirm'),
		'POST /payables/matches/reject': decided('reject'),
		'POST /payables/matches/undo': decided('undo'),
	},
	problemAnswer,
);
