/** Sessions: one ID token in one HttpOnly cookie (or a bearer header for programs), checked the same way locally and in AWS. */
import { createHash } from 'node:crypto';
import { oidcSignIn } from '../adapters/oidc/sign-in.ts';
import { Refusal } from '../domain/refusal.ts';
import { SignInFault } from '../ports/sign-in.ts';
import { env } from '../wire/env.ts';
import { companies, directory } from './data.ts';
import { read } from './env.ts';
import type { Request, Session } from './http-types.ts';
import { once } from './once.ts';

export const signIn = once(() => oidcSignIn(read(env.signIn.issuer), read(env.signIn.client), () => new Date()));
export const hubOrigin = (): string => read(env.hub);

/** `__Host-` forbids other sites of the domain to set it, but browsers want https for that. */
const secure = (): boolean => hubOrigin().startsWith('https:');
export const cookieName = (name: 'session' | 'sign-in' | 'notice'): string => `${secure() ? '__Host-' : ''}cobro-${name}`;
/** HttpOnly and SameSite=Lax always; `seconds` 0 deletes it. */
export const cookie = (name: 'session' | 'sign-in' | 'notice', value: string, seconds: number): string =>
	`${cookieName(name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure() ? '; Secure' : ''}`;

const signedOut = (detail: string): Refusal => new Refusal(401, 'SIGNED_OUT', 'You are signed out', detail);

/**
 * Verifies the token, then asks the table who that is. A request that changes something and comes with a cookie must also come from our own
 * pages (Origin), since browsers send cookies along with other sites' forms.
 */
export const sessionOf = async (request: Request): Promise<Session> => {
	const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
	const token = bearer ?? request.cookies[cookieName('session')];
	if (!token) throw signedOut('Sign in to go on.');
	const changes = request.method !== 'GET' && request.method !== 'HEAD';
	if (!bearer && changes && request.headers.origin !== hubOrigin())
		throw new Refusal(
			403,
			'OTHER_SITE',
			'This came from another site',
			`Forms are taken from ${hubOrigin()} only. Open that address and try again.`,
		);
	try {
		const claims = await signIn().verify(token);
		const known = await directory().subject(claims.issuer, claims.subject);
		const user = known && (await companies().user(known.company, known.user));
		if (!user)
			throw new Refusal(
				403,
				'NO_COMPANY',
				'You are in no company here',
				'Sign in again to open one of your own, or ask an owner of yours to invite you.',
			);
		const session = createHash('sha256').update(claims.tokenId).digest('hex');
		const operator = read(env.signIn.operators).split(',').includes(claims.subject);
		return { company: user.company, user: user.id, name: user.name, roles: operator ? [...user.roles, 'operator'] : user.roles, session };
	} catch (error) {
		if (error instanceof SignInFault)
			throw error.kind === 'refused'
				? signedOut('Your session has ended. Sign in to go on.')
				: new Refusal(
						503,
						'SIGN_IN_SILENT',
						'We cannot check who you are just now',
						'The sign-in service does not answer. Your session stays; try again in a minute.',
					);
		throw error;
	}
};
