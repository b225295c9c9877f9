/** What providers do to a read that is under way, on the running stack: it waits, says why, goes on where it was, and ends exact. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbiddenApartMs } from '../../functions/sync/times.ts';
import type { FaultKind } from '../../local/sandbox/faults.ts';
import { day, later } from '../../shared/domain/day.ts';
import { companyOf, type Running, startRunning } from '../support/running.ts';
import { connectionsOf, connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

type Provider = 'xero' | 'quickbooks';

let running: Running;
let ana: Visitor;
let company = '';
let ledgers: Readonly<Record<Provider, string>>;

beforeAll(async () => {
	running = await startRunning({ limits: false });
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	company = await companyOf(running, ana);
	ledgers = { xero: `xero-${running.xero}`, quickbooks: `quickbooks-${running.quickbooks}` };
	// The very first call of the first read meets a fault.
	running.stack.xero.faults.add('unavailable-html', 1, '/api.xro');
	running.stack.quickbooks.faults.add('throttled-xml', 1, '/query');
	await connectQuickbooks(ana, await connectXero(ana, page));
	await running.stack.idle();
}, 180_000);
afterAll(() => running?.close());

const view = async (provider: Provider) => {
	const found = (await connectionsOf(running.stack, ana)).find((each) => each.provider === provider);
	if (!found) throw new Error(`no connection of ${provider}`);
	return found;
};
/** Wakes the ledger until its run is over; how often it had to wait. */
const untilDone = async (provider: Provider): Promise<number> => {
	for (let waits = 0; waits < 20; waits++) {
		if ((await running.connection(company, ledgers[provider])).run === null) return waits;
		await running.wake(company, ledgers[provider]);
	}
	throw new Error(`the read of ${provider} does not end: ${JSON.stringify(await running.connection(company, ledgers[provider]))}`);
};
const sync = async (provider: Provider): Promise<void> => {
	await ana.request(`${running.stack.hubOrigin}/connections/${ledgers[provider]}/sync`, { method: 'POST' });
	await running.stack.idle();
};
/** Something a delta finds: the first open invoice is paid in full. Returns its id. */
const payOne = (provider: Provider, code: string): string => {
	const today = day(running.stack.now().slice(0, 10));
	if (provider === 'xero') {
		const open = running.stack.xero
			.dump(running.xero)
			.documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.currency === code && each.rest > 0);
		if (!open) throw new Error(`no open ${code} invoice`);
		running.stack.xero.edit(running.xero).pay(open.id, { amount: open.rest, day: today });
		return open.id;
	}
	const open = running.stack.quickbooks
		.dump(running.quickbooks)
		.documents.find((each) => each.type === 'Invoice' && each.state === 'live' && each.currency === code && each.balance > 0);
	if (!open) throw new Error(`no open ${code} invoice`);
	const { customer, balance: total, id: invoice } = open;
	running.stack.quickbooks.edit(running.quickbooks).pay({ customer, day: today, total, apply: [{ invoice, minor: total }] });
	return String(invoice);
};

describe('a first read', () => {
	it('that meets a fault at its first call waits, says so in words, and counts nothing meanwhile', async () => {
		expect(await view('xero')).toMatchObject({ phase: 'backfill', state: 'connected', lastError: { text: expect.stringMatching(/Xero/) } });
		expect((await view('quickbooks')).lastError?.text).toMatch(/QuickBooks/);
		const page = await ana.open(`${running.stack.hubOrigin}/`);
		expect(page.html).toContain('waiting to try again');
		expect(page.html).toContain('We try again at');
	});

	it('through every fault there is ends live, whole and tied, having waited each time', async () => {
		const kinds: readonly FaultKind[] = ['throttled-minute', 'throttled-empty', 'server-error', 'cut-before', 'cut-after', 'repeated-rows'];
		for (const provider of ['xero', 'quickbooks'] as const) {
			const { faults } = running.stack[provider];
			const before = new Map(faults.injected);
			for (const kind of kinds) faults.add(kind, 1);
			const waits = await untilDone(provider);
			for (const kind of kinds) expect([kind, (faults.injected.get(kind) ?? 0) - (before.get(kind) ?? 0)]).toEqual([kind, 1]);
			expect(waits).toBeGreaterThanOrEqual(4);
			expect(await view(provider)).toMatchObject({ phase: 'live', lastError: null, stopped: null, refused: [], tieOut: { ties: true } });
		}
	}, 60_000);
});

describe.each(['xero', 'quickbooks'] as const)('a delta of %s', (provider) => {
	it.each<[FaultKind, RegExp, number | null]>([
		['throttled-minute', /asks us to wait/, provider === 'xero' ? 20 : 60],
		['throttled-day', /asks us to wait/, provider === 'xero' ? 66_975 : 64_800],
		['throttled-empty', /asks us to wait/, 60],
		['unavailable-html', /answered 503/, 30],
		['cut-before', /did not answer/, 30],
	])('%s: it stays connected, waits as long as it must, and then goes on', async (fault, text, seconds) => {
		payOne(provider, provider === 'xero' ? 'GBP' : 'USD');
		running.stack[provider].faults.add(fault, 1);
		await sync(provider);
		const waiting = await view(provider);
		expect(waiting).toMatchObject({ state: 'connected', stopped: null });
		expect(waiting.lastError?.text).toMatch(text);
		const { at = '', retryAt } = waiting.lastError ?? {};
		expect((Date.parse(retryAt ?? '') - Date.parse(at)) / 1000).toBe(seconds);

		// Neither the sweeper nor a person makes it ask before.
		running.stack[provider].resetCalls();
		await running.stack.runtime.fire('sync/sweep.schedule');
		await sync(provider);
		expect(running.stack[provider].calls()).toBe(0);
		await untilDone(provider);
		expect(await view(provider)).toMatchObject({ lastError: null, tieOut: { ties: true } });
	});

	it('a page that repeats rows changes nothing twice', async () => {
		payOne(provider, provider === 'xero' ? 'EUR' : 'MXN');
		running.stack[provider].faults.add('repeated-rows', 3);
		await sync(provider);
		await untilDone(provider);
		running.stack[provider].faults.clear();
		await ana.request(`${running.stack.hubOrigin}/connections/${ledgers[provider]}/recount`, { method: 'POST' });
		await running.stack.idle();
		expect(await view(provider)).toMatchObject({ tieOut: { ties: true }, recount: { drift: 0 } });
	});

	it('a broken row is refused with its reason, the rest loads; mended, it comes and is no longer told of', async () => {
		payOne(provider, provider === 'xero' ? 'GBP' : 'USD');
		payOne(provider, provider === 'xero' ? 'EUR' : 'MXN');
		running.stack[provider].faults.add('broken-row', 1, provider === 'xero' ? '/Invoices' : '/cdc');
		await sync(provider);
		await untilDone(provider);
		const told = await view(provider);
		expect(told.refused).toHaveLength(1);
		const [row] = told.refused;
		expect(row?.reason).toMatch(/ZZZ|TotalAmt/);
		expect(told.stopped).toBeNull();
		const page = await ana.open(`${running.stack.hubOrigin}/`);
		expect(page.html).toMatch(/1(&nbsp;|\u00a0| )row could not be taken over/);
		expect(page.html).toContain(row?.number ?? '-');

		expect(row?.kind).toBe('invoice');
		if (provider === 'xero') running.stack.xero.edit(running.xero).changeInvoice(row?.id ?? '', { reference: 'mended' });
		else running.stack.quickbooks.edit(running.quickbooks).edit('Invoice', Number(row?.id), { reference: 'mended' });
		await sync(provider);
		await untilDone(provider);
		expect(await view(provider)).toMatchObject({ refused: [], tieOut: { ties: true } });
	});

	it('a single no (403) costs a pause, no consent', async () => {
		payOne(provider, provider === 'xero' ? 'GBP' : 'USD');
		running.stack[provider].faults.add('forbidden', 1);
		await sync(provider);
		const asked = await view(provider);
		expect(asked).toMatchObject({ state: 'connected', stopped: null, untied: null });
		expect(asked.lastError?.text).toMatch(/does not let us read this ledger.*once more/);
		const { at = '', retryAt } = asked.lastError ?? {};
		expect(Date.parse(retryAt ?? '') - Date.parse(at)).toBe(forbiddenApartMs);
		await untilDone(provider);
		expect(await view(provider)).toMatchObject({ state: 'connected', lastError: null });
	});

	it('a ledger whose consent was taken away asks for a person, in words', async () => {
		running.stack[provider].faults.add('forbidden', 2);
		await sync(provider);
		// Asked again within the ten minutes, it is no second no.
		await running.wake(company, ledgers[provider]);
		expect(await view(provider)).toMatchObject({ state: 'connected' });
		running.stack[provider].faults.add('forbidden', 1);
		await running.change(company, ledgers[provider], (known) => ({
			...known,
			run: known.run && { ...known.run, forbiddenAt: later(running.stack.now(), -forbiddenApartMs) },
		}));
		await running.wake(company, ledgers[provider]);
		const refused = await view(provider);
		expect(refused).toMatchObject({ state: 'needs-reconnecting', nextAt: null });
		expect(refused.lastError?.text).toMatch(/consent/);
		const page = await ana.open(`${running.stack.hubOrigin}/`);
		const name = provider === 'xero' ? 'Xero' : 'QuickBooks';
		await ana.press(await ana.press(page, `Reconnect ${name}`), provider === 'xero' ? 'Allow access' : 'Agree');
		await running.stack.idle();
		await untilDone(provider);
		expect(await view(provider)).toMatchObject({ state: 'connected', lastError: null, tieOut: { ties: true } });
	});
});

it('what was told of all this in the logs names no customer and quotes no provider', () => {
	const text = running.stack.logs.text();
	expect(text).toContain('HTTP_ANSWERED');
	for (const word of ['Service Unavailable', 'ThrottleExceeded', 'TokenExpired', 'AuthenticationUnsuccessful'])
		expect(text).not.toContain(word);
});
