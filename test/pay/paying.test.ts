import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginCheckout } from '../../functions/pay/begin-checkout.ts';
import { hashOf } from '../../functions/pay/page-link.ts';
import type { PayPorts } from '../../functions/pay/ports.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { stripeCollecting } from '../../shared/adapters/stripe/collecting.ts';
import { later } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import type { Collecting } from '../../shared/ports/collecting.ts';
import { payPaths } from '../../web/pay/paths.ts';
import { anInvoice, eur, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { type Shown, Visitor } from './visitor.ts';

let rig: Rig;
let visitor: Visitor;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({});
});
afterAll(() => rig.close());

let turn = 0;
/** Every test has invoices of its own; those of earlier tests are gone. */
const ids = { a: '', b: '', c: '' };
beforeEach(async () => {
	await rig.drain();
	await rig.booked();
	for (const id of Object.values(ids).filter(Boolean)) {
		const { held, open } = (await rig.document(id)) ?? { held: 0, open: 0 };
		if (open + held > 0) await rig.save(anInvoice({ id, open: 0, state: 'closed', version: version(900 + turn) }));
	}
	for (const checkout of await rig.payments.liveCheckouts(company, customer)) await rig.payments.release(checkout, 'closed');
	turn += 1;
	for (const name of ['a', 'b', 'c'] as const) ids[name] = `${name}${turn}`;
	await rig.save(
		anInvoice({ id: ids.a, open: 10_000, total: 10_000 }),
		anInvoice({ id: ids.b, open: 2_550, total: 5_000 }),
		anInvoice({ id: ids.c, open: 700, total: 700, currency: currency('GBP') }),
	);
	visitor = new Visitor(rig.origin);
});

const opened = async (): Promise<Shown> => visitor.open(await rig.link());
const sessionIn = (to: string | null): string => /cs_test_\w+/.exec(to ?? '')?.[0] ?? '';
const held = async (id: string): Promise<number | undefined> => (await rig.document(id))?.held;
const live = () => rig.payments.liveCheckouts(company, customer);
const chosen = (page: Shown, amounts: Readonly<Record<string, string>>) => ({
	...Visitor.form(page, 'chosen'),
	...Object.fromEntries(Object.entries(amounts).map(([id, amount]) => [`amount.${id}`, amount])),
	pick: Object.keys(amounts),
});

describe('paying all', () => {
	it('leads to Stripe for what is owed now, is received once, and is told to the station that books', async () => {
		const page = await opened();
		expect(page.status).toBe(200);
		expect(page.html).toContain('EUR 125.50'.replace(' ', '\u00a0'));
		const sent = await visitor.send(Visitor.form(page, 'all'));
		expect(sent.status).toBe(303);
		expect(sent.to).toMatch(new RegExp(`^${rig.sandbox.url}/c/pay/cs_test_`));
		expect([await held(ids.a), await held(ids.b), await held(ids.c)]).toEqual([10_000, 2_550, 0]);
		const session = sessionIn(sent.to);
		const back = new URL(rig.sandbox.store.sessions().find(({ id }) => id === session)?.success_url ?? '');
		expect(back.pathname).toBe('/pay/done');
		expect((await visitor.get(`${back.pathname}${back.search}`)).html).toContain('This payment is not finished');
		rig.sandbox.faults.add('webhook-twice', 1);
		rig.sandbox.act.pay(session);
		await rig.sandbox.webhooksIdle();
		// Before our own function has heard.
		expect((await visitor.get(`${back.pathname}${back.search}`)).html).toContain('Your payment is on its way to us');
		expect(await rig.drain()).toEqual([]);
		expect((await visitor.get(`${back.pathname}${back.search}`)).html).toContain('Payment received');
		const [payment, ...more] = await rig.payments.paymentsOf(company, customer, 10);
		expect(more.filter(({ checkout }) => checkout === payment?.checkout)).toEqual([]);
		expect(payment).toMatchObject({ minor: 12_550, state: 'received', method: 'card', last4: '4242', problem: null, currency: eur });
		expect(payment?.shares.map(({ id, minor }) => [id, minor])).toEqual([
			[ids.a, 10_000],
			[ids.b, 2_550],
		]);
		expect(await held(ids.a)).toBe(10_000);
		expect(await rig.booked()).toEqual([JSON.stringify({ type: 'reconcile.book', company, payment: payment?.id })]);
		expect((await visitor.get('/pay')).html).toContain('On its way');
	});

	it('says so when the balance has changed since the page was opened', async () => {
		const page = await opened();
		await rig.save(anInvoice({ id: ids.a, open: 4_000, version: version(2) }));
		const sent = await visitor.send(Visitor.form(page, 'all'));
		expect(sent.status).toBe(422);
		expect(sent.html).toContain('What you owe has changed');
		expect(sent.html).toContain('EUR\u00a065.50');
		expect(await live()).toEqual([]);
	});
});

describe('paying some or a part', () => {
	it('takes amounts as they are written, and keeps what was typed when one is wrong', async () => {
		const page = await opened();
		const sent = await visitor.send(chosen(page, { [ids.a]: '12,34', [ids.b]: '' }));
		expect(sent.status).toBe(422);
		expect(sent.html).toContain('Enter an amount, or untick this invoice.');
		expect(sent.html).toContain('value="12,34"');
		expect(sent.html).toContain(`href="#a-${ids.b}"`);
		const good = await visitor.send(chosen(sent, { [ids.a]: '12,34' }));
		expect(good.status).toBe(303);
		expect((await live())[0]).toMatchObject({ total: 1_234, shares: [{ id: ids.a, minor: 1_234 }] });
	});

	it.each([
		['-1', 'An amount cannot be below zero.'],
		['0', 'Enter more than zero'],
		['1e9', 'This is no amount we can read'],
		['1000000000', 'At most EUR\u00a0100.00 of this invoice can be paid now.'],
		['100.01', 'At most EUR\u00a0100.00'],
		['1.005', 'This currency has 2 decimals at most.'],
		['0.20', 'The smallest payment is EUR\u00a00.50; you chose EUR\u00a00.20.'],
		['<b>', 'This is no amount we can read'],
	])('refuses %s beside the field', async (amount, words) => {
		const sent = await visitor.send(chosen(await opened(), { [ids.a]: amount }));
		expect(sent.status).toBe(422);
		expect(sent.html).toContain(words);
		expect(await live()).toEqual([]);
	});

	it('refuses an invoice that is not there, another customer’s, or already gone', async () => {
		const page = await opened();
		await rig.save(anInvoice({ id: ids.b, open: 0, state: 'void', version: version(2) }));
		const sent = await visitor.send(chosen(page, { [ids.b]: '1.00', nobody: '1.00' }));
		expect(sent.status).toBe(422);
		expect(sent.html).toContain('Please correct the amounts');
		const nothing = await visitor.send({ ...Visitor.form(page, 'chosen'), pick: [] });
		expect(nothing.html).toContain('Tick at least one invoice.');
	});
});

describe('an invoice that is not sure', () => {
	it('is shown, in words, and cannot be chosen; the others can, and so can it when its row reads well', async () => {
		const before = await opened();
		await rig.doubt(ids.a);
		const page = await visitor.get(payPaths.page);
		expect(page.html).toContain('We are checking this invoice with our books.');
		expect(page.html).toContain('Being checked');
		expect(page.html).not.toContain(`value="${ids.a}"`);
		const picked = await visitor.send(chosen(before, { [ids.a]: '100.00' }));
		expect(picked.status).toBe(422);
		expect(picked.html).toContain('It cannot be paid until that is done.');
		const all = await visitor.send(Visitor.form(page, 'all'));
		expect(sessionIn(all.to)).not.toBe('');
		expect((await live()).flatMap(({ shares }) => shares)).toMatchObject([{ id: ids.b, minor: 2_550 }]);
		await rig.readWell(ids.a);
		expect((await opened()).html).not.toContain('checking this invoice');
	});

	it('ends the payment that was begun for it, at Stripe too', async () => {
		const sent = await visitor.send(chosen(await opened(), { [ids.a]: '100.00' }));
		await rig.doubt(ids.a);
		expect((await opened()).html).not.toContain(sent.to ?? '?');
		const [checkout] = await live();
		if (!checkout) throw new Error('there is no checkout');
		await rig.payments.saveCheckout({ ...checkout, wake: rig.now() });
		await rig.sweep();
		await rig.drain();
		expect(await live()).toEqual([]);
		expect(await held(ids.a)).toBe(0);
		expect(rig.sandbox.store.sessions().find(({ id }) => id === sessionIn(sent.to))).toMatchObject({ status: 'expired' });
	});
});

describe('two tabs, double clicks, the way back', () => {
	it('the same form pressed twice at once is one reservation and one session', async () => {
		const form = chosen(await opened(), { [ids.a]: '40.00' });
		const [one, two, three] = await Promise.all([visitor.send(form), visitor.send(form), visitor.send(form)]);
		expect([one.status, two.status, three.status]).toEqual([303, 303, 303]);
		expect(new Set([one.to, two.to, three.to]).size).toBe(1);
		expect(await held(ids.a)).toBe(4_000);
		expect(await live()).toHaveLength(1);
	});

	it('the same choice in another tab leads to the same session; another choice ends the first at Stripe', async () => {
		const first = await visitor.send(chosen(await opened(), { [ids.a]: '40.00' }));
		const again = await visitor.send(chosen(await visitor.get('/pay'), { [ids.a]: '40' }));
		expect(again.to).toBe(first.to);
		const page = await visitor.get('/pay');
		expect(page.html).toContain('You began to pay EUR\u00a040.00');
		const other = await visitor.send(chosen(page, { [ids.a]: '100.00' }));
		expect(other.status).toBe(303);
		expect(other.to).not.toBe(first.to);
		expect(rig.sandbox.store.sessions().find(({ id }) => id === sessionIn(first.to))).toMatchObject({ status: 'expired' });
		expect(await held(ids.a)).toBe(10_000);
		expect(await live()).toHaveLength(1);
	});

	it('the same form sent on in another language leads to the session that was being made', async () => {
		const page = await opened();
		const form = Visitor.form(page, 'all');
		const link = await rig.payments.link(hashOf(visitor.cookie?.split('=')[1] ?? ''));
		if (!link) throw new Error('there is no link');
		const shares = [
			{ id: ids.a, number: ids.a, minor: 10_000 },
			{ id: ids.b, number: ids.b, minor: 2_550 },
		];
		const stripe = stripeCollecting({ apiUrl: rig.sandbox.url, secretKey: async () => 'sk_test_right' });
		const cut: Collecting = {
			...stripe,
			open: async (session) => {
				await stripe.open(session);
				throw new Error('the power is gone');
			},
		};
		const ports: PayPorts = {
			payments: rig.payments,
			books: rig.books,
			connections: rig.connections,
			arrangements: dynamoArrangements(rig.bench.open()),
			companies: dynamoCompanies(rig.bench.open()),
			collecting: cut,
			queues: { send: async () => undefined },
			clock: { now: rig.now },
		};
		const places = {
			done: ({ id }: Checkout) => `${rig.origin}${payPaths.done(id, 'en')}`,
			back: () => `${rig.origin}${payPaths.inLanguage('en')}`,
		};
		const order = { link, currency: eur, shares, total: 12_550, nonce: String(form.nonce), locale: 'en' };
		await expect(beginCheckout(order, ports, places)).rejects.toThrow('the power is gone');
		const sent = await visitor.send({ ...form, lang: 'es' });
		expect(sent.status).toBe(303);
		const [checkout, ...more] = await live();
		expect([checkout?.locale, checkout?.session, more]).toEqual(['en', sessionIn(sent.to), []]);
	});

	it('a session that turns out to be paid is never released', async () => {
		const first = await visitor.send(chosen(await opened(), { [ids.a]: '100.00' }));
		rig.sandbox.faults.add('webhook-withheld', 9);
		rig.sandbox.act.pay(sessionIn(first.to));
		const other = await visitor.send(chosen(await visitor.get('/pay'), { [ids.a]: '50.00' }));
		expect(other.status).toBe(409);
		expect(other.html).toContain('This is being paid already');
		expect(await rig.drain()).toEqual([]);
		rig.sandbox.faults.clear();
		expect(await held(ids.a)).toBe(10_000);
		expect((await rig.payments.paymentsOf(company, customer, 1))[0]).toMatchObject({ minor: 10_000 });
	});

	it('the form sent again after it was paid says so', async () => {
		const form = chosen(await opened(), { [ids.a]: '100.00' });
		const first = await visitor.send(form);
		rig.sandbox.act.pay(sessionIn(first.to));
		await rig.drain();
		const again = await visitor.send(form);
		expect(again.status).toBe(422);
		expect(again.html).toContain('no longer open');
	});

	it('a colleague with another link may pay other invoices at the same time, not the same', async () => {
		await visitor.send(chosen(await opened(), { [ids.a]: '100.00' }));
		const colleague = new Visitor(rig.origin);
		const page = await colleague.open(await rig.link());
		const other = await colleague.send(chosen(page, { [ids.b]: '25.50' }));
		expect(other.status).toBe(303);
		expect(await live()).toHaveLength(2);
	});
});

describe('who may send a form', () => {
	it.each([
		['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
		['a sister site', { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }],
		['another origin in an old browser', { origin: 'https://evil.example' }],
	])('not %s', async (_name, headers) => {
		const form = Visitor.form(await opened(), 'all');
		const sent = await visitor.send(form, headers);
		expect(sent.status).toBe(403);
		expect(await live()).toEqual([]);
	});

	it('not a form of another link, nor one without its proof', async () => {
		const form = Visitor.form(await opened(), 'all');
		expect((await visitor.send({ ...form, proof: 'x' })).html).toContain('stood open too long');
		await opened();
		expect((await visitor.send(form)).status).toBe(403);
		expect(await live()).toEqual([]);
	});
});

describe('Stripe', () => {
	it('down: nothing is charged, nothing stays reserved, and the same form works when it is back', async () => {
		const form = Visitor.form(await opened(), 'all');
		rig.sandbox.faults.add('unavailable-html', 99);
		const sent = await visitor.send(form);
		expect(sent.status).toBe(503);
		expect(sent.html).toContain('The payment service does not answer');
		rig.sandbox.faults.clear();
		expect(await held(ids.a)).toBe(0);
		expect((await visitor.send(form)).status).toBe(303);
	});

	it('an answer lost after its work: the same session is found again', async () => {
		rig.sandbox.faults.add('cut-after', 1);
		const sent = await visitor.send(Visitor.form(await opened(), 'all'));
		expect(sent.status).toBe(303);
		const [checkout] = await live();
		const made = rig.sandbox.store.sessions().filter(({ metadata }) => metadata?.checkout === checkout?.id);
		expect(made.map(({ id }) => id)).toEqual([sessionIn(sent.to)]);
	});

	it('a bank debit is on its way, then received; one that fails is given back', async () => {
		for (const succeeds of [true, false]) {
			const sent = await visitor.send(chosen(await opened(), { [succeeds ? ids.a : ids.b]: '10.00' }));
			rig.sandbox.act.pay(sessionIn(sent.to), succeeds ? 'debit' : 'debit-fails');
			await rig.drain();
			const [checkout] = (await live()).filter(({ state }) => state === 'paying');
			expect(checkout?.reserved).toBe(1);
			expect((await visitor.get('/pay')).html).toContain('A bank debit of EUR\u00a010.00 is on its way');
			const intent = rig.sandbox.store.payments().find(({ session }) => session === sessionIn(sent.to))?.id ?? '';
			rig.sandbox.act.settle(intent, succeeds);
			await rig.drain();
			const ended = await rig.payments.checkout(company, customer, checkout?.id ?? '');
			expect(ended?.state).toBe(succeeds ? 'paid' : 'failed');
		}
		expect(await held(ids.a)).toBe(1_000);
		expect(await held(ids.b)).toBe(0);
	});

	it('a lost event is found by looking', async () => {
		rig.sandbox.faults.add('webhook-withheld', 99);
		const sent = await visitor.send(chosen(await opened(), { [ids.a]: '10.00' }));
		rig.sandbox.act.pay(sessionIn(sent.to));
		const [checkout] = await live();
		if (!checkout) throw new Error('there is no checkout');
		await rig.payments.saveCheckout({ ...checkout, wake: rig.now() });
		await rig.sweep();
		expect(await rig.drain()).toEqual([]);
		rig.sandbox.faults.clear();
		expect(await rig.payments.checkout(company, customer, checkout.id)).toMatchObject({ state: 'paid' });
	});

	it('a payment that names what we do not have is booked nowhere and seen by a person', async () => {
		const { Stripe } = await import('../../shared/adapters/stripe/sdk.cjs');
		const { hostname, port } = new URL(rig.sandbox.url);
		const stripe = new Stripe('sk_test_right', { host: hostname, port: Number(port), protocol: 'http' });
		const make = (metadata: Record<string, string>) =>
			stripe.checkout.sessions.create({
				mode: 'payment',
				metadata,
				line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 900, product_data: { name: 'x' } } }],
				success_url: rig.origin,
			});
		const [foreign, others] = [await make({ company, customer, checkout: 'nothing' }), await make({ shop: 'x' })];
		const before = (await rig.payments.payments(company, 100, null)).rows.length;
		rig.sandbox.act.pay(foreign.id);
		rig.sandbox.act.pay(others.id);
		const failed = await rig.drain();
		expect(failed.map((body) => (JSON.parse(body) as { session: string }).session)).toEqual([foreign.id]);
		expect((await rig.payments.payments(company, 100, null)).rows.length).toBe(before);
	});
});

describe('reservations', () => {
	it('that were cut before anybody saw Stripe’s address are given back, not a moment too early', async () => {
		await opened();
		const cut = {
			company,
			id: `cut${turn}`,
			customer,
			ledger: anInvoice({ id: 'x' }).ledger,
			currency: eur,
			shares: [{ id: ids.a, number: 'A', minor: 500 }],
			total: 500,
			state: 'reserving' as const,
			reserved: 0,
			session: null,
			url: null,
			link: 'l',
			locale: 'en',
			payment: null,
			createdAt: rig.now(),
			expiresAt: later(rig.now(), 1_860_000),
			wake: later(rig.now(), 120_000),
			rev: 0,
		};
		const answer = await rig.payments.reserve(cut);
		if (typeof answer === 'string' || !('reserved' in answer)) throw new Error('not reserved');
		await rig.sweep();
		await rig.drain();
		expect(await held(ids.a)).toBe(500);
		await rig.payments.saveCheckout({ ...answer.reserved, wake: rig.now() });
		await rig.sweep();
		await rig.drain();
		expect(await held(ids.a)).toBe(0);
	});

	it('for an invoice that was paid elsewhere end at Stripe too', async () => {
		const sent = await visitor.send(chosen(await opened(), { [ids.a]: '100.00' }));
		await rig.save(anInvoice({ id: ids.a, open: 3_000, version: version(2) }));
		const [checkout] = await live();
		if (!checkout) throw new Error('there is no checkout');
		await rig.payments.saveCheckout({ ...checkout, wake: rig.now() });
		await rig.sweep();
		await rig.drain();
		expect(await live()).toEqual([]);
		expect(await held(ids.a)).toBe(0);
		expect(rig.sandbox.store.sessions().find(({ id }) => id === sessionIn(sent.to))).toMatchObject({ status: 'expired' });
	});
});
