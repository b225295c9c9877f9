import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSession, hourMs, line, press, type Rig, refusal, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
afterEach(() => rig.close());
const now = () => Date.parse(rig.clock.now) / 1000;

describe('a session', () => {
	it('is created, read, listed with its lines, and expires', async () => {
		const { stripe } = rig;
		const made = await aSession(stripe, {
			line_items: [line(10_000), { ...line(1250, 'eur', 'Invoice INV-2'), quantity: 2 }],
			client_reference_id: 'checkout-1',
			customer_email: 'ann@example.com',
			metadata: { company: 'co1' },
			locale: 'es',
			payment_intent_data: { metadata: { checkout: 'c1' }, description: 'Two invoices' },
			expires_at: now() + 1800,
		});
		expect(made).toMatchObject({
			amount_total: 12_500,
			currency: 'eur',
			status: 'open',
			payment_status: 'unpaid',
			payment_method_types: ['card', 'sepa_debit'],
			expires_at: now() + 1800,
			payment_intent: null,
		});
		expect(await stripe.checkout.sessions.retrieve(made.id)).toEqual({ ...made, lastResponse: undefined });
		const lines = await stripe.checkout.sessions.listLineItems(made.id);
		expect(lines.data.map((item) => [item.description, item.quantity, item.amount_total])).toEqual([
			['Invoice INV-1', 1, 10_000],
			['Invoice INV-2', 2, 2500],
		]);
		expect(String(lines.data[1]?.price?.unit_amount_decimal)).toBe('1250');
		expect((await stripe.checkout.sessions.list({ status: 'open' })).data.map((each) => each.id)).toEqual([made.id]);
		const gone = await stripe.checkout.sessions.expire(made.id);
		expect(gone).toMatchObject({ status: 'expired', url: null });
		expect(await refusal(stripe.checkout.sessions.expire(made.id))).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' });
	});

	it('takes a hundred lines and no more', async () => {
		const lines = (count: number) => Array.from({ length: count }, (_, i) => line(100 + i, 'usd', `Invoice ${i}`));
		const made = await aSession(rig.stripe, { line_items: lines(100) });
		expect(made.amount_total).toBe(100 * 100 + 4950);
		const all = await rig.stripe.checkout.sessions.listLineItems(made.id, { limit: 7 }).autoPagingToArray({ limit: 1000 });
		expect(all.map((item) => item.description)).toEqual(lines(100).map((each) => each.price_data.product_data.name));
		expect(await refusal(aSession(rig.stripe, { line_items: lines(101) }))).toMatchObject({ statusCode: 400, param: 'line_items' });
	});

	it('lives between half an hour and a day, by the clock', async () => {
		for (const seconds of [60, 1700, 86_500, 1_000_000])
			expect(await refusal(aSession(rig.stripe, { expires_at: now() + seconds }))).toMatchObject({ statusCode: 400, param: 'expires_at' });
		const made = await aSession(rig.stripe);
		expect(made.expires_at).toBe(now() + 86_400);
		const url = made.url ?? '';
		await rig.pass(24 * hourMs);
		expect(await rig.stripe.checkout.sessions.retrieve(made.id)).toMatchObject({ status: 'expired', url: null });
		const page = await press(url);
		expect([page.status, (await page.text()).includes('expired')]).toEqual([410, true]);
		expect((await rig.stripe.events.list({ type: 'checkout.session.expired' })).data).toHaveLength(1);
	});

	it('is paid by card on its page', async () => {
		const made = await aSession(rig.stripe, { metadata: { a: 'b' }, payment_intent_data: { metadata: { c: 'd' } } });
		const page = await fetch(made.url ?? '');
		const text = await page.text();
		expect([page.status, text.includes('Invoice INV-1'), text.includes('125.00 EUR'), text.includes('<script')]).toEqual([
			200,
			true,
			true,
			false,
		]);
		const declined = await press(made.url ?? '', 'card-declined');
		expect([declined.status, (await declined.text()).includes('Your card was declined.')]).toEqual([402, true]);
		const done = await press(made.url ?? '');
		expect(done.headers.get('location')).toBe(`http://127.0.0.1:9/done?session=${made.id}`);
		const after = await rig.stripe.checkout.sessions.retrieve(made.id, {
			expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'],
		});
		expect(after).toMatchObject({
			status: 'complete',
			payment_status: 'paid',
			url: null,
			customer_details: { email: 'ann@example.com', name: 'Ann' },
			payment_intent: {
				status: 'succeeded',
				amount_received: 12_500,
				metadata: { c: 'd' },
				latest_charge: { paid: true, balance_transaction: { amount: 12_500, fee: 393, net: 12_107 } },
			},
			line_items: { data: [{ amount_total: 12_500 }] },
		});
	});
});
