/** What arrives at the open door and on the queues: forged, foreign, too large, a thousand times, unreadable. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLettersView } from '../../shared/wire/http.ts';
import { maxReceives } from '../../shared/wire/queues.ts';
import { changedKeys, companyOf, type Running, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

type Provider = 'xero' | 'quickbooks';
const signatureHeader = { xero: 'x-xero-signature', quickbooks: 'intuit-signature' } as const;

let running: Running;
let ana: Visitor;
let boris: Visitor;
let company = '';
let other = '';
let ledgers: Readonly<Record<Provider, string>>;

beforeAll(async () => {
	running = await startRunning();
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	({ visitor: boris } = await signedIn(running.stack, 'Boris'));
	await connectQuickbooks(ana, await connectXero(ana, page));
	[company, other] = await Promise.all([companyOf(running, ana), companyOf(running, boris)]);
	ledgers = { xero: `xero-${running.xero}`, quickbooks: `quickbooks-${running.quickbooks}` };
	await running.stack.idle();
	// From here on only this file speaks: the sandboxes' own webhooks are off.
	running.stack.xero.setWebhookUrl(null);
	running.stack.quickbooks.setWebhookUrl(null);
}, 180_000);
afterAll(() => running?.close());

/** The key both sides share, as the stack's parameter store has it. */
const keyOf = async (provider: Provider): Promise<string> => {
	const answer = await fetch(running.stack.parametersUrl, {
		method: 'POST',
		headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
		body: JSON.stringify({ Name: `/cobro/${provider}/webhook-key`, WithDecryption: true }),
	});
	const { Parameter } = (await answer.json()) as { Parameter: { Value: string } };
	return Parameter.Value;
};
const sign = (body: string | Buffer, key: string): string => createHmac('sha256', key).update(body).digest('base64');
/** Posts a webhook; `signature` null sends none, left out the right one. */
const post = async (provider: Provider, body: string | Buffer, signature?: string | null): Promise<Response> => {
	const given = signature === undefined ? sign(body, await keyOf(provider)) : signature;
	return fetch(`${running.stack.hubOrigin}/webhooks/${provider}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...(given === null ? {} : { [signatureHeader[provider]]: given }) },
		body,
	});
};
const xeroEvents = (...tenants: readonly string[]): string =>
	JSON.stringify({
		events: tenants.map((tenantId) => ({ tenantId, eventCategory: 'INVOICE', eventType: 'UPDATE', resourceId: 'r' })),
		entropy: 'E',
	});
const cloudEvents = (...realms: readonly string[]): string =>
	JSON.stringify(realms.map((realm, i) => ({ specversion: '1.0', id: String(i), type: 'qbo.invoice.updated.v1', intuitaccountid: realm })));
const bodyFor = (provider: Provider, id: string): string => (provider === 'xero' ? xeroEvents(id) : cloudEvents(id));
const dirty = async (provider: Provider): Promise<string | null> => (await running.connection(company, ledgers[provider])).dirtyAt;
const clean = async (): Promise<void> => {
	for (const provider of ['xero', 'quickbooks'] as const)
		await running.change(company, ledgers[provider], (known) => ({ ...known, dirtyAt: null }));
};
/** The table as it was last seen; null after something was written, so that it is read again. Reading it whole is what these tests spend most on. */
let seen: string | null = null;
/** Nothing is written while `doing`, and it asks the providers nothing. */
const changesNothing = async (doing: () => Promise<void>): Promise<void> => {
	const { xero, quickbooks } = running.stack;
	const before = { table: seen ?? (await running.written()), calls: [xero.calls(), quickbooks.calls()] };
	await doing();
	await running.stack.idle();
	seen = await running.written();
	expect({ changed: changedKeys(before.table, seen), calls: [xero.calls(), quickbooks.calls()] }).toEqual({
		changed: [],
		calls: before.calls,
	});
};

describe.each(['xero', 'quickbooks'] as const)('a webhook of %s', (provider) => {
	const id = (): string => running[provider];

	it.each<[string, (body: string) => Promise<string | null>]>([
		['signed with another key', async (body) => sign(body, 'another key')],
		['signed with the other provider’s key', async (body) => sign(body, await keyOf(provider === 'xero' ? 'quickbooks' : 'xero'))],
		['signed over another body', async (body) => sign(`${body} `, await keyOf(provider))],
		['with half a signature', async (body) => sign(body, await keyOf(provider)).slice(0, 20)],
		['with an empty signature', async () => ''],
		['without a signature', async () => null],
	])('%s: 401 with nothing in it, nothing written', async (_, signature) => {
		await changesNothing(async () => {
			const body = bodyFor(provider, id());
			const answer = await post(provider, body, await signature(body));
			expect({ status: answer.status, body: await answer.text(), cookie: answer.headers.get('set-cookie') }).toEqual({
				status: 401,
				body: '',
				cookie: null,
			});
		});
		expect(running.stack.logs.text()).toContain('WEBHOOK_REFUSED');
	});

	it('of an organisation nobody connected: 200, counted, nothing written', async () => {
		await changesNothing(async () => {
			expect((await post(provider, bodyFor(provider, provider === 'xero' ? crypto.randomUUID() : '4620816365999'))).status).toBe(200);
		});
		const counted = running.stack.logs.lines('sync/notice.queue').map(({ text }) => text);
		expect(counted.filter((text) => text.includes('WEBHOOK_STRANGER') && text.includes(`"code":"${provider}"`))).toHaveLength(1);
	});

	it.each(['[]', '{}', 'null', '"text"', '{"events":"no"}', '{"events":[]}', '[{"intuitaccountid":5}]', 'no json', ''])(
		'signed, but saying %s: 200, nothing written',
		async (body) => {
			await changesNothing(async () => {
				const answer = await post(provider, body);
				expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
			});
		},
	);

	it('whose ids are no ids: 200, nothing written', async () => {
		await changesNothing(async () => {
			expect((await post(provider, bodyFor(provider, '#../'))).status).toBe(200);
			expect((await post(provider, bodyFor(provider, 'x'.repeat(65)))).status).toBe(200);
		});
	});

	it.each([300 * 1024, 3 * 1024 * 1024])('of %i bytes, rightly signed: 413, nothing written', async (bytes) => {
		await changesNothing(async () => {
			const body = Buffer.from(bodyFor(provider, id()).padEnd(bytes));
			expect((await post(provider, body)).status).toBe(413);
		});
	});
});

describe('webhooks that are right', () => {
	it('say which of several companies changed: each ledger is marked once', async () => {
		await post('quickbooks', cloudEvents(running.quickbooks, '4620816365999', running.quickbooks));
		await running.stack.idle();
		expect(await dirty('quickbooks')).not.toBeNull();
		expect(await dirty('xero')).toBeNull();
		await clean();
		const legacy = { eventNotifications: [{ realmId: '999' }, { realmId: running.quickbooks, dataChangeEvent: { entities: [] } }] };
		await post('quickbooks', JSON.stringify(legacy));
		await running.stack.idle();
		expect(await dirty('quickbooks')).not.toBeNull();
		await clean();
	});

	it('read by the marked connection: a thousand copies are one delta of a few calls', async () => {
		const body = xeroEvents(running.xero);
		const signature = sign(body, await keyOf('xero'));
		const before = await running.connection(company, ledgers.xero);
		running.stack.xero.resetCalls();
		const statuses = new Map<number, number>();
		const one = async (): Promise<void> => {
			const { status } = await post('xero', body, signature);
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		};
		for (let sent = 0; sent < 1000; sent += 20) await Promise.all(Array.from({ length: 20 }, one));
		await running.stack.idle();
		expect(statuses).toEqual(new Map([[200, 1000]]));
		expect(running.stack.xero.calls()).toBe(0);
		const marked = await running.connection(company, ledgers.xero);
		expect({ rev: marked.rev, dirty: marked.dirtyAt !== null }).toEqual({ rev: before.rev + 1, dirty: true });

		await running.wake(company, ledgers.xero);
		const calls = running.stack.xero.calls();
		expect(calls).toBeGreaterThan(0);
		expect(calls).toBeLessThan(15);
		expect(await dirty('xero')).toBeNull();
		await running.stack.runtime.fire('sync/sweep.schedule');
		await running.stack.idle();
		expect(running.stack.xero.calls()).toBe(calls);
		console.log(`1,000 copies of one webhook: ${calls} calls of Xero`);
	}, 60_000);
});

describe('a message that names what is not its company’s', () => {
	beforeAll(() => {
		seen = null;
	});
	const pull = (parts: object): string =>
		JSON.stringify({ type: 'sync.pull', company, ledger: ledgers.xero, run: null, step: 0, ...parts });

	it.each<[string, () => string]>([
		['another company, our ledger', () => pull({ company: other })],
		['a company nobody has', () => pull({ company: 'nobody' })],
		['a ledger nobody has', () => pull({ ledger: 'xero-00000000-0000-4000-8000-000000000000' })],
		['a run that is over', () => pull({ run: 'gone', step: 3 })],
		['a recount for another company', () => JSON.stringify({ type: 'sync.recount', company: other, ledger: ledgers.xero })],
	])('%s: dropped, nothing written', async (_, body) => {
		await changesNothing(() => running.send('pulls', body(), ledgers.xero));
		expect(await running.dead('pulls')).toEqual([]);
	});

	it('a grant of another company, a roll of nobody: dropped, nothing written', async () => {
		const { grant } = await running.connection(company, ledgers.xero);
		await changesNothing(async () => {
			await running.send('refreshes', JSON.stringify({ type: 'connect.refresh', company: other, grant }));
			await running.send('rolls', JSON.stringify({ type: 'receivables.roll', company: 'nobody' }));
		});
		expect([...(await running.dead('refreshes')), ...(await running.dead('rolls'))]).toEqual([]);
	});
});

describe('a poisoned message', () => {
	const letters = async (visitor: Visitor) => (await visitor.json<DeadLettersView>(`${running.stack.hubOrigin}/dead-letters`)).letters;
	const receives = (station: string): number =>
		running.stack.logs.lines(station).filter(({ text }) => text.includes('MESSAGE_FAILED')).length;

	it.each<['notices' | 'pulls' | 'refreshes' | 'rolls', string, string, RegExp]>([
		['notices', 'sync/notice.queue', 'no json', /is not JSON/],
		['pulls', 'sync/pull.queue', '{"type":"pay.everything"}', /a type that this queue does not carry/],
		['refreshes', 'connect/refresh.queue', '{"type":"connect.refresh","company":"c"}', /is not a connect\.refresh: grant/],
		['rolls', 'receivables/roll.queue', '{"type":"receivables.roll","company":"c","extra":1}', /is not a receivables\.roll/],
	])('in %s ends in its dead-letter queue after the last try, its reason is told, others go on', async (queue, entry, body, reason) => {
		const before = receives(entry);
		await running.send(queue, body);
		await running.send('pulls', JSON.stringify({ type: 'sync.recount', company, ledger: ledgers.quickbooks }), ledgers.quickbooks);
		await running.stack.idle();
		expect(await running.dead(queue)).toEqual([body]);
		expect(receives(entry) - before).toBe(maxReceives[queue]);
		const [letter] = await letters(ana);
		expect(letter?.reason).toMatch(reason);
		expect(JSON.stringify(letter)).not.toContain('everything');
		expect((await running.connection(company, ledgers.quickbooks)).recount?.drift).toBe(0);
	});

	it('is on the hub page of people who may see it, with its reason', async () => {
		const page = await ana.open(`${running.stack.hubOrigin}/`);
		expect(page.html).toContain('Work that could not be done');
		expect(page.html).toContain('the message is not JSON');
	});

	it('whose page can never be read: the run stops there and says so; Sync now reads on once it is mended', async () => {
		for (const provider of ['xero', 'quickbooks'] as const) {
			const ledger = ledgers[provider];
			const sandbox = running.stack[provider];
			sandbox.faults.add('truncated-page', Number.POSITIVE_INFINITY);
			if (provider === 'xero') {
				const open = sandbox === running.stack.xero ? running.stack.xero.dump(running.xero).documents : [];
				const invoice = open.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
				if (!invoice) throw new Error('nothing is open');
				running.stack.xero.edit(running.xero).pay(invoice.id, { amount: invoice.rest, day: running.stack.now().slice(0, 10) });
			}
			const waiting = await running.dead('pulls');
			await ana.request(`${running.stack.hubOrigin}/connections/${ledger}/sync`, { method: 'POST' });
			await running.stack.idle();
			const stopped = await running.connection(company, ledger);
			expect(stopped.state).toBe('connected');
			expect(stopped.stopped?.reason).toMatch(/cannot be read/);
			expect(await running.dead('pulls')).toHaveLength(waiting.length);
			const told = (await letters(ana)).length;
			expect((await letters(ana))[0]).toMatchObject({ station: 'sync', type: 'sync.pull', reason: stopped.stopped?.reason });
			const page = await ana.open(`${running.stack.hubOrigin}/`);
			expect(page.html).toContain('Reading stopped');
			expect(page.html).toContain(stopped.stopped?.reason ?? '-');

			// Tried again in vain it says so again, and is the same incident: no new letter, nothing dead.
			await ana.request(`${running.stack.hubOrigin}/connections/${ledger}/sync`, { method: 'POST' });
			await running.stack.idle();
			const still = await running.connection(company, ledger);
			expect(still.stopped).toMatchObject({ at: stopped.stopped?.at, reason: stopped.stopped?.reason, triedAt: expect.any(String) });
			expect([(await letters(ana)).length, (await running.dead('pulls')).length]).toEqual([told, waiting.length]);

			sandbox.faults.clear();
			await ana.press(page, `/connections/${ledger}/sync`);
			await running.stack.idle();
			expect(await running.connection(company, ledger)).toMatchObject({ run: null, stopped: null, lastError: null });
		}
		expect((await ana.open(`${running.stack.hubOrigin}/`)).html).not.toContain('Reading stopped');
	});

	it('is told to its own company and the operator, to nobody else', async () => {
		const known = await letters(boris);
		expect(known.filter(({ type }) => type === 'sync.pull')).toEqual([]);
	});
});
