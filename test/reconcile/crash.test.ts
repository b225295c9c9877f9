/**
 * The power goes before and after every call of every port, in each ledger; what was in memory is gone. Then either the message comes again, or all queues are
 * lost and only the work index wakes anybody. However it went: one entry per share in the ledger, all that was captured and no more, nothing held, one
 * receipt planned.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { type TestLedger, testLedgers } from './ledgers.ts';
import { cutter, startClock, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());

const expectOnce = async (world: World): Promise<void> => {
	expect(await world.payment()).toMatchObject({ state: 'booked', wake: null, shares: [] });
	expect(world.inBooks()).toEqual({ onInvoices: [10_000], onAccount: [5_050] });
	for (const document of await world.documents())
		expect(document).toMatchObject({ held: 0, open: world.ledger.restOf(document?.id ?? '') });
	expect(await world.receipts()).toHaveLength(1);
	const told = world.sent.map(({ type }) => type);
	for (const type of ['reminders.send', 'pay.links', 'sync.pull'] as const) expect(told).toContain(type);
};

describe.each(Object.entries(testLedgers))('%s', (name, start) => {
	const clock = startClock();
	let ledger: TestLedger;
	beforeAll(async () => {
		ledger = await start(() => clock.now);
	});
	afterAll(() => ledger.close());

	it.each([
		['before', 'the message comes again'],
		['after', 'the message comes again'],
		['before', 'all queues are lost'],
		['after', 'all queues are lost'],
	] as const)('cut %s each call, then %s', { timeout: 240_000 }, async (when, then) => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const world = await startWorld(bench, store, ledger, clock, { owed: [10_000, 5_000], meant: [10_000, 5_000], extra: 50 });
			// Allocation sees it owed; by the time it is booked it is void: that share is allocated anew.
			const [, second = ''] = world.invoices;
			const power = cutter(n, when);
			const voiding = ledger.faults.add('cut-before', 1, ledger.writes);
			await world.deliver();
			ledger.faults.remove(voiding.id);
			ledger.voidInvoice(second);
			const outcome = await world.deliver(power.wrap);
			if (outcome === 'cut') cuts += 1;
			if (then === 'the message comes again') await world.deliver();
			await world.liveOn();
			await expectOnce(world);
			if (outcome === 'done') break;
		}
		console.log(`${name}: ${cuts} cuts ${when} a call, then ${then}`);
		expect(cuts).toBeGreaterThan(20);
	});
});
