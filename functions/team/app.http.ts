import { companies, deadLetters } from '../../shared/runtime/data.ts';
import type { AppRequest } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { signedOutPage } from '../../web/signed-out-page.ts';
import { viewDeadLetters } from './view-dead-letters.ts';

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
	},
	problemAnswer,
);
