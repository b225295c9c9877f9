import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveLocal } from '../../../../local/sandbox/server.ts';
import { quickbooksConsent } from '../../../../shared/adapters/quickbooks/consent.ts';
import { later } from '../../../../shared/domain/day.ts';
import { client, organisation, type Rig, realm, redirectUri, start, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
afterEach(() => rig.close());

const hour = 3_600_000;
const day = 24 * hour;

it('asks for the accounting scope with our state, and gets the company that was chosen', async () => {
	const url = new URL(await rig.consent.url({ state: 'xyz', redirectUri }));
	expect(`${url.origin}${url.pathname}`).toBe(`${rig.sandbox.origin}/connect/oauth2`);
	expect(Object.fromEntries(url.searchParams)).toEqual({
		client_id: client.clientId,
		response_type: 'code',
		scope: 'com.intuit.quickbooks.accounting',
		redirect_uri: redirectUri,
		state: 'xyz',
	});
	const { tokens, ledgers } = await rig.connect();
	expect(ledgers).toEqual([{ externalId: realm, name: 'Tortuga Trading' }]);
	expect(tokens).toMatchObject({ accessExpiresAt: later(start, hour), refreshExpiresAt: later(start, 100 * day) });
});

it('takes a code once, for ten minutes, with its own redirect', async () => {
	const code = async () =>
		new URL(rig.sandbox.agree(await rig.consent.url({ state: 's', redirectUri }), realm)).searchParams.get('code') ?? '';
	const used = await code();
	await rig.consent.redeem({ code: used, realm, redirectUri });
	const refused = { name: 'ConsentFault', kind: 'refused' };
	await expect(rig.consent.redeem({ code: used, realm, redirectUri })).rejects.toMatchObject(refused);
	await expect(rig.consent.redeem({ code: await code(), realm, redirectUri: `${redirectUri}/else` })).rejects.toMatchObject(refused);
	const old = await code();
	rig.pass(11 * 60_000);
	await expect(rig.consent.redeem({ code: old, realm, redirectUri })).rejects.toMatchObject(refused);
});

it('refuses a realm that the consent did not open: the redirect is the browser’s word', async () => {
	rig.sandbox.load(organisation({ id: '77', name: 'Other' }), today);
	const back = new URL(rig.sandbox.agree(await rig.consent.url({ state: 's', redirectUri }), '77'));
	const code = back.searchParams.get('code') ?? '';
	await expect(rig.consent.redeem({ code, realm, redirectUri })).rejects.toMatchObject({ kind: 'refused' });
	await expect(rig.consent.redeem({ code, realm: null, redirectUri })).rejects.toMatchObject({ kind: 'refused' });
	await expect(rig.consent.redeem({ code, realm: '../77', redirectUri })).rejects.toMatchObject({ kind: 'refused' });
});

it('rotates on every refresh; the token before lives until the new one is used, or a day', async () => {
	const { tokens } = await rig.connect();
	rig.pass(hour);
	const second = await rig.consent.refresh(tokens.refresh);
	expect(second.refresh).not.toBe(tokens.refresh);
	// The answer was lost: the old one is asked again.
	const third = await rig.consent.refresh(tokens.refresh);
	await expect(rig.consent.refresh(second.refresh)).rejects.toMatchObject({ kind: 'refused' });
	const fourth = await rig.consent.refresh(third.refresh);
	await expect(rig.consent.refresh(tokens.refresh)).rejects.toMatchObject({ kind: 'refused' });
	const fifth = await rig.consent.refresh(fourth.refresh);
	rig.pass(day + 1000);
	await expect(rig.consent.refresh(fourth.refresh)).rejects.toMatchObject({ kind: 'refused' });
	await rig.consent.refresh(fifth.refresh);
	rig.pass(101 * day);
	await expect(rig.consent.refresh(fifth.refresh)).rejects.toMatchObject({ kind: 'refused' });
});

it('a lost answer is unavailable, and the old token gets it again; a refusal is for good', async () => {
	const { tokens } = await rig.connect();
	rig.sandbox.faults.add('refresh-lost');
	await expect(rig.consent.refresh(tokens.refresh)).rejects.toMatchObject({ kind: 'unavailable' });
	const again = await rig.consent.refresh(tokens.refresh);
	rig.sandbox.faults.add('unavailable-html', 1, 'bearer');
	await expect(rig.consent.refresh(again.refresh)).rejects.toMatchObject({ kind: 'unavailable' });
	rig.sandbox.faults.add('refresh-refused');
	await expect(rig.consent.refresh(again.refresh)).rejects.toMatchObject({ kind: 'refused' });
});

it('gives the company back once, and again without complaint; the access token dies with it', async () => {
	const { tokens } = await rig.connect();
	const call = () =>
		fetch(`${rig.sandbox.origin}/v3/company/${realm}/preferences`, { headers: { authorization: `Bearer ${tokens.access}` } });
	expect((await call()).status).toBe(200);
	await rig.consent.release(realm, tokens);
	expect((await call()).status).toBe(401);
	await rig.consent.release(realm, tokens);
	await expect(rig.consent.refresh(tokens.refresh)).rejects.toMatchObject({ kind: 'refused' });
});

it('survives one bad moment of the API after the code is spent', async () => {
	rig.sandbox.faults.add('unavailable-html', 1, 'companyinfo');
	expect((await rig.connect()).ledgers).toHaveLength(1);
	rig.sandbox.faults.add('server-error', 2, 'companyinfo');
	await expect(rig.connect()).rejects.toMatchObject({ kind: 'unavailable' });
});

it('ends with its five years, however long the token itself would live', async () => {
	const asked: (string | undefined)[] = [];
	const left = { soft: 100 * 86_400, hard: (9 * 86_400) as number | undefined };
	const intuit = await serveLocal({
		port: 0,
		name: 'Intuit',
		routes: {
			'POST /tokens': ({ headers }) => {
				asked.push(headers['x-include-refresh-token-hard-expires-in']);
				return {
					body: {
						access_token: 'a',
						refresh_token: 'r',
						expires_in: 3600,
						x_refresh_token_expires_in: left.soft,
						...(left.hard === undefined ? {} : { x_refresh_token_hard_expires_in: left.hard }),
					},
				};
			},
		},
	});
	const url = `${intuit.origin}/tokens`;
	const consent = quickbooksConsent({
		clientId: () => 'i',
		clientSecret: () => 's',
		authorizeUrl: url,
		tokenUrl: url,
		revokeUrl: url,
		apiUrl: intuit.origin,
		now: () => start,
	});
	try {
		expect((await consent.refresh('r')).refreshExpiresAt).toBe(later(start, 9 * day));
		left.hard = undefined;
		expect((await consent.refresh('r')).refreshExpiresAt).toBe(later(start, 100 * day));
		expect(asked).toEqual(['true', 'true']);
	} finally {
		await intuit.close();
	}
});
