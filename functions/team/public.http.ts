import { clock } from '../../shared/runtime/clock.ts';
import { companies, directory } from '../../shared/runtime/data.ts';
import { goTo } from '../../shared/runtime/http-types.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { cookie, cookieName, hubOrigin, signIn } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { beginSignIn, type PendingSignIn } from './begin-sign-in.ts';
import { completeSignIn } from './complete-sign-in.ts';

const redirectUri = (): string => `${hubOrigin()}/sign-in/callback`;

const pendingIn = (text: string | undefined): PendingSignIn | null => {
	const [state, nonce, verifier] = (text ?? '').split('.');
	return state && nonce && verifier ? { state, nonce, verifier } : null;
};

export const handler = onPublic(
	{
		'GET /sign-in': async () => {
			const { url, pending } = await beginSignIn(redirectUri(), { signIn: signIn() });
			return goTo(url, [cookie('sign-in', `${pending.state}.${pending.nonce}.${pending.verifier}`, 600)]);
		},
		'GET /sign-in/callback': async ({ query, cookies }) => {
			const ports = { signIn: signIn(), companies: companies(), directory: directory(), clock };
			const { token, expiresAt } = await completeSignIn(
				{ code: query.code, state: query.state, redirectUri: redirectUri() },
				pendingIn(cookies[cookieName('sign-in')]),
				ports,
			);
			const seconds = Math.max(0, expiresAt - Math.floor(Date.parse(clock.now()) / 1000));
			return goTo('/', [cookie('session', token, seconds), cookie('sign-in', '', 0)]);
		},
	},
	problemAnswer,
);
