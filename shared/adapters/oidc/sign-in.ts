/**
 * The `sign-in` port over any OpenID Connect issuer with a discovery document: Amazon Cognito's hosted pages in AWS, the local issuer on a laptop.
 * Authorisation code flow with PKCE (RFC 7636); tokens are verified with the issuer's published keys.
 */
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { type SignIn, SignInFault } from '../../ports/sign-in.ts';

const discoveryShape = z.object({
	authorization_endpoint: z.url(),
	token_endpoint: z.url(),
	jwks_uri: z.url(),
});
const tokenShape = z.object({ id_token: z.string() });
const timeoutMs = 10_000;

/** An issuer that says nothing of it gives addresses of its own. Some write the claim as a text. */
const isUnverified = (claim: unknown): boolean => claim === false || claim === 'false';
const addressIn = (text: string): string | null => (/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(text) ? text : null);
/** `es-MX`, `ru_RU`. */
const languageIn = (text: string): string | null => (/^[a-z]{2,3}([-_][a-z0-9]{1,8}){0,3}$/i.test(text) ? text.replaceAll('_', '-') : null);

export const oidcSignIn = (issuer: string, clientId: string, now: () => Date): SignIn => {
	type Discovery = z.infer<typeof discoveryShape> & { readonly keys: ReturnType<typeof createRemoteJWKSet> };
	let found: Promise<Discovery> | undefined;
	const discover = async (): Promise<Discovery> => {
		const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(timeoutMs) });
		const document = discoveryShape.parse(await response.json());
		return { ...document, keys: createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: timeoutMs }) };
	};
	const discovery = (): Promise<Discovery> => {
		found ??= discover().catch((error: unknown) => {
			found = undefined; // a failed look-up is tried again by the next caller
			throw new SignInFault('unavailable', `the sign-in service does not answer (${error instanceof Error ? error.name : 'unknown'})`);
		});
		return found;
	};
	return {
		async authorizeUrl({ state, nonce, challenge, redirectUri, askAnew = false }) {
			const url = new URL((await discovery()).authorization_endpoint);
			for (const [name, value] of Object.entries({
				response_type: 'code',
				client_id: clientId,
				redirect_uri: redirectUri,
				scope: 'openid profile email',
				state,
				nonce,
				code_challenge: challenge,
				code_challenge_method: 'S256',
				...(askAnew ? { prompt: 'login' } : {}),
			}))
				url.searchParams.set(name, value);
			return url.toString();
		},
		async redeem({ code, verifier, redirectUri }) {
			const { token_endpoint } = await discovery();
			const response = await fetch(token_endpoint, {
				method: 'POST',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams({
					grant_type: 'authorization_code',
					client_id: clientId,
					code,
					code_verifier: verifier,
					redirect_uri: redirectUri,
				}),
				signal: AbortSignal.timeout(timeoutMs),
			}).catch(() => {
				throw new SignInFault('unavailable', 'the sign-in service does not answer');
			});
			const answer = tokenShape.safeParse(response.ok ? await response.json() : {});
			if (!answer.success)
				throw new SignInFault(
					response.status >= 500 ? 'unavailable' : 'refused',
					`the sign-in service refused the code (${response.status})`,
				);
			return answer.data.id_token;
		},
		async verify(token, nonce) {
			const { keys } = await discovery();
			try {
				const { payload } = await jwtVerify(token, keys, {
					issuer,
					audience: clientId,
					algorithms: ['RS256', 'ES256'],
					clockTolerance: 5,
					currentDate: now(),
				});
				const text = (name: string): string => (typeof payload[name] === 'string' ? payload[name] : '');
				if (nonce !== undefined && payload.nonce !== nonce) throw new SignInFault('refused', 'the token was made for another sign-in');
				if (!payload.sub || !payload.exp) throw new SignInFault('refused', 'the token names nobody');
				return {
					issuer,
					subject: payload.sub,
					name: text('name') || text('email') || payload.sub,
					email: isUnverified(payload.email_verified) ? null : addressIn(text('email')),
					emailProven: payload.email_verified === true || payload.email_verified === 'true',
					language: languageIn(text('locale')),
					tokenId: payload.jti ?? `${payload.sub}.${payload.iat ?? 0}`,
					expiresAt: payload.exp,
				};
			} catch (error) {
				if (error instanceof SignInFault) throw error;
				// Keys that could not be fetched say nothing about the token.
				if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC')
					throw new SignInFault('unavailable', 'the sign-in service gives no keys');
				throw new SignInFault('refused', `the session is not valid (${error.code})`);
			}
		},
	};
};
