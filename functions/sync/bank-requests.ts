/** Requests about the bank side of a ledger; the page and the API have one address. */
import { clock } from '../../shared/runtime/clock.ts';
import { bankRecords, companies, connections } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustTendLedgers } from '../../shared/runtime/roles.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer } from '../../web/answers.ts';
import { bankPage } from '../../web/bank-page.ts';
import { paths } from '../../web/paths.ts';
import { dayField } from './day-field.ts';
import { askForBank, sayPosted, takeBackPosted } from './say-posted.ts';
import { viewBank } from './view-bank.ts';

const ports = () => ({ connections: connections(), companies: companies(), banks: bankRecords(), queues: queues(), clock });
const ledgerOf = ({ params }: AppRequest): string => params.ledger ?? '';

export const showBank = async (request: AppRequest): Promise<Answer> => {
	const { timeZone, ...view } = await viewBank(request.session.company, ledgerOf(request), ports());
	if (!request.wantsPage) return { body: view };
	const desk = readOrNull(env.localDesk);
	const shown = { user: request.session, view, clock: { timeZone, today: view.today }, asked: request.query.asked === 'yes' };
	return pageAnswer(bankPage({ ...shown, ...(desk === null ? {} : { desk }) }));
};

const acting =
	(act: (request: AppRequest) => Promise<object>, query = '') =>
	async (request: AppRequest): Promise<Answer> => {
		mustTendLedgers(request);
		const body = await act(request);
		return request.wantsPage ? goTo(`${paths.bank(ledgerOf(request))}${query}`) : { body };
	};

export const sayPostedUpTo = acting(async (request) => ({
	postedUpTo: await sayPosted(request.session, ledgerOf(request), dayField(request), ports()),
}));
export const takeBackPostedUpTo = acting(async (request) => {
	await takeBackPosted(request.session.company, ledgerOf(request), ports());
	return { postedUpTo: null };
});
export const lookAtBankNow = acting(async (request) => {
	await askForBank(request.session.company, ledgerOf(request), ports());
	return { accepted: 'bank' };
}, '?asked=yes');
