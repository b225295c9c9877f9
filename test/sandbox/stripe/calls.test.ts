/** How a call is let in, refused, remembered and replayed, seen through the real SDK. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSession, hourMs, line, type Rig, refusal, sdkFor, secretKey, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
afterEach(() => rig.close());

const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
	fetch(`${rig.sandbox.url}${path}`, { ...init, headers: { authorization: `Bearer ${secretKey}`, ...init.headers } });

describe('letting in', () => {
	it('refuses a wrong key, no key, and an account that never connected', async () => {
		const wrong = await refusal(sdkFor(rig.sandbox.port, 'sk_test_wrong').account.retrieveCurrent());
		expect(wrong).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
		expect(wrong.message).not.toContain('sk_test_wrong');
		expect((await fetch(`${rig.sandbox.url}/v1/account`)).status).toBe(401);
		const other = rig.sandbox.addAccount({ id: 'acct_other', name: 'Other' });
		for (const stripeAccount of [other, 'acct_nobody'])
			expect(await refusal(aSession(rig.stripe, {}, { stripeAccount }))).toMatchObject({
				statusCode: 403,
				code: 'account_invalid',
				type: 'StripePermissionError',
			});
	});

	it('echoes version, account and a request id', async () => {
		const answer = await raw('/v1/account', { headers: { 'stripe-version': '2020-01-01' } });
		expect(answer.headers.get('stripe-version')).toBe('2020-01-01');
		expect(answer.headers.get('request-id')).toMatch(/^req_/);
		const made = await aSession(rig.stripe);
		expect(made.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
		expect(made.lastResponse.requestId).toMatch(/^req_/);
	});

	it('names what is wrong with a request', async () => {
		const { stripe } = rig;
		const send = (path: string, body: string): Promise<Record<string, unknown>> =>
			raw(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }).then(
				async (answer) => ((await answer.json()) as { error: Record<string, unknown> }).error,
			);
		const good =
			'mode=payment&success_url=http://a.example/&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur&line_items[0][price_data][product_data][name]=x&line_items[0][price_data][unit_amount]=500';
		expect(await send('/v1/checkout/sessions', good)).toBeUndefined();
		const refused: readonly [string, string | undefined, string][] = [
			['payment_method_types[0]=card', 'parameter_unknown', 'payment_method_types'],
			['line_items[0][price_data][colour]=red', 'parameter_unknown', 'line_items[0][price_data][colour]'],
			['__proto__[x]=1', 'parameter_unknown', '__proto__'],
			['mode=fun', undefined, 'mode'],
			['success_url=javascript:alert(1)', 'url_invalid', 'success_url'],
			['line_items[0][quantity]=1.5', 'parameter_invalid_integer', 'line_items[0][quantity]'],
			['line_items[0][price_data][unit_amount]=-1', 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
			['line_items[0][price_data][unit_amount]=1e9', 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
			['line_items[0][price_data][currency]=zzz', 'parameter_invalid_string', 'line_items[0][price_data][currency]'],
			['customer_email=nobody', 'email_invalid', 'customer_email'],
			['client_reference_id=', 'parameter_invalid_empty', 'client_reference_id'],
			['expand[0]=metadata.x.y', undefined, 'expand'],
			[`metadata[${'k'.repeat(41)}]=v`, 'parameter_invalid_string', 'metadata'],
			['line_items[1][quantity]=1&line_items[1][price]=price_none', 'resource_missing', 'line_items[1][price]'],
		];
		for (const [more, code, param] of refused)
			expect(await send('/v1/checkout/sessions', `${good}&${more}`), more).toMatchObject({ param, ...(code ? { code } : {}) });
		expect(await send('/v1/checkout/sessions', 'mode=payment&success_url=http://a.example/')).toMatchObject({
			code: 'parameter_missing',
			param: 'line_items',
		});
		expect(await refusal(stripe.checkout.sessions.retrieve('cs_test_none'))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
		expect((await raw('/v1/unicorns')).status).toBe(404);
		expect((await raw('/v1/refunds', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(400);
	});
});

describe('amounts', () => {
	const amount = (unit: number, currency: string): Promise<unknown> => aSession(rig.stripe, { line_items: [line(unit, currency)] });
	it.each([
		['usd', 49, 50],
		['eur', 49, 50],
		['gbp', 29, 30],
		['jpy', 49, 50],
		['mxn', 999, 1000],
		['huf', 17_499, 17_500],
	])('%s: %i is too small, %i is not', async (currency, small, enough) => {
		expect(await refusal(amount(small, currency))).toMatchObject({ code: 'amount_too_small' });
		await amount(enough, currency);
	});
	it('takes at most eight digits, and last digits as the currency has them', async () => {
		await amount(99_999_999, 'usd');
		expect(await refusal(amount(100_000_000, 'usd'))).toMatchObject({ code: 'amount_too_large' });
		await amount(1230, 'kwd');
		for (const [unit, currency] of [
			[1231, 'kwd'],
			[1250, 'isk'],
			[12_345, 'ugx'],
		] as const)
			expect(await refusal(amount(unit, currency)), currency).toMatchObject({ code: 'parameter_invalid_integer' });
	});
	it('is in one currency', async () => {
		expect(await refusal(aSession(rig.stripe, { line_items: [line(500), line(500, 'usd')] }))).toMatchObject({ param: 'line_items[1]' });
	});
});

describe('idempotency keys', () => {
	const key = { idempotencyKey: 'checkout-1' };
	it('replay the first answer to the same request for a day', async () => {
		const first = await aSession(rig.stripe, {}, key);
		const again = await aSession(rig.stripe, {}, key);
		expect([again.id, again.lastResponse.headers['idempotent-replayed']]).toEqual([first.id, 'true']);
		expect(again.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
		expect(rig.sandbox.store.sessions()).toHaveLength(1);
		await rig.pass(24 * hourMs);
		expect((await aSession(rig.stripe, {}, key)).id).not.toBe(first.id);
	});
	it('refuse other parameters, and know each account by itself', async () => {
		await aSession(rig.stripe, {}, key);
		expect(await refusal(aSession(rig.stripe, { line_items: [line(1)] }, key))).toMatchObject({
			type: 'StripeIdempotencyError',
			statusCode: 400,
		});
		const { id } = await rig.stripe.accounts.create({ country: 'DE', business_profile: { name: 'Kontor' } });
		await aSession(rig.stripe, { line_items: [line(77_00)] }, { ...key, stripeAccount: id });
	});
	it('refuse the second of two at once', async () => {
		rig.sandbox.faults.add('slow-work');
		const answers = await Promise.allSettled([aSession(rig.stripe, {}, key), aSession(rig.stripe, {}, key)]);
		expect(answers.map((each) => (each.status === 'fulfilled' ? 'ok' : (each.reason as Stripe.errors.StripeError).statusCode))).toEqual([
			'ok',
			409,
		]);
		const patient = sdkFor(rig.sandbox.port, secretKey, { maxNetworkRetries: 3 });
		rig.sandbox.faults.add('slow-work');
		const other = { idempotencyKey: 'checkout-2' };
		const [a, b] = await Promise.all([aSession(patient, {}, other), aSession(patient, {}, other)]);
		expect(a.id).toBe(b.id);
		expect(rig.sandbox.store.sessions()).toHaveLength(2);
	});
	it('remember refusals of the work, not of the reading', async () => {
		expect(await refusal(rig.stripe.refunds.create({ charge: 'ch_none' }, key))).toMatchObject({ code: 'resource_missing' });
		const again = await refusal(rig.stripe.refunds.create({ charge: 'ch_none' }, key));
		expect(again.headers?.['idempotent-replayed']).toBe('true');
		const other = { idempotencyKey: 'b' };
		expect(await refusal(aSession(rig.stripe, { success_url: 'nonsense' }, other))).toMatchObject({ code: 'url_invalid' });
		await aSession(rig.stripe, {}, other);
	});
	it('replay a 500, with or without its effect', async () => {
		rig.sandbox.faults.add('server-error-after');
		expect(await refusal(aSession(rig.stripe, {}, key))).toMatchObject({ statusCode: 500 });
		expect(await refusal(aSession(rig.stripe, {}, key))).toMatchObject({ statusCode: 500 });
		expect(rig.sandbox.store.sessions()).toHaveLength(1);
		rig.sandbox.faults.add('server-error-kept');
		const other = { idempotencyKey: 'b' };
		for (const _ of [1, 2]) expect(await refusal(aSession(rig.stripe, {}, other))).toMatchObject({ statusCode: 500 });
		expect(rig.sandbox.store.sessions()).toHaveLength(1);
	});
});

describe('faults', () => {
	it('the SDK gets over what it may try again, once', async () => {
		const patient = sdkFor(rig.sandbox.port, secretKey, { maxNetworkRetries: 2 });
		for (const kind of ['throttled-retry', 'server-error', 'unavailable-html', 'cut-before', 'cut-after'] as const) {
			rig.sandbox.faults.add(kind, 1, 'POST /v1/checkout/sessions');
			await aSession(patient);
		}
		expect(rig.sandbox.store.sessions()).toHaveLength(5);
	});
	it('tells of the rest', async () => {
		rig.sandbox.faults.add('throttled');
		expect(await refusal(aSession(rig.stripe))).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
		rig.sandbox.faults.add('unavailable-html', Number.POSITIVE_INFINITY);
		for (const _ of [1, 2, 3]) await refusal(rig.stripe.account.retrieveCurrent());
		rig.sandbox.faults.clear();
		await rig.stripe.account.retrieveCurrent();
		rig.sandbox.faults.add('slow');
		const hasty = sdkFor(rig.sandbox.port, secretKey, { timeout: 100 });
		expect(await refusal(aSession(hasty))).toMatchObject({ type: 'StripeConnectionError' });
	});
	it('limits are per account and second when they are kept', async () => {
		const limited = await startRig({ limits: true });
		const all = await Promise.allSettled(Array.from({ length: 130 }, () => limited.stripe.account.retrieveCurrent()));
		expect(all.filter((each) => each.status === 'fulfilled')).toHaveLength(100);
		await limited.pass(1000);
		await limited.stripe.account.retrieveCurrent();
		expect(limited.sandbox.callsByEndpoint()).toEqual({ 'GET /v1/account': 101 });
		await limited.close();
	});
});

it('pages by cursor, both ways', async () => {
	const made: string[] = [];
	for (let i = 0; i < 25; i++) made.push((await aSession(rig.stripe)).id);
	const all = await rig.stripe.checkout.sessions.list({ limit: 4 }).autoPagingToArray({ limit: 1000 });
	expect(all.map((each) => each.id)).toEqual(made.toReversed());
	const before = await rig.stripe.checkout.sessions.list({ limit: 3, ending_before: made[5] ?? '' });
	expect([before.data.map((each) => each.id), before.has_more]).toEqual([[made[8], made[7], made[6]], true]);
	expect((await rig.stripe.checkout.sessions.list({ limit: 3, starting_after: made[2] ?? '' })).data.map((each) => each.id)).toEqual([
		made[1],
		made[0],
	]);
	expect((await rig.stripe.checkout.sessions.list({ created: { gt: made.length + Date.parse(rig.clock.now) / 1000 } })).data).toEqual([]);
});
