import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, books, companies, connections, mailings, payments } from '../../shared/runtime/data.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustBook, mustDecideMails, mustOperate } from '../../shared/runtime/roles.ts';
import { newCompanySending } from '../../shared/runtime/sending.ts';
import { cookie, hubOrigin } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { paths } from '../../web/paths.ts';
import { fieldOf } from './form.ts';
import { approveMail, rejectMail } from './judge-mail.ts';
import { lookFromAsked, setLookFrom } from './look-from.ts';
import { notedAsked, noteInLedger } from './note-in-ledger.ts';
import type { LetterPorts } from './ports.ts';
import { modeAsked, resumeSending, setMode, stopSending } from './switch-sending.ts';
import { lookFromView, viewDay, viewMail } from './view-mails.ts';
import { viewNext } from './view-next.ts';

const ports = (): LetterPorts => ({
	mailings: mailings(),
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	payments: payments(),
	letters,
	clock,
	settings: { hub: hubOrigin(), newCompanySending: newCompanySending() },
});

/** A person's browser goes back to the hub, which says what was done; a program gets it as JSON. */
const done = ({ wantsPage }: AppRequest, notice: string, body: object): Answer =>
	wantsPage ? goTo('/', [cookie('notice', notice, 30)]) : { body };

type Did = readonly [notice: string, body: object];
const deciding =
	(act: (request: AppRequest) => Promise<Did>) =>
	async (request: AppRequest): Promise<Answer> => {
		mustDecideMails(request);
		return done(request, ...(await act(request)));
	};
const operating =
	(act: (request: AppRequest) => Promise<Did>) =>
	async (request: AppRequest): Promise<Answer> => {
		mustOperate(request);
		return done(request, ...(await act(request)));
	};
const idOf = ({ params }: AppRequest): string => params.mail ?? '';

export const handler = onApp(
	{
		'GET /reminders': async ({ session, query }) => ({
			body: await viewDay(session.company, { day: query.day, from: query.from }, ports()),
		}),
		'GET /reminders/next': async ({ session, query }) => ({ body: await viewNext(session.company, query.from, ports()) }),
		'GET /reminders/{mail}': async (request) => ({ body: await viewMail(request.session.company, idOf(request), ports()) }),
		'POST /reminders/mode': deciding(async (request) => {
			const { mode } = await setMode(request.session.company, modeAsked(fieldOf(request, 'mode')), ports());
			return ['mails-mode', { mode }];
		}),
		'POST /reminders/look-from': deciding(async (request) => {
			const asked = lookFromAsked(fieldOf(request, 'currency'), fieldOf(request, 'amount'));
			const sending = await setLookFrom(request.session.company, asked, ports());
			return ['mails-look-from', { lookFrom: lookFromView(sending) }];
		}),
		'POST /reminders/notes': async (request) => {
			mustBook(request);
			const ledger = fieldOf(request, 'ledger') ?? '';
			const noted = notedAsked(fieldOf(request, 'noted'));
			await noteInLedger(request.session.company, ledger, noted, ports());
			if (!request.wantsPage) return { body: { ledger, noted } };
			return goTo(paths.postingAccounts(ledger), [cookie('notice', noted ? 'notes-on' : 'notes-off', 30)]);
		},
		'POST /reminders/stop': deciding(async ({ session }) => {
			await stopSending(session.company, session.user, ports());
			return ['mails-stopped', { stopped: true }];
		}),
		'POST /reminders/resume': deciding(async ({ session }) => {
			await resumeSending(session.company, ports());
			return ['mails-resumed', { stopped: false }];
		}),
		'POST /reminders/stop-everywhere': operating(async ({ session }) => {
			await mailings().stopEverywhere({ by: session.user, at: clock.now() });
			return ['mails-stopped', { stopped: true }];
		}),
		'POST /reminders/resume-everywhere': operating(async () => {
			await mailings().stopEverywhere(null);
			return ['mails-resumed', { stopped: false }];
		}),
		'POST /reminders/{mail}/approve': deciding(async (request) => {
			const { session } = request;
			await approveMail(session.company, idOf(request), session.user, { ...ports(), queues: queues() });
			return ['mail-approved', { approved: idOf(request) }];
		}),
		'POST /reminders/{mail}/reject': deciding(async (request) => {
			const { session } = request;
			await rejectMail(session.company, idOf(request), session.user, { ...ports(), queues: queues() });
			return ['mail-rejected', { rejected: idOf(request) }];
		}),
	},
	problemAnswer,
);
