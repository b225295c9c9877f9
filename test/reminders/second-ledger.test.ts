/** A ledger that becomes readable while the company's day is being planned: its customers are candidates of that day all the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planDay } from '../../functions/reminders/plan-day.ts';
import { releaseLedger } from '../../functions/reminders/release-ledger.ts';
import { addDays, later } from '../../shared/domain/day.ts';
import { anInvoice, type Bench, ledger, otherLedger, startBench, today, who } from '../shared/adapters/dynamo/table.ts';
import { inWords, World } from './rig.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const due = addDays(today, -2);
const begun = async (): Promise<World> => {
	const world = new World(bench);
	await world.begin('UTC', [ledger, otherLedger]);
	await world.customers({});
	await world.connection(otherLedger, { phase: 'backfill', lastFullAt: null });
	const email = 'q0@customers.example';
	await world.books.saveCustomers(
		{ company: world.company, ledger: otherLedger },
		[
			{
				ledger: otherLedger,
				id: who('q0', otherLedger),
				version: '1',
				name: 'Q',
				email,
				language: null,
				country: null,
				currency: null,
				accountNumber: null,
				archived: false,
			},
		],
		world.now,
	);
	// Yesterday was planned; today is not.
	await planDay(world.company, world.ports);
	world.now = later(world.now, 24 * 3_600_000);
	await world.save(
		anInvoice({ id: 'a', customer: who('c0'), due }),
		anInvoice({ id: 'q', ledger: otherLedger, customer: who('q0', otherLedger), due }),
	);
	return world;
};
const becomesReadable = async (world: World): Promise<void> => {
	await world.connection(otherLedger, { phase: 'live', lastFullAt: world.now, freshAsOf: world.now });
	await releaseLedger({ type: 'reminders.release', company: world.company, ledger: otherLedger }, world.ports);
};

it.each(['before its customers are looked for', 'after they were passed over'] as const)('%s', async (when) => {
	const world = await begun();
	const { connections, mailings } = world.ports;
	let done = false;
	const once = async (): Promise<void> => {
		if (done) return;
		done = true;
		await becomesReadable(world);
	};
	const between =
		when === 'before its customers are looked for'
			? {
					connections: {
						...connections,
						connections: async (id: string) => {
							const known = await connections.connections(id);
							await once();
							return known;
						},
					},
				}
			: {
					mailings: {
						...mailings,
						saveSending: async (sending: Parameters<typeof mailings.saveSending>[0]) => {
							if (sending.plannedFor === addDays(today, 1)) await once();
							return mailings.saveSending(sending);
						},
					},
				};
	await planDay(world.company, { ...world.ports, ...between });
	expect(done).toBe(true);
	await world.drain();
	await world.tick(3);
	expect((await world.mailings()).map(inWords)).toEqual(['sent', 'sent']);
});

it('when the day is planned already: planned again for it', async () => {
	const world = await begun();
	await world.today();
	expect((await world.mailings()).map(inWords)).toEqual(['sent']);
	await becomesReadable(world);
	await world.drain();
	await world.tick(3);
	expect((await world.mailings()).map(inWords)).toEqual(['sent', 'sent']);
});
