import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLink } from '../../functions/pay/make-link.ts';
import { makePageLink } from '../../functions/pay/make-page-link.ts';
import type { PayPorts } from '../../functions/pay/ports.ts';
import { tendLinks } from '../../functions/pay/tend-links.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { stripeCollecting } from '../../shared/adapters/stripe/collecting.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { type Collecting, CollectingFault } from '../../shared/ports/collecting.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { anInvoice, eur, gbp, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
let ports: PayPorts;
const sent: Message[] = [];
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
		queues: {
			send: async (message) => {
				sent.push(message);
			},
		},
		clock: { now: rig.now },
	};
});
afterAll(() => rig.close());

let turn = 0;
const invoice = async (open: number): Promise<string> => {
	turn += 1;
	const id = `i${turn}`;
	await rig.save(anInvoice({ id, open, total: open }));
	return id;
};
const settle = (id: string): Promise<void> => rig.save(anInvoice({ id, open: 0, state: 'closed', version: version(99) }));
const visit = async (url: string | null): Promise<string> => {
	const answer = await fetch(url ?? '', { redirect: 'manual' });
	return /cs_test_\w+/.exec(answer.headers.get('location') ?? '')?.[0] ?? '';
};
const refusal = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'none',
		(error: unknown) => (error as Refusal).code,
	);

describe('a durable payment link', () => {
	it('asks for what is open, is made once, and is closed with its sessions as soon as that changes', async () => {
		const id = await invoice(12_500);
		const link = await makeLink(company, customer, eur, ports);
		expect(link).toMatchObject({ state: 'active', total: 12_500, shares: [{ id, minor: 12_500 }] });
		expect((await makeLink(company, customer, eur, ports)).id).toBe(link.id);
		const session = await visit(link.url);
		expect(await tendLinks(company, ports)).toBe(0);
		await rig.save(anInvoice({ id, open: 2_500, total: 12_500, version: version(2) }));
		expect(await tendLinks(company, ports)).toBe(1);
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed', wake: null });
		expect(rig.sandbox.store.sessions().find((each) => each.id === session)).toMatchObject({ status: 'expired' });
		expect(await visit(link.url)).toBe('');
		expect(await tendLinks(company, ports)).toBe(0);
		await settle(id);
	});

	it('is closed by what is so now, also while a replica of the table still tells what was so a moment ago', async () => {
		const id = await invoice(5_000);
		const link = await makeLink(company, customer, eur, ports);
		const before = await rig.books.openDocumentsOf(company, customer, 10, 'consistent');
		const late: PayPorts['books'] = {
			customer: (of, who) => rig.books.customer(of, who),
			openDocumentsOf: async (of, who, most, read) => (read === 'consistent' ? rig.books.openDocumentsOf(of, who, most, read) : before),
		};
		await rig.save(anInvoice({ id, open: 0, total: 5_000, state: 'closed', version: version(2) }));
		expect(await tendLinks(company, { ...ports, books: late })).toBe(1);
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed' });
	});

	it('is not made over an invoice that is not sure, and one over it is closed; made again when it is', async () => {
		const id = await invoice(8_000);
		const link = await makeLink(company, customer, eur, ports);
		await rig.doubt(id);
		expect(await tendLinks(company, ports)).toBe(1);
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed' });
		expect(await refusal(makeLink(company, customer, eur, ports))).toBe('LEDGER_UNSURE');
		const other = await invoice(600);
		expect(await makeLink(company, customer, eur, ports)).toMatchObject({ shares: [{ id: other, minor: 600 }] });
		await rig.readWell(id);
		expect((await makeLink(company, customer, eur, ports)).total).toBe(8_600);
		await settle(id);
		await settle(other);
		await tendLinks(company, ports);
	});

	it('paid: held and received for its invoices, and closed', async () => {
		const id = await invoice(7_000);
		const link = await makeLink(company, customer, eur, ports);
		rig.sandbox.act.pay(await visit(link.url));
		expect(await rig.drain()).toEqual([]);
		const [payment] = await rig.payments.paymentsOf(company, customer, 1);
		expect(payment).toMatchObject({ minor: 7_000, shares: [{ id, minor: 7_000 }], problem: null });
		expect((await rig.document(id))?.held).toBe(7_000);
		expect(await rig.payments.paymentLink(company, link.id)).toMatchObject({ state: 'closed' });
		await settle(id);
	});

	it('paid although part of it was paid meanwhile: what is free is held, the rest is money on account; a second session paid is a second payment', async () => {
		const id = await invoice(9_000);
		const link = await makeLink(company, customer, eur, ports);
		const [one, two] = [await visit(link.url), await visit(link.url)];
		await rig.save(anInvoice({ id, open: 4_000, total: 9_000, version: version(2) }));
		rig.sandbox.act.pay(one);
		const second = rig.sandbox.act.pay(two);
		expect(await rig.drain()).toEqual([]);
		// Stripe's times are whole seconds: an earlier test's payment may stand between these two.
		const payments = (await rig.payments.paymentsOf(company, customer, 20)).filter(({ minor }) => minor === 9_000);
		const shares = payments.map((each) => each.shares.map(({ minor }) => minor));
		if (second.state === 'paid') {
			expect(payments.map(({ minor }) => minor)).toEqual([9_000, 9_000]);
			expect(shares.flat()).toEqual([4_000]);
		} else expect(shares[0]).toEqual([4_000]);
		expect((await rig.document(id))?.held).toBe(4_000);
		await settle(id);
	});

	it('paid by a debit that fails gives back what it held', async () => {
		const id = await invoice(3_000);
		const link = await makeLink(company, customer, eur, ports);
		const session = await visit(link.url);
		rig.sandbox.act.pay(session, 'debit-fails');
		await rig.drain();
		expect((await rig.document(id))?.held).toBe(3_000);
		rig.sandbox.act.settle(rig.sandbox.store.payments().find((each) => each.session === session)?.id ?? '', false);
		await rig.drain();
		expect((await rig.document(id))?.held).toBe(0);
		await settle(id);
	});

	it('that was cut while it was made is found and closed', async () => {
		const id = await invoice(4_400);
		// Made at Stripe, and nobody heard.
		const deaf: Collecting = {
			...ports.collecting,
			makeLink: async (link) => {
				await ports.collecting.makeLink(link);
				throw new CollectingFault('unavailable', 'Stripe did not answer');
			},
		};
		expect(await refusal(makeLink(company, customer, eur, { ...ports, collecting: deaf }))).toBe('STRIPE_SILENT');
		const [making] = await rig.payments.livePaymentLinks(company);
		expect(making).toMatchObject({ state: 'making', external: null });
		await settle(id);
		expect(await tendLinks(company, ports)).toBe(1);
		expect(await rig.payments.paymentLink(company, making?.id ?? '')).toMatchObject({
			state: 'closed',
			external: expect.stringMatching(/^plink_/),
		});
	});

	it('is refused with a reason', async () => {
		expect(await refusal(makeLink(company, customer, gbp, ports))).toBe('NOTHING_OWED');
		expect(await refusal(makeLink(company, `${customer}x`, eur, ports))).toBe('NOT_FOUND');
		const id = await invoice(20);
		expect(await refusal(makeLink(company, customer, eur, ports))).toBe('BELOW_LEAST');
		await settle(id);
		await rig.connect({ phase: 'backfill' });
		expect(await refusal(makeLink(company, customer, eur, ports))).toBe('LEDGER_COUNTING');
		await rig.connect({ phase: 'live' });
	});
});

describe('a page link made by a person', () => {
	it('opens the page, until it is revoked', async () => {
		const { url } = await makePageLink(company, customer, rig.origin, ports);
		expect((await new Visitor(rig.origin).open(url)).status).toBe(200);
		expect(await rig.payments.revokeLinks(company, customer, rig.now())).toBeGreaterThan(0);
		expect((await new Visitor(rig.origin).open(url)).status).toBe(410);
	});
});
