/**
 * A small OpenID Connect issuer in the place of Cognito's hosted pages: the same discovery document, the same code flow with PKCE, the same claims.
 * It knows two demo users and asks for no password, so it listens on loopback only and redirects nowhere but to this hub.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SignJWT } from 'jose';
import { type LocalAnswer, type LocalRequest, serveLocal } from '../sandbox/server.ts';
import { openSigningKey } from './keys.ts';
import { refusalPage, signedOutPage, signInPage } from './page.ts';
import { type DemoUser, demoUsers } from './users.ts';

export type LocalIdentity = {
	/** The issuer: value of SIGN_IN_ISSUER. */
	readonly url: string;
	readonly port: number;
	readonly clientId: string;
	/** An ID token without the pages, for tests and scripts. `claims` go before ours, `exp` (seconds since 1970) too. */
	idToken(login: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
	/** The hub's origin: where people may be sent back to. Set as soon as it is known. */
	setHub(origin: string): void;
	close(): Promise<void>;
};

export const localClientId = 'cobro-local';
/** Long, so that the time machine signs nobody out. */
const sessionSeconds = 400 * 24 * 3600;
const codeMs = 60_000;

/** An authorisation request that may be answered with a redirect. */
type Asked = { readonly redirectUri: string; readonly state: string | null; readonly nonce: string | null; readonly challenge: string };
type Code = Asked & { readonly user: DemoUser; readonly until: number };

const redirect = (location: string): LocalAnswer => ({ status: 303, headers: { location, 'cache-control': 'no-store' } });
const oauthError = (error: string, description: string, status = 400): LocalAnswer => ({
	status,
	headers: { 'cache-control': 'no-store' },
	body: { error, error_description: description },
});
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** `dir` keeps the signing key; null makes a new one each time. Throws `PortTaken`. */
export const startIdentity = async (options: {
	readonly port: number;
	readonly dir: string | null;
	/** Milliseconds; the stack's clock. */
	readonly now?: () => number;
}): Promise<LocalIdentity> => {
	const key = await openSigningKey(options.dir);
	const now = options.now ?? (() => Date.now());
	const codes = new Map<string, Code>();
	let hub: string | null = null;
	let issuer = '';

	const sign = (user: DemoUser, claims: Readonly<Record<string, unknown>>): Promise<string> => {
		const at = Math.floor(now() / 1000);
		return new SignJWT({ 'cognito:username': user.login, auth_time: at, ...claims })
			.setProtectedHeader({ alg: 'RS256', kid: key.id })
			.setIssuer(issuer)
			.setSubject(user.subject)
			.setIssuedAt(at)
			.setExpirationTime(typeof claims.exp === 'number' ? claims.exp : at + sessionSeconds)
			.setJti(randomBytes(16).toString('hex'))
			.sign(key.sign);
	};
	const idToken = (user: DemoUser, more: Readonly<Record<string, unknown>>): Promise<string> =>
		sign(user, {
			token_use: 'id',
			aud: localClientId,
			name: user.name,
			email: user.email,
			email_verified: true,
			...(user.locale === undefined ? {} : { locale: user.locale }),
			...more,
		});

	/** The request, or the answer that refuses it. Nothing is redirected before client and address are known to be ours. */
	const asked = (query: URLSearchParams): Asked | Promise<LocalAnswer> | LocalAnswer => {
		const redirectUri = query.get('redirect_uri') ?? '';
		if (query.get('client_id') !== localClientId) return refusalPage('The application that sent you here is not this hub.');
		if (!hub || redirectUri !== `${hub}/sign-in/callback`)
			return refusalPage(`You would be sent to an address that is not ${hub ?? 'the hub'}.`);
		const state = query.get('state');
		const back = (error: string): LocalAnswer => {
			const url = new URL(redirectUri);
			url.searchParams.set('error', error);
			if (state !== null) url.searchParams.set('state', state);
			return redirect(url.href);
		};
		if (query.get('response_type') !== 'code') return back('unsupported_response_type');
		if (!(query.get('scope') ?? '').split(' ').includes('openid')) return back('invalid_scope');
		const challenge = query.get('code_challenge') ?? '';
		if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) return back('invalid_request');
		return { redirectUri, state, nonce: query.get('nonce'), challenge };
	};
	const authorize = ({ method, query, body }: LocalRequest): Promise<LocalAnswer> | LocalAnswer => {
		const request = asked(query);
		if (!('redirectUri' in request)) return request;
		if (method === 'GET') return signInPage(query.toString());
		const user = demoUsers.find((each) => each.login === new URLSearchParams(body.toString()).get('user'));
		if (!user) return refusalPage('Nobody of that name can sign in here.');
		const code = randomBytes(24).toString('base64url');
		codes.set(code, { ...request, user, until: now() + codeMs });
		const url = new URL(request.redirectUri);
		url.searchParams.set('code', code);
		if (request.state !== null) url.searchParams.set('state', request.state);
		return redirect(url.href);
	};
	const token = async ({ body }: LocalRequest): Promise<LocalAnswer> => {
		const form = new URLSearchParams(body.toString());
		if (form.get('grant_type') !== 'authorization_code') return oauthError('unsupported_grant_type', 'only authorization_code');
		if (form.get('client_id') !== localClientId) return oauthError('invalid_client', 'unknown client');
		const name = form.get('code') ?? '';
		const code = codes.get(name);
		// Whatever comes of it, a code is used once.
		codes.delete(name);
		for (const [each, { until }] of codes) if (until < now()) codes.delete(each);
		const challenge = createHash('sha256')
			.update(form.get('code_verifier') ?? '')
			.digest('base64url');
		if (!code || code.until < now() || code.redirectUri !== form.get('redirect_uri') || !same(code.challenge, challenge))
			return oauthError('invalid_grant', 'the code is unknown, used, too old, or not for this verifier');
		const nonce = code.nonce === null ? {} : { nonce: code.nonce };
		return {
			headers: { 'cache-control': 'no-store' },
			body: {
				token_type: 'Bearer',
				expires_in: sessionSeconds,
				id_token: await idToken(code.user, nonce),
				access_token: await sign(code.user, { token_use: 'access', client_id: localClientId, scope: 'openid profile email' }),
			},
		};
	};
	const logout = ({ query }: LocalRequest): Promise<LocalAnswer> | LocalAnswer => {
		const to = query.get('logout_uri') ?? query.get('post_logout_redirect_uri');
		if (to === null) return signedOutPage();
		return hub && (to === hub || to.startsWith(`${hub}/`))
			? redirect(to)
			: refusalPage('You would be sent to an address that is not the hub.');
	};

	const server = await serveLocal({
		port: options.port,
		name: 'sign-in',
		bodyLimit: 64 * 1024,
		routes: {
			'GET /.well-known/openid-configuration': () => ({
				body: {
					issuer,
					authorization_endpoint: `${issuer}/authorize`,
					token_endpoint: `${issuer}/token`,
					end_session_endpoint: `${issuer}/logout`,
					jwks_uri: `${issuer}/.well-known/jwks.json`,
					response_types_supported: ['code'],
					subject_types_supported: ['public'],
					id_token_signing_alg_values_supported: ['RS256'],
					scopes_supported: ['openid', 'email', 'profile'],
					token_endpoint_auth_methods_supported: ['none'],
					code_challenge_methods_supported: ['S256'],
				},
			}),
			'GET /.well-known/jwks.json': () => ({ body: { keys: [key.published] } }),
			'GET /authorize': authorize,
			'POST /authorize': authorize,
			'POST /token': token,
			'GET /logout': logout,
		},
	});
	issuer = server.origin;
	return {
		url: issuer,
		port: server.port,
		clientId: localClientId,
		idToken: (login, claims = {}) => {
			const user = demoUsers.find((each) => each.login === login);
			if (!user) throw new Error(`there is no demo user "${login}"`);
			return idToken(user, claims);
		},
		setHub: (origin) => {
			hub = origin;
		},
		close: () => server.close(),
	};
};
