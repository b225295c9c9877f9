import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn } from '../../shared/domain/day.ts';
import { type Provider, providers } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { allowances, bankRecords, companies, connections, directory } from '../../shared/runtime/data.ts';
import { type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { consentOf } from '../../shared/runtime/providers.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendLedgers } from '../../shared/runtime/roles.ts';
import { cookie, hubOrigin } from '../../shared/runtime/session.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { freshOf } from '../../shared/wire/bank-view.ts';
import { connectionView } from '../../shared/wire/connection-view.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { leavePage } from '../../web/leave-page.ts';
import { beginConsent } from './begin-consent.ts';
import { completeConsent } from './complete-consent.ts';
import { disconnectLedger } from './disconnect-ledger.ts';

const provider = ({ params }: AppRequest): Provider => {
	const found = providers.find((each) => each === params.provider);
	if (!found) throw notFound('provider');
	return found;
};
const redirectUri = (to: Provider): string => `${hubOrigin()}/connections/${to}/callback`;

export const handler = onApp(
	{
		'GET /connections': async ({ session: { company } }) => {
			const [all, asked, banks, owner] = await Promise.all([
				connections().connections(company),
				allowances().allowances(company),
				bankRecords().banks(company),
				companies().company(company),
			]);
			const now = clock.now();
			const today = dayIn(owner?.timeZone ?? 'UTC', now);
			const view = (each: Connection) => connectionView(each, now, asked.get(each.ledger), freshOf(banks.get(each.ledger), today, now));
			return { body: { connections: all.map(view) } };
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
			const ports = {
				connections: connections(),
				consent: await consentOf(from),
				directory: directory(),
				queues: queues(),
				vault: vault(),
				clock,
			};
			const { taken } = await completeConsent(from, session, returned, ports);
			return goTo('/', [cookie('notice', taken.length ? 'connected-some' : 'connected', 30)]);
		},
		'POST /connections/{ledger}/disconnect': async (request) => {
			mustTendLedgers(request);
			await disconnectLedger(request.session.company, request.params.ledger ?? '', {
				connections: connections(),
				queues: queues(),
				clock,
			});
			return goTo('/', [cookie('notice', 'disconnected', 30)]);
		},
	},
	problemAnswer,
);
