/** The part of `npm run soak` that lives through histories of arrangements (test/support/arrangements): many, since each takes milliseconds. */
import { answerOf } from '../shared/domain/arrangements/advance.ts';
import { arrangementEvents, arrangementKinds, statesOf } from '../shared/domain/arrangements/kinds.ts';
import { liveThrough } from '../test/support/arrangements/history.ts';

/** Seeds, both ends included. */
export type ArrangementsJob = { readonly kind: 'arrangements'; readonly from: number; readonly to: number };
type Times = Readonly<Record<string, number>>;
export type ArrangementsLine = ArrangementsJob & {
	readonly counts: Times;
	readonly moved: Times;
	readonly visited: Times;
	readonly differences: readonly string[];
	readonly seconds: number;
};

const each = 1_000;
const steps = 120;

export const arrangementsJobs = (from: number, count: number): ArrangementsJob[] =>
	Array.from({ length: Math.ceil(count / each) }, (_, i) => ({
		kind: 'arrangements',
		from: from + i * each,
		to: from + Math.min(count, (i + 1) * each) - 1,
	}));

const add = (all: Record<string, number>, more: Iterable<readonly [string, number]>): void => {
	for (const [name, times] of more) all[name] = (all[name] ?? 0) + times;
};

export const workOnArrangements = (job: ArrangementsJob): ArrangementsLine => {
	const began = performance.now();
	const [counts, moved, visited]: Record<string, number>[] = [{}, {}, {}];
	const differences: string[] = [];
	for (let seed = job.from; seed <= job.to; seed++) {
		const lived = liveThrough(seed, steps);
		add(counts ?? {}, Object.entries(lived.counts));
		add(moved ?? {}, lived.moved);
		add(visited ?? {}, lived.visited);
		differences.push(...lived.differences);
	}
	const seconds = (performance.now() - began) / 1000;
	return { ...job, counts: counts ?? {}, moved: moved ?? {}, visited: visited ?? {}, differences: differences.slice(0, 20), seconds };
};

export class ArrangementsFindings {
	readonly all: ArrangementsLine[] = [];

	take(line: ArrangementsLine): void {
		this.all.push(line);
		console.error(
			`seeds ${line.from} to ${line.to} of arrangements took ${line.seconds.toFixed(0)} s; ${line.differences.length} differences`,
		);
	}
	isDone({ from, to }: ArrangementsJob): boolean {
		return this.all.some((line) => line.from === from && line.to === to);
	}
	/** Differences, and moves of the table that no history made. */
	get failures(): readonly string[] {
		return [
			...this.all.flatMap(({ differences }) => differences),
			...(this.all.length === 0 ? [] : this.#missed().map((name) => `never made: ${name}`)),
		];
	}
	#sum(of: (line: ArrangementsLine) => Times): Record<string, number> {
		const sums: Record<string, number> = {};
		for (const line of this.all) add(sums, Object.entries(of(line)));
		return sums;
	}
	#pairs(): readonly { readonly name: string; readonly moves: boolean }[] {
		return arrangementKinds.flatMap((kind) =>
			statesOf[kind].flatMap((state) =>
				arrangementEvents.map((event) => {
					const answer = answerOf({ kind, state }, event);
					return { name: `${kind} ${state} ${event}`, moves: answer !== 'stays' && !('refuses' in answer) };
				}),
			),
		);
	}
	#missed(): readonly string[] {
		const moved = this.#sum(({ moved: own }) => own);
		return this.#pairs().flatMap(({ name, moves }) => (moves && moved[name] === undefined ? [name] : []));
	}
	section(): readonly string[] {
		const title = ['## Arrangements: random histories', ''];
		if (this.all.length === 0) return [...title, 'Left out in this run.', ''];
		const pairs = this.#pairs();
		const moving = pairs.filter(({ moves }) => moves).length;
		const counts = this.#sum((line) => line.counts);
		const moved = Object.entries(this.#sum((line) => line.moved)).toSorted(([, a], [, b]) => a - b);
		const seconds = this.all.reduce((sum, line) => sum + line.seconds, 0);
		const seeds = this.all.toSorted((a, b) => a.from - b.from).map(({ from, to }) => `${from}–${to}`);
		return [
			...title,
			`A customer's months in memory (test/support/arrangements): payments, credits, money taken back, disputes, promises, plans, holds, autopay and the ledger's answers, ${steps} steps each. After each step the three answers about every invoice are compared with an oracle's, and every promise with the payments themselves.`,
			'',
			`Seeds ${seeds.join(', ')}; ${(seconds / 60).toFixed(1)} process minutes. Differences: **${this.all.flatMap(({ differences }) => differences).length}**. Of ${pairs.length} pairs of state and event ${moving} move something; ${moving - this.#missed().length} of them were made, the rarest: ${moved
				.slice(0, 3)
				.map(([name, times]) => `${name} (${times})`)
				.join(', ')}. Pairs met in all: ${Object.keys(this.#sum((line) => line.visited)).length}.`,
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
