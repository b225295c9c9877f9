/** Events on their way: signed over the bytes, at least once, tried again by the clock, spoilt on purpose. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSession, hourMs, type Rig, secrets, startHub, startRig } from './rig.ts';

let rig: Rig;
let hub: Awaited<ReturnType<typeof startHub>>;
beforeEach(async () => {
	rig = await startRig();
	hub = await startHub();
	rig.sandbox.setWebhookUrl(hub.url, hub.connectUrl);
});
afterEach(async () => {
	await rig.close();
	await hub.close();
});

/** As the hub would: the SDK's own check, at the clock's time. Null: refused. */
const verified = (at: number, secret = secrets.platform, toleranceS = 300): Stripe.Event | null => {
	const { body = '', signature = '' } = hub.got[at] ?? {};
	try {
		return Stripe.webhooks.constructEvent(body, signature, secret, toleranceS, undefined, Date.parse(rig.clock.now));
	} catch (error) {
		if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null;
		throw error;
	}
};
/** One event on its way. */
const happen = async (): Promise<string> => {
	const made = await aSession(rig.stripe);
	await rig.stripe.checkout.sessions.expire(made.id);
	await rig.sandbox.webhooksIdle();
	return made.id;
};

it('a paid session is told of in signed events, with the object as it was', async () => {
	const made = await aSession(rig.stripe, { metadata: { company: 'co1' } });
	rig.sandbox.act.pay(made.id);
	await rig.sandbox.webhooksIdle();
	expect(hub.types()).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed']);
	const completed = verified(3);
	expect(completed).toMatchObject({
		api_version: Stripe.API_VERSION,
		livemode: false,
		pending_webhooks: 1,
		data: { object: { id: made.id, payment_status: 'paid', metadata: { company: 'co1' } } },
	});
	expect(completed?.account).toBeUndefined();
	expect(verified(0)?.data.object).toMatchObject({ status: 'requires_payment_method', latest_charge: null });
	const polled = await rig.stripe.events.list({ types: ['checkout.session.*'] });
	expect(polled.data).toMatchObject([{ id: completed?.id, pending_webhooks: 0 }]);
	expect(await rig.stripe.events.retrieve(completed?.id ?? '')).toMatchObject({ type: 'checkout.session.completed' });
});

it('a request that caused an event is named in it', async () => {
	await happen();
	expect(verified(0)?.request?.id).toMatch(/^req_/);
	expect(verified(0)?.request?.idempotency_key).toMatch(/^stripe-node-retry-/);
});

it("a connected account's events go to the Connect endpoint, with its secret", async () => {
	const { id } = await rig.stripe.accounts.create({ business_profile: { name: 'Kontor' } });
	const options = { stripeAccount: id };
	const made = await aSession(rig.stripe, {}, options);
	await rig.stripe.checkout.sessions.expire(made.id, {}, options);
	const open = await aSession(rig.stripe, {}, options);
	rig.sandbox.deauthorize(id);
	// Its customers can still pay; the platform does not hear of it any more.
	expect(rig.sandbox.act.pay(open.id)).toEqual({ state: 'paid' });
	await rig.sandbox.webhooksIdle();
	expect(hub.got.map((each) => [each.path, each.event.type, each.event.account])).toEqual([
		['/connect', 'account.application.authorized', id],
		['/connect', 'checkout.session.expired', id],
		['/connect', 'account.application.deauthorized', id],
	]);
	expect([verified(1), verified(1, secrets.connect)?.account]).toEqual([null, id]);
});

describe('delivery', () => {
	it('is tried again with growing pauses until a 2xx, by the clock', async () => {
		hub.answers.push(500, 301, 404);
		await happen();
		expect(hub.got).toHaveLength(1);
		expect(rig.sandbox.nextDue()).toBe('2026-11-22T12:00:01.000Z');
		for (const [seconds, count] of [
			[1, 2],
			[4, 2],
			[1, 3],
			[30, 4],
			[3600, 4],
		] as const) {
			await rig.pass(seconds * 1000);
			expect(hub.got).toHaveLength(count);
		}
		expect(new Set(hub.got.map((each) => each.body)).size).toBe(1);
		expect(verified(3)).toBeNull();
		expect(rig.sandbox.deliveries()).toMatchObject([{ state: 'delivered', attempts: 4 }]);
	});
	it('is given up after three days', async () => {
		hub.answers.push(...Array.from({ length: 100 }, () => 500));
		await happen();
		for (let hour = 0; hour < 5 * 24; hour++) await rig.pass(hourMs);
		expect(rig.sandbox.deliveries()).toMatchObject([{ state: 'given-up' }]);
		expect(hub.got.length).toBeGreaterThan(8);
	});
	it('waits for an address, on the disk', async () => {
		rig.sandbox.setWebhookUrl(null);
		await happen();
		expect([hub.got.length, rig.sandbox.nextDue()]).toEqual([0, null]);
		rig.sandbox.setWebhookUrl(hub.url);
		await rig.sandbox.webhooksIdle();
		expect(hub.got).toHaveLength(1);
	});
	it('can be asked for again', async () => {
		await happen();
		expect(rig.sandbox.resend(hub.got[0]?.event.id ?? '')).toBe(true);
		expect(rig.sandbox.resend('evt_none')).toBe(false);
		await rig.sandbox.webhooksIdle();
		expect(hub.got.map((each) => each.body)).toEqual([hub.got[0]?.body, hub.got[0]?.body]);
	});
});

describe('on purpose', () => {
	it('twice', async () => {
		rig.sandbox.faults.add('webhook-twice', 1, 'checkout.session');
		await happen();
		expect(new Set(hub.got.map((each) => each.body)).size).toBe(1);
		expect(hub.got).toHaveLength(2);
	});
	it('in another order', async () => {
		rig.sandbox.faults.add('webhook-reordered', 1, 'checkout.session.completed');
		const made = await aSession(rig.stripe);
		rig.sandbox.act.pay(made.id);
		await rig.sandbox.webhooksIdle();
		expect(hub.types().includes('checkout.session.completed')).toBe(false);
		await happen();
		expect(hub.types().slice(-2)).toEqual(['checkout.session.expired', 'checkout.session.completed']);
	});
	it('three days late, and rightly signed then', async () => {
		rig.sandbox.faults.add('webhook-late');
		await happen();
		await rig.pass(71 * hourMs);
		expect(hub.got).toHaveLength(0);
		await rig.pass(hourMs);
		expect(verified(0)?.type).toBe('checkout.session.expired');
		expect(verified(0)?.created).toBe(Date.parse('2026-11-22T12:00:00Z') / 1000);
	});
	it('never, until by hand', async () => {
		rig.sandbox.faults.add('webhook-withheld');
		await happen();
		await rig.pass(5 * 24 * hourMs);
		expect(hub.got).toHaveLength(0);
		rig.sandbox.resend(rig.sandbox.store.events()[0]?.id ?? '');
		await rig.sandbox.webhooksIdle();
		expect(hub.got).toHaveLength(1);
	});
	it.each(['webhook-wrong-secret', 'webhook-stale'] as const)('%s: refused, then the true one', async (kind) => {
		rig.sandbox.faults.add(kind);
		await happen();
		expect([verified(0), verified(1)?.type]).toEqual([null, 'checkout.session.expired']);
	});
	it('from the future, which the SDK alone would accept', async () => {
		rig.sandbox.faults.add('webhook-from-future');
		await happen();
		const stamp = Number(/^t=(\d+)/.exec(hub.got[0]?.signature ?? '')?.[1]);
		expect(stamp - Date.parse(rig.clock.now) / 1000).toBe(3600);
		expect([verified(0)?.type, verified(1)?.type]).toEqual(['checkout.session.expired', 'checkout.session.expired']);
	});
	it('for another account, rightly signed', async () => {
		rig.sandbox.faults.add('webhook-wrong-account');
		const session = await happen();
		const [forged, real] = [verified(0), verified(1)];
		expect([forged?.account?.startsWith('acct_'), real?.account]).toEqual([true, undefined]);
		expect(forged?.id).not.toBe(real?.id);
		expect(forged?.data.object).toMatchObject({ id: session });
	});
});
