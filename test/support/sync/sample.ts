/** What `npm test` lives through of each provider; the counts are printed. */
import { expect, it } from 'vitest';
import type { Provider } from '../../../shared/domain/document.ts';
import { walk } from './crash-walk.ts';
import { addCounts, type Counts, liveThrough, usualSize, usualSteps } from './history.ts';

const seeds = Array.from({ length: 6 }, (_, i) => 9000 + i);
/** Of the places of the journey where the power may be cut, one in so many. A prime: it meets other places in every step. */
const stride = 71;

const told = [
	'edits',
	'deliveries',
	'crashes',
	'duplicates late',
	'duplicates at once',
	'messages lost',
	'documents compared',
	'differences',
];

export const itSurvives = (provider: Provider): void => {
	it(`after ${seeds.length} histories of edits, faults, crashes, duplicates and lost messages`, async () => {
		const counts: Counts = {};
		for (const seed of seeds) {
			const history = await liveThrough(provider, seed, { steps: usualSteps, size: usualSize, silent: seed % 2 === 1 });
			addCounts(counts, history.counts);
			expect(history.differences, `${provider} seed ${seed}: node scripts/soak.ts --provider ${provider} --seed ${seed} shows it`).toEqual(
				[],
			);
		}
		console.log(`${provider}, ${seeds.length} histories: ${told.map((name) => `${name} ${counts[name] ?? 0}`).join(', ')}`);
	}, 600_000);

	it('wherever the power is cut, with queues redelivered and with queues emptied', async () => {
		const walked = await walk(provider, { from: 5, stride });
		console.log(
			`${provider}, crash walk: ${walked.requests} requests, every ${stride}th of ${walked.places} places cut: ${walked.cuts} cuts, ${walked.failures.length} failures`,
		);
		expect(walked.failures).toEqual([]);
		expect(walked.cuts).toBeGreaterThanOrEqual(2 * Math.ceil((walked.places - 4) / stride));
	}, 600_000);
};
