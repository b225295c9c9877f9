/**
 * What reading a ledger costs: provider calls of a first read, a delta and a sweep next to the fewest there could be, documents a second of a delta against a
 * bare loop, and the memory that a first read of 10,000, 50,000 and 100,000 invoices holds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import type { Provider } from '../shared/domain/document.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';
import { barePages } from './bare-pages.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import { firstSync } from './first-sync.ts';
import { organisationOf } from './large-organisation.ts';
import type { Held, Order } from './reading-child.ts';
import { type Report, shown } from './report.ts';

const invoices = 10_000;
const customers = 800;
const changes = 5_000;
const today = '2026-11-22';
const pageSize = 1_000;
/** Of the fewest possible, and a constant: who the organisation is, lists that are asked for by status, their counts. */
const most = 1.05;
const constant = 12;
/** Of twice as many: what a process fills once (compiled code, connections) is filled by then. */
const flat = 1.2;

/** Pages of each list, if nothing but pages were asked for. */
const fewest = (organisation: ScenarioOrganisation): number => {
	const rows = new Map<string, number>([['customer', organisation.customers.length]]);
	for (const { kind } of organisation.documents) {
		const list = organisation.provider === 'quickbooks' && kind === 'overpayment' ? 'payment' : kind;
		rows.set(list, (rows.get(list) ?? 0) + 1);
	}
	return [...rows.values()].reduce((all, count) => all + Math.ceil(count / pageSize), 0);
};

/** Pages the whole ledger and writes as many items, 25 at a time, four at once. */
const bareLoop = async ({ db, table }: Store, provider: Provider, emulators: Emulators, id: string): Promise<number> => {
	const opened = emulators.sandboxes[provider];
	if (!opened) throw new Error(`no ${provider} sandbox`);
	let written = 0;
	for await (const names of barePages(provider, opened, id)) {
		const batches = Array.from({ length: Math.ceil(names.length / 25) }, (_, i) => names.slice(i * 25, i * 25 + 25));
		const lane = async (): Promise<void> => {
			for (let batch = batches.shift(); batch; batch = batches.shift()) {
				const puts = batch.map((name) => ({ PutRequest: { Item: { pk: `bare ${name}`, sk: 'DOC', text: 'x'.repeat(1_000) } } }));
				await db.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
			}
		};
		await Promise.all([lane(), lane(), lane(), lane()]);
		written += names.length;
	}
	return written;
};

const timed = async <T>(work: () => Promise<T>): Promise<readonly [is: T, seconds: number]> => {
	const began = performance.now();
	const is = await work();
	return [is, (performance.now() - began) / 1000];
};

const costsOf = async (report: Report, emulators: Emulators, organisation: ScenarioOrganisation): Promise<void> => {
	const { provider, id } = organisation;
	const opened = emulators.sandboxes[provider];
	if (!opened) throw new Error(`no ${provider} sandbox`);
	const store = await emulators.store();
	const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
		const before = await emulators.calls(provider);
		await work();
		return (await emulators.calls(provider)) - before;
	};
	const sync = await firstSync(store, provider, id, opened);
	const [pages, ending] = [await callsOf(() => sync.load()), await callsOf(() => sync.finish(invoices))];
	const least = fewest(organisation);
	const { length: documents } = organisation.documents;
	report.say(
		`${provider}: first read of ${documents.toLocaleString('en')} documents and ${customers} customers: ${pages} calls and ${ending} for closing and totals; pages alone would be ${least}`,
	);
	await emulators.touch(provider, 10);
	const delta = await callsOf(() => sync.readOn('delta'));
	const sweep = await callsOf(() => sync.readOn('sweep'));
	report.say(`${provider}: a delta of 10 changes ${delta} calls, a sweep of what is open ${sweep}`);
	report.limit(`${provider}: first read at most ${most} × ${least} + ${constant} calls`, pages <= most * least + constant, `${pages}`);
	report.limit(`${provider}: a delta of 10 at most 8 calls`, delta <= 8, `${delta}`);
	await emulators.touch(provider, changes);
	const [live, seconds] = await timed(() => sync.readOn('delta'));
	const changed = live.lastRun?.changed ?? 0;
	const [rows, bareSeconds] = await timed(async () => bareLoop(await emulators.store(), provider, emulators, id));
	const [ours, bare] = [changed / seconds, rows / bareSeconds];
	// DESIGN section 5 says 0.26–0.32 of transactions alone; with a delta's reading and mapping it is less. A bare loop keeps no versions and no ladders.
	report.say(
		`${provider}: live mode ${shown(ours, 0)} documents a second (${changed} changes), bare loop ${shown(bare, 0)}: ${shown(ours / bare, 2)}`,
	);
};

const heldBy = async (provider: Provider, count: number): Promise<Held> => {
	const child = fork(new URL('reading-child.ts', import.meta.url), {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		serialization: 'advanced',
		execArgv: ['--expose-gc'],
	});
	try {
		child.send({ provider, invoices: count, today } satisfies Order);
		const [held] = (await Promise.race([
			once(child, 'message'),
			once(child, 'exit').then(([code]) => {
				throw new Error(`the reader ended with ${code}`);
			}),
		])) as [Held];
		return held;
	} finally {
		child.kill();
	}
};

export const reading = async (report: Report): Promise<void> => {
	const organisations = (['xero', 'quickbooks'] as const).map((provider) => organisationOf(provider, invoices, customers, 'some settled'));
	await withEmulators({ organisations, today }, async (emulators) => {
		for (const organisation of organisations) await costsOf(report, emulators, organisation);
	});
	for (const provider of ['xero', 'quickbooks'] as const) {
		const [few, half, all] = [await heldBy(provider, 10_000), await heldBy(provider, 50_000), await heldBy(provider, 100_000)];
		const said = (of: keyof Held): string => [few, half, all].map((held) => shown(held[of])).join(', ');
		report.say(
			`${provider}: held at most, garbage taken out, at 10,000, 50,000 and 100,000 invoices: pages ${said('pages')} MB, adding up ${said('whole')} MB`,
		);
		report.limit(
			`${provider}: memory of the pages at 100,000 at most ${flat} × of 50,000`,
			all.pages / half.pages <= flat,
			`${shown(all.pages / half.pages, 2)} ×`,
		);
	}
};
