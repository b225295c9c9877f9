/** The sample of `history.test.ts` can fail: it notices each fault that is put into the product. */
import { describe, expect, it } from 'vitest';
import { liveThrough } from './history.ts';
import { sabotages } from './sabotage.ts';

const sample = 300;

describe('a fault of the product is noticed', () => {
	it.each(Object.keys(sabotages))(
		'%s',
		async (name) => {
			const sabotage = sabotages[name] ?? {};
			let first: number | null = null;
			let difference = '';
			for (let seed = 1; seed <= sample && first === null; seed++) {
				const { differences } = await liveThrough(seed, { sabotage });
				if (differences.length > 0) [first, difference] = [seed, differences[0] ?? ''];
			}
			console.log(`${name}: seed ${first}, ${difference}`);
			expect(first).not.toBeNull();
		},
		120_000,
	);
});
