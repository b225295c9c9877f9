/** A colleague pays the rest of an invoice while a part of it is being booked: for a moment that part counts twice, in the ledger and among what we hold. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Payment } from '../../shared/domain/payment.ts';
import { anInvoice, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({});
});
afterAll(() => rig.close());

/** Somebody with a link of their own chooses so much of the invoice. Stripe's session. */
const chooses = async (id: string, amount: string): Promise<string> => {
	const visitor = new Visitor(rig.origin);
	const form = Visitor.form(await visitor.open(await rig.link()), 'chosen');
	const sent = await visitor.send({ ...form, pick: [id], [`amount.${id}`]: amount });
	return /cs_test_\w+/.exec(sent.to ?? '')?.[0] ?? '';
};
const latest = async (): Promise<Payment> => {
	const [payment] = await rig.payments.paymentsOf(company, customer, 1);
	if (!payment) throw new Error('there is no payment');
	return payment;
};
const statusOf = (session: string) => rig.sandbox.store.sessions().find(({ id }) => id === session)?.status;
/** The sweep finds every open reservation due. */
const looked = async (): Promise<void> => {
	for (const checkout of await rig.payments.liveCheckouts(company, customer))
		await rig.payments.saveCheckout({ ...checkout, wake: rig.now() });
	await rig.sweep();
	expect(await rig.drain()).toEqual([]);
};

it('the colleague keeps the session between read-back and settling, and both parts are received', async () => {
	const id = 'a';
	await rig.save(anInvoice({ id, open: 10_000, total: 10_000 }));
	rig.sandbox.act.pay(await chooses(id, '40.00'));
	await rig.drain();
	const first = await latest();
	const rest = await chooses(id, '60.00');
	expect((await rig.document(id))?.held).toBe(10_000);
	// Booked and read back, not settled yet: 60 are open, 100 are held.
	const booking = { n: 0, document: id, minor: 4_000, state: 'booked', external: 'x' } as const;
	await rig.payments.savePayment({ ...first, state: 'allocated', bookings: [booking] });
	await rig.save(anInvoice({ id, open: 6_000, total: 10_000, version: version(2) }));
	await looked();
	expect(statusOf(rest)).toBe('open');
	const [waiting] = await rig.payments.liveCheckouts(company, customer);
	expect(Date.parse(waiting?.wake ?? '') - Date.now()).toBeLessThanOrEqual(60_000);
	await rig.payments.settle({ ...(await latest()), state: 'booked', wake: null });
	expect((await rig.document(id))?.held).toBe(6_000);
	await looked();
	expect(statusOf(rest)).toBe('open');
	rig.sandbox.act.pay(rest);
	expect(await rig.drain()).toEqual([]);
	// Stripe's times are whole seconds: which of two is the latest may be a matter of their ids.
	const received = (await rig.payments.paymentsOf(company, customer, 2)).find(({ minor }) => minor === 6_000);
	expect(received).toMatchObject({ problem: null, shares: [{ id, minor: 6_000 }] });
});

it('money that came past us ends it all the same', async () => {
	const id = 'b';
	await rig.save(anInvoice({ id, open: 10_000, total: 10_000 }));
	rig.sandbox.act.pay(await chooses(id, '40.00'));
	await rig.drain();
	const rest = await chooses(id, '60.00');
	const received = (await rig.payments.paymentsOf(company, customer, 5)).find(({ shares }) => shares.some((share) => share.id === id));
	if (!received) throw new Error('there is no payment');
	const booking = { n: 0, document: id, minor: 4_000, state: 'booked', external: 'x' } as const;
	await rig.payments.savePayment({ ...received, state: 'allocated', bookings: [booking] });
	// Ours, and 10 that somebody entered in the ledger.
	await rig.save(anInvoice({ id, open: 5_000, total: 10_000, version: version(2) }));
	await looked();
	expect(statusOf(rest)).toBe('expired');
	expect((await rig.document(id))?.held).toBe(4_000);
});
