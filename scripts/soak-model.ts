/** The part of `npm run soak` that lives through histories on ports in memory (test/model): many, since each takes milliseconds. */
import { addCounts, type Counts, liveThrough } from '../test/model/history.ts';

/** Seeds, both ends included. */
export type ModelJob = { readonly kind: 'model'; readonly from: number; readonly to: number };
type Failed = { readonly seed: number; readonly differences: readonly string[] };
export type ModelLine = {
	readonly kind: 'model';
	readonly from: number;
	readonly to: number;
	readonly counts: Counts;
	readonly failed: readonly Failed[];
	readonly seconds: number;
};

const each = 1_000;

export const modelJobs = (from: number, count: number): ModelJob[] =>
	Array.from({ length: Math.ceil(count / each) }, (_, i) => ({
		kind: 'model',
		from: from + i * each,
		to: from + Math.min(count, (i + 1) * each) - 1,
	}));

export const workOnModel = async ({ from, to }: ModelJob): Promise<ModelLine> => {
	const began = performance.now();
	const counts: Counts = {};
	const failed: Failed[] = [];
	for (let seed = from; seed <= to; seed++) {
		const history = await liveThrough(seed).catch((error: unknown) => ({ seed, counts: { histories: 1 }, differences: [String(error)] }));
		addCounts(counts, history.counts);
		if (history.differences.length > 0) failed.push({ seed, differences: history.differences.slice(0, 20) });
	}
	return { kind: 'model', from, to, counts, failed, seconds: (performance.now() - began) / 1000 };
};

/** One history with all it does. True when the copy was the ledgers. */
export const traceModel = async (seed: number): Promise<boolean> => {
	const { differences } = await liveThrough(seed, { trace: (line) => console.log(line.slice(0, 300)) });
	console.log(differences.join('\n') || 'no difference');
	return differences.length === 0;
};

export class ModelFindings {
	readonly all: ModelLine[] = [];

	take(line: ModelLine): void {
		this.all.push(line);
		const last = `seeds ${line.from} to ${line.to} on the model took ${line.seconds.toFixed(0)} s`;
		console.error(line.failed.length > 0 ? `${last}; differences: ${line.failed.map(({ seed }) => seed).join(', ')}` : last);
	}
	get failed(): readonly Failed[] {
		return this.all.flatMap((line) => line.failed);
	}
	isDone({ from, to }: ModelJob): boolean {
		return this.all.some((line) => line.from === from && line.to === to);
	}
	section(): readonly string[] {
		const counts: Counts = {};
		for (const line of this.all) addCounts(counts, line.counts);
		const seconds = this.all.reduce((sum, line) => sum + line.seconds, 0);
		const seeds = this.all.toSorted((a, b) => a.from - b.from).map(({ from, to }) => `${from}–${to}`);
		const title = ['## Sync: random histories on the model', ''];
		if (this.all.length === 0) return [...title, 'Left out in this run.', ''];
		return [
			...title,
			'The same use cases on ports in memory, which pass the contract that the adapters pass (`test/shared/ports`): one to three model ledgers of one company, the same rows in the books of another, lanes of messages, and a cut at any port call or between two writes of one. A model ledger takes every liberty that its port allows. At rest the copy is compared document by document and ladder by ladder, what webhooks told of before the hour is over, and the other company is as it was (`test/model`).',
			'',
			`Seeds ${seeds.join(', ')}; ${(seconds / 60).toFixed(1)} process minutes, ${((counts.histories ?? 0) / Math.max(1, seconds)).toFixed(0)} a second. Histories with a difference: **${this.failed.length}**${this.failed.length > 0 ? ` (${this.failed.map(({ seed }) => seed).join(', ')})` : ''}.`,
			'One of them again, with all it does: `node scripts/soak.ts --model --seed 17`.',
			'',
			'| what | |',
			'|---|---:|',
			...Object.entries(counts)
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
				.map(([name, times]) => `| ${name} | ${times.toLocaleString('en')} |`),
			'',
		];
	}
}
