/** Coming back from a provider with what one should not have: every state that is not this very request's connects nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateHashOf } from '../../functions/connect/begin-consent.ts';
import { instant, later } from '../../shared/domain/day.ts';
import { companyOf, type Running, refused, startRunning } from '../support/running.ts';
import { connectionsOf, connectQuickbooks, signedIn } from '../support/signed-in.ts';
import { formsIn, type Shown, type Visitor } from '../support/visitor.ts';

let running: Running;
let hub = '';
let ana: Visitor;
let anaPage: Shown;
let boris: Visitor;

beforeAll(async () => {
	running = await startRunning();
	hub = running.stack.hubOrigin;
	({ visitor: ana, page: anaPage } = await signedIn(running.stack));
	({ visitor: boris } = await signedIn(running.stack, 'Boris'));
}, 180_000);
afterAll(() => running?.close());

/** Presses Connect and stops at the provider's page: its address, and the state in it. */
const begun = async (visitor: Visitor, provider: 'xero' | 'quickbooks'): Promise<{ readonly page: Shown; readonly state: string }> => {
	const page = await visitor.press(anaPage, `/connections/${provider}`);
	return { page, state: new URL(page.url).searchParams.get('state') ?? '' };
};
/** Agrees at Xero and keeps the address the browser would be sent to. */
const agreedAtXero = async (visitor: Visitor): Promise<string> => {
	const { page } = await begun(visitor, 'xero');
	const [form] = formsIn(page.html);
	if (!form) throw new Error('no form on the consent page');
	const body = new URLSearchParams([...form.fields.map(([name, value]): [string, string] => [name, value]), ['decision', 'agree']]);
	const answer = await visitor.request(new URL(form.action, page.url).href, { method: 'POST', body, from: page.url });
	return answer.headers.get('location') ?? '';
};
const back = async (visitor: Visitor, url: string) => refused(await visitor.request(url, { accept: 'application/json' }));
const callback = (provider: 'xero' | 'quickbooks', query: Readonly<Record<string, string>>): string =>
	`${hub}/connections/${provider}/callback?${new URLSearchParams(query).toString()}`;
const nothingConnected = async (): Promise<void> => {
	expect((await connectionsOf(running.stack, ana)).filter((each) => each.state === 'connected')).toEqual([]);
	expect((await running.items()).filter(({ sk }) => String(sk).startsWith('GRANT#'))).toEqual([]);
};

describe('a state that is not this request’s', () => {
	it.each([
		['unknown', { code: 'c', state: 'never-given-out' }],
		['empty', { code: 'c', state: '' }],
		['missing', { code: 'c' }],
		['with a # in it', { code: 'c', state: 'a#b' }],
		['of 4,000 characters', { code: 'c', state: 'x'.repeat(4000) }],
	])('%s: refused', async (_, query) => {
		expect(await back(ana, callback('xero', query))).toMatchObject({ status: 400, code: 'STATE_UNKNOWN' });
		await nothingConnected();
	});

	it('older than ten minutes: refused', async () => {
		const url = await agreedAtXero(ana);
		const hash = stateHashOf(new URL(url).searchParams.get('state') ?? '');
		const company = await companyOf(running, ana);
		const pending = await running.connections.takeConsent(company, hash);
		if (!pending) throw new Error('the consent was not stored');
		const now = running.stack.now();
		expect(Date.parse(pending.expiresAt) - Date.parse(now)).toBeGreaterThan(9.5 * 60_000);
		expect(Date.parse(pending.expiresAt) - Date.parse(now)).toBeLessThanOrEqual(10 * 60_000);
		await running.connections.beginConsent({ ...pending, expiresAt: instant(later(now, -1)) });
		expect(await back(ana, url)).toMatchObject({ status: 400, code: 'STATE_UNKNOWN' });
		await nothingConnected();
	});

	it('of another session of the same person: refused', async () => {
		const url = await agreedAtXero(ana);
		const { visitor: elsewhere } = await signedIn(running.stack);
		expect(await back(elsewhere, url)).toMatchObject({ status: 400, code: 'STATE_UNKNOWN' });
		await nothingConnected();
	});

	it('of another person: refused, and not used up', async () => {
		const { state } = await begun(ana, 'xero');
		expect(await back(boris, callback('xero', { code: 'c', state }))).toMatchObject({ status: 400, code: 'STATE_UNKNOWN' });
		expect(await running.connections.takeConsent(await companyOf(running, ana), stateHashOf(state))).not.toBeNull();
		await nothingConnected();
	});

	it('of the other provider: refused', async () => {
		const { state } = await begun(ana, 'xero');
		expect(await back(ana, callback('quickbooks', { code: 'c', state, realmId: running.quickbooks }))).toMatchObject({
			code: 'STATE_UNKNOWN',
		});
		await nothingConnected();
	});

	it('is never stored: only its hash is', async () => {
		const { state } = await begun(ana, 'xero');
		const table = await running.written();
		expect(table).not.toContain(state);
		expect(table).toContain(stateHashOf(state));
	});
});

describe('a consent that was not given', () => {
	it.each([
		['Xero', 'Connect Xero', 'Deny'],
		['QuickBooks', 'Connect QuickBooks', 'No thanks'],
	])('denied at %s: said in words, and the state is used up', async (_, connect, deny) => {
		const page = await ana.press(await ana.press(anaPage, connect), deny);
		expect(page.status).toBe(400);
		expect(page.html).toContain('You said no at the provider');
		expect(await back(ana, page.url)).toMatchObject({ status: 400, code: 'STATE_UNKNOWN' });
		await nothingConnected();
	});

	it('without a code: refused', async () => {
		const { state } = await begun(ana, 'xero');
		expect(await back(ana, callback('xero', { state }))).toMatchObject({ status: 400, code: 'NO_CODE' });
	});

	it('with a code that Xero never gave: refused', async () => {
		const { state } = await begun(ana, 'xero');
		expect(await back(ana, callback('xero', { state, code: 'made-up' }))).toMatchObject({ status: 400, code: 'CODE_REFUSED' });
		await nothingConnected();
	});

	it.each([{}, { realmId: '' }, { realmId: '../../etc' }])('from QuickBooks naming the company as %j: refused', async (realm) => {
		const { page, state } = await begun(ana, 'quickbooks');
		const agreed = new URL(running.stack.quickbooks.agree(page.url, running.quickbooks));
		const query = { code: agreed.searchParams.get('code') ?? '', state, ...realm };
		expect(await back(ana, callback('quickbooks', query))).toMatchObject({ status: 400, code: 'CODE_REFUSED' });
		await nothingConnected();
	});

	it('from QuickBooks naming a company the code is not for: refused', async () => {
		const { page, state } = await begun(ana, 'quickbooks');
		const agreed = new URL(running.stack.quickbooks.agree(page.url, running.quickbooks));
		const query = { code: agreed.searchParams.get('code') ?? '', state, realmId: '1' };
		expect((await back(ana, callback('quickbooks', query))).status).toBe(400);
		await nothingConnected();
	});

	it('because Xero is down: 503, and pressing Connect again works later', async () => {
		const url = await agreedAtXero(ana);
		running.stack.xero.faults.add('unavailable-html', 1, '/connect/token');
		expect(await back(ana, url)).toMatchObject({ status: 503, code: 'PROVIDER_SILENT' });
		await nothingConnected();
	});

	it.each(['sage', 'toString', '__proto__'])('of the provider "%s", whom nobody knows: not there', async (provider) => {
		const asked = await ana.request(`${hub}/connections/${provider}`, { method: 'POST', accept: 'application/json' });
		expect(refused(asked)).toMatchObject({ status: 404 });
		expect((await back(ana, `${hub}/connections/${provider}/callback?code=c&state=s`)).status).toBe(404);
	});
});

describe('tokens that end', () => {
	let company = '';
	let ledgers: Readonly<Record<'xero' | 'quickbooks', string>>;
	let url = '';

	beforeAll(async () => {
		company = await companyOf(running, ana);
		ledgers = { xero: `xero-${running.xero}`, quickbooks: `quickbooks-${running.quickbooks}` };
		url = await agreedAtXero(ana);
		await ana.open(url);
		await connectQuickbooks(ana, anaPage);
		await running.stack.idle();
	}, 120_000);

	const grantOf = async (ledger: string) => {
		const { grant: id } = await running.connection(company, ledger);
		const grant = await running.connections.grant(company, id);
		if (!grant) throw new Error('no grant');
		return grant;
	};
	/** As if the token's time were nearly over; then the minute's sweep. */
	const refreshNow = async (ledger: string): Promise<void> => {
		const { id } = await grantOf(ledger);
		const now = running.stack.now();
		await running.changeGrant(company, id, (grant) => ({
			...grant,
			accessExpiresAt: later(now, 60_000),
			refreshing: grant.refreshing && { startedAt: later(now, -120_000) },
			wake: now,
		}));
		await running.stack.runtime.fire('connect/sweep.schedule');
		await running.stack.idle();
	};

	it('a code is good once: the same callback again, and the same code under a fresh state, connect nothing more', async () => {
		const before = await grantOf(ledgers.xero);
		expect(await back(ana, url)).toMatchObject({ code: 'STATE_UNKNOWN' });
		const { state } = await begun(ana, 'xero');
		const code = new URL(url).searchParams.get('code') ?? '';
		expect(await back(ana, callback('xero', { code, state }))).toMatchObject({ status: 400, code: 'CODE_REFUSED' });
		expect(await grantOf(ledgers.xero)).toEqual(before);
	});

	it.each(['xero', 'quickbooks'] as const)(
		'%s: a refresh whose answer is lost is asked for again, and nobody notices',
		async (provider) => {
			const ledger = ledgers[provider];
			const before = await grantOf(ledger);
			const sandbox = running.stack[provider];
			sandbox.faults.add('refresh-lost', 1);
			await refreshNow(ledger);
			expect(sandbox.faults.injected.get('refresh-lost')).toBe(1);
			expect(await grantOf(ledger)).toMatchObject({ state: 'alive', generation: before.generation, refreshing: expect.anything() });
			await refreshNow(ledger);
			expect(await grantOf(ledger)).toMatchObject({ state: 'alive', generation: before.generation + 1, refreshing: null });
			await ana.request(`${hub}/connections/${ledger}/sync`, { method: 'POST' });
			await running.stack.idle();
			expect(await running.connection(company, ledger)).toMatchObject({ state: 'connected', run: null, lastError: null });
		},
	);

	it('a provider that is down while we refresh costs nothing but time', async () => {
		const before = await grantOf(ledgers.xero);
		running.stack.xero.faults.add('unavailable-html', 1, '/connect/token');
		await refreshNow(ledgers.xero);
		expect(await running.connection(company, ledgers.xero)).toMatchObject({ state: 'connected' });
		await refreshNow(ledgers.xero);
		expect(await grantOf(ledgers.xero)).toMatchObject({ generation: before.generation + 1, refreshing: null });
	});

	it('a refresh that is refused asks for a person, in words; Reconnect goes on where it was', async () => {
		const { watermark } = await running.connection(company, ledgers.xero);
		running.stack.xero.faults.add('refresh-refused', 1);
		await refreshNow(ledgers.xero);
		expect(await running.connection(company, ledgers.xero)).toMatchObject({ state: 'needs-reconnecting', watermark });

		const page = await ana.open(`${hub}/`);
		expect(page.html).toContain('Needs reconnecting');
		expect(page.html).toContain('Nothing is lost');
		expect(page.html).toMatch(/Customers owe/);
		const asked = await ana.request(`${hub}/connections/${ledgers.xero}/sync`, { method: 'POST', accept: 'application/json' });
		expect(refused(asked)).toMatchObject({ status: 409, code: 'NEEDS_RECONNECTING' });

		const documents = running.stack.xero.dump(running.xero).documents;
		const open = documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
		if (!open) throw new Error('nothing is open');
		running.stack.xero.edit(running.xero).pay(open.id, { amount: open.rest, day: running.stack.now().slice(0, 10) });
		await ana.press(await ana.press(page, 'Reconnect Xero'), 'Allow access');
		await running.stack.idle();
		expect(await running.connection(company, ledgers.xero)).toMatchObject({
			state: 'connected',
			phase: 'live',
			run: null,
			lastError: null,
		});
		const [xero] = (await connectionsOf(running.stack, ana)).filter((each) => each.provider === 'xero');
		expect({ ties: xero?.tieOut?.ties, calls: running.stack.xero.calls() > 0 }).toEqual({ ties: true, calls: true });
		expect((await ana.open(`${hub}/`)).html).not.toContain('Needs reconnecting');
	});

	it('a token that is refused in the middle of a read is renewed, and the read goes on by itself', async () => {
		for (const provider of ['xero', 'quickbooks'] as const) {
			const ledger = ledgers[provider];
			const { generation } = await grantOf(ledger);
			const before = running.stack[provider].faults.injected.get('unauthorised') ?? 0;
			running.stack[provider].faults.add('unauthorised', 1);
			await ana.request(`${hub}/connections/${ledger}/sync`, { method: 'POST' });
			await running.stack.idle();
			expect(running.stack[provider].faults.injected.get('unauthorised')).toBe(before + 1);
			expect(await grantOf(ledger)).toMatchObject({ generation: generation + 1, state: 'alive' });
			expect(await running.connection(company, ledger)).toMatchObject({ state: 'connected', run: null, lastError: null });
		}
	});

	it('disconnecting revokes and deletes the tokens; connecting again takes the copy up', async () => {
		const { id } = await grantOf(ledgers.quickbooks);
		const pressed = await ana.request(`${hub}/connections/${ledgers.quickbooks}/disconnect`, { method: 'POST' });
		expect(pressed.status).toBe(303);
		await running.stack.idle();
		expect(await running.connections.grant(company, id)).toBeNull();
		expect(await running.connection(company, ledgers.quickbooks)).toMatchObject({ state: 'disconnected', run: null });
		await connectQuickbooks(ana, await ana.open(`${hub}/`));
		await running.stack.idle();
		expect(await running.connection(company, ledgers.quickbooks)).toMatchObject({ state: 'connected', phase: 'live', run: null });
	});
});
