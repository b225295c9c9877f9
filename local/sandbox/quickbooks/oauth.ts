/**
 * Consent, tokens and their end. Codes are for one use and ten minutes; access lasts an hour, refresh 100 days. Every refresh gives a new
 * refresh value; the one before is still taken for 24 hours, until the new one has been used (so a lost answer can be asked for again).
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { LocalAnswer, LocalHandler, LocalRequest, LocalRoutes } from '../server.ts';
import { consentPage, plainPage } from './consent-page.ts';
import type { Store } from './store.ts';

const accessMs = 3_600_000;
const refreshMs = 100 * 86_400_000;
const codeMs = 600_000;
const previousMs = 86_400_000;
const scope = 'com.intuit.quickbooks.accounting';

type ConsentRow = {
	id: number;
	realm: string;
	refresh: string;
	expires: number;
	previous: string | null;
	previous_until: number;
	revoked: number;
};

const token = (kind: string): string => `${kind}-${randomBytes(24).toString('base64url')}`;
const same = (a: string, b: string): boolean => {
	const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(a), hash(b));
};
const refusal = (error: string, description: string, status = 400): LocalAnswer => ({
	status,
	body: { error, error_description: description },
});

export type OAuth = {
	/** The company an Authorization header opens; null when the token is unknown, expired or revoked. */
	realmOf(authorization: string): string | null;
	readonly routes: LocalRoutes;
	/** What clicking "Agree" does: the URL the browser is sent back to. Throws on a consent URL that the page would refuse. */
	agree(url: string, realm: string): string;
};

export const oauth = (store: Store, faults: Faults, client: { readonly id: string; readonly secret: string }): OAuth => {
	const exact = (): number => store.now();
	const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
	const known = (request: LocalRequest): boolean => same(request.headers.authorization ?? '', basic);

	/** Why a consent request is refused: the page says it, and sends nobody anywhere. */
	const wrong = (asked: URLSearchParams): string | null => {
		if (asked.get('client_id') !== client.id) return 'The app is not known (client_id).';
		if (asked.get('response_type') !== 'code') return 'Only response_type=code is offered.';
		if (!(asked.get('scope') ?? '').split(' ').includes(scope)) return `The scope ${scope} is missing.`;
		if (!asked.get('state')) return 'The state parameter is missing.';
		if (!/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//.test(asked.get('redirect_uri') ?? ''))
			return 'The sandbox sends people back to this machine only (redirect_uri).';
		return null;
	};
	const back = (asked: URLSearchParams, answer: Readonly<Record<string, string>>): string => {
		const url = new URL(asked.get('redirect_uri') ?? '');
		for (const [name, value] of Object.entries({ ...answer, state: asked.get('state') ?? '' })) url.searchParams.set(name, value);
		return url.href;
	};
	const grant = (asked: URLSearchParams, realm: string): string => {
		const code = token('code');
		store.run(
			'INSERT INTO code (code, realm, redirect, expires) VALUES (?, ?, ?, ?)',
			code,
			realm,
			asked.get('redirect_uri') ?? '',
			exact() + codeMs,
		);
		return back(asked, { code, realmId: realm });
	};

	const show: LocalHandler = ({ query }) => {
		const reason = wrong(query);
		if (reason) return { status: 400, body: plainPage('This app cannot be connected', reason) };
		return { body: consentPage(query, store.companies()) };
	};
	const decide: LocalHandler = ({ body }) => {
		const form = new URLSearchParams(body.toString());
		const reason = wrong(form);
		if (reason) return { status: 400, body: plainPage('This app cannot be connected', reason) };
		const realm = form.get('realm') ?? '';
		if (form.get('decision') !== 'agree') return { status: 302, headers: { location: back(form, { error: 'access_denied' }) } };
		if (!store.company(realm)) return { status: 400, body: plainPage('Nothing was connected', 'Choose a company first.') };
		return { status: 302, headers: { location: grant(form, realm) } };
	};

	const issue = (consent: number, refresh: string): LocalAnswer => {
		const access = token('access');
		store.run('INSERT INTO access (token, consent, expires) VALUES (?, ?, ?)', access, consent, exact() + accessMs);
		return {
			headers: { 'cache-control': 'no-store' },
			body: {
				token_type: 'bearer',
				access_token: access,
				expires_in: accessMs / 1000,
				refresh_token: refresh,
				x_refresh_token_expires_in: refreshMs / 1000,
			},
		};
	};
	const redeem = (form: URLSearchParams): LocalAnswer => {
		const code = form.get('code') ?? '';
		const found = store.one<{ realm: string; redirect: string; expires: number }>(
			'SELECT realm, redirect, expires FROM code WHERE code = ?',
			code,
		);
		store.run('DELETE FROM code WHERE code = ?', code);
		if (!found || found.expires < exact() || found.redirect !== form.get('redirect_uri'))
			return refusal('invalid_grant', 'Invalid authorization code');
		const refresh = token('refresh');
		store.run(
			'INSERT INTO consent (realm, refresh, expires, previous, previous_until, revoked) VALUES (?, ?, ?, NULL, 0, 0)',
			found.realm,
			refresh,
			exact() + refreshMs,
		);
		const consent = store.one<{ id: number }>('SELECT id FROM consent WHERE refresh = ?', refresh);
		return issue(consent?.id ?? 0, refresh);
	};
	const rotate = (form: URLSearchParams): LocalAnswer => {
		const sent = form.get('refresh_token') ?? '';
		if (faults.take('/oauth2/v1/tokens/bearer', ['refresh-refused'])) return refusal('invalid_grant', 'Token invalid');
		const found = store.one<ConsentRow>('SELECT * FROM consent WHERE (refresh = ? OR previous = ?) AND revoked = 0', sent, sent);
		const late = found && found.refresh !== sent && found.previous_until < exact();
		if (!found || late || found.expires < exact()) return refusal('invalid_grant', 'Incorrect or invalid refresh token');
		const refresh = token('refresh');
		const until = found.refresh === sent ? exact() + previousMs : found.previous_until;
		store.run(
			'UPDATE consent SET refresh = ?, expires = ?, previous = ?, previous_until = ? WHERE id = ?',
			refresh,
			exact() + refreshMs,
			sent,
			until,
			found.id,
		);
		const answer = issue(found.id, refresh);
		return faults.take('/oauth2/v1/tokens/bearer', ['refresh-lost']) ? { cut: true } : answer;
	};
	const tokens: LocalHandler = (request) => {
		const fault = faults.take(request.path, ['server-error', 'unavailable-html', 'cut-before']);
		if (fault === 'cut-before') return { cut: true };
		if (fault) return { status: 503, body: '<html><body>Service Unavailable</body></html>' };
		if (!known(request)) return refusal('invalid_client', 'The client is not known', 401);
		const form = new URLSearchParams(request.body.toString());
		const kind = form.get('grant_type');
		return store.change(() => {
			if (kind === 'authorization_code') return redeem(form);
			return kind === 'refresh_token' ? rotate(form) : refusal('unsupported_grant_type', 'Use authorization_code or refresh_token');
		});
	};
	/** Either token ends the whole consent. */
	const revoke: LocalHandler = (request) => {
		if (!known(request)) return refusal('invalid_client', 'The client is not known', 401);
		const text = request.body.toString();
		const sent = text.startsWith('{')
			? String((JSON.parse(text) as { token?: unknown }).token)
			: (new URLSearchParams(text).get('token') ?? '');
		const ended = store.run(
			'UPDATE consent SET revoked = 1 WHERE revoked = 0 AND (refresh = ? OR previous = ? OR id = (SELECT consent FROM access WHERE token = ?))',
			sent,
			sent,
			sent,
		);
		return ended ? { body: {} } : refusal('invalid_token', 'Token invalid');
	};

	return {
		realmOf: (authorization) => {
			const found = store.one<{ realm: string }>(
				'SELECT realm FROM access JOIN consent ON consent.id = access.consent WHERE token = ? AND access.expires > ? AND revoked = 0',
				authorization.replace(/^Bearer /i, ''),
				exact(),
			);
			return found?.realm ?? null;
		},
		routes: {
			'GET /connect/oauth2': show,
			'POST /connect/oauth2': decide,
			'POST /oauth2/v1/tokens/bearer': tokens,
			'POST /v2/oauth2/tokens/revoke': revoke,
		},
		agree: (url, realm) => {
			const asked = new URL(url).searchParams;
			const reason = wrong(asked) ?? (store.company(realm) ? null : `there is no company ${realm}`);
			if (reason) throw new Error(reason);
			return grant(asked, realm);
		},
	};
};
