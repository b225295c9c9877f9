/** docs/soak.md: what a soak found, for people. */
import { cpus } from 'node:os';
import { type Provider, providers } from '../shared/domain/document.ts';
import type { Walked } from '../test/support/sync/crash-walk.ts';
import { type Counts, type History, usualSteps } from '../test/support/sync/history.ts';
import type { Killed } from '../test/support/sync/kill.ts';

const table = (counts: Readonly<Record<Provider, Counts>>): string[] => {
	const names = [...new Set(providers.flatMap((provider) => Object.keys(counts[provider])))].sort();
	return [
		'| what | Xero | QuickBooks |',
		'|---|---:|---:|',
		...names.map(
			(name) => `| ${name} | ${(counts.xero[name] ?? 0).toLocaleString('en')} | ${(counts.quickbooks[name] ?? 0).toLocaleString('en')} |`,
		),
	];
};

type WalkedBy = {
	readonly provider: Provider;
	readonly requests: number;
	readonly places: number;
	readonly cuts: number;
	readonly failures: readonly string[];
};

/** The parts of each provider's walk, put together. */
export const walkedBy = (walks: readonly Walked[]): readonly WalkedBy[] =>
	providers.map((provider) => {
		const own = walks.filter((each) => each.provider === provider);
		return {
			provider,
			requests: own[0]?.requests ?? 0,
			places: own[0]?.places ?? 0,
			cuts: own.reduce((all, each) => all + each.cuts, 0),
			failures: own.flatMap((each) => each.failures),
		};
	});

export type Soaked = {
	readonly how: string;
	readonly hours: number;
	readonly commits: Readonly<Record<'sync' | 'arrangements' | 'road', ReadonlySet<string>>>;
	readonly seeds: { readonly first: number; readonly last: number; readonly size: number };
	readonly counts: Readonly<Record<Provider, Counts>>;
	readonly failed: readonly History[];
	readonly stride: number;
	readonly walked: readonly WalkedBy[];
	readonly done: Killed | null;
	readonly sections: Readonly<Record<'model' | 'arrangements' | 'road', readonly string[]>>;
};

export const pageOf = ({ how, hours, commits, seeds, counts, failed, stride, walked, done, sections }: Soaked): string => {
	return [
		'# Soak: the road under faults',
		'',
		`Written by \`npm run soak\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${how}, ${hours.toFixed(1)} process hours.`,
		'The real runner: bundled handlers, real SDKs and adapters, HTTP to the emulators and sandboxes. What is compared, and with what: `test/support/sync/compare.ts`',
		"reads our table and the sandbox's own store, both past their APIs, document by document, customer by customer, and every due day of every ladder.",
		'',
		`Commits: sync ${[...commits.sync].join(', ') || 'not run'}; arrangements ${[...commits.arrangements].join(', ') || 'not run'}; the whole road ${[...commits.road].join(', ') || 'not run'}.`,
		'',
		'## Sync: random histories',
		'',
		`Seeds ${seeds.first} to ${seeds.last} of each provider, ${usualSteps} steps each; every twentieth has books of ${seeds.size.toLocaleString('en')} invoices, so of several pages. Histories with a difference: **${failed.length}**${failed.length ? ` (${failed.map((each) => `${each.provider} ${each.seed}`).join(', ')})` : ''}.`,
		'One of them again, with all it does: `node scripts/soak.ts --provider xero --seed 17`.',
		'',
		...table(counts),
		'',
		'`provider:` and `table:` are injected faults that really struck; `edit:` what the bookkeeper did while the hub read.',
		'',
		...sections.model,
		'## Sync: crash walk',
		'',
		`Connect, full read, recount, closing, tie-out, a day of edits with webhooks, delta, an hour, a renewed token, a recount. The power is cut at ${stride === 1 ? 'every place' : `every ${stride}th place`} that differs from the others (before the first request of an invocation, and after each request that may change something; between reads no cut is another), all memory is lost; then the queues redeliver, and in a second pass they are emptied. At the end the copy is compared as above and nothing is left to do.`,
		'',
		'| provider | requests of the journey | places | cuts, redelivered and emptied | ended elsewhere |',
		'|---|---:|---:|---:|---:|',
		...walked.map(
			({ provider, requests, places, cuts, failures }) => `| ${provider} | ${requests} | ${places} | ${cuts} | ${failures.length} |`,
		),
		...walked.flatMap(({ failures }) => failures.slice(0, 20).map((failure) => `- ${failure}`)),
		'',
		...sections.arrangements,
		...sections.road,
		'## kill -9',
		'',
		done
			? `${done.kills} real \`kill -9\` of \`npm start\` with two ledgers of 1,500 invoices and more, ${done.whileReading} while a read was under way, ${done.edits} edits in the sandboxes' files between the lives: ${done.documents.toLocaleString('en')} documents compared, **${done.differences.length}** differences, ${done.seconds.toFixed(0)} s.`
			: 'Left out in this run.',
		'',
	].join('\n');
};
