/** /v1: which fault, whose key, which account, within which limit, with which idempotency key; then the endpoint answers, in Stripe's words. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LocalAnswer, LocalHandler, LocalRequest } from '../../server.ts';
import { apiVersion, type Books, platformId } from '../books.ts';
import type { Connect } from '../connect.ts';
import type { StripeFaultKind, StripeFaults } from '../faults.ts';
import { readForm } from '../form.ts';
import { newId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { StripeRefused } from '../refused.ts';
import type { Requests } from '../requests.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { fingerprintOf, type Kept, type Keys } from './keys.ts';

export type FrontParts = {
	readonly books: Books;
	readonly faults: StripeFaults;
	readonly limits: Limits;
	readonly keys: Keys;
	readonly connect: Connect;
	readonly requests: Requests;
};

const serverError = new StripeRefused('An unknown error occurred', { status: 500, type: 'api_error' });
const tooMany = new StripeRefused(
	'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
	{
		status: 429,
		code: 'rate_limit',
	},
);

/** The answer to give instead of doing anything; null to go on. */
const faultBefore = async (faults: StripeFaults, what: string): Promise<LocalAnswer | null> => {
	const kinds: StripeFaultKind[] = [
		'throttled',
		'throttled-retry',
		'unauthorised',
		'server-error',
		'unavailable-html',
		'slow',
		'cut-before',
	];
	const kind = faults.take(what, kinds);
	if (kind === 'slow') await pause(30_000, undefined, { ref: false });
	if (kind === 'throttled' || kind === 'throttled-retry')
		return {
			status: 429,
			headers: { 'stripe-rate-limited-reason': 'global-rate', ...(kind === 'throttled-retry' ? { 'stripe-should-retry': 'true' } : {}) },
			body: tooMany.body(),
		};
	if (kind === 'unauthorised') throw new StripeRefused('Invalid API Key provided: sk_test_***', { status: 401 });
	if (kind === 'server-error') return { status: 500, body: serverError.body() };
	if (kind === 'unavailable-html')
		return {
			status: 503,
			headers: { 'content-type': 'text/html' },
			body: '<html><head><title>503</title></head><body>Service Unavailable</body></html>',
		};
	return kind === 'cut-before' ? { cut: true } : null;
};

const accountOf = ({ connect }: FrontParts, request: LocalRequest): string => {
	const authorization = request.headers.authorization ?? '';
	const key = authorization.startsWith('Basic ')
		? Buffer.from(authorization.slice(6), 'base64').toString('utf8').replace(/:.*$/, '')
		: authorization.replace(/^Bearer /, '');
	if (!key)
		throw new StripeRefused(
			"You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
			{ status: 401 },
		);
	const owner = connect.ownerOf(key);
	if (!owner) throw new StripeRefused(`Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`, { status: 401 });
	const asked = request.headers['stripe-account'];
	if (!asked || asked === owner) return owner;
	if (owner === platformId && connect.isConnected(asked)) return asked;
	throw new StripeRefused(
		`The provided key '${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}' does not have access to account '${asked}' (or that account does not exist). Application access may have been revoked.`,
		{ status: 403, code: 'account_invalid' },
	);
};

const paramsOf = (request: LocalRequest): Call['params'] => {
	const type = request.headers['content-type'] ?? '';
	if (request.body.length > 0 && !type.startsWith('application/x-www-form-urlencoded'))
		throw new StripeRefused(
			'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can help at https://support.stripe.com/.',
		);
	return readForm(request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query);
};

/** Does the work and remembers its answer, in one transaction; what it threw is an answer too. */
const perform = (parts: FrontParts, work: () => object, keep: (answer: Kept) => void, id: string, fault: StripeFaultKind | null): Kept => {
	const failed = (error: StripeRefused): Kept => ({ status: error.status, body: JSON.stringify(error.body(), null, 2), request: id });
	try {
		return parts.books.store.transaction(() => {
			if (fault === 'server-error-kept') throw serverError;
			const body = JSON.stringify(work(), null, 2);
			const answer = fault === 'server-error-after' ? failed(serverError) : { status: 200, body, request: id };
			keep(answer);
			return answer;
		});
	} catch (error) {
		if (!(error instanceof StripeRefused)) throw error;
		const answer = failed(error);
		keep(answer);
		return answer;
	}
};

const answerTo = async (parts: FrontParts, name: string, endpoint: Endpoint, request: LocalRequest, id: string): Promise<LocalAnswer> => {
	const { books, faults, limits, keys } = parts;
	const what = `${request.method} ${request.path}`;
	const faulty = await faultBefore(faults, what);
	if (faulty || books.store.closed) return faulty ?? { cut: true };
	const account = accountOf(parts, request);
	if (!limits.begin(account, name)) throw tooMany;
	const call: Call = { books, account, id: request.params.id ?? '', params: paramsOf(request), path: request.path };
	const key = (request.method === 'POST' && request.headers['idempotency-key']) || null;
	parts.requests.add({ endpoint: name, account, params: call.params, idempotencyKey: key });
	const fingerprint = fingerprintOf(request.path, request.body);
	const known = key ? keys.begin(account, key, fingerprint) : null;
	const headers = {
		'content-type': 'application/json',
		...(key ? { 'idempotency-key': key, 'original-request': known?.request ?? id } : {}),
	};
	if (known) return { status: known.status, headers: { ...headers, 'idempotent-replayed': 'true' }, body: known.body };
	try {
		const work = endpoint(call);
		const fault = request.method === 'POST' ? faults.take(what, ['server-error-kept', 'server-error-after', 'slow-work']) : null;
		if (fault === 'slow-work') await pause(1000);
		if (books.store.closed) return { cut: true };
		const keep = (answer: Kept): void => {
			if (key) keys.keep(account, key, fingerprint, answer);
		};
		const done = books.during({ id, key }, () => perform(parts, work, keep, id, fault));
		return faults.take(what, ['cut-after']) ? { cut: true } : { status: done.status, headers, body: done.body };
	} finally {
		if (key) keys.release(account, key);
	}
};

/** One endpoint as the server calls it. */
export const handlerOf =
	(parts: FrontParts, name: string, endpoint: Endpoint): LocalHandler =>
	async (request) => {
		const id = newId('req', 14);
		const account = request.headers['stripe-account'];
		const common = {
			'request-id': id,
			'stripe-version': request.headers['stripe-version'] ?? apiVersion,
			...(account ? { 'stripe-account': account } : {}),
		};
		try {
			const answer = await answerTo(parts, name, endpoint, request, id);
			return { ...answer, headers: { ...common, ...answer.headers } };
		} catch (error) {
			if (!(error instanceof StripeRefused)) throw error;
			return { status: error.status, headers: common, body: error.body() };
		}
	};
