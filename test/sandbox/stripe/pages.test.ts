/** Connecting an account by its consent page, and the pages for whoever runs the sandbox. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSession, press, type Rig, refusal, sdkFor, secretKey, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
afterEach(() => rig.close());

const back = 'http://127.0.0.1:9/connect/stripe/callback';
const asked = { response_type: 'code', client_id: 'ca_test', scope: 'read_write', redirect_uri: back, state: 's1' };
const page = (path: string) => fetch(`${rig.sandbox.url}${path}`, { redirect: 'manual' });
const post = (path: string, form: Record<string, string>) =>
	fetch(`${rig.sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

describe('connecting', () => {
	it('goes through the consent page, once', async () => {
		const account = rig.sandbox.addAccount({ id: 'acct_kontor', name: 'Kontor GmbH', country: 'DE', currency: 'eur' });
		expect(await (await page(`/oauth/authorize?${new URLSearchParams(asked).toString()}`)).text()).toContain('Kontor GmbH');
		const to = new URL((await post('/oauth/authorize', { ...asked, account, decision: 'connect' })).headers.get('location') ?? '');
		expect([to.origin + to.pathname, to.searchParams.get('state')]).toEqual([back, 's1']);
		const code = to.searchParams.get('code') ?? '';
		const token = await rig.stripe.oauth.token({ grant_type: 'authorization_code', code });
		expect(token).toMatchObject({ stripe_user_id: account, livemode: false, scope: 'read_write' });
		expect(await refusal(rig.stripe.oauth.token({ grant_type: 'authorization_code', code }))).toMatchObject({
			type: 'StripeInvalidGrantError',
		});

		const theirs = await aSession(rig.stripe, {}, { stripeAccount: account });
		expect(await refusal(rig.stripe.checkout.sessions.retrieve(theirs.id))).toMatchObject({ code: 'resource_missing' });
		expect((await sdkFor(rig.sandbox.port, token.access_token ?? '').checkout.sessions.list()).data).toHaveLength(1);
		expect((await rig.stripe.accounts.retrieve(account)).business_profile?.name).toBe('Kontor GmbH');
		expect((await (await fetch(theirs.url ?? '')).text()).includes('Kontor GmbH')).toBe(true);

		expect(await rig.stripe.oauth.deauthorize({ client_id: 'ca_test', stripe_user_id: account })).toMatchObject({
			stripe_user_id: account,
		});
		expect(await refusal(aSession(rig.stripe, {}, { stripeAccount: account }))).toMatchObject({ code: 'account_invalid' });
		expect(rig.sandbox.store.events().map((event) => [event.type, event.account])).toEqual([
			['account.application.authorized', account],
			['account.application.deauthorized', account],
		]);
	});

	it('may be denied, late or asked for wrongly', async () => {
		const account = rig.sandbox.addAccount({ name: 'Kontor' });
		expect((await post('/oauth/authorize', { ...asked, account, decision: 'cancel' })).headers.get('location')).toContain(
			'error=access_denied',
		);
		for (const wrong of [{ client_id: 'ca_other' }, { redirect_uri: 'https://evil.example/' }, { response_type: 'token' }])
			expect((await page(`/oauth/authorize?${new URLSearchParams({ ...asked, ...wrong }).toString()}`)).status).toBe(400);
		expect((await post('/oauth/authorize', { ...asked, account: 'new', name: '', decision: 'connect' })).status).toBe(400);
		const code = rig.sandbox.consent(account);
		await rig.pass(6 * 60_000);
		expect(await refusal(rig.stripe.oauth.token({ grant_type: 'authorization_code', code }))).toMatchObject({
			type: 'StripeInvalidGrantError',
		});
		const stranger = sdkFor(rig.sandbox.port, 'sk_test_wrong');
		expect(
			(await refusal(stranger.oauth.token({ grant_type: 'authorization_code', code: rig.sandbox.consent(account) }))).message,
		).toContain('API key');
		expect(secretKey).not.toBe('');
	});
});

describe("the sandbox's own pages", () => {
	it('show the books, and let banks and people act', async () => {
		const debit = await aSession(rig.stripe);
		await press(debit.url ?? '', 'debit');
		const [payment] = rig.sandbox.store.payments();
		expect(await (await page('/')).text()).toContain(payment?.id);
		const act = (name: string, id = '') => post('/act', { act: name, id });
		expect((await act('settle', payment?.id)).status).toBe(303);
		expect((await act('settle', payment?.id)).status).toBe(400);
		expect((await act('refund', payment?.id)).status).toBe(303);
		const [refund] = rig.sandbox.store.refunds();
		await act('settle-refund', refund?.id);
		const card = await aSession(rig.stripe);
		await press(card.url ?? '');
		await act('dispute', rig.sandbox.store.charges().at(-1)?.id);
		await act('win', rig.sandbox.store.disputes()[0]?.id);
		const left = await aSession(rig.stripe);
		await act('expire', left.id);
		expect((await act('nonsense')).status).toBe(400);
		expect(rig.sandbox.store.payments()).toMatchObject([
			{ captured: 12_500, refunded: 12_500 },
			{ captured: 12_500, refunded: 0 },
		]);
		expect(rig.sandbox.store.disputes()).toMatchObject([{ status: 'won' }]);
		const text = await (await page('/')).text();
		for (const word of ['won', 'succeeded', 'expired, unpaid']) expect(text).toContain(word);
	});
	it('show events and send one again', async () => {
		const made = await aSession(rig.stripe);
		await rig.stripe.checkout.sessions.expire(made.id);
		const [event] = rig.sandbox.store.events();
		expect(await (await page('/events')).text()).toContain('checkout.session.expired');
		expect(await (await page(`/events/${event?.id ?? ''}`)).text()).toContain(made.id);
		expect((await post('/events', { event: event?.id ?? '' })).status).toBe(303);
		expect((await post('/events', { event: 'evt_none' })).status).toBe(404);
	});
	it('switch faults', async () => {
		await post('/faults', { kind: 'throttled', times: '0', path: 'GET /v1/account' });
		expect(await refusal(rig.stripe.account.retrieveCurrent())).toMatchObject({ statusCode: 429 });
		expect(await (await page('/faults')).text()).toContain('until switched off');
		await post('/faults', { off: '1' });
		await rig.stripe.account.retrieveCurrent();
		expect(await (await page('/faults')).text()).toContain('GET /v1/account');
	});
	it('escape what merchants write, and know nothing of unknown ids', async () => {
		const name = '<script>alert(1)</script> & "co"';
		const made = await aSession(rig.stripe, {
			line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 900, product_data: { name } } }],
		});
		const text = await (await fetch(made.url ?? '')).text();
		expect(text).not.toContain('<script');
		expect(text).toContain('&lt;script&gt;');
		for (const path of ['/c/pay/cs_none', '/l/none', '/c/pay/cs_none/authenticate', '/events/evt_none'])
			expect((await page(path)).status).toBe(404);
	});
});
