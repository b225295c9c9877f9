/** Stripe silent for an hour, or its events lost for ever: what was paid is received by itself once Stripe answers, with the handlers over HTTP. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeLink } from '../../functions/pay/make-link.ts';
import type { PayPorts } from '../../functions/pay/ports.ts';
import { tendLinks } from '../../functions/pay/tend-links.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { stripeCollecting } from '../../shared/adapters/stripe/collecting.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { anInvoice, eur, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

const minute = 60_000;
let rig: Rig;
let ports: PayPorts;
let id = '';
let turn = 0;

beforeAll(async () => {
	// The clock moves only when told, and never back.
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
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
afterAll(async () => {
	vi.useRealTimers();
	await rig.close();
});
beforeEach(async () => {
	await rig.booked();
	id = `i${++turn}`;
	await rig.save(anInvoice({ id, open: 10_000, total: 10_000 }));
});
afterEach(async () => {
	rig.sandbox.faults.clear();
	await rig.save(anInvoice({ id, open: 0, state: 'closed', version: version(99) }));
});

/** So many minutes, a sweep in each fifth; no message may fail. */
const live = async (minutes: number): Promise<void> => {
	for (let passed = 0; passed < minutes; passed += 5) {
		vi.setSystemTime(Date.now() + 5 * minute);
		await rig.sandbox.tick();
		await rig.sweep();
		expect(await rig.drain()).toEqual([]);
	}
};
const silent = (): void => void rig.sandbox.faults.add('unavailable-html', Number.POSITIVE_INFINITY, '/v1/');
const latest = async (): Promise<Payment | undefined> => (await rig.payments.paymentsOf(company, customer, 1))[0];
const chosen = async (): Promise<string> => {
	const visitor = new Visitor(rig.origin);
	const sent = await visitor.send(Visitor.form(await visitor.open(await rig.link()), 'all'));
	return /cs_test_\w+/.exec(sent.to ?? '')?.[0] ?? '';
};
const visit = async (url: string | null): Promise<string> => {
	const answer = await fetch(url ?? '', { redirect: 'manual' });
	return /cs_test_\w+/.exec(answer.headers.get('location') ?? '')?.[0] ?? '';
};
const received = async (): Promise<void> => {
	expect(await latest()).toMatchObject({ minor: 10_000, problem: null, shares: [{ id, minor: 10_000 }] });
	expect((await rig.document(id))?.held).toBe(10_000);
	expect(new Set(await rig.booked()).size).toBe(1);
};

describe('Stripe says nothing for an hour', () => {
	it('after a card was charged: no message dies, nothing is released, the payment is received when it answers', async () => {
		rig.sandbox.act.pay(await chosen());
		silent();
		const asked = rig.sandbox.requests().length;
		expect(await rig.drain()).toEqual([]);
		await live(60);
		expect(rig.sandbox.requests().length - asked).toBeLessThan(30);
		expect((await rig.document(id))?.held).toBe(10_000);
		expect(await rig.booked()).toEqual([]);
		rig.sandbox.faults.clear();
		await live(20);
		await received();
	}, 120_000);

	it('while a bank debit arrives: looked at minutes after it answers, not hours', async () => {
		const session = await chosen();
		rig.sandbox.act.pay(session, 'debit');
		expect(await rig.drain()).toEqual([]);
		vi.setSystemTime(Date.now() + 2 * 24 * 60 * minute);
		await live(5);
		silent();
		rig.sandbox.act.settle(rig.sandbox.store.payments().find((each) => each.session === session)?.id ?? '', true);
		expect(await rig.drain()).toEqual([]);
		await live(60);
		rig.sandbox.faults.clear();
		await live(20);
		await received();
	}, 120_000);

	it('after a durable link was paid: received when it answers, and the link is closed', async () => {
		const link = await makeLink(company, customer, eur, ports);
		rig.sandbox.act.pay(await visit(link.url));
		silent();
		expect(await rig.drain()).toEqual([]);
		await live(60);
		rig.sandbox.faults.clear();
		await live(20);
		await received();
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed', wake: null });
	}, 120_000);
});

describe('an event that never comes', () => {
	it('of a durable link that was paid: found within six hours by looking, without anything of Stripe’s', async () => {
		const link = await makeLink(company, customer, eur, ports);
		rig.sandbox.faults.add('webhook-withheld', 99);
		rig.sandbox.act.pay(await visit(link.url));
		await live(30);
		expect(await rig.booked()).toEqual([]);
		vi.setSystemTime(Date.now() + 5.5 * 60 * minute);
		await live(10);
		await received();
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed' });
	}, 120_000);

	it('of a session that ended by itself: given back', async () => {
		await chosen();
		rig.sandbox.faults.add('webhook-withheld', 99);
		await live(35);
		expect((await rig.document(id))?.held).toBe(0);
		expect(await rig.payments.liveCheckouts(company, customer)).toEqual([]);
	}, 120_000);
});

it('a payment link that cannot be dealt with does not keep others from being closed', async () => {
	const one = await makeLink(company, customer, eur, ports);
	const other = `j${turn}`;
	await rig.save(anInvoice({ id: other, open: 4_000, total: 4_000 }));
	const two = await makeLink(company, customer, eur, ports);
	await rig.save(
		anInvoice({ id: other, open: 0, state: 'closed', version: version(98) }),
		anInvoice({ id, open: 1, version: version(97) }),
	);
	rig.sandbox.faults.add('unavailable-html', Number.POSITIVE_INFINITY, `/v1/payment_links/${one.external ?? ''}`);
	expect(await tendLinks(company, ports)).toBe(1);
	const states = () => Promise.all([one, two].map(async (each) => (await rig.payments.paymentLink(company, each.id))?.state));
	expect(await states()).toEqual(['closing', 'closed']);
	rig.sandbox.faults.clear();
	await live(15);
	expect(await states()).toEqual(['closed', 'closed']);
}, 120_000);
