/** What people agree with customers on the whole road, under faults: a history of each provider. `npm run soak` lives through 200. */
import { afterAll, expect, it } from 'vitest';
import { liveOnTheRoad } from '../support/road/history.ts';
import { closeShared } from '../support/road/surroundings.ts';

afterAll(closeShared);

it.each(['xero', 'quickbooks'] as const)(
	'%s: chased, taken and lent on as agreed, and credited once',
	async (provider) => {
		const { counts, differences } = await liveOnTheRoad(provider, 3, { steps: 90, agreeing: true });
		console.log(
			`${provider}: ${['answers compared', 'sent', 'notices', 'payments', 'credit written', 'crashes', 'differences'].map((name) => `${name} ${counts[name] ?? 0}`).join(', ')}`,
		);
		expect(differences, `node scripts/soak.ts --agreed --provider ${provider} --seed 3, of 90 steps, shows it`).toEqual([]);
		expect(counts['answers compared']).toBeGreaterThan(0);
	},
	300_000,
);
