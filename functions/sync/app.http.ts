import { dayIn } from '../../shared/domain/day.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { bankRecords, books, bookTies, companies, connections } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendLedgers } from '../../shared/runtime/roles.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { bankPage } from '../../web/bank-page.ts';
import { booksPage } from '../../web/books-page.ts';
import { paths } from '../../web/paths.ts';
import { type Asked, askFor } from './ask-for.ts';
import { askForBooks } from './ask-for-books.ts';
import { dayField } from './day-field.ts';
import { askForBank, sayPosted, takeBackPosted } from './say-posted.ts';
import { viewBank } from './view-bank.ts';
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

const bankPorts = () => ({ connections: connections(), companies: companies(), banks: bankRecords(), queues: queues(), clock });

const showBank = async ({ session, params, query, wantsPage }: AppRequest): Promise<Answer> => {
	const { timeZone, ...view } = await viewBank(session.company, params.ledger ?? '', bankPorts());
	if (!wantsPage) return { body: view };
	const desk = readOrNull(env.localDesk);
	const shown = { user: session, view, clock: { timeZone, today: view.today }, asked: query.asked === 'yes' };
	return pageAnswer(bankPage({ ...shown, ...(desk === null ? {} : { desk }) }));
};

const aboutBank =
	(act: (request: AppRequest, ledger: string) => Promise<object>, query = '') =>
	async (request: AppRequest): Promise<Answer> => {
		mustTendLedgers(request);
		const ledger = request.params.ledger ?? '';
		const body = await act(request, ledger);
		return request.wantsPage ? goTo(`${paths.bank(ledger)}${query}`) : { body };
	};

const sayPostedUpTo = aboutBank(async (request, ledger) => ({
	postedUpTo: await sayPosted(request.session, ledger, dayField(request), bankPorts()),
}));
const takeBackPostedUpTo = aboutBank(async ({ session }, ledger) => {
	await takeBackPosted(session.company, ledger, bankPorts());
	return { postedUpTo: null };
});
const lookAtBankNow = aboutBank(async ({ session }, ledger) => {
	await askForBank(session.company, ledger, bankPorts());
	return { accepted: 'bank' };
}, '?asked=yes');

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
