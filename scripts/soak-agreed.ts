/** The part of `npm run soak` where people of the company agree things with customers on the whole road (test/support/road/staff.ts). */
import { type Provider, providers } from '../shared/domain/document.ts';
import { liveOnTheRoad, type RoadHistory } from '../test/support/road/history.ts';
import { closeShared } from '../test/support/road/surroundings.ts';
import { addCounts, type Counts } from '../test/support/sync/history.ts';

/** Seeds, both ends included. */
export type AgreedJob = { readonly kind: 'agreed'; readonly provider: Provider; readonly from: number; readonly to: number };
export type AgreedLine = { readonly kind: 'agreed'; readonly history: RoadHistory };

const atOnce = 10;
const steps = 140;

/** Half of them with each provider. */
export const agreedJobs = (from: number, count: number): AgreedJob[] =>
	providers.flatMap((provider) =>
		Array.from({ length: Math.ceil(count / 2 / atOnce) }, (_, i) => ({
			kind: 'agreed' as const,
			provider,
			from: from + i * atOnce,
			to: from + Math.min(Math.ceil(count / 2), (i + 1) * atOnce) - 1,
		})),
	);

export const workOnAgreed = async ({ provider, from, to }: AgreedJob, say: (line: AgreedLine) => void): Promise<void> => {
	try {
		for (let seed = from; seed <= to; seed++) {
			const history = await liveOnTheRoad(provider, seed, { steps, agreeing: true }).catch(
				(error: unknown): RoadHistory => ({ seed, provider, counts: { histories: 1 }, differences: [String(error)], seconds: 0 }),
			);
			say({ kind: 'agreed', history });
		}
	} finally {
		await closeShared();
	}
};

export const traceAgreed = async (provider: Provider, seed: number): Promise<void> => {
	const trace = (line: string): void => console.log(line.slice(0, 300));
	const { differences, counts } = await liveOnTheRoad(provider, seed, { steps, agreeing: true, trace });
	console.log(JSON.stringify(counts));
	console.log(differences.join('\n') || 'no difference');
	process.exitCode = differences.length ? 1 : 0;
	await closeShared();
};

export class AgreedFindings {
	readonly all: RoadHistory[] = [];

	take({ history }: AgreedLine): void {
		const { provider, seed, differences, seconds } = history;
		if (this.all.some((each) => each.provider === provider && each.seed === seed)) return;
		this.all.push(history);
		if (differences.length) console.error(`${provider} agreed seed ${seed}: ${differences.slice(0, 3).join('; ')}`);
		else if (this.all.length % 10 === 0)
			console.error(`${this.all.length} histories of what was agreed, the last took ${seconds.toFixed(0)} s`);
	}
	isDone({ provider, to }: AgreedJob): boolean {
		return this.all.some((each) => each.provider === provider && each.seed === to);
	}
	get failures(): readonly string[] {
		return this.all.flatMap(({ differences }) => differences);
	}
	section(): readonly string[] {
		const title = ['## Arrangements on the whole road: random histories', ''];
		if (this.all.length === 0) return [...title, 'Left out in this run.', ''];
		const counts = { xero: {}, quickbooks: {} } as Record<Provider, Counts>;
		for (const { provider, counts: more } of this.all) addCounts(counts[provider], more);
		const names = [...new Set(providers.flatMap((provider) => Object.keys(counts[provider])))].sort();
		const of = (provider: Provider): number => this.all.filter((each) => each.provider === provider).length;
		const row = (name: string): string =>
			`| ${name} | ${(counts.xero[name] ?? 0).toLocaleString('en')} | ${(counts.quickbooks[name] ?? 0).toLocaleString('en')} |`;
		return [
			...title,
			`The road's histories, ${steps} steps each, where two of the company dispute, promise, plan, put off, settle, pause, approve, concede and agree anew by the API meanwhile (test/support/road/staff.ts). At rest: the three answers of the API against the oracle's; by the history of changes alone, that no mail asked for what was in dispute, paused or insolvent when it went; and each credit note in the ledger against the posting that wrote it (test/support/road/agreed.ts); and all that is compared on the road without them.`,
			'',
			`${of('xero')} histories of Xero, ${of('quickbooks')} of QuickBooks. Differences: **${this.failures.length}**. One again: \`node scripts/soak.ts --agreed --provider xero --seed 17\`.`,
			'',
			'| what | Xero | QuickBooks |',
			'|---|---:|---:|',
			...names.map(row),
			'',
		];
	}
}
