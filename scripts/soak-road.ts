/** The part of `npm run soak` that walks the whole road: reminded, paid, booked, exported. */
import { type Provider, providers } from '../shared/domain/document.ts';
import { liveOnTheRoad, type RoadHistory, usualRoadSteps } from '../test/support/road/history.ts';
import { killedOnTheRoad, type RoadKilled } from '../test/support/road/kill.ts';
import { closeShared } from '../test/support/road/surroundings.ts';
import { stumble, type Walked, walk } from '../test/support/road/walk.ts';
import { addCounts, type Counts } from '../test/support/sync/history.ts';

export type RoadCounts = { readonly histories: number; readonly stride: number; readonly stumbles: number; readonly from: number };
export type RoadJob =
	| { readonly kind: 'road-histories'; readonly provider: Provider; readonly from: number; readonly to: number }
	| { readonly kind: 'road-walk'; readonly provider: Provider; readonly part: number }
	| { readonly kind: 'stumbles'; readonly provider: Provider; readonly part: number };
/** Alone: its moments are real time. */
export type RoadKills = { readonly kind: 'road-kills' };
export type RoadLine =
	| { readonly kind: 'road-kills'; readonly killed: RoadKilled }
	| { readonly kind: 'road-history'; readonly history: RoadHistory }
	| { readonly kind: 'road-walk'; readonly part: number; readonly walked: Walked }
	| { readonly kind: 'stumbles'; readonly part: number; readonly walked: Walked };

/** The walk in so many parts, so that two processes share it and a cut soak loses little. */
const parts = 24;
const stumbleParts = 4;
const historiesAtOnce = 10;
/** Longer than any one invocation, or it could never end. */
const stumbleEvery = 131;

export const roadJobs = ({ histories, stumbles, from }: RoadCounts): RoadJob[] =>
	providers.flatMap((provider): RoadJob[] => [
		...Array.from({ length: Math.ceil(histories / historiesAtOnce) }, (_, i) => ({
			kind: 'road-histories' as const,
			provider,
			from: from + i * historiesAtOnce,
			to: from + Math.min(histories, (i + 1) * historiesAtOnce) - 1,
		})),
		...Array.from({ length: stumbles > 0 ? stumbleParts : 0 }, (_, part) => ({ kind: 'stumbles' as const, provider, part })),
		...Array.from({ length: parts }, (_, part) => ({ kind: 'road-walk' as const, provider, part })),
	]);

export const workOnRoad = async (job: RoadJob, { stride, stumbles }: RoadCounts, say: (line: RoadLine) => void): Promise<void> => {
	const { provider } = job;
	const tell = (line: string): void => console.error(`${provider}: ${line.slice(0, 500)}`);
	try {
		if (job.kind === 'road-walk') {
			const walked = await walk(provider, { from: 1 + job.part * stride, stride: parts * stride, tell });
			say({ kind: 'road-walk', part: job.part, walked });
		} else if (job.kind === 'stumbles') {
			const times = Math.ceil(stumbles / stumbleParts);
			say({
				kind: 'stumbles',
				part: job.part,
				walked: await stumble(provider, { from: 1 + job.part * times, stride: stumbleEvery, times, tell }),
			});
		} else
			for (let seed = job.from; seed <= job.to; seed++) {
				const history = await liveOnTheRoad(provider, seed).catch(
					(error: unknown): RoadHistory => ({ seed, provider, counts: { histories: 1 }, differences: [String(error)], seconds: 0 }),
				);
				say({ kind: 'road-history', history });
			}
	} finally {
		await closeShared();
	}
};

export const killOnTheRoad = async (seed: number, kills: number): Promise<RoadLine> => ({
	kind: 'road-kills',
	killed: await killedOnTheRoad({ seed, kills, size: 20, tell: console.error }),
});

/** One history with all it does. */
export const traceRoad = async (provider: Provider, seed: number): Promise<void> => {
	const { differences } = await liveOnTheRoad(provider, seed, { trace: (line) => console.log(line.slice(0, 300)) });
	console.log(differences.join('\n') || 'no difference');
	process.exitCode = differences.length ? 1 : 0;
	await closeShared();
};

const summed = (all: readonly Walked[], of: 'journeys' | 'cuts' | 'mails' | 'unknown' | 'bookings'): string =>
	all.reduce((sum, each) => sum + each[of], 0).toLocaleString('en');

export class RoadFindings {
	readonly histories: RoadHistory[] = [];
	readonly walks: (Walked & { readonly part: number })[] = [];
	readonly stumbled: (Walked & { readonly part: number })[] = [];
	kills: RoadKilled | null = null;

	take(line: RoadLine): void {
		if (line.kind === 'road-kills') this.kills = line.killed;
		else if (line.kind === 'road-history') {
			const { provider, seed, differences } = line.history;
			// A resumed soak lives through the beginning of a cut range again.
			if (this.histories.some((each) => each.provider === provider && each.seed === seed)) return;
			this.histories.push(line.history);
			if (differences.length) console.error(`${provider} road seed ${seed}: ${differences.slice(0, 3).join('; ')}`);
		} else (line.kind === 'road-walk' ? this.walks : this.stumbled).push({ ...line.walked, part: line.part });
	}
	get all(): readonly { readonly seconds: number }[] {
		return [...this.histories, ...this.walks, ...this.stumbled, ...(this.kills ? [this.kills] : [])];
	}
	get failures(): readonly string[] {
		return [
			...(this.kills?.differences ?? []),
			...this.histories.flatMap(({ differences }) => differences),
			...[...this.walks, ...this.stumbled].flatMap(({ failures }) => failures),
		];
	}

	section({ stride, from, histories }: RoadCounts): string[] {
		if (this.all.length === 0) return [];
		const counts = { xero: {}, quickbooks: {} } as Record<Provider, Counts>;
		for (const { provider, counts: more } of this.histories) addCounts(counts[provider], more);
		const names = [...new Set(providers.flatMap((provider) => Object.keys(counts[provider])))].sort();
		const row = (name: string, all: readonly (Walked & { readonly part: number })[], provider: Provider): string => {
			const own = all.filter((each) => each.provider === provider);
			const failures = own.reduce((sum, each) => sum + each.failures.length, 0);
			const whole = name === 'walk' ? parts : own.length;
			const told = own.length < whole ? `${name}, ${own.length} of its ${whole} parts` : name;
			return `| ${told} | ${provider} | ${own[0]?.requests ?? 0} | ${own[0]?.places || ''} | ${summed(own, 'journeys')} | ${summed(own, 'cuts')} | ${summed(own, 'mails')} | ${summed(own, 'unknown')} | ${summed(own, 'bookings')} | ${failures} |`;
		};
		return [
			'## The whole road: crash walk',
			'',
			'Connect, first read, reminders live, plan, a payment past us, barrier, mails, customers who open their links and pay all, a part, and by debit, bookings, receipts, the next day, the debit that settles, the export.',
			`Walk: the power is cut once a journey, at ${stride === 1 ? 'every place' : `every ${stride}th place`} that differs (as above; connecting and the first read are walked there); stumbling: at every ${stumbleEvery}th request, again and again. All memory is lost; queues redeliver, and in a second pass they are emptied. \`test/support/road/checker.ts\` then reads our table, the inbox, Stripe's and the ledger's own stores: no mail twice, none lost, no booking twice, nothing held, nothing unfinished, nothing overdue. \`unknown\`: the mail's call was cut and no event told of it.`,
			'',
			'| | provider | requests of the journey | places | journeys | cuts | decisions | unknown | bookings | differences |',
			'|---|---|---:|---:|---:|---:|---:|---:|---:|---:|',
			...providers.flatMap((provider) => [row('walk', this.walks, provider), row('stumbling', this.stumbled, provider)]),
			...this.failures.slice(0, 20).map((failure) => `- ${failure}`),
			'',
			...(this.kills
				? [
						`${this.kills.kills} real \`kill -9\` of \`npm start\` while mails go out and customers of both ledgers pay: ${this.kills.mails} mails, ${this.kills.unknown} unknown, ${this.kills.payments} payments, ${this.kills.bookings} bookings, **${this.kills.differences.length}** differences.`,
						'',
					]
				: []),
			'## The whole road: random histories',
			'',
			`Seeds ${from} to ${from + histories - 1} of each provider, ${usualRoadSteps} steps each. One again, with all it does: \`node scripts/soak.ts --road --provider xero --seed 17\`.`,
			'',
			'| what | Xero | QuickBooks |',
			'|---|---:|---:|',
			...names.map(
				(name) => `| ${name} | ${(counts.xero[name] ?? 0).toLocaleString('en')} | ${(counts.quickbooks[name] ?? 0).toLocaleString('en')} |`,
			),
			'',
		];
	}
}

/** Told of by an earlier soak that was cut. */
export const isDone = (job: RoadJob, found: RoadFindings): boolean => {
	if (job.kind === 'road-histories') return found.histories.some(({ provider, seed }) => provider === job.provider && seed === job.to);
	const told = job.kind === 'road-walk' ? found.walks : found.stumbled;
	return told.some(({ provider, part }) => provider === job.provider && part === job.part);
};
