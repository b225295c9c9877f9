import { afterEach, beforeEach, expect, it } from 'vitest';
import { invoices, organisation, type Rig, realm, redirectUri, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig({
		organisation: organisation({
			name: 'Tortuga <b>Trading</b>',
			customers: [{ id: 'ann', name: 'Ann <script>alert(1)</script>' }],
			documents: invoices(60),
		}),
	});
});
afterEach(() => rig.close());

const get = async (path: string) => (await fetch(new URL(path, rig.sandbox.origin))).text();
const post = async (path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
	fetch(new URL(path, rig.sandbox.origin), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers });
const documentOf = (id: number) => rig.sandbox.dump(realm).documents.find((row) => row.id === id);

it('a person clicks through the consent, or says no', async () => {
	const url = await rig.consent.url({ state: 'st', redirectUri });
	const shown = await get(url);
	expect(shown).toContain('Tortuga &lt;b&gt;');
	const hidden = Object.fromEntries(
		[...shown.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
			name ?? '',
			(value ?? '').replaceAll('&amp;', '&'),
		]),
	);
	const agreed = new URL((await post('/connect/oauth2', { ...hidden, realm, decision: 'agree' })).headers.get('location') ?? '');
	expect([`${agreed.origin}${agreed.pathname}`, agreed.searchParams.get('state'), agreed.searchParams.get('realmId')]).toEqual([
		redirectUri,
		'st',
		realm,
	]);
	const { ledgers } = await rig.consent.redeem({ code: agreed.searchParams.get('code') ?? '', realm, redirectUri });
	expect(ledgers[0]?.externalId).toBe(realm);
	const denied = new URL((await post('/connect/oauth2', { ...hidden, realm, decision: 'deny' })).headers.get('location') ?? '');
	expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'st' });
});

it('sends nobody to another site, and knows its one app', async () => {
	const asked = new URL(await rig.consent.url({ state: 'st', redirectUri }));
	for (const [name, value] of [
		['redirect_uri', 'https://evil.example/cb'],
		['redirect_uri', 'http://127.0.0.1.evil.example/'],
		['client_id', 'other'],
		['scope', 'openid'],
		['state', ''],
	] as const) {
		const url = new URL(asked);
		url.searchParams.set(name, value);
		const answer = await fetch(url, { redirect: 'manual' });
		expect([name, answer.status, answer.headers.get('location')]).toEqual([name, 400, null]);
		const form = Object.fromEntries(url.searchParams);
		expect((await post('/connect/oauth2', { ...form, realm, decision: 'agree' })).status).toBe(400);
	}
});

it('shows the books, found and paged, with names as text', async () => {
	expect(await get('/')).toContain('Tortuga &lt;b&gt;Trading');
	const books = await get(`/companies/${realm}`);
	expect(books).not.toContain('<script');
	expect(books.match(/<tr><td><a href/g)).toHaveLength(50);
	expect((await get(`/companies/${realm}?page=2`)).match(/<tr><td><a href/g)).toHaveLength(10);
	expect((await get(`/companies/${realm}?find=INV-59`)).match(/<tr><td><a href/g)).toHaveLength(1);
	expect(await get(`/companies/${realm}?find=%25zz`)).toContain('Nothing found');
	expect((await fetch(`${rig.sandbox.origin}/companies/1`)).status).toBe(404);
});

it('pays, credits, re-dates, voids and deletes by forms, and says why not', async () => {
	const [one, two] = rig.sandbox.dump(realm).documents;
	if (!one || !two) throw new Error('two invoices');
	const at = (id: number) => `/companies/${realm}/Invoice/${id}`;
	await post(`${at(one.id)}/pay`, { amount: '40.25', day: '2026-11-22' });
	await post(`${at(one.id)}/credit`, { amount: '10', day: '2026-11-22' });
	await post(`${at(one.id)}/redate`, { day: '2026-11-01', due: '2027-01-31' });
	expect(documentOf(one.id)).toMatchObject({ balance: one.total - 5025, day: '2026-11-01', due: '2027-01-31', sync: 3 });
	const no = await post(`${at(one.id)}/pay`, { amount: 'ten', day: '2026-11-22' });
	expect(decodeURIComponent(no.headers.get('location') ?? '')).toContain('Not done: "ten" is not a decimal amount');
	expect(await get(no.headers.get('location') ?? '')).toContain('Not done');
	await post(`${at(two.id)}/pay`, { amount: '1000', day: '2026-11-22' });
	expect(rig.sandbox.dump(realm).documents.find((row) => row.type === 'Payment' && row.total === 100000)).toMatchObject({
		balance: 100000 - two.total,
	});
	await post(`${at(two.id)}/void`);
	expect(documentOf(two.id)).toMatchObject({ state: 'void', total: 0 });
	await post(`${at(one.id)}/delete`);
	expect(documentOf(one.id)?.state).toBe('deleted');
	expect((await post(`${at(one.id)}/explode`)).status).toBe(404);
	expect((await fetch(`${rig.sandbox.origin}${at(one.id)}/pay`)).status).toBe(404);
});

it('switches faults on and off, and webhooks’ shape', async () => {
	await post('/faults', { kind: 'throttled-xml', times: '3', path: 'query' });
	const [fault] = rig.sandbox.faults.list();
	expect(fault).toMatchObject({ kind: 'throttled-xml', times: 3, path: 'query' });
	expect(await get('/')).toContain('throttled-xml');
	await post(`/faults/${fault?.id}/off`);
	await post('/faults', { kind: 'constructor', times: '1' });
	expect(rig.sandbox.faults.list()).toEqual([]);
	await post('/webhooks/format', { format: 'legacy' });
	expect(await get('/')).toContain('eventNotifications');
});

it('makes the sandbox rough, and kind again', async () => {
	await post('/rough', { which: 'ties', on: 'yes' });
	await post('/rough', { which: 'constructor', on: 'yes' });
	await post('/slow', { above: '200' });
	expect([rig.sandbox.rough.is('ties'), rig.sandbox.rough.is('withheld'), rig.sandbox.rough.slowAbove]).toEqual([true, false, 200]);
	expect(await get('/')).toContain('Be kind');
	await post('/rough', { which: 'ties', on: '' });
	await post('/slow', { above: '' });
	expect([rig.sandbox.rough.is('ties'), rig.sandbox.rough.slowAbove]).toEqual([false, null]);
});

it('refuses forms that another site sends', async () => {
	expect((await post('/faults', { kind: 'slow', times: '1' }, { origin: 'https://evil.example' })).status).toBe(403);
	expect(rig.sandbox.faults.list()).toEqual([]);
});
