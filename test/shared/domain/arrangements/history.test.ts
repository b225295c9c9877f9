/** Random histories: every answer as the oracle has it, every pair of the table that moves something visited. 10,000 of them in `npm run soak`. */
import { expect, it } from 'vitest';
import { answerOf } from '../../../../shared/domain/arrangements/advance.ts';
import { arrangementEvents, arrangementKinds, statesOf } from '../../../../shared/domain/arrangements/kinds.ts';
import { liveThrough } from '../../../support/arrangements/history.ts';

const histories = 250;
/** So many rare moves may be missing from the sample; from the soak none. */
const rare = 16;

const pairs = arrangementKinds.flatMap((kind) =>
	statesOf[kind].flatMap((state) =>
		arrangementEvents.map((event) => ({ name: `${kind} ${state} ${event}`, answer: answerOf({ kind, state }, event) })),
	),
);
const moving = pairs.flatMap(({ name, answer }) => (answer !== 'stays' && !('refuses' in answer) ? [name] : []));

it(`${histories} histories: the three answers are the oracle's, and nearly every move of the table was made`, () => {
	const moved = new Map<string, number>();
	const visited = new Set<string>();
	const counts: Record<string, number> = {};
	const differences: string[] = [];
	for (let seed = 1; seed <= histories; seed++) {
		const lived = liveThrough(seed, 120);
		for (const [name, times] of lived.moved) moved.set(name, (moved.get(name) ?? 0) + times);
		for (const name of lived.visited.keys()) visited.add(name);
		for (const [name, times] of Object.entries(lived.counts)) counts[name] = (counts[name] ?? 0) + times;
		differences.push(...lived.differences);
	}
	const missed = moving.filter((name) => !moved.has(name));
	console.log(
		`${histories} histories of arrangements: ${pairs.length} pairs, ${moving.length} move something, ${moving.length - missed.length} of them were made; ${visited.size} pairs visited; ${differences.length} differences`,
	);
	console.log(JSON.stringify(counts));
	expect(differences).toEqual([]);
	expect(missed.length).toBeLessThanOrEqual(rare);
}, 60_000);
