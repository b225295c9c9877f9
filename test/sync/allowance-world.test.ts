/** Limits on the real thing: bundled handlers, real SDKs, the table, and sandboxes that keep the providers' limits: they never say no. */
import { afterEach, expect, it } from 'vitest';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { nextDay, usedToday } from '../../shared/domain/allowance.ts';
import { day } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import { type QuickbooksSide, quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';
import { type XeroSide, xeroSide } from '../support/sync/xero-side.ts';

const minute = 60_000;
let world: World | null = null;
afterEach(() => world?.close());

const asked = async ({ store, side }: World) => dynamoAllowances(store).allowance(company, side.ledger);
/** Some minutes go by: what is due is done, and a pause of hours is kept. */
const someMinutes = async (on: World, minutes = 3): Promise<void> => {
	for (let n = 0; n < minutes; n++) {
		for (let mail = on.mail.ready()[0]; mail; mail = on.mail.ready()[0]) await on.deliver(mail);
		on.pass(minute);
		await on.tick();
	}
	for (let mail = on.mail.ready()[0]; mail; mail = on.mail.ready()[0]) await on.deliver(mail);
};

const edited = async (on: World<XeroSide>): Promise<void> => {
	const { side } = on;
	const [open] = side.sandbox
		.dump(side.organisation)
		.documents.filter(({ kind, status, rest }) => kind === 'invoice' && status === 'AUTHORISED' && rest > 0);
	if (!open) throw new Error('no open invoice');
	side.sandbox.edit(side.organisation).changeInvoice(open.id, { reference: `told at ${on.now()}` });
	await side.webhooksIdle();
};

it('Xero: another program has used most of a Starter day: what the clock and webhooks bring waits, who asks is served, a payment is booked', async () => {
	const here = (await World.start(xeroSide(21, 30, true))) as World<XeroSide>;
	world = here;
	const { side, store } = here;
	side.sandbox.rough.set('starter', true);
	await here.connectPatiently();
	await here.rest();
	const first = await asked(here);
	if (!first) throw new Error('nothing was counted');
	expect(usedToday(first)).toBe(side.sandbox.calls());
	expect(first.said).toMatchObject({ day: 1000 - side.sandbox.calls(), after: 0 });
	// Not through us: 55 a minute, until 150 are left.
	const token = side.sandbox.consent([side.organisation]).access_token;
	const headers = { authorization: `Bearer ${token}`, 'xero-tenant-id': side.organisation, accept: 'application/json' };
	const call = async (): Promise<number> => {
		const answer = await fetch(`${side.sandbox.origin}/api.xro/2.0/Organisation`, { headers });
		expect(answer.status).toBe(200);
		await answer.text();
		return Number(answer.headers.get('x-daylimit-remaining'));
	};
	for (let left = 1000; left > 150; ) {
		here.pass(minute);
		for (let n = 0; n < 13 && left > 150; n++)
			left = Math.min(...(await Promise.all(Array.from({ length: Math.min(4, left - 150) }, call))));
	}
	here.pass(2 * minute);
	const before = side.sandbox.calls();
	await edited(here);
	await someMinutes(here);
	const waiting = await here.connection();
	// One call, whose answer said so.
	expect(side.sandbox.calls() - before).toBe(1);
	expect(waiting?.run).toMatchObject({ held: true });
	expect(waiting?.lastError?.text).toContain('149 are left. What is left is kept for payments, for mails and for who presses');
	expect(waiting?.wake).toBe(nextDay(here.now()));
	expect((await asked(here))?.wait).toBeNull();
	here.pass(minute);
	const pressed = here.now();
	await here.press('sync');
	await someMinutes(here);
	const served = await here.connection();
	expect(served).toMatchObject({ run: null, lastError: null });
	expect((served?.freshAsOf ?? '') >= pressed).toBe(true);
	// A payment, with what is left.
	here.pass(2 * minute);
	const clock = { now: () => here.now() };
	const meter = await LedgerMeter.open({ company, ledger: side.ledger }, 'booking', { allowances: dynamoAllowances(store), clock });
	const books = await openXeroBookkeeping(side.sandbox.origin)(side.ledger, token, clock.now, meter);
	const [owed] = side.sandbox
		.dump(side.organisation)
		.documents.filter(
			({ kind, status, rest, currency: code }) => kind === 'invoice' && status === 'AUTHORISED' && rest > 0 && code === 'GBP',
		);
	if (!owed) throw new Error('no open invoice');
	const order = {
		key: 'pi_1-0',
		invoice: owed.id,
		customer: customerId(side.ledger, owed.contact),
		currency: currency('GBP'),
		minor: owed.rest,
		day: day(here.now().slice(0, 10)),
		reference: 'Stripe pi_1',
	};
	await expect(books.book(order)).resolves.toMatch(/^[0-9a-f-]{36}$/);
	await meter.keep();
	expect((await asked(here))?.day.used.booking).toBe(2);
	// No answer told us to wait.
	expect((await asked(here))?.wait).toBeNull();
	// Tomorrow it goes on by itself.
	here.pass(Date.parse(nextDay(here.now())) - here.nowMs() + minute);
	await here.tick();
	await here.rest();
	expect(await here.connection()).toMatchObject({ run: null, lastError: null });
}, 120_000);

it('QuickBooks: when a quarter of the month is left, who has read more than an even part waits for the next, and who asks is served', async () => {
	const here = (await World.start(quickbooksSide(21, 30))) as World<QuickbooksSide>;
	world = here;
	const { side, store } = here;
	const allowances = dynamoAllowances(store);
	await here.connectPatiently();
	await here.rest();
	const reads = side.sandbox.reads();
	const first = await asked(here);
	if (!first) throw new Error('nothing was counted');
	// Connecting asked once more, for the company's name.
	expect(first.month.used).toBe(reads - 1);
	expect(await allowances.appMonth('quickbooks', '2026-11')).toEqual({ of: '2026-11', used: reads - 1, ledgers: 1 });
	// Nine more companies have read their part, and this one more than its own.
	for (let n = 0; n < 9; n++) await allowances.addToMonth('quickbooks', '2026-11', 45_000, true);
	side.sandbox.allowReads(reads + 95_000);
	const heavy = { ...first, month: { of: '2026-11', used: 50_000 } };
	await allowances.saveAllowance(heavy);
	here.pass(65 * minute);
	await here.tick();
	const before = side.sandbox.reads();
	await someMinutes(here);
	const waiting = await here.connection();
	expect(side.sandbox.reads()).toBe(before);
	expect(waiting?.lastError?.text).toMatch(
		/^Of the reads that QuickBooks gives Cobro for all its companies this month nearly all are used/,
	);
	expect(waiting?.wake).toBe('2026-12-01T00:00:00.000Z');
	await here.press('sync');
	await someMinutes(here);
	expect(await here.connection()).toMatchObject({ run: null, lastError: null });
	expect(side.sandbox.reads()).toBeGreaterThan(before);
}, 120_000);
