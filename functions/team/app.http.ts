import { dayIn } from '../../shared/domain/day.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { companies, deadLetters, people, throttle } from '../../shared/runtime/data.ts';
import { readOrNull } from '../../shared/runtime/env.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { cookie, cookieName } from '../../shared/runtime/session.ts';
import { env } from '../../shared/wire/env.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { paths } from '../../web/paths.ts';
import { type PeoplePageView, peoplePage } from '../../web/people-page.ts';
import { signedOutPage } from '../../web/signed-out-page.ts';
import { changeRoles, removePerson } from './change-people.ts';
import { invite, revokeInvitation } from './invite.ts';
import { fieldsIn, readInvitation, readRoles } from './people-form.ts';
import { mustChangePeople } from './people-ports.ts';
import { viewDeadLetters } from './view-dead-letters.ts';
import { viewPeople } from './view-people.ts';

const ports = () => ({ companies: companies(), people: people(), queues: queues(), throttle: throttle(), clock });

const said: Readonly<Record<string, string>> = {
	'people-invited': 'Invited. The letter leaves within a minute.',
	'people-revoked': 'Taken back. The link in the letter opens nothing any more.',
	'people-roles': 'The roles are changed. They hold from the next click on.',
	'people-removed': 'Removed. They are signed out with their next click.',
};

const peopleShown = async (request: AppRequest, refused?: PeoplePageView['refused'], status = 200): Promise<Answer> => {
	const { session, cookies } = request;
	const view = await viewPeople(session, ports());
	if (!request.wantsPage) return { body: view };
	const company = await companies().company(session.company);
	const timeZone = company?.timeZone ?? 'UTC';
	const notice = said[cookies[cookieName('notice')] ?? ''];
	const desk = readOrNull(env.localDesk);
	const page = peoplePage({
		user: session,
		view,
		clock: { timeZone, today: dayIn(timeZone, clock.now()) },
		...(refused && { refused }),
		...(notice !== undefined && !refused && { notice }),
		...(desk !== null && { desk }),
	});
	return { ...pageAnswer(page, status), ...(cookies[cookieName('notice')] !== undefined && { cookies: [cookie('notice', '', 0)] }) };
};

/** A browser gets the page as it is now with what is wrong; a program gets the problem. */
const changed = async (request: AppRequest, notice: string, go: () => Promise<unknown>): Promise<Answer> => {
	mustChangePeople(request.session);
	try {
		await go();
	} catch (error) {
		if (!(error instanceof Refusal) || !request.wantsPage || error.status === 403 || error.status === 404) throw error;
		const { title, message: detail, fields: errors, status } = error;
		return peopleShown(request, { title, detail, errors, fields: fieldsIn(request) }, status);
	}
	return request.wantsPage ? goTo(paths.people, [cookie('notice', notice, 30)]) : peopleShown(request);
};

const personChanged = (request: AppRequest): Promise<Answer> => {
	const { person = '', verb } = request.params;
	const fields = fieldsIn(request);
	if (verb === 'roles')
		return changed(request, 'people-roles', async () => changeRoles(request.session, person, readRoles(fields), ports()));
	if (verb === 'remove') return changed(request, 'people-removed', () => removePerson(request.session, person, fields.seen?.[0], ports()));
	throw notFound('change');
};

export const handler = onApp(
	{
		'POST /sign-out': () => ({ ...pageAnswer(signedOutPage()), cookies: [cookie('session', '', 0)] }),
		'GET /me': async ({ session }: AppRequest) => {
			const company = await companies().company(session.company);
			return {
				body: { user: session.user, name: session.name, roles: session.roles, company: { id: session.company, name: company?.name ?? '' } },
			};
		},
		'GET /dead-letters': async ({ session }: AppRequest) => ({ body: await viewDeadLetters(session, deadLetters()) }),
		'GET /people': (request) => peopleShown(request),
		'POST /people/invitations': (request) =>
			changed(request, 'people-invited', async () => invite(request.session, readInvitation(fieldsIn(request)), ports())),
		'POST /people/invitations/{invitation}/revoke': (request) =>
			changed(request, 'people-revoked', () => revokeInvitation(request.session, request.params.invitation ?? '', ports())),
		'POST /people/{person}/{verb}': personChanged,
	},
	problemAnswer,
);
