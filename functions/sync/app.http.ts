import { dayIn } from '../../shared/domain/day.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { books, bookTies, companies, connections } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendLedgers } from '../../shared/runtime/roles.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { booksPage } from '../../web/books-page.ts';
import { paths } from '../../web/paths.ts';
import { type Asked, askFor } from './ask-for.ts';
import { askForBooks } from './ask-for-books.ts';
import { lookAtBankNow, sayPostedUpTo, showBank, takeBackPostedUpTo } from './bank-requests.ts';
import { viewBooks } from './view-books.ts';

const ask =
	(what: Asked) =>
	async (request: AppRequest): Promise<Answer> => {
		mustTendLedgers(request);
		const { session, params, wantsPage } = request;
		const outcome = await askFor(what, session.company, params.ledger ?? '', { connections: connections(), queues: queues(), clock });
		const notice = outcome === 'waits' ? 'sync-waits' : what;
		return wantsPage ? goTo('/', [cookie('notice', notice, 30)]) : { status: 202, body: { accepted: what, waits: outcome === 'waits' } };
	};

const showBooks = async ({ session, params, query, wantsPage }: AppRequest): Promise<Answer> => {
	const { timeZone, ...view } = await viewBooks(session.company, params.ledger ?? '', {
		connections: connections(),
		ties: bookTies(),
		books: books(),
	});
	if (!wantsPage) return { body: view };
	const zone = (await companies().company(session.company))?.timeZone ?? timeZone;
	const desk = readOrNull(env.localDesk);
	const shown = { user: session, view, clock: { timeZone: zone, today: dayIn(zone, clock.now()) }, asked: query.asked === 'yes' };
	return pageAnswer(booksPage({ ...shown, ...(desk === null ? {} : { desk }) }));
};

const compareBooks = async (request: AppRequest): Promise<Answer> => {
	mustTendLedgers(request);
	const { session, params, wantsPage } = request;
	const ledger = params.ledger ?? '';
	await askForBooks(session.company, ledger, { connections: connections(), queues: queues(), clock });
	return wantsPage ? goTo(`${paths.tieOut(ledger)}?asked=yes`) : { status: 202, body: { accepted: 'tie-out' } };
};

export const handler = onApp(
	{
		'GET /connections/{ledger}/bank': showBank,
		'POST /connections/{ledger}/bank/posted': sayPostedUpTo,
		'POST /connections/{ledger}/bank/take-back': takeBackPostedUpTo,
		'POST /connections/{ledger}/bank/look': lookAtBankNow,
		'GET /connections/{ledger}/tie-out': showBooks,
		'POST /connections/{ledger}/tie-out': compareBooks,
		'POST /connections/{ledger}/sync': ask('sync'),
		'POST /connections/{ledger}/recount': ask('recount'),
		'POST /connections/{ledger}/compare': ask('compare'),
		'POST /connections/{ledger}/reread': ask('reread'),
	},
	problemAnswer,
);
