import { clock } from '../../shared/runtime/clock.ts';
import { connections } from '../../shared/runtime/data.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendLedgers } from '../../shared/runtime/roles.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { type Asked, askFor } from './ask-for.ts';

const ask =
	(what: Asked) =>
	async (request: AppRequest): Promise<Answer> => {
		mustTendLedgers(request);
		const { session, params, wantsPage } = request;
		const outcome = await askFor(what, session.company, params.ledger ?? '', { connections: connections(), queues: queues(), clock });
		const notice = outcome === 'waits' ? 'sync-waits' : what;
		return wantsPage ? goTo('/', [cookie('notice', notice, 30)]) : { status: 202, body: { accepted: what, waits: outcome === 'waits' } };
	};

export const handler = onApp(
	{
		'POST /connections/{ledger}/sync': ask('sync'),
		'POST /connections/{ledger}/recount': ask('recount'),
		'POST /connections/{ledger}/compare': ask('compare'),
		'POST /connections/{ledger}/reread': ask('reread'),
	},
	problemAnswer,
);
