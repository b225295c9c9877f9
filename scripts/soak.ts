/**
 * `npm run soak`: the full counts of what `npm test` samples, written to docs/soak.md. Exits non-zero when anything differs.
 *
 *   --histories N   of each provider (200)      --stride N   every N-th place of the crash walk (1)      --kills N   of npm start (10)
 *   --from N        first seed (1)              --dry        writes no page
 *   --only sync     or road, or arrangements, or of sync only the model: the rest is left out of this run; what an earlier run told of it stays on the page with --resume
 *   --lanes N       processes at once (as many as processors, at most 2)
 *   --resume        goes on with what dist/soak.jsonl holds of a soak that was cut short
 *   --page          runs nothing more: writes the page from what dist/soak.jsonl holds
 *   --provider xero --seed N    one history with everything it does, to look for a failure's reason; with --road one of the whole road
 *   --model --seed N            one on ports in memory (--model-histories N of them, 10000; scripts/soak-model.ts)
 *   --arrangements N (10000)    histories of disputes, promises and plans (scripts/soak-arrangements.ts), and --agreed-histories N (200)
 *                               of them on the whole road; --agreed --provider xero --seed N: one of those
 *   --road-histories N (50)     --road-stride N (1)     --stumbles N (40): the same of the whole road, of each provider (scripts/soak-road.ts)
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Provider, providers } from '../shared/domain/document.ts';
import { type Walked, walk } from '../test/support/sync/crash-walk.ts';
import { addCounts, type Counts, type History, liveThrough, usualSize, usualSteps } from '../test/support/sync/history.ts';
import { type Killed, killed } from '../test/support/sync/kill.ts';
import { AgreedFindings, type AgreedJob, type AgreedLine, agreedJobs, traceAgreed, workOnAgreed } from './soak-agreed.ts';
import {
	ArrangementsFindings,
	type ArrangementsJob,
	type ArrangementsLine,
	arrangementsJobs,
	workOnArrangements,
} from './soak-arrangements.ts';
import { ModelFindings, type ModelJob, type ModelLine, modelJobs, traceModel, workOnModel } from './soak-model.ts';
import { pageOf, walkedBy } from './soak-page.ts';
import { commit, inItsOwnProcess } from './soak-process.ts';
import {
	isDone,
	killOnTheRoad,
	RoadFindings,
	type RoadJob,
	type RoadKills,
	type RoadLine,
	roadJobs,
	traceRoad,
	workOnRoad,
} from './soak-road.ts';

const { values } = parseArgs({
	options: {
		histories: { type: 'string', default: '200' },
		stride: { type: 'string', default: '1' },
		kills: { type: 'string', default: '10' },
		from: { type: 'string', default: '1' },
		provider: { type: 'string' },
		seed: { type: 'string' },
		job: { type: 'string' },
		road: { type: 'boolean', default: false },
		model: { type: 'boolean', default: false },
		'model-histories': { type: 'string', default: '10000' },
		arrangements: { type: 'string', default: '10000' },
		'agreed-histories': { type: 'string', default: '200' },
		agreed: { type: 'boolean', default: false },
		'road-histories': { type: 'string', default: '50' },
		'road-stride': { type: 'string', default: '1' },
		stumbles: { type: 'string', default: '40' },
		lanes: { type: 'string', default: String(Math.min(2, cpus().length)) },
		only: { type: 'string' },
		dry: { type: 'boolean', default: false },
		resume: { type: 'boolean', default: false },
		page: { type: 'boolean', default: false },
	},
});
/** Every result as it comes: hours of work are not lost to a closed lid. */
const kept = join(import.meta.dirname, '..', 'dist', 'soak.jsonl');
const count = Number(values.histories);
const first = Number(values.from);
/** Every twentieth history has books of several pages. */
const bigSize = 1_300;
const sizeOf = (seed: number): number => (seed % 20 === 7 ? bigSize : usualSize);
/** The walk of a provider in so many parts, so that two processes share it. */
const parts = 4;

type Job =
	| { readonly kind: 'histories'; readonly provider: Provider; readonly from: number; readonly to: number }
	| { readonly kind: 'walk'; readonly provider: Provider; readonly part: number }
	| { readonly kind: 'kills' }
	| ModelJob
	| ArrangementsJob
	| AgreedJob
	| RoadKills
	| RoadJob;
type Line =
	| RoadLine
	| ModelLine
	| ArrangementsLine
	| AgreedLine
	| { readonly kind: 'history'; readonly history: History }
	| { readonly kind: 'walk'; readonly part: number; readonly walked: Walked }
	| { readonly kind: 'kills'; readonly killed: Killed };

type Kept = Line & { readonly commit: string };

const say = (line: Line): void => console.log(`@${JSON.stringify(line)}`);

const roadCounts = {
	histories: Number(values['road-histories']),
	stride: Number(values['road-stride']),
	stumbles: Number(values.stumbles),
	from: first,
};

/** In a process of its own: the functions' environment is the process's, and what one history leaves behind ends with it. */
const work = async (job: Job): Promise<void> => {
	if (job.kind === 'road-histories' || job.kind === 'road-walk' || job.kind === 'stumbles') return workOnRoad(job, roadCounts, say);
	if (job.kind === 'model') return say(await workOnModel(job));
	if (job.kind === 'arrangements') return say(workOnArrangements(job));
	if (job.kind === 'agreed') return workOnAgreed(job, say);
	if (job.kind === 'road-kills') return say(await killOnTheRoad(first, Number(values.kills)));
	if (job.kind === 'kills')
		return say({ kind: 'kills', killed: await killed({ seed: first, kills: Number(values.kills), size: 1_500, tell: console.error }) });
	if (job.kind === 'walk') {
		const stride = Number(values.stride);
		return say({
			kind: 'walk',
			part: job.part,
			walked: await walk(job.provider, { from: 1 + job.part * stride, stride: parts * stride, tell: console.error }),
		});
	}
	for (let seed = job.from; seed <= job.to; seed++) {
		const history = await liveThrough(job.provider, seed, { steps: usualSteps, size: sizeOf(seed), silent: seed % 2 === 1 }).catch(
			(error: unknown): History => ({
				seed,
				provider: job.provider,
				counts: { histories: 1, differences: 1 },
				differences: [String(error)],
				seconds: 0,
			}),
		);
		say({ kind: 'history', history });
	}
};

const ranges = (provider: Provider): Job[] => {
	const each = 50;
	return Array.from({ length: Math.ceil(count / each) }, (_, i) => ({
		kind: 'histories' as const,
		provider,
		from: first + i * each,
		to: first + Math.min(count, (i + 1) * each) - 1,
	}));
};

const partOf = ({ kind }: Line): 'sync' | 'arrangements' | 'road' => {
	if (kind === 'arrangements' || kind === 'agreed') return 'arrangements';
	return kind === 'model' || kind === 'history' || kind === 'walk' || kind === 'kills' ? 'sync' : 'road';
};

const soak = async (): Promise<void> => {
	const began = performance.now();
	const wants = (part: 'sync' | 'road' | 'arrangements'): boolean => !values.page && (values.only ?? part) === part;
	let jobs: Job[] = [
		...(wants('sync') || (values.only === 'model' && !values.page) ? modelJobs(first, Number(values['model-histories'])) : []),
		...(wants('sync')
			? [
					...providers.flatMap(ranges),
					...providers.flatMap((provider) => Array.from({ length: parts }, (_, part) => ({ kind: 'walk' as const, provider, part }))),
				]
			: []),
		...(wants('arrangements')
			? [...arrangementsJobs(first, Number(values.arrangements)), ...agreedJobs(first, Number(values['agreed-histories']))]
			: []),
		...(wants('road') ? roadJobs(roadCounts) : []),
	];
	const road = new RoadFindings();
	const model = new ModelFindings();
	const arrangements = new ArrangementsFindings();
	const agreed = new AgreedFindings();
	const histories: History[] = [];
	const walks: (Walked & { readonly part: number })[] = [];
	let kills: Killed | null = null;
	const commits = { sync: new Set<string>(), arrangements: new Set<string>(), road: new Set<string>() };
	const take = (line: Kept): void => {
		commits[partOf(line)].add(line.commit);
		if (line.kind === 'history') {
			histories.push(line.history);
			const { provider, seed, differences, seconds } = line.history;
			if (differences.length) console.error(`${provider} seed ${seed}: ${differences.slice(0, 3).join('; ')}`);
			else if (histories.length % 20 === 0) console.error(`${histories.length} histories, the last took ${seconds.toFixed(1)} s`);
		} else if (line.kind === 'walk') walks.push({ ...line.walked, part: line.part });
		else if (line.kind === 'kills') kills = line.killed;
		else if (line.kind === 'model') model.take(line);
		else if (line.kind === 'arrangements') arrangements.take(line);
		else if (line.kind === 'agreed') agreed.take(line);
		else road.take(line);
	};
	mkdirSync(dirname(kept), { recursive: true });
	const goesOn = values.resume || values.page;
	const before = goesOn && existsSync(kept) ? readFileSync(kept, 'utf8').split('\n').filter(Boolean) : [];
	writeFileSync(kept, before.map((line) => `${line}\n`).join(''));
	for (const line of before) take(JSON.parse(line) as Kept);
	// What a job's last seed, or the job itself, has told of is done; of a job that was cut short the rest is.
	jobs = jobs.flatMap((job): Job[] => {
		if (job.kind === 'walk') return walks.some((each) => each.provider === job.provider && each.part === job.part) ? [] : [job];
		if (job.kind === 'road-histories' || job.kind === 'road-walk' || job.kind === 'stumbles') return isDone(job, road) ? [] : [job];
		if (job.kind === 'model') return model.isDone(job) ? [] : [job];
		if (job.kind === 'arrangements') return arrangements.isDone(job) ? [] : [job];
		if (job.kind === 'agreed') return agreed.isDone(job) ? [] : [job];
		if (job.kind !== 'histories') return [job];
		const seen = histories
			.filter((each) => each.provider === job.provider && each.seed >= job.from && each.seed <= job.to)
			.map((each) => each.seed);
		const from = Math.max(job.from - 1, ...seen) + 1;
		return from > job.to ? [] : [{ ...job, from }];
	});
	const keep = (told: Line): void => {
		const line: Kept = { ...told, commit };
		appendFileSync(kept, `${JSON.stringify(line)}\n`);
		take(line);
	};
	const lane = async (): Promise<void> => {
		for (let job = jobs.shift(); job; job = jobs.shift()) await inItsOwnProcess<Line>(job, keep);
	};
	await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
	// Alone: its moments are real time.
	if (wants('sync') && Number(values.kills) > 0 && !kills) await inItsOwnProcess<Line>({ kind: 'kills' }, keep);
	if (wants('road') && Number(values.kills) > 0 && !road.kills) await inItsOwnProcess<Line>({ kind: 'road-kills' }, keep);
	const minutes = (performance.now() - began) / 60_000;
	const hours =
		[...histories, ...walks, ...model.all, ...arrangements.all, ...agreed.all, ...road.all, ...(kills ? [kills as Killed] : [])].reduce(
			(all, each) => all + each.seconds,
			0,
		) / 3600;

	const counts = { xero: {}, quickbooks: {} } as Record<Provider, Counts>;
	for (const { provider, counts: more } of histories) addCounts(counts[provider], more);
	const failed = histories.filter((each) => each.differences.length);
	const walked = walkedBy(walks);
	const done = kills as Killed | null;
	const page = pageOf({
		how: goesOn ? 'resumed' : `${minutes.toFixed(0)} minutes`,
		hours,
		commits,
		seeds: { first, last: first + count - 1, size: bigSize },
		counts,
		failed,
		stride: Number(values.stride),
		walked,
		done,
		sections: { model: model.section(), arrangements: [...arrangements.section(), ...agreed.section()], road: road.section(roadCounts) },
	});
	if (!values.dry) writeFileSync(join(import.meta.dirname, '..', 'docs', 'soak.md'), page);
	console.log(page);
	if (
		failed.length ||
		model.failed.length ||
		arrangements.failures.length ||
		agreed.failures.length ||
		road.failures.length ||
		walked.some((each) => each.failures.length) ||
		done?.differences.length
	)
		process.exitCode = 1;
};

const provider = providers.find((each) => each === values.provider);
if (values.job) await work(JSON.parse(values.job) as Job);
else if (values.model && values.seed) process.exitCode = (await traceModel(Number(values.seed))) ? 0 : 1;
else if (provider && values.seed && values.agreed) await traceAgreed(provider, Number(values.seed));
else if (provider && values.seed && values.road) await traceRoad(provider, Number(values.seed));
else if (provider && values.seed) {
	const seed = Number(values.seed);
	const history = await liveThrough(provider, seed, {
		steps: usualSteps,
		silent: seed % 2 === 1,
		size: sizeOf(seed),
		trace: (line) => console.log(line.slice(0, 300)),
	});
	console.log(history.differences.join('\n') || 'no difference');
	process.exitCode = history.differences.length ? 1 : 0;
} else await soak();
