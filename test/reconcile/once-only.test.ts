/** A no that is none: a question that failed, a key still in flight, a second worker. Nothing is booked twice, and nothing is lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { retryPayment } from '../../functions/reconcile/retry-payment.ts';
import { sweepBookings } from '../../functions/reconcile/sweep-bookings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { later } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { Bookkeeping, OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
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

/** Which the test lets go. */
const gate = () => {
	let open = (): void => undefined;
	const passed = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { passed, open: () => open() };
};

const keyInUse = () => new AccountingFault('refused', 'The ledger did not take it: the key is in use');

describe.each(Object.entries(testLedgers))('%s', (_name, start) => {
	let ledger: TestLedger;
	let clock: Clock;
	beforeAll(async () => {
		clock = startClock();
		ledger = await start(() => clock.now);
	});
	afterEach(() => ledger.faults.clear());
	afterAll(() => ledger.close());
	const world = (owed: readonly number[], meant: readonly number[], extra = 0) =>
		startWorld(bench, store, ledger, clock, { owed, meant, extra });
	/** The real ledger behind other words of its own. */
	const but =
		(change: (books: Bookkeeping) => Partial<Bookkeeping>): OpenBookkeeping =>
		async (...args) => {
			const books = await ledger.open(...args);
			return { ...books, ...change(books) };
		};
	const expectOnce = async (at: World, onInvoices: readonly number[], onAccount: readonly number[] = []): Promise<void> => {
		const made = at.inBooks();
		expect({ ...made, onInvoices: made.onInvoices.toSorted((a, b) => b - a) }).toEqual({ onInvoices, onAccount });
		expect(await at.payment()).toMatchObject({ state: 'booked', wake: null, shares: [], tries: 0 });
	};

	it('booked, the answer lost, and then the question for it cannot be read: it waits and asks again', async () => {
		const at = await world([10_000], [10_000]);
		ledger.faults.add('cut-after', 1, ledger.writes);
		await at.deliver();
		ledger.faults.add('truncated-page', 3, ledger.lookups);
		await at.liveOn();
		await expectOnce(at, [10_000]);
	});

	it.each(['find', 'invoices'] as const)('a refused question (%s) leaves what was sent as sent', async (question) => {
		const at = await world([10_000], [10_000], 70);
		ledger.faults.add('cut-after', 1, ledger.writes);
		await at.deliver();
		const refusing = but(() => ({ [question]: () => Promise.reject(new AccountingFault('refused', 'the request was refused')) }));
		const [before] = (await at.payment()).bookings;
		for (let i = 0; i < 6; i++) {
			clock.now = (await at.payment()).wake ?? clock.now;
			await at.deliver(undefined, { openBookkeeping: refusing });
			const { state, bookings, tries } = await at.payment();
			expect(state).not.toBe('stuck');
			expect(tries).toBe(0);
			expect(bookings[0]).toMatchObject({ n: before?.n, document: before?.document, minor: 10_000 });
			if (question === 'find') expect(bookings[0]?.state).toBe('sending');
		}
		await at.liveOn();
		await expectOnce(at, [10_000], [70]);
	});

	it('a second worker, while the first is still being answered, leaves it alone; so does the button', async () => {
		const at = await world([10_000], [10_000]);
		const [arrived, answered] = [gate(), gate()];
		const first = at.deliver(undefined, {
			openBookkeeping: but((books) => ({
				book: async (order) => {
					arrived.open();
					await answered.passed;
					return books.book(order);
				},
			})),
		});
		await arrived.passed;
		const calls = ledger.calls();
		const second = { openBookkeeping: but(() => ({ book: () => Promise.reject(keyInUse()) })) };
		await at.deliver(undefined, second);
		await retryPayment(
			at.company,
			at.id,
			at.portsOf((port) => port),
		);
		await at.deliver(undefined, second);
		expect(ledger.calls()).toBe(calls);
		expect(await sweepBookings(at.portsOf((port) => port))).toBe(0);
		answered.open();
		await first;
		await expectOnce(at, [10_000]);
		await at.liveOn();
		await expectOnce(at, [10_000]);
	});

	it('a key in flight: the no to the second try is not believed before the first can have ended', async () => {
		const at = await world([10_000], [10_000]);
		let commit = async (): Promise<unknown> => undefined;
		await at.deliver(undefined, {
			openBookkeeping: but((books) => ({
				book: (order) => {
					commit = () => books.book(order);
					return Promise.reject(new AccountingFault('unavailable', 'The ledger did not answer'));
				},
			})),
		});
		let refusals = 0;
		const inFlight = but(() => ({
			book: () => {
				refusals += 1;
				return Promise.reject(keyInUse());
			},
		}));
		for (let i = 0; i < 3; i++) {
			clock.now = (await at.payment()).wake ?? clock.now;
			await at.deliver(undefined, { openBookkeeping: inFlight });
			expect((await at.payment()).bookings).toMatchObject([{ n: 0, minor: 10_000, state: 'sending' }]);
		}
		expect(refusals).toBe(3);
		await commit();
		await at.liveOn();
		await expectOnce(at, [10_000]);
	});

	it('a no that lasts is believed when the try before it can be no more, and a refused number is asked for once more before anything is planned', async () => {
		const at = await world([10_000, 400], [10_000, 400]);
		let commit = async (): Promise<unknown> => undefined;
		await at.deliver(undefined, {
			openBookkeeping: but((books) => ({
				book: (order) => {
					commit = () => books.book(order);
					return Promise.reject(new AccountingFault('unavailable', 'The ledger did not answer'));
				},
			})),
		});
		const refusing = { openBookkeeping: but(() => ({ book: () => Promise.reject(keyInUse()) })) };
		for (let i = 0; i < 12 && (await at.payment()).tries === 0; i++) {
			clock.now = (await at.payment()).wake ?? clock.now;
			await at.deliver(undefined, refusing);
		}
		expect(await at.payment()).toMatchObject({ state: 'received', tries: 1 });
		await commit();
		await at.liveOn();
		await expectOnce(at, [10_000, 400]);
		const numbers = (await at.payment()).bookings.map(({ n }) => n);
		expect(new Set(numbers).size).toBe(numbers.length);
	});

	it('a worker that is never heard of again: another takes over when its lease has passed, not before', async () => {
		const at = await world([10_000], [10_000]);
		const arrived = gate();
		void at.deliver(undefined, {
			openBookkeeping: but(() => ({
				book: () => {
					arrived.open();
					return new Promise<string>(() => undefined);
				},
			})),
		});
		await arrived.passed;
		const { wake } = await at.payment();
		expect(wake !== null && wake >= later(clock.now, 121_000)).toBe(true);
		clock.now = later(clock.now, 119_000);
		await at.deliver();
		expect(at.inBooks().onInvoices).toEqual([]);
		await at.liveOn();
		await expectOnce(at, [10_000]);
	});

	it('an unforeseen failure gives the payment back, so that the next delivery tries it', async () => {
		const at = await world([10_000], [10_000]);
		const broken = { openBookkeeping: but(() => ({ book: () => Promise.reject(new TypeError('a bug')) })) };
		for (let i = 0; i < 2; i++) await expect(at.deliver(undefined, broken)).rejects.toThrow('a bug');
		await at.deliver();
		await expectOnce(at, [10_000]);
	});
});
