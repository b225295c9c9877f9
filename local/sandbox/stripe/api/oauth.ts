/** /oauth/token and /oauth/deauthorize, with OAuth's own shape of errors. They are not under /v1 and have no idempotency keys. */

import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import type { Connect } from '../connect.ts';
import type { StripeFaults } from '../faults.ts';
import { newId } from '../ids.ts';

const oauthError = (error: string, description: string, status = 400): LocalAnswer => ({
	status,
	headers: { 'request-id': newId('req', 14) },
	body: { error, error_description: description },
});

/** The platform's secret key: as Bearer, as Basic's user, or in the form. */
const isPlatform = (connect: Connect, request: LocalRequest, form: URLSearchParams): boolean => {
	const authorization = request.headers.authorization ?? '';
	const basic = authorization.startsWith('Basic ')
		? Buffer.from(authorization.slice(6), 'base64').toString('utf8').replace(/:.*$/, '')
		: '';
	return [authorization.replace(/^Bearer /, ''), basic, form.get('client_secret') ?? ''].some((key) => connect.isPlatformKey(key));
};

const token = (connect: Connect, request: LocalRequest): LocalAnswer => {
	const form = new URLSearchParams(request.body.toString('utf8'));
	if (!isPlatform(connect, request, form)) return oauthError('invalid_client', 'No valid API key was provided.', 401);
	if (form.get('grant_type') !== 'authorization_code')
		return oauthError('unsupported_grant_type', 'Only authorization_code is known here.');
	const code = form.get('code');
	if (!code) return oauthError('invalid_request', 'No authorization code was provided.');
	const granted = connect.redeem(code);
	if (!granted) return oauthError('invalid_grant', `Authorization code does not exist: ${code}`);
	return {
		headers: { 'cache-control': 'no-store' },
		body: {
			access_token: granted.access,
			livemode: false,
			refresh_token: granted.refresh,
			token_type: 'bearer',
			stripe_publishable_key: granted.access.replace('sk_', 'pk_'),
			stripe_user_id: granted.account,
			scope: granted.scope,
		},
	};
};

const deauthorize = (connect: Connect, request: LocalRequest): LocalAnswer => {
	const form = new URLSearchParams(request.body.toString('utf8'));
	const account = form.get('stripe_user_id') ?? '';
	if (!isPlatform(connect, request, form)) return oauthError('invalid_client', 'No valid API key was provided.', 401);
	if (form.get('client_id') !== connect.clientId)
		return oauthError('invalid_client', `No such application: '${form.get('client_id') ?? ''}'`, 401);
	if (!connect.disconnect(account))
		return oauthError(
			'invalid_client',
			`This application is not connected to stripe account ${account}, or that account does not exist.`,
			401,
		);
	return { body: { stripe_user_id: account } };
};

export const oauthRoutes = (connect: Connect, faults: StripeFaults): LocalRoutes => {
	const faulty =
		(work: (connect: Connect, request: LocalRequest) => LocalAnswer) =>
		(request: LocalRequest): LocalAnswer => {
			const what = `${request.method} ${request.path}`;
			const before = faults.take(what, ['server-error', 'unavailable-html', 'cut-before']);
			if (before)
				return before === 'cut-before'
					? { cut: true }
					: { status: before === 'server-error' ? 500 : 503, body: { error: 'server_error', error_description: 'try again' } };
			const answer = work(connect, request);
			return faults.take(what, ['cut-after']) ? { cut: true } : answer;
		};
	return { 'POST /oauth/token': faulty(token), 'POST /oauth/deauthorize': faulty(deauthorize) };
};
