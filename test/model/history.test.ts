/** What `npm test` lives through on ports in memory; `npm run soak` lives through 10,000 of them. */
import { expect, it } from 'vitest';
import { addCounts, type Counts, liveThrough } from './history.ts';

const seeds = Array.from({ length: 300 }, (_, i) => 1 + i);

it(`our copy is the ledgers after ${seeds.length} histories of edits, faults, cuts, duplicates and lost messages`, async () => {
	const counts: Counts = {};
	const began = performance.now();
	for (const seed of seeds) {
		const history = await liveThrough(seed);
		addCounts(counts, history.counts);
		expect(history.differences, `seed ${seed}: node scripts/soak.ts --model --seed ${seed} shows it`).toEqual([]);
	}
	const seconds = (performance.now() - began) / 1000;
	const told = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
	console.log(`${seeds.length} histories, ${(seeds.length / seconds).toFixed(0)} a second: ${told.join(', ')}`);
	// Each kind of fault really struck, or the sample says less than it seems to.
	for (const kind of ['throttled', 'unauthorised', 'forbidden', 'unavailable', 'refused', 'bug', 'silence', 'lost row'])
		expect(counts[`provider: ${kind}`], kind).toBeGreaterThan(0);
	for (const what of ['cuts', 'duplicates late', 'duplicates at once', 'messages lost', 'at once', 'token: refused', 'put right by sweeps'])
		expect(counts[what], what).toBeGreaterThan(0);
}, 300_000);

it('a seed is the whole of a history', async () => {
	const lived = async (): Promise<string> => {
		const lines: string[] = [];
		await liveThrough(7, { trace: (line) => lines.push(line.replaceAll(/[0-9a-f]{8}/g, '*')) });
		return lines.join('\n');
	};
	expect(await lived()).toBe(await lived());
});
