/** Every way a session can end, on the hosted pages and after. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSession, hourMs, line, press, type Rig, refusal, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
afterEach(() => rig.close());

const types = () => rig.sandbox.store.events().map((event) => event.type);
const captured = () => rig.sandbox.store.payments().reduce((total, each) => total + each.captured, 0);
const reread = (id: string) => rig.stripe.checkout.sessions.retrieve(id);

describe('a session', () => {
	it('captures once, however often and at once it is paid', async () => {
		const made = await aSession(rig.stripe);
		const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => press(made.url ?? '', i % 3 ? 'card' : 'debit')));
		expect(answers.filter((each) => each.status === 303)).toHaveLength(1);
		expect(rig.sandbox.store.payments()).toHaveLength(1);
		expect(rig.sandbox.store.charges()).toHaveLength(1);
		expect(types().filter((type) => type === 'checkout.session.completed')).toHaveLength(1);
	});

	it('is either paid or expired, never both', async () => {
		for (let i = 0; i < 20; i++) {
			const made = await aSession(rig.stripe);
			const [paid, expired] = await Promise.all([press(made.url ?? ''), rig.stripe.checkout.sessions.expire(made.id).catch(() => null)]);
			const { status } = await reread(made.id);
			expect([paid.status === 303, expired !== null]).toEqual(status === 'complete' ? [true, false] : [false, true]);
		}
	});

	it('stays open after a declined card, and is paid with the next', async () => {
		const made = await aSession(rig.stripe);
		for (const choice of ['card-declined', 'card-no-funds']) expect((await press(made.url ?? '', choice)).status).toBe(402);
		expect(await reread(made.id)).toMatchObject({ status: 'open', payment_status: 'unpaid' });
		await press(made.url ?? '');
		expect(rig.sandbox.store.payments()).toHaveLength(1);
		expect([captured(), types()]).toEqual([
			12_500,
			[
				'payment_intent.created',
				'charge.failed',
				'payment_intent.payment_failed',
				'charge.failed',
				'payment_intent.payment_failed',
				'charge.succeeded',
				'payment_intent.succeeded',
				'checkout.session.completed',
			],
		]);
	});

	it('asks the bank, which may say no and then yes', async () => {
		const made = await aSession(rig.stripe);
		const url = made.url ?? '';
		const asked = await press(url, 'card-authenticate');
		const step = new URL(asked.headers.get('location') ?? '', rig.sandbox.url).toString();
		expect(await (await fetch(step)).text()).toContain('is it you?');
		const answer = (word: string) => fetch(step, { method: 'POST', body: new URLSearchParams({ answer: word }), redirect: 'manual' });
		expect((await answer('no')).status).toBe(402);
		expect((await answer('yes')).status).toBe(402);
		await press(url, 'card-authenticate');
		expect((await answer('yes')).headers.get('location')).toContain(made.id);
		expect((await answer('yes')).status).toBe(200);
		expect(captured()).toBe(12_500);
	});

	it('that expires while the bank is asked charges nothing', async () => {
		const made = await aSession(rig.stripe);
		await press(made.url ?? '', 'card-authenticate');
		await rig.stripe.checkout.sessions.expire(made.id);
		expect(rig.sandbox.act.authenticate(made.id, true)).toEqual({ state: 'closed', status: 'expired' });
		expect(rig.sandbox.store.payments()).toMatchObject([{ status: 'canceled', captured: 0 }]);
	});

	it('offers what its currency and its merchant take', async () => {
		expect((await aSession(rig.stripe, { line_items: [line(9000, 'usd')] })).payment_method_types).toEqual(['card', 'us_bank_account']);
		expect((await aSession(rig.stripe, { line_items: [line(9000, 'mxn')] })).payment_method_types).toEqual(['card']);
		const cards = await aSession(rig.stripe, { allowed_payment_method_types: ['card'] });
		expect(cards.payment_method_types).toEqual(['card']);
		expect((await press(cards.url ?? '', 'debit')).status).toBe(402);
		expect(
			await refusal(aSession(rig.stripe, { allowed_payment_method_types: ['sepa_debit'], line_items: [line(9000, 'usd')] })),
		).toMatchObject({
			param: 'allowed_payment_method_types',
		});
	});
});

describe('a bank debit', () => {
	it('completes unpaid, and is paid by the clock', async () => {
		const made = await aSession(rig.stripe);
		await press(made.url ?? '', 'debit');
		expect(await reread(made.id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
		expect(captured()).toBe(0);
		expect(rig.sandbox.nextDue()).toBe('2026-11-26T12:00:00.000Z');
		await rig.pass(4 * 24 * hourMs);
		expect(await reread(made.id)).toMatchObject({ payment_status: 'paid' });
		expect(captured()).toBe(12_500);
		expect(types().slice(1)).toEqual([
			'charge.pending',
			'payment_intent.processing',
			'checkout.session.completed',
			'charge.succeeded',
			'payment_intent.succeeded',
			'checkout.session.async_payment_succeeded',
		]);
	});
	it('may fail, by the clock or by hand', async () => {
		for (const choice of ['debit-fails', 'debit'] as const) {
			const made = await aSession(rig.stripe);
			rig.sandbox.act.pay(made.id, choice);
			const [payment] = rig.sandbox.store.payments().slice(-1);
			if (choice === 'debit') rig.sandbox.act.settle(payment?.id ?? '', false);
			else await rig.pass(4 * 24 * hourMs);
			expect(await reread(made.id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
			expect(() => rig.sandbox.act.settle(payment?.id ?? '', true)).toThrow('not processing');
		}
		expect([captured(), types().filter((type) => type === 'checkout.session.async_payment_failed')]).toEqual([
			0,
			['checkout.session.async_payment_failed', 'checkout.session.async_payment_failed'],
		]);
	});
});

describe('a payment link', () => {
	const aLink = (limit?: number) =>
		rig.stripe.paymentLinks.create({
			line_items: [line(4000)],
			metadata: { company: 'co1' },
			payment_intent_data: { metadata: { link: 'l1' } },
			inactive_message: 'Paid already, thank you.',
			...(limit ? { restrictions: { completed_sessions: { limit } } } : {}),
		});
	/** Opens the link; where its session is. */
	const visit = async (url: string): Promise<string> => {
		const answer = await fetch(url, { redirect: 'manual' });
		return answer.status === 303 ? new URL(answer.headers.get('location') ?? '', rig.sandbox.url).toString() : '';
	};

	it('opens a session for each visitor, with its metadata', async () => {
		const link = await aLink();
		const url = await visit(`${link.url}?client_reference_id=r1&prefilled_email=ann@example.com`);
		await press(url);
		const { data } = await rig.stripe.checkout.sessions.list({ payment_link: link.id, expand: ['data.payment_intent'] });
		expect(data).toMatchObject([
			{
				status: 'complete',
				client_reference_id: 'r1',
				metadata: { company: 'co1' },
				payment_intent: { metadata: { link: 'l1' } },
				payment_link: link.id,
			},
		]);
		expect(await (await fetch(url)).text()).toContain('The payment was made.');
		expect(rig.sandbox.store.payments()).toMatchObject([{ link: link.id, captured: 4000 }]);
	});

	it('switched off says so; its open sessions can still be paid, unless told otherwise', async () => {
		const link = await aLink();
		const before = await visit(link.url);
		expect(await rig.stripe.paymentLinks.update(link.id, { active: false })).toMatchObject({ active: false });
		const page = await fetch(link.url);
		expect([page.status, (await page.text()).includes('Paid already, thank you.')]).toEqual([410, true]);
		expect((await rig.stripe.checkout.sessions.list({ payment_link: link.id, status: 'open' })).data).toHaveLength(1);
		expect((await press(before)).status).toBe(303);
		const strict = await startRig({ openSessionsOutliveLink: false });
		const other = await strict.stripe.paymentLinks.create({ line_items: [line(4000)] });
		const open = new URL((await fetch(other.url, { redirect: 'manual' })).headers.get('location') ?? '', strict.sandbox.url).toString();
		await strict.stripe.paymentLinks.update(other.id, { active: false });
		expect((await press(open)).status).toBe(410);
		expect(strict.sandbox.store.payments()).toEqual([]);
		await strict.close();
	});

	it('closes at its limit', async () => {
		const link = await aLink(1);
		await press(await visit(link.url));
		expect(await rig.stripe.paymentLinks.retrieve(link.id)).toMatchObject({
			active: false,
			restrictions: { completed_sessions: { count: 1, limit: 1 } },
		});
		expect(await visit(link.url)).toBe('');
		expect(types().filter((type) => type.startsWith('payment_link'))).toEqual(['payment_link.created', 'payment_link.updated']);
	});

	it('is listed, and its prices are fixed', async () => {
		const link = await aLink();
		expect((await rig.stripe.paymentLinks.list({ active: true })).data.map((each) => each.id)).toEqual([link.id]);
		expect((await rig.stripe.paymentLinks.listLineItems(link.id)).data).toMatchObject([{ amount_total: 4000 }]);
		expect(await rig.stripe.paymentLinks.update(link.id, { metadata: { company: '', x: 'y' }, restrictions: '' })).toMatchObject({
			metadata: { x: 'y' },
			restrictions: null,
		});
		const product = await rig.stripe.products.create({ name: 'Consulting' });
		const price = await rig.stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 900 });
		const priced = await rig.stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 3 }] });
		expect(
			(await rig.stripe.paymentLinks.retrieve(priced.id, { expand: ['line_items.data.price.product'] })).line_items?.data,
		).toMatchObject([{ amount_total: 2700, description: 'Consulting', price: { product: { name: 'Consulting' } } }]);
	});
});

describe('after a payment', () => {
	const paid = async (choice: 'card' | 'debit' = 'card') => {
		const made = await aSession(rig.stripe);
		rig.sandbox.act.pay(made.id, choice);
		const [payment] = rig.sandbox.store.payments().slice(-1);
		if (choice === 'debit') rig.sandbox.act.settle(payment?.id ?? '', true);
		return rig.stripe.paymentIntents.retrieve(payment?.id ?? '', { expand: ['latest_charge'] });
	};
	it('refunds a part, the rest, and not a cent more', async () => {
		const { id: payment_intent } = await paid();
		expect(await rig.stripe.refunds.create({ payment_intent, amount: 2500, reason: 'requested_by_customer' })).toMatchObject({
			status: 'succeeded',
			amount: 2500,
		});
		expect(await refusal(rig.stripe.refunds.create({ payment_intent, amount: 10_001 }))).toMatchObject({ param: 'amount' });
		const rest = await rig.stripe.refunds.create({ payment_intent, expand: ['balance_transaction', 'charge'] });
		expect(rest).toMatchObject({ amount: 10_000, balance_transaction: { amount: -10_000, type: 'refund' }, charge: { refunded: true } });
		expect(await refusal(rig.stripe.refunds.create({ payment_intent }))).toMatchObject({ code: 'charge_already_refunded' });
		expect((await rig.stripe.refunds.list({ payment_intent })).data.map((each) => each.amount)).toEqual([10_000, 2500]);
		const racing = await paid();
		const all = await Promise.allSettled(Array.from({ length: 20 }, () => rig.stripe.refunds.create({ payment_intent: racing.id })));
		expect(all.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
	});
	it('refunds a debit in some days, and sometimes it comes back', async () => {
		const { id: payment_intent } = await paid('debit');
		const first = await rig.stripe.refunds.create({ payment_intent, amount: 1000 });
		expect(first.status).toBe('pending');
		await rig.pass(4 * 24 * hourMs);
		expect(await rig.stripe.refunds.retrieve(first.id)).toMatchObject({ status: 'succeeded' });
		rig.sandbox.act.failRefund(first.id);
		expect(await rig.stripe.refunds.retrieve(first.id)).toMatchObject({ status: 'failed' });
		expect(rig.sandbox.store.payments()).toMatchObject([{ refunded: 0 }]);
		expect(types().filter((type) => type.startsWith('refund'))).toEqual([
			'refund.created',
			'refund.updated',
			'refund.updated',
			'refund.failed',
		]);
	});
	it('is disputed, and won or lost', async () => {
		for (const outcome of ['won', 'lost'] as const) {
			const intent = await paid();
			const charge = typeof intent.latest_charge === 'object' ? (intent.latest_charge?.id ?? '') : '';
			const made = rig.sandbox.act.openDispute(charge);
			expect(await refusal(rig.stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_disputed' });
			expect(await rig.stripe.disputes.retrieve(made.id)).toMatchObject({
				status: 'needs_response',
				balance_transactions: [{ amount: -12_500, fee: 1500 }],
			});
			rig.sandbox.act.closeDispute(made.id, outcome);
			expect((await rig.stripe.disputes.retrieve(made.id)).balance_transactions).toHaveLength(outcome === 'won' ? 2 : 1);
		}
		expect(types().filter((type) => type.startsWith('charge.dispute'))).toEqual([
			'charge.dispute.created',
			'charge.dispute.funds_withdrawn',
			'charge.dispute.funds_reinstated',
			'charge.dispute.closed',
			'charge.dispute.created',
			'charge.dispute.funds_withdrawn',
			'charge.dispute.closed',
		]);
	});
});
