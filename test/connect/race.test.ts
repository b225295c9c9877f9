/**
 * The token race: twenty functions at the same time, each with memory of its own, over real HTTP to the emulators and a provider's sandbox. One of them
 * refreshes; no token that was handed out is lost, neither by the race nor by an answer that never came.
 */
import { afterAll, expect, it } from 'vitest';
import type { Grant } from '../../shared/domain/connection.ts';
import type { Provider } from '../../shared/domain/document.ts';
import { Power } from '../support/sync/power.ts';
import { Process } from '../support/sync/process.ts';
import { quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';
import { xeroSide } from '../support/sync/xero-side.ts';

const workers = 20;
const minute = 60_000;
const tokenPath: Readonly<Record<Provider, RegExp>> = { xero: /POST .*\/connect\/token/, quickbooks: /POST .*\/tokens\/bearer/ };
/** So long after a refresh the next one is due. */
const due: Readonly<Record<Provider, number>> = { xero: 26 * minute, quickbooks: 56 * minute };

const figures: string[] = [];
afterAll(() => console.log(figures.join('\n')));

const grantOf = async (world: World): Promise<Grant> => {
	const { grant: id = '' } = (await world.connection()) ?? {};
	const grant = await world.connections.grant(company, id);
	if (!grant) throw new Error('there is no grant');
	return grant;
};

/** Twenty functions that were never used before are handed the same work at once. How many refreshes they sent. */
const race = async (world: World, provider: Provider): Promise<number> => {
	const { id: grant } = await grantOf(world);
	const body = JSON.stringify({ type: 'connect.refresh', company, grant });
	const functions = Array.from({ length: workers }, () => {
		const power = new Power();
		return { power, life: new Process(power, world.nowMs) };
	});
	const event = (i: number) => ({ Records: [{ messageId: `m${i}`, body, attributes: { ApproximateReceiveCount: '1' } }] });
	const outcomes = await Promise.all(functions.map(({ life }, i) => life.invoke('connect/refresh.queue', event(i))));
	expect(outcomes).toEqual(Array.from({ length: workers }, () => ({ ended: 'answered', answer: { batchItemFailures: [] } })));
	for (const { power } of functions) {
		power.kill();
		await power.settled();
	}
	return functions.flatMap(({ power }) => power.log).filter(({ name }) => tokenPath[provider].test(name)).length;
};

/** The token we hold is good: the ledger is read with it. */
const reads = async (world: World): Promise<void> => {
	expect(await world.press('sync')).toBe(true);
	await world.rest();
	expect(await world.connection()).toMatchObject({ state: 'connected', run: null, lastError: null, freshAsOf: world.now() });
};

it.each(['xero', 'quickbooks'] as const)(
	'%s: twenty at once, one refresh, no lost token; nor where its answer is lost',
	async (provider) => {
		const world = await World.start(provider === 'xero' ? xeroSide(3, 5) : quickbooksSide(3, 5));
		try {
			await world.connectPatiently();
			await world.rest();
			const first = await grantOf(world);

			world.pass(due[provider]);
			const sent = await race(world, provider);
			const second = await grantOf(world);
			expect(sent).toBe(1);
			expect(second).toMatchObject({ state: 'alive', generation: first.generation + 1, refreshing: null });
			expect(await race(world, provider)).toBe(0);

			// The provider rotates, and its answer is lost; while that may still come, nobody else asks.
			world.pass(due[provider]);
			world.side.faults.add('refresh-lost', 1);
			const lost = await race(world, provider);
			expect(await grantOf(world)).toMatchObject({
				state: 'alive',
				generation: second.generation,
				failures: 1,
				refreshing: { since: world.now() },
			});
			expect([lost, await race(world, provider)]).toEqual([1, 0]);
			world.pass(minute);
			const recovered = await race(world, provider);
			const third = await grantOf(world);
			expect(recovered).toBe(1);
			expect(third).toMatchObject({ state: 'alive', generation: second.generation + 1, refreshing: null, failures: 0 });

			world.pass(minute);
			await reads(world);
			figures.push(
				`token race at ${provider}: ${workers} functions at once, ${sent} refresh; with its answer lost ${lost}, recovered a minute later by ${recovered} of ${workers}; generations ${first.generation} → ${third.generation}, no token lost`,
			);
		} finally {
			await world.close();
		}
	},
	300_000,
);
