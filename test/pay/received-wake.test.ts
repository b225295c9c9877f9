/** A received payment is booked by its message; the minute's sweep comes only when that one is not heard of. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { later } from '../../shared/domain/day.ts';
import { anInvoice } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({});
});
afterAll(() => rig.close());

it('the sweep does not send a second message at once, and finds it later', async () => {
	await rig.save(anInvoice({ id: 'a', open: 10_000, total: 10_000 }));
	const visitor = new Visitor(rig.origin);
	const form = Visitor.form(await visitor.open(await rig.link()), 'chosen');
	const { to } = await visitor.send({ ...form, pick: ['a'], 'amount.a': '100.00' });
	rig.sandbox.act.pay(/cs_test_\w+/.exec(to ?? '')?.[0] ?? '');
	await rig.drain();
	const [payment] = await rig.payments.paymentsOf(company, customer, 1);
	expect(payment).toMatchObject({ state: 'received', minor: 10_000 });
	const now = rig.now();
	expect(await rig.payments.dueBookings(now, 10)).toEqual([]);
	expect(await rig.payments.dueBookings(later(now, 60_000), 10)).toEqual([]);
	expect(await rig.payments.dueBookings(later(now, 5 * 60_000), 10)).toEqual([{ company, id: payment?.id }]);
});
