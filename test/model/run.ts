/** One history with all it does: `node test/model/run.ts 17`. A range: `node test/model/run.ts 1 300`. */
import { addCounts, type Counts, liveThrough } from './history.ts';

const [from = 1, to = from] = process.argv.slice(2).map(Number);
const counts: Counts = {};
const began = performance.now();
for (let seed = from; seed <= to; seed++) {
	const history = await liveThrough(seed, from === to ? { trace: (line) => console.log(line.slice(0, 300)) } : {});
	addCounts(counts, history.counts);
	if (history.differences.length > 0) console.log(`seed ${seed}:\n  ${history.differences.slice(0, 6).join('\n  ')}`);
}
const seconds = (performance.now() - began) / 1000;
console.log(counts);
console.log(`${to - from + 1} histories in ${seconds.toFixed(1)} s, ${((to - from + 1) / seconds).toFixed(0)} a second`);
