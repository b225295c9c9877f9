import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn } from '../../shared/domain/day.ts';
import { type Provider, providers } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { allowances, bankRecords, companies, connections, directory, ledgerMoves, payments, postings } from '../../shared/runtime/data.ts';
import { type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { consentOf } from '../../shared/runtime/providers.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustOwn, mustTendLedgers } from '../../shared/runtime/roles.ts';
import { cookie, hubOrigin } from '../../shared/runtime/session.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { freshOf } from '../../shared/wire/bank-view.ts';
import { connectionView } from '../../shared/wire/connection-view.ts';
import { movesView } from '../../shared/wire/move-view.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { leavePage } from '../../web/leave-page.ts';
import { movePage } from '../../web/move-page.ts';
import { agreeToMove, refuseMove } from './answer-move.ts';
import { confirmAsk, withdrawAsk } from './ask-move.ts';
import { beginConsent } from './begin-consent.ts';
import { type Connected, completeConsent } from './complete-consent.ts';
import { disconnectLedger } from './disconnect-ledger.ts';
import { viewMove } from './view-moves.ts';

const provider = ({ params }: AppRequest): Provider => {
	const found = providers.find((each) => each === params.provider);
	if (!found) throw notFound('provider');
	return found;
};
/** What a person is told first: that something waits for somebody else; then what was connected. */
const noticeFor = ({ connected, asked, proposed, later }: Connected): string => {
	if (asked.length > 0) return connected.length > 0 ? 'connected-asked' : 'move-asked';
	if (proposed.length > 0) return 'move-proposed';
	return later.length > 0 ? 'connected-some' : 'connected';
};
const ports = () => ({
	connections: connections(),
	companies: companies(),
	directory: directory(),
	moves: ledgerMoves(),
	payments: payments(),
	postings: postings(),
	queues: queues(),
	clock,
});
const at = ({ params }: AppRequest): readonly [ledger: string, move: string] => [params.ledger ?? '', params.move ?? ''];

/** What a person can do about a request, from whichever side. A word that is none of these is not there. */
const moveVerbs: Readonly<Record<string, (request: AppRequest) => Promise<void>>> = {
	agree: (request) => {
		mustOwn(request);
		return agreeToMove(request.session, ...at(request), ports());
	},
	refuse: (request) => {
		mustOwn(request);
		return refuseMove(request.session, ...at(request), ports());
	},
	confirm: (request) => {
		mustOwn(request);
		return confirmAsk(request.session.company, ...at(request), ports());
	},
	withdraw: (request) => {
		mustTendLedgers(request);
		return withdrawAsk(request.session.company, ...at(request), ports());
	},
};

const redirectUri = (to: Provider): string => `${hubOrigin()}/connections/${to}/callback`;

export const handler = onApp(
	{
		'GET /connections': async ({ session: { company } }) => {
			const [all, moves, asked, banks, owner] = await Promise.all([
				connections().connections(company),
				ledgerMoves().moves(company),
				allowances().allowances(company),
				bankRecords().banks(company),
				companies().company(company),
			]);
			const now = clock.now();
			const today = dayIn(owner?.timeZone ?? 'UTC', now);
			const view = (each: Connection) => connectionView(each, now, asked.get(each.ledger), freshOf(banks.get(each.ledger), today, now));
			return { body: { connections: all.map(view), moves: movesView(moves, all, now) } };
		},
		'POST /connections/{provider}': async (request) => {
			mustTendLedgers(request);
			const to = provider(request);
			const url = await beginConsent(to, request.session, redirectUri(to), {
				connections: connections(),
				consent: await consentOf(to),
				clock,
			});
			return request.wantsPage ? pageAnswer(leavePage({ provider: to, url })) : { body: { consentUrl: url } };
		},
		'GET /connections/{provider}/callback': async (request) => {
			mustTendLedgers(request);
			const { query, session } = request;
			const from = provider(request);
			const returned = {
				code: query.code,
				state: query.state,
				realm: query.realmId ?? null,
				error: query.error,
				redirectUri: redirectUri(from),
			};
			const asker = { ...session, owner: session.roles.includes('owner') };
			const done = await completeConsent(from, asker, returned, { ...ports(), consent: await consentOf(from), vault: vault() });
			return goTo('/', [cookie('notice', noticeFor(done), 30)]);
		},
		'POST /connections/{ledger}/disconnect': async (request) => {
			mustTendLedgers(request);
			await disconnectLedger(request.session.company, request.params.ledger ?? '', ports());
			return goTo('/', [cookie('notice', 'disconnected', 30)]);
		},
		'GET /connections/{ledger}/moves/{move}': async (request) => {
			const shown = await viewMove(request.session.company, ...at(request), ports());
			const today = dayIn(shown.timeZone, clock.now());
			return request.wantsPage ? pageAnswer(movePage({ user: request.session, shown, today })) : { body: shown };
		},
		'POST /connections/{ledger}/moves/{move}/{verb}': async (request) => {
			const verb = request.params.verb ?? '';
			const decide = Object.hasOwn(moveVerbs, verb) ? moveVerbs[verb] : undefined;
			if (!decide) throw notFound('answer');
			await decide(request);
			return goTo('/', [cookie('notice', `move-${verb}`, 30)]);
		},
	},
	problemAnswer,
);
