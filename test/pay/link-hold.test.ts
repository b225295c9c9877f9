/** A payment link is paid and our worker is cut in the middle: what it holds is nobody else's, and no money is lost whichever way it goes on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { beginCheckout } from '../../functions/pay/begin-checkout.ts';
import { driveCheckout } from '../../functions/pay/drive-checkout.ts';
import { makeLink } from '../../functions/pay/make-link.ts';
import { cookieOf, hashOf } from '../../functions/pay/page-link.ts';
import type { PayPorts } from '../../functions/pay/ports.ts';
import { takeSession } from '../../functions/pay/take-session.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { stripeCollecting } from '../../shared/adapters/stripe/collecting.ts';
import type { Checkout, Payment } from '../../shared/domain/payment.ts';
import type { Session } from '../../shared/ports/collecting.ts';
import { anInvoice, eur, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
let ports: PayPorts;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({});
	ports = {
		payments: rig.payments,
		books: rig.books,
		connections: rig.connections,
		arrangements: dynamoArrangements(rig.bench.open()),
		companies: dynamoCompanies(rig.bench.open()),
		collecting: stripeCollecting({ apiUrl: rig.sandbox.url, secretKey: async () => 'sk_test_right' }),
		queues: { send: async () => undefined },
		clock: { now: rig.now },
	};
});
afterAll(() => rig.close());

let turn = 0;
let id = '';
beforeEach(async () => {
	turn += 1;
	id = `h${turn}`;
	await rig.save(anInvoice({ id, open: 8_000, total: 8_000 }));
});
afterEach(() => rig.save(anInvoice({ id, open: 0, state: 'closed', version: version(99) })));

const sessionIn = (to: string | null): string => /cs_test_\w+/.exec(to ?? '')?.[0] ?? '';
const complete = async (session: string): Promise<Session> => {
	const found = await ports.collecting.session(session);
	if (!found) throw new Error('Stripe knows no such session');
	return found;
};
const paymentsFor = async (session: string): Promise<Payment[]> => {
	const captured = rig.sandbox.store.payments().filter((each) => each.session === session);
	return (await rig.payments.paymentsOf(company, customer, 20)).filter((each) => captured.some((one) => one.id === each.id));
};

/** Paid by the link; the reservation is made, and the power goes before the payment is written. */
const cutAfterHolding = async (): Promise<{ readonly session: string; readonly hold: Checkout }> => {
	const link = await makeLink(company, customer, eur, ports);
	const answer = await fetch(link.url ?? '', { redirect: 'manual' });
	const session = sessionIn(answer.headers.get('location'));
	rig.sandbox.act.pay(session);
	const cut: PayPorts['payments'] = { ...ports.payments, receive: () => Promise.reject(new Error('the power is gone')) };
	await expect(takeSession(await complete(session), { ...ports, payments: cut })).rejects.toThrow('the power is gone');
	const [hold] = (await rig.payments.liveCheckouts(company, customer)).filter((each) => each.session === session);
	if (!hold) throw new Error('nothing is held');
	expect(hold).toMatchObject({ state: 'reserving', reserved: 1 });
	return { session, hold };
};

it('the page offers nothing of it, and the link’s payment is received when the worker is back', async () => {
	const visitor = new Visitor(rig.origin);
	const form = Visitor.form(await visitor.open(await rig.link()), 'all');
	const { session, hold } = await cutAfterHolding();
	const sent = await visitor.send(form);
	expect([sent.status, sent.to]).toEqual([422, null]);
	expect((await visitor.get('/pay')).html).toContain('On its way');
	expect(await rig.payments.checkout(company, customer, hold.id)).toMatchObject({ state: 'reserving', session });
	expect(await rig.drain()).toEqual([]);
	expect(await paymentsFor(session)).toMatchObject([{ minor: 8_000, shares: [{ id, minor: 8_000 }], problem: null }]);
});

it('a choice that was allowed a moment before leads to no second session', async () => {
	const places = { done: () => `${rig.origin}/pay/done`, back: () => `${rig.origin}/pay` };
	const token = (await rig.link()).split('/').at(-1) ?? '';
	const link = await rig.payments.link(hashOf(cookieOf(token)));
	if (!link) throw new Error('there is no link');
	const { session, hold } = await cutAfterHolding();
	const before = rig.sandbox.store.sessions().length;
	const order = { link, currency: eur, shares: hold.shares, total: hold.total, nonce: 'n', locale: 'en' };
	expect(await beginCheckout(order, ports, places)).toMatchObject({ kind: 'short' });
	expect(await driveCheckout(hold, ports, places)).toEqual({ kind: 'under-way', checkout: hold.id });
	expect(rig.sandbox.store.sessions().length).toBe(before);
	expect(await rig.drain()).toEqual([]);
	expect(await paymentsFor(session)).toHaveLength(1);
});

it('money that comes for a reservation another payment has had is received on account, and a person is told', async () => {
	const { session } = await cutAfterHolding();
	expect(await rig.drain()).toEqual([]);
	const [first] = await paymentsFor(session);
	const told = await complete(session);
	if (!told.payment) throw new Error('Stripe has no payment');
	const other: Session = { ...told, payment: { ...told.payment, id: `pi_other${turn}` } };
	expect([await takeSession(other, ports), await takeSession(other, ports), await takeSession(told, ports)]).toEqual([
		'received',
		'known',
		'known',
	]);
	expect(await rig.payments.payment(company, `pi_other${turn}`)).toMatchObject({
		minor: 8_000,
		shares: [],
		state: 'received',
		problem: expect.stringContaining('paid twice'),
	});
	expect(await rig.payments.payment(company, first?.id ?? '')).toMatchObject({ shares: [{ id, minor: 8_000 }], problem: null });
	expect(await rig.payments.checkout(company, customer, first?.checkout ?? '')).toMatchObject({ state: 'paid', payment: first?.id });
	expect((await rig.document(id))?.held).toBe(8_000);
});
