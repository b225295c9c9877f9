import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { type XeroConsentOptions, xeroConsent } from '../../../../shared/adapters/xero/consent.ts';
import { type Consent, ConsentFault } from '../../../../shared/ports/consent.ts';
import { env } from '../../../../shared/wire/env.ts';
import { type Clock, orgId, otherOrgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';

const redirectUri = 'http://127.0.0.1:9/connect/xero/callback';

/** What a person does in the browser: opens the link, picks, presses a button. Returns where they are sent. */
const press = async (url: string, answers: Readonly<Record<string, string | string[]>>): Promise<URL> => {
	const asked = new URL(url);
	const form = new URLSearchParams(asked.searchParams);
	for (const [name, value] of Object.entries(answers)) for (const each of [value].flat()) form.append(name, each);
	const page = await fetch(url);
	expect(page.status).toBe(200);
	expect(await page.text()).toContain('Allow access');
	const sent = await fetch(asked.origin + asked.pathname, { method: 'POST', body: form, redirect: 'manual' });
	expect(sent.status).toBe(302);
	return new URL(sent.headers.get('location') ?? '');
};

const kindOf = async (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'fine',
		(error: unknown) => (error instanceof ConsentFault ? error.kind : 'another error'),
	);

describe('consent at Xero', () => {
	let clock: Clock;
	let sandbox: XeroSandbox;
	let consent: Consent;
	const consentWith = (change: Partial<XeroConsentOptions> = {}): Consent =>
		xeroConsent({
			clientId: () => Promise.resolve('cobro'),
			clientSecret: () => Promise.resolve('not a secret'),
			authorizeUrl: sandbox.endpoints[env.xero.authorize] ?? '',
			identityUrl: sandbox.endpoints[env.xero.identity] ?? '',
			apiUrl: sandbox.endpoints[env.xero.api] ?? '',
			now: clock.now,
			timeoutMs: 1_000,
			...change,
		});
	const agree = async (organisations: string[], person = 0): Promise<string> => {
		const back = await press(await consent.url({ state: 'st4te', redirectUri }), {
			person: sandbox.people[person]?.id ?? '',
			organisation: organisations,
			decision: 'agree',
		});
		expect(back.searchParams.get('state')).toBe('st4te');
		return back.searchParams.get('code') ?? '';
	};
	const redeem = async (organisations: string[], person = 0) =>
		consent.redeem({ code: await agree(organisations, person), realm: null, redirectUri });

	beforeEach(async () => {
		clock = testClock();
		sandbox = await startBooks(clock);
		sandbox.load(smallBooks(), today);
		sandbox.load(smallBooks({ id: otherOrgId, name: 'Another company' }), today);
		consent = consentWith();
	});
	afterEach(() => sandbox.close());

	it('opens what the person chose', async () => {
		const { tokens, ledgers } = await redeem([orgId]);
		expect(ledgers).toEqual([{ externalId: orgId, name: 'Harbour & Sons' }]);
		expect(tokens.accessExpiresAt).toBe('2026-11-22T10:30:00.000Z');
		expect(tokens.refreshExpiresAt).toBe('2027-01-21T10:00:00.000Z');
		expect(tokens.access.split('.')).toHaveLength(3);
	});

	it('comes back with the reason when the person denies', async () => {
		const back = await press(await consent.url({ state: 'st4te', redirectUri }), { decision: 'deny' });
		expect(back.searchParams.get('error')).toBe('access_denied');
		expect(back.searchParams.get('state')).toBe('st4te');
	});

	it('shows one company nothing of what the same user opened for another', async () => {
		await redeem([orgId]);
		const second = await redeem([otherOrgId]);
		expect(second.ledgers.map((each) => each.externalId)).toEqual([otherOrgId]);
		// Said apart, for a company that owns it already.
		expect(second.reached?.map((each) => each.externalId)).toEqual([orgId]);
		// The real one lists all of the user's, and so does the sandbox without the filter.
		const all = await fetch(`${sandbox.origin}/connections`, { headers: { authorization: `Bearer ${second.tokens.access}` } });
		expect(await all.json()).toHaveLength(2);
		expect((await redeem([otherOrgId, orgId], 1)).ledgers).toHaveLength(2);
	});

	it('takes a code once, and only with its own redirect', async () => {
		const code = await agree([orgId]);
		expect(await kindOf(consent.redeem({ code, realm: null, redirectUri: 'http://127.0.0.1:9/elsewhere' }))).toBe('refused');
		const another = await agree([orgId]);
		expect(await kindOf(consent.redeem({ code: another, realm: null, redirectUri }))).toBe('fine');
		expect(await kindOf(consent.redeem({ code: another, realm: null, redirectUri }))).toBe('refused');
		const late = await agree([orgId]);
		clock.forward(6 * 60_000);
		expect(await kindOf(consent.redeem({ code: late, realm: null, redirectUri }))).toBe('refused');
	});

	it('rotates, and takes the token before for thirty minutes', async () => {
		const { tokens } = await redeem([orgId]);
		clock.forward(20 * 60_000);
		const next = await consent.refresh(tokens.refresh);
		expect(next.refresh).not.toBe(tokens.refresh);
		expect(next.accessExpiresAt).toBe('2026-11-22T10:50:00.000Z');
		clock.forward(10 * 60_000);
		const again = await consent.refresh(tokens.refresh);
		expect(again).toMatchObject({ refresh: next.refresh, access: next.access, accessExpiresAt: '2026-11-22T10:50:00.000Z' });
		clock.forward(21 * 60_000);
		expect(await kindOf(consent.refresh(tokens.refresh))).toBe('refused');
		expect(await kindOf(consent.refresh(next.refresh))).toBe('fine');
		clock.forward(61 * 86_400_000);
		expect(await kindOf(consent.refresh(next.refresh))).toBe('refused');
	});

	it('finds its way back after a lost answer', async () => {
		const { tokens } = await redeem([orgId]);
		sandbox.faults.add('refresh-lost');
		expect(await kindOf(consent.refresh(tokens.refresh))).toBe('unavailable');
		const found = await consent.refresh(tokens.refresh);
		expect(found.refresh).not.toBe(tokens.refresh);
		expect(await kindOf(consent.refresh(found.refresh))).toBe('fine');
	});

	it.each([
		['refresh-refused', 'refused'],
		['server-error', 'unavailable'],
		['unavailable-html', 'unavailable'],
		['cut-before', 'unavailable'],
		['cut-after', 'unavailable'],
	] as const)('%s at a refresh is %s', async (fault, kind) => {
		const { tokens } = await redeem([orgId]);
		sandbox.faults.add(fault);
		expect(await kindOf(consent.refresh(tokens.refresh))).toBe(kind);
		expect(await kindOf(consent.refresh(tokens.refresh))).toBe('fine');
	});

	it('asks again when the list of connections is lost after the code was used', async () => {
		const code = await agree([orgId]);
		sandbox.faults.add('cut-before', 2, '/connections');
		expect((await consent.redeem({ code, realm: null, redirectUri })).ledgers).toHaveLength(1);
	});

	it('does not call anybody dead when our own credentials are wrong', async () => {
		const { tokens } = await redeem([orgId]);
		const misconfigured = consentWith({ clientSecret: () => Promise.resolve('wrong') });
		expect(await kindOf(misconfigured.refresh(tokens.refresh))).toBe('unavailable');
	});

	it('gives one organisation back, any number of times, and nothing else of the same person', async () => {
		const [mine, another] = [await redeem([orgId]), await redeem([otherOrgId])];
		await consent.release(orgId, mine.tokens);
		await consent.release(orgId, mine.tokens);
		const read = (access: string, tenant: string): Promise<Response> =>
			fetch(`${sandbox.origin}/api.xro/2.0/Organisation`, { headers: { authorization: `Bearer ${access}`, 'xero-tenant-id': tenant } });
		expect((await read(mine.tokens.access, orgId)).status).toBe(403);
		expect((await read(another.tokens.access, otherOrgId)).status).toBe(200);
		expect((await consent.refresh(another.tokens.refresh)).access).toBeTruthy();
	});

	it('sends codes to this machine only and knows its apps', async () => {
		const good = new URL(await consent.url({ state: 's', redirectUri }));
		for (const [name, value] of [
			['redirect_uri', 'https://elsewhere.example/callback'],
			['client_id', 'nobody'],
			['response_type', 'token'],
		] as const) {
			const bad = new URL(good);
			bad.searchParams.set(name, value);
			expect((await fetch(bad)).status).toBe(400);
		}
	});
});
