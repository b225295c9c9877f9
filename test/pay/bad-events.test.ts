/** Stripe's events as they should not come, and sessions that ended: what the customer is told, and that nothing is lost or doubled. Handlers over HTTP. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { anInvoice, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig, webhookSecret } from './rig.ts';
import { type Form, Visitor } from './visitor.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
let rig: Rig;
let id = '';
let turn = 0;

beforeAll(async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({});
});
afterAll(async () => {
	vi.useRealTimers();
	await rig.close();
});
beforeEach(async () => {
	id = `i${++turn}`;
	await rig.save(anInvoice({ id, open: 10_000, total: 10_000 }));
});
afterEach(async () => {
	rig.sandbox.faults.clear();
	await rig.booked();
	await rig.save(anInvoice({ id, open: 0, state: 'closed', version: version(99) }));
});

const chooses = async (): Promise<{ readonly visitor: Visitor; readonly form: Form; readonly session: string }> => {
	const visitor = new Visitor(rig.origin);
	const form = Visitor.form(await visitor.open(await rig.link()), 'all');
	return { visitor, form, session: /cs_test_\w+/.exec((await visitor.send(form)).to ?? '')?.[0] ?? '' };
};
const later = async (ms: number): Promise<void> => {
	vi.setSystemTime(Date.now() + ms);
	await rig.sandbox.tick();
	await rig.sandbox.webhooksIdle();
};
/** Received once: one payment for it, told to the station that books once. */
const once = async (session: string): Promise<void> => {
	const payments = (await rig.payments.paymentsOf(company, customer, 10)).filter(({ shares }) => shares.some((share) => share.id === id));
	expect(payments).toMatchObject([{ minor: 10_000, problem: null, shares: [{ id, minor: 10_000 }] }]);
	expect(rig.sandbox.store.payments().filter((each) => each.session === session)).toHaveLength(1);
	expect((await rig.document(id))?.held).toBe(10_000);
};
const completed = (session: string) =>
	rig.sandbox.store
		.events()
		.find(({ type, data }) => type === 'checkout.session.completed' && (data.object as { readonly id: string }).id === session);

describe('an event', () => {
	it('ten times, at once and one after the other: one payment, one booking asked for', async () => {
		const { session } = await chooses();
		rig.sandbox.act.pay(session);
		await rig.sandbox.webhooksIdle();
		const event = completed(session)?.id ?? '';
		for (let i = 0; i < 5; i++) rig.sandbox.resend(event);
		expect(await rig.drain()).toEqual([]);
		for (let i = 0; i < 4; i++) {
			rig.sandbox.resend(event);
			expect(await rig.drain()).toEqual([]);
		}
		await once(session);
		expect(await rig.booked()).toHaveLength(1);
	});

	it('three days late: received long before by looking; the event changes nothing', async () => {
		rig.sandbox.faults.add('webhook-late', 1, 'checkout.session.completed');
		const { session } = await chooses();
		rig.sandbox.act.pay(session);
		await later(6 * minute);
		await rig.sweep();
		expect(await rig.drain()).toEqual([]);
		await once(session);
		expect(await rig.booked()).toHaveLength(1);
		await later(3 * day);
		expect(rig.sandbox.faults.injected.get('webhook-late')).toBe(1);
		expect(await rig.drain()).toEqual([]);
		await once(session);
		expect(await rig.booked()).toEqual([]);
	});

	it('for another account: taken for nobody, and the true one after it is taken', async () => {
		rig.sandbox.faults.add('webhook-wrong-account', 1, 'checkout.session.completed');
		const { session } = await chooses();
		rig.sandbox.act.pay(session);
		expect(await rig.drain()).toEqual([]);
		expect(rig.sandbox.faults.injected.get('webhook-wrong-account')).toBe(1);
		await once(session);
		expect(await rig.booked()).toHaveLength(1);
	});

	it.each([
		['from the future', 3_600, 'SIGNATURE_FROM_THE_FUTURE'],
		['kept by somebody for three days', -3 * 86_400, 'SIGNATURE_TOO_OLD'],
	])('%s: refused by its signature, and nothing is put on the queue', async (_name, ahead, code) => {
		rig.sandbox.faults.add('webhook-withheld', 9);
		const { session } = await chooses();
		rig.sandbox.act.pay(session);
		const body = JSON.stringify(completed(session));
		const at = Math.floor(Date.now() / 1000) + ahead;
		const signature = createHmac('sha256', webhookSecret).update(`${at}.${body}`).digest('hex');
		const answer = await fetch(`${rig.origin}/webhooks/stripe`, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
		});
		expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, code]);
		expect(await rig.drain()).toEqual([]);
		expect(await rig.booked()).toEqual([]);
		await later(6 * minute);
		await rig.sweep();
		expect(await rig.drain()).toEqual([]);
		await once(session);
	});
});

describe('a session that ended by itself', () => {
	it('says so in the customer’s words, gives back what it held, and the same form begins anew', async () => {
		const { visitor, form, session } = await chooses();
		const [checkout] = await rig.payments.liveCheckouts(company, customer);
		await later(32 * minute);
		expect(rig.sandbox.store.sessions().find((each) => each.id === session)?.status).toBe('expired');
		// The cookie lives half an hour in a browser; here it is kept.
		const told = await visitor.get(`/pay/done?checkout=${checkout?.id ?? ''}`);
		expect(told.html).toContain('This payment did not go through');
		expect(told.html).toContain('Nothing was received. The invoices are open again and can be paid.');
		const again = await visitor.send(form);
		expect(again.status).toBe(303);
		const next = /cs_test_\w+/.exec(again.to ?? '')?.[0] ?? '';
		expect(next).not.toBe(session);
		expect(await rig.drain()).toEqual([]);
		expect((await rig.document(id))?.held).toBe(10_000);
		rig.sandbox.act.pay(next);
		expect(await rig.drain()).toEqual([]);
		await once(next);
	});
});

describe('the way back', () => {
	it('from Stripe’s page to ours, and the button again: the same session; once it is paid, words instead', async () => {
		const { visitor, form, session } = await chooses();
		const back = await visitor.get('/pay');
		expect(back.html).toContain('You began to pay EUR\u00a0100.00');
		expect((await visitor.send(form)).to).toContain(session);
		rig.sandbox.act.pay(session);
		const paid = await visitor.send(form);
		expect([paid.status, paid.html.includes('This is being paid already')]).toEqual([409, true]);
		expect(await rig.drain()).toEqual([]);
		const after = await visitor.send(form);
		expect([after.status, after.html.includes('There is nothing left to pay here')]).toEqual([422, true]);
		await once(session);
		expect(await rig.booked()).toHaveLength(1);
	});
});
