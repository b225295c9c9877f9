/** A captured payment reaches the ledger once, whatever happens there meanwhile: real SDKs over HTTP, our table over HTTP. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { retryPayment } from '../../functions/reconcile/retry-payment.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoDeadLetters } from '../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { later } from '../../shared/domain/day.ts';
import { mailId } from '../../shared/domain/mailing.ts';
import { newPostingSettings } from '../../shared/domain/posting-accounts.ts';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { type TestLedger, testLedgers } from './ledgers.ts';
import { type Clock, startClock, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());

/** Once in the books, nothing held, the copy as the ledger, one receipt. */
const expectBooked = async (world: World, onInvoices: readonly number[], onAccount: readonly number[] = []): Promise<void> => {
	const payment = await world.payment();
	expect(payment).toMatchObject({ state: 'booked', wake: null, shares: [], tries: 0 });
	if (onAccount.length) expect(payment.problem).toMatch(/^\d+\.\d\d \w{3} of it fits no open invoice/);
	else expect(payment.problem).toBeNull();
	const { onInvoices: made, onAccount: left } = world.inBooks();
	expect(made.toSorted((a, b) => a - b)).toEqual(onInvoices.toSorted((a, b) => a - b));
	expect(left).toEqual(onAccount);
	expect(made.concat(left).reduce((all, each) => all + each, 0)).toBe(payment.minor);
	for (const document of await world.documents()) {
		expect(document?.held).toBe(0);
		expect(document?.open).toBe(world.ledger.restOf(document?.id ?? ''));
	}
	const receipts = await world.receipts();
	expect(receipts.map(({ id, kind, amount, state }) => ({ id, kind, amount, state }))).toEqual([
		{
			id: mailId({ kind: 'receipt', payment: world.id, customer: world.customer }),
			kind: 'receipt',
			amount: payment.minor,
			state: 'planned',
		},
	]);
};

describe.each(Object.entries(testLedgers))('%s', (name, start) => {
	let ledger: TestLedger;
	let clock: Clock;
	beforeAll(async () => {
		clock = startClock();
		ledger = await start(() => clock.now);
	});
	afterEach(() => {
		ledger.faults.clear();
		ledger.lock(false);
	});
	afterAll(() => ledger.close());
	const world = (owed: readonly number[], meant: readonly number[], extra = 0) =>
		startWorld(bench, store, ledger, clock, { owed, meant, extra });

	it('goes to the bank account a person chose for its currency', async () => {
		const at = await world([10_000], [10_000], 50);
		const settings = newPostingSettings(at.company, ledger.ledger);
		await dynamoPostings(store).saveSettings({ ...settings, chosen: { banks: { [ledger.currency]: 'chosen' } } });
		const accounts: (string | undefined)[] = [];
		await at.deliver(undefined, {
			openBookkeeping: async (...args) => {
				const books = await ledger.open(...args);
				return {
					...books,
					book: ({ account, ...order }) => {
						accounts.push(account);
						return books.book(order);
					},
				};
			},
		});
		expect(accounts).toEqual(['chosen', 'chosen']);
		await expectBooked(at, [10_000], [50]);
	});

	it('all it was meant for, and the rest on account: booked, read back, released, a receipt', async () => {
		const at = await world([10_000, 5_000, 700], [10_000, 2_000], 333);
		const before = ledger.calls();
		await at.deliver();
		await expectBooked(at, [10_000, 2_000], [333]);
		const payment = await at.payment();
		expect(payment.bookings.map(({ n, state, external }) => ({ n, state, told: typeof external }))).toEqual(
			[0, 1, 2].map((n) => ({ n, state: 'booked', told: 'string' })),
		);
		expect(at.sent.map(({ type }) => type)).toEqual(['reminders.send', 'pay.links', 'sync.pull']);
		const calls = ledger.calls() - before;
		console.log(`${name}: 3 bookings in ${calls} provider calls`);
		expect(calls).toBeLessThanOrEqual(8);
		await at.deliver();
		await expectBooked(at, [10_000, 2_000], [333]);
		expect(ledger.calls() - before).toBe(calls);
	});

	it('more invoices than one read takes', { timeout: 120_000 }, async () => {
		const many = Array.from({ length: 42 }, (_, i) => 100 + i);
		const at = await world(many, many);
		await at.deliver();
		await at.liveOn();
		await expectBooked(at, many);
	});

	it('a slow ledger: an invocation begins nothing more when its time is up, and another goes on', async () => {
		const at = await world([100, 200, 300, 400], [100, 200, 300, 400]);
		const slow = () => {
			clock.now = later(clock.now, 9_000);
			return clock.now;
		};
		await at.deliver(undefined, { clock: { now: slow } });
		const { state, bookings } = await at.payment();
		expect(state).toBe('allocated');
		const done = bookings.filter((each) => each.state === 'booked').length;
		expect(done).toBeGreaterThan(0);
		expect(done).toBeLessThan(4);
		expect(at.sent).toEqual([{ type: 'reconcile.book', company: at.company, payment: at.id }]);
		await at.deliver();
		await expectBooked(at, [100, 200, 300, 400]);
	});

	it('paid or voided in the ledger before it was allocated: what no longer fits is unapplied', async () => {
		const at = await world([10_000, 5_000, 800], [10_000, 5_000, 800]);
		ledger.pay(at.invoices[0] ?? '', 9_000);
		ledger.voidInvoice(at.invoices[1] ?? '');
		await at.deliver();
		await expectBooked(at, [1_000, 800], [14_000]);
	});

	it('paid between allocation and booking: refused, read anew, allocated anew', async () => {
		const at = await world([10_000, 5_000, 800], [10_000, 5_000, 800]);
		// The first write is lost with its worker; meanwhile somebody pays the others.
		ledger.faults.add('cut-before', 1, ledger.writes);
		await at.deliver();
		expect(await at.payment()).toMatchObject({
			state: 'allocated',
			problem: expect.stringMatching(/did not answer; booking goes on/) as string,
		});
		ledger.pay(at.invoices[1] ?? '', 4_900);
		ledger.voidInvoice(at.invoices[2] ?? '');
		await at.liveOn();
		await expectBooked(at, [10_000, 100], [5_700]);
		const numbers = (await at.payment()).bookings.map(({ n }) => n);
		expect(new Set(numbers).size).toBe(numbers.length);
	});

	it('the answer is lost: found in the ledger, not booked again', async () => {
		const at = await world([10_000], [10_000], 50);
		ledger.faults.add('cut-after', 1, ledger.writes);
		await at.deliver();
		expect((await at.payment()).bookings[0]).toMatchObject({ state: 'sending', external: null });
		// Days later no provider knows the key any more.
		clock.now = new Date(Date.parse(clock.now) + 3 * 86_400_000).toISOString() as typeof clock.now;
		await at.deliver();
		await expectBooked(at, [10_000], [50]);
	});

	it('the ledger is down for a day: nothing is lost, and it goes on by itself', async () => {
		const at = await world([10_000], [10_000]);
		for (const path of ledger.anything) ledger.faults.add('unavailable-html', Number.POSITIVE_INFINITY, path);
		await at.deliver();
		const wakes = await at.liveOn(24);
		expect((await at.payment()).problem).toMatch(/booking goes on by itself/);
		expect(wakes).toBeGreaterThan(20);
		expect(wakes).toBeLessThan(100);
		ledger.faults.clear();
		await at.liveOn(1);
		await expectBooked(at, [10_000]);
	});

	it('a token that has run out is renewed, a consent that ended waits for a person', async () => {
		const at = await world([10_000], [10_000]);
		at.tokenExpiresIn(10_000);
		await at.deliver();
		expect(at.sent.map(({ type }) => type)).toEqual(['connect.refresh']);
		expect((await at.payment()).problem).toMatch(/being renewed/);
		at.tokenExpiresIn(3_600_000);
		at.disconnect(true);
		await at.deliver();
		expect((await at.payment()).problem).toMatch(/Press Reconnect/);
		at.disconnect(false);
		ledger.faults.add('unauthorised', 1, ledger.writes);
		await at.deliver();
		expect(at.renewals).toEqual(['expired']);
		await at.liveOn(2);
		await expectBooked(at, [10_000]);
	});

	it('a locked period: stuck with words and a dead letter; a person unlocks it and tries again', async () => {
		const at = await world([10_000], [10_000]);
		ledger.lock(true);
		await at.deliver();
		expect(await at.payment()).toMatchObject({ state: 'received', tries: 1 });
		await at.liveOn(6);
		const stuck = await at.payment();
		expect(stuck).toMatchObject({ state: 'stuck', wake: null, problem: expect.stringMatching(/locked|closed/) as string });
		const letters = await dynamoDeadLetters(store, () => clock.now).list(at.company, 10);
		expect(letters).toMatchObject([{ station: 'reconcile', type: 'reconcile.book', reason: stuck.problem }]);
		expect((await at.documents())[0]?.held).toBe(10_000);
		await at.deliver();
		expect((await at.payment()).state).toBe('stuck');
		ledger.lock(false);
		await retryPayment(
			at.company,
			at.id,
			at.portsOf((port) => port),
		);
		await at.deliver();
		await expectBooked(at, [10_000]);
		await expect(
			retryPayment(
				at.company,
				at.id,
				at.portsOf((port) => port),
			),
		).rejects.toMatchObject({ status: 409, code: 'ALREADY_BOOKED' });
		await expect(
			retryPayment(
				'another',
				at.id,
				at.portsOf((port) => port),
			),
		).rejects.toMatchObject({ status: 404 });
	});

	it('two workers at once, and ten deliveries: one booking each', async () => {
		const at = await world([10_000, 500], [10_000, 500], 7);
		await Promise.all(Array.from({ length: 4 }, () => at.deliver()));
		for (let i = 0; i < 6; i++) await at.deliver();
		await at.liveOn();
		await expectBooked(at, [10_000, 500], [7]);
	});

	it('a hub that may not book shows what it would, and books once it may', async () => {
		const at = await world([10_000], [10_000]);
		await at.deliver(undefined, { booksForReal: false });
		expect(await at.payment()).toMatchObject({
			state: 'allocated',
			problem: expect.stringMatching(/^Would book: 1 entry is planned/) as string,
		});
		expect(at.inBooks()).toEqual({ onInvoices: [], onAccount: [] });
		await at.liveOn(2);
		await expectBooked(at, [10_000]);
	});
});

it('a delta may bring our own payment before the read-back: free is low for a moment, and is given back once', async () => {
	const clock = startClock();
	const ledger = await testLedgers.xero(() => clock.now);
	const at = await startWorld(bench, store, ledger, clock, { owed: [10_000], meant: [6_000] });
	const books = dynamoBooks(store);
	const frees: number[] = [];
	const look = async (): Promise<void> => {
		const [document] = await at.documents();
		frees.push((document?.open ?? 0) - (document?.held ?? 0));
	};
	await look();
	await at.deliver(undefined, {
		books: {
			save: async (...args) => {
				const opened = await ledger.open(ledger.ledger, await ledger.token(), () => clock.now);
				await books.save({ company: at.company, ledger: ledger.ledger }, await opened.invoices(at.invoices), clock.now);
				await look();
				return books.save(...args);
			},
		},
	});
	await look();
	expect(frees).toEqual([4_000, -2_000, 4_000]);
	await expectBooked(at, [6_000]);
	await ledger.close();
});
