/** What `npm test` walks of the whole road with each provider; the counts are printed. `npm run soak` walks all of it. */
import { afterAll, expect, it } from 'vitest';
import type { Provider } from '../../../shared/domain/document.ts';
import { addCounts, type Counts } from '../sync/history.ts';
import { liveOnTheRoad } from './history.ts';
import { closeShared } from './surroundings.ts';
import { stumble, type Walked, walk } from './walk.ts';

/** One of the places, and then every so many: seconds each. */
const stride = 997;
const seeds = [2];
const told = [
	'deliveries',
	'crashes',
	'messages lost',
	'candidates',
	'sent',
	'suppressed',
	'unknown',
	'payments',
	'bookings',
	'receipts',
	'differences',
];

const say = ({ provider, requests, journeys, cuts, mails, unknown, bookings, failures }: Walked): string =>
	`${provider}: ${requests} requests, ${journeys} journeys, ${cuts} cuts, ${mails} decisions of which ${unknown} unknown, ${bookings} bookings, ${failures.length} differences`;

export const itHoldsTheRoad = (provider: Provider): void => {
	afterAll(closeShared);

	it('wherever the power is cut, with queues redelivered and with queues emptied', async () => {
		const walked = await walk(provider, { from: provider === 'xero' ? 120 : 210, stride });
		console.log(`crash walk, one of ${walked.places} places of ${say(walked)}`);
		expect(walked.failures).toEqual([]);
		expect(walked.cuts).toBeGreaterThanOrEqual(2);
	}, 300_000);

	it('when it is cut again and again', async () => {
		const walked = await stumble(provider, { from: provider === 'xero' ? 40 : 90, stride: 131, times: 2 });
		console.log(`stumbling, ${say(walked)}`);
		expect(walked.failures).toEqual([]);
	}, 300_000);

	it(`after a history of customers, banks, bookkeepers, faults, crashes and lost messages`, async () => {
		const counts: Counts = {};
		for (const seed of seeds) {
			const history = await liveOnTheRoad(provider, seed);
			addCounts(counts, history.counts);
			expect(history.differences, `node scripts/soak.ts --road --provider ${provider} --seed ${seed} shows it`).toEqual([]);
		}
		console.log(`${provider}, ${seeds.length} histories of the road: ${told.map((name) => `${name} ${counts[name] ?? 0}`).join(', ')}`);
	}, 300_000);
};
