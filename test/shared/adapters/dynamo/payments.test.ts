import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoPayments } from '../../../../shared/adapters/dynamo/payments.ts';
import { type Instant, instant, later } from '../../../../shared/domain/day.ts';
import type { Checkout, PayLink, Payment, PaymentLink, Share } from '../../../../shared/domain/payment.ts';
import type { Payments } from '../../../../shared/ports/payments.ts';
import { delivered } from './model.ts';
import { anInvoice, at, type Bench, eur, gbp, ledger, startBench, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const share = (id: string, minor: number): Share => ({ id, number: `INV-${id}`, minor });
const aCheckout = (company: string, shares: readonly Share[], over: Partial<Checkout> = {}): Checkout => ({
	company,
	id: 'c1',
	customer: who('acme'),
	ledger,
	currency: eur,
	shares,
	total: shares.reduce((sum, { minor }) => sum + minor, 0),
	state: 'reserving',
	reserved: 0,
	session: null,
	url: null,
	link: 'l1',
	locale: 'en',
	payment: null,
	createdAt: at,
	expiresAt: later(at, 31 * 60_000),
	wake: later(at, 120_000),
	rev: 0,
	...over,
});
const aPayment = (company: string, over: Partial<Payment> = {}): Payment => ({
	company,
	id: 'pi_1',
	customer: who('acme'),
	ledger,
	currency: eur,
	minor: 1_000,
	fee: 55,
	method: 'card',
	last4: '4242',
	receivedAt: at,
	day: at.slice(0, 10) as Payment['day'],
	checkout: 'c1',
	shares: [],
	state: 'received',
	bookings: [],
	problem: null,
	tries: 0,
	bookedAt: null,
	wake: at,
	rev: 0,
	...over,
});

const open = (count: number, minor = 10_000) =>
	Array.from({ length: count }, (_, i) => anInvoice({ id: `i${i}`, open: minor, total: minor }));
const saved = async (company: string, documents: Parameters<ReturnType<typeof dynamoBooks>['save']>[1]) => {
	const books = dynamoBooks(bench.open());
	await books.save({ company, ledger }, documents, at);
	return books;
};
const heldOf = async (company: string, id: string) => {
	const document = await dynamoBooks(bench.open()).document(company, ledger, 'invoice', id);
	return document && { open: document.open, held: document.held };
};
const all = async (payments: ReturnType<typeof dynamoPayments>, checkout: Checkout): Promise<Checkout> => {
	let next = checkout;
	while (next.reserved < next.shares.length) {
		const answer = await payments.reserve(next);
		if (typeof answer === 'string' || !('reserved' in answer)) throw new Error(JSON.stringify(answer));
		next = answer.reserved;
	}
	return next;
};

it('nothing is held on an invoice whose latest row cannot be read, and again when it can; what was held before stays', async () => {
	const company = bench.company();
	const [a, b] = open(2);
	if (!a || !b) throw new Error('unreachable');
	const books = await saved(company, [a, b]);
	const payments = dynamoPayments(bench.open());
	await all(payments, aCheckout(company, [share('i0', 100)], { id: 'before' }));
	await books.noteRows({ company, ledger }, { refused: [{ kind: 'invoice', id: 'i0', reason: 'no sense' }], well: [] }, at);
	const both = aCheckout(company, [share('i0', 300), share('i1', 50)], { id: 'both' });
	expect(await payments.reserve(both)).toEqual({
		short: [
			{ id: 'i0', free: 0, unsure: true },
			{ id: 'i1', free: 10_000 },
		],
	});
	expect([await heldOf(company, 'i0'), await heldOf(company, 'i1')]).toMatchObject([{ held: 100 }, { held: 0 }]);
	await books.noteRows({ company, ledger }, { refused: [], well: [a] }, at);
	await all(payments, both);
	expect([await heldOf(company, 'i0'), await heldOf(company, 'i1')]).toMatchObject([{ held: 400 }, { held: 50 }]);
});

describe('reserving', () => {
	it('takes what is free, carries it along through a newer version, and gives it back once', async () => {
		const company = bench.company();
		const books = await saved(company, open(2));
		const payments = dynamoPayments(bench.open());
		const reserved = await all(payments, aCheckout(company, [share('i0', 4_000), share('i1', 10_000)]));
		expect(reserved).toMatchObject({ reserved: 2, rev: 1, state: 'reserving' });
		expect(await payments.checkout(company, who('acme'), 'c1')).toEqual(reserved);
		expect(await heldOf(company, 'i0')).toEqual({ open: 10_000, held: 4_000 });
		expect(await books.save({ company, ledger }, [anInvoice({ id: 'i0', open: 7_000, version: version(2) })], at)).toMatchObject({
			written: 1,
		});
		expect(await heldOf(company, 'i0')).toEqual({ open: 7_000, held: 4_000 });
		expect(await payments.reserve(aCheckout(company, [share('i0', 3_001)], { id: 'c2' }))).toEqual({ short: [{ id: 'i0', free: 3_000 }] });
		expect(await payments.checkout(company, who('acme'), 'c2')).toBeNull();
		expect(await payments.release(reserved, 'closed')).toBe('saved');
		expect(await payments.release(reserved, 'closed')).toBe('stale');
		const closed = await payments.checkout(company, who('acme'), 'c1');
		expect(closed).toMatchObject({ state: 'closed', reserved: 0, wake: null });
		expect(closed && (await payments.release(closed, 'failed'))).toBe('saved');
		expect(await heldOf(company, 'i0')).toEqual({ open: 7_000, held: 0 });
		expect(await heldOf(company, 'i1')).toEqual({ open: 10_000, held: 0 });
	});

	it('goes on by 90 at a time, and gives back by 90 at a time', async () => {
		const company = bench.company();
		await saved(company, open(200, 50));
		const payments = dynamoPayments(bench.open());
		const shares = Array.from({ length: 200 }, (_, i) => share(`i${i}`, 50));
		const first = await payments.reserve(aCheckout(company, shares));
		expect(first).toMatchObject({ reserved: { reserved: 90, rev: 1 } });
		const reserved = await all(
			payments,
			aCheckout(company, shares, { ...('reserved' in (first as object) ? (first as { reserved: Checkout }).reserved : {}) }),
		);
		expect(reserved).toMatchObject({ reserved: 200, rev: 3 });
		expect(await payments.release(reserved, 'failed')).toBe('saved');
		expect(await payments.checkout(company, who('acme'), 'c1')).toMatchObject({ state: 'failed', reserved: 0, rev: 6 });
		expect(await heldOf(company, 'i199')).toEqual({ open: 50, held: 0 });
	});

	it('is refused for what is paid, void, another currency or customer, or unknown', async () => {
		const company = bench.company();
		await saved(company, [
			anInvoice({ id: 'paid', open: 0, state: 'closed' }),
			anInvoice({ id: 'void', open: 0, state: 'void' }),
			anInvoice({ id: 'gbp', currency: gbp }),
			anInvoice({ id: 'else', customer: who('zeta') }),
			anInvoice({ id: 'good' }),
		]);
		const payments = dynamoPayments(bench.open());
		const ids = ['paid', 'void', 'gbp', 'else', 'none'];
		const shares = [...ids.map((id) => share(id, 1)), share('good', 1)];
		expect(await payments.reserve(aCheckout(company, shares))).toEqual({
			short: [...ids.map((id) => ({ id, free: 0 })), { id: 'good', free: 10_000 }],
		});
		expect(await heldOf(company, 'good')).toEqual({ open: 10_000, held: 0 });
	});

	it('wakes under its own id, with customer and checkout in it', async () => {
		const company = bench.company();
		await saved(company, open(1));
		const payments = dynamoPayments(bench.open());
		const reserved = await all(payments, aCheckout(company, [share('i0', 1)]));
		const mine = async (now: Instant) => (await payments.duePay(now, 100)).filter((each) => each.company === company);
		expect(await mine(at)).toEqual([]);
		expect(await mine(later(at, 120_000))).toEqual([{ company, id: `chk|c1|${who('acme')}` }]);
		expect((await payments.liveCheckouts(company, who('acme'))).map(({ id }) => id)).toEqual(['c1']);
		await payments.release(reserved, 'closed');
		expect(await mine(later(at, 9e9))).toEqual([]);
		expect(await payments.liveCheckouts(company, who('acme'))).toEqual([]);
	});

	it('a thousand at once for one invoice: no more than is free, and each of them knows', async () => {
		const company = bench.company();
		await saved(company, [anInvoice({ id: 'one', open: 100_000 })]);
		let taken = 0;
		const attempt = async (payments: Payments, i: number): Promise<void> => {
			const answer = await delivered(() => payments.reserve(aCheckout(company, [share('one', 300)], { id: `c${i}` })));
			if (typeof answer === 'object' && 'reserved' in answer) taken += 300;
			else expect(answer).toEqual({ short: [{ id: 'one', free: expect.any(Number) }] });
		};
		await Promise.all(
			Array.from({ length: 25 }, async (_, lane) => {
				const payments = dynamoPayments(bench.open());
				for (let i = lane; i < 1000; i += 25) await attempt(payments, i);
			}),
		);
		expect(taken).toBe(99_900);
		expect(await heldOf(company, 'one')).toEqual({ open: 100_000, held: 99_900 });
	}, 120_000);
});

describe('payments', () => {
	it('are received once, with their checkout; the shares stay held until they are settled, once', async () => {
		const company = bench.company();
		await saved(company, open(120, 100));
		const payments = dynamoPayments(bench.open());
		const shares = Array.from({ length: 120 }, (_, i) => share(`i${i}`, 60));
		const reserved = await all(payments, aCheckout(company, shares));
		const payment = aPayment(company, { shares, minor: 7_200 });
		expect(await payments.receive(payment, { ...reserved, rev: 1 })).toBe('stale');
		expect(await payments.receive(payment, reserved)).toBe('received');
		expect(await payments.receive(payment, reserved)).toBe('known');
		const paid = await payments.checkout(company, who('acme'), 'c1');
		expect(paid).toMatchObject({ state: 'paid', payment: 'pi_1', wake: null });
		await expect(paid && payments.release(paid, 'closed')).rejects.toThrow(RangeError);
		const stored = await payments.payment(company, 'pi_1');
		expect(stored).toEqual({ ...payment, rev: 1 });
		expect(await payments.dueBookings(at, 1000)).toContainEqual({ company, id: 'pi_1' });
		expect(await payments.payments(company, 10, null)).toEqual({ rows: [stored], next: null });
		expect(await payments.paymentsOf(company, who('acme'), 10)).toEqual([stored]);
		const final: Payment = { ...payment, rev: 1, state: 'booked', bookedAt: at, wake: null };
		expect(await payments.settle(final)).toBe('saved');
		expect(await payments.settle(final)).toBe('stale');
		expect(await payments.payment(company, 'pi_1')).toEqual({ ...final, shares: [], rev: 3 });
		expect(await heldOf(company, 'i0')).toEqual({ open: 100, held: 0 });
		expect(await heldOf(company, 'i119')).toEqual({ open: 100, held: 0 });
		expect((await payments.dueBookings(later(at, 9e9), 1000)).filter((each) => each.company === company)).toEqual([]);
	});

	it('are listed newest first, page by page, each company and customer its own', async () => {
		const company = bench.company();
		const payments = dynamoPayments(bench.open());
		for (let i = 0; i < 5; i++)
			await payments.receive(
				aPayment(company, { id: `pi_${i}`, receivedAt: later(at, i * 1000), customer: who(i % 2 ? 'zeta' : 'acme'), checkout: null }),
				null,
			);
		const first = await payments.payments(company, 2, null);
		expect(first.rows.map(({ id }) => id)).toEqual(['pi_4', 'pi_3']);
		const second = await payments.payments(company, 2, first.next);
		expect(second.rows.map(({ id }) => id)).toEqual(['pi_2', 'pi_1']);
		expect(await payments.payments(company, 2, second.next)).toMatchObject({ rows: [{ id: 'pi_0' }], next: null });
		expect((await payments.paymentsOf(company, who('zeta'), 9)).map(({ id }) => id)).toEqual(['pi_3', 'pi_1']);
		expect(await payments.payments(`${company}x`, 2, null)).toEqual({ rows: [], next: null });
		expect(await payments.payment(company, 'pi#1')).toBeNull();
	});
});

describe('links', () => {
	const aLink = (company: string, over: Partial<PayLink> = {}): PayLink => ({
		company,
		hash: `h-${company}`,
		customer: who('acme'),
		createdAt: at,
		expiresAt: instant('2099-01-01T00:00:00Z'),
		revokedAt: null,
		mail: 'rem|2026-11-22|EUR|x',
		language: 'es',
		...over,
	});

	it('of a customer are found by their hash alone, and revoked all at once, for good', async () => {
		const payments = dynamoPayments(bench.open());
		const company = bench.company();
		const [one, two, other] = [
			aLink(company),
			aLink(company, { hash: `g-${company}`, mail: null, language: null }),
			aLink(company, { hash: `z-${company}`, customer: who('zeta') }),
		];
		for (const link of [one, two, other]) await payments.saveLink(link);
		expect(await payments.link(one.hash)).toEqual(one);
		expect(await payments.link(two.hash)).toEqual(two);
		expect(await payments.link('unknown')).toBeNull();
		expect(await payments.link('X#LINK')).toBeNull();
		expect(await payments.revokeLinks(company, who('acme'), at)).toBe(2);
		expect(await payments.revokeLinks(company, who('acme'), later(at, 1000))).toBe(0);
		await payments.saveLink(one);
		expect(await payments.link(one.hash)).toEqual({ ...one, revokedAt: at });
		expect(await payments.link(other.hash)).toEqual(other);
	});

	it('at Stripe are live until they are closed', async () => {
		const payments = dynamoPayments(bench.open());
		const company = bench.company();
		const link: PaymentLink = {
			company,
			id: 'k1',
			customer: who('acme'),
			ledger,
			currency: eur,
			shares: [share('i0', 5)],
			total: 5,
			locale: 'en',
			external: null,
			url: null,
			state: 'making',
			createdAt: at,
			wake: at,
			rev: 0,
		};
		expect(await payments.savePaymentLink(link)).toBe('saved');
		expect(await payments.savePaymentLink(link)).toBe('stale');
		expect(await payments.paymentLink(company, 'k1')).toEqual({ ...link, rev: 1 });
		expect(await payments.livePaymentLinks(company)).toEqual([{ ...link, rev: 1 }]);
		expect(await payments.duePay(at, 1000)).toContainEqual({ company, id: 'plink|k1' });
		expect(await payments.savePaymentLink({ ...link, rev: 1, state: 'closed', wake: null })).toBe('saved');
		expect(await payments.livePaymentLinks(company)).toEqual([]);
		expect(await payments.paymentLink(`${company}x`, 'k1')).toBeNull();
	});
});

describe('events', () => {
	it('are seen for the first time once, also when answers are lost', async () => {
		bench.dynamo.faults.seed(5);
		bench.dynamo.faults.answerLost = 0.4;
		for (let i = 0; i < 10; i++) {
			const sights = await Promise.all(
				Array.from({ length: 4 }, () => dynamoPayments(bench.open()).firstSight('stripe', `evt_${i}`, instant('2099-01-01T00:00:00Z'))),
			);
			expect(sights.filter((first) => first)).toHaveLength(1);
		}
	});
});
