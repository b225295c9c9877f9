/**
 * The first sync of 10,000 invoices: the real handler, adapter and SDK, from the provider's sandbox into the table, against a bare loop
 * that pages the same sandbox and batch-writes the same items. Both in this process, the emulators in another.
 */
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';
import { barePages, nameOf } from './bare-pages.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import { firstSync } from './first-sync.ts';
import { organisationOf } from './large-organisation.ts';
import { type Report, shown } from './report.ts';

const invoices = 10_000;
const customers = 500;
const rounds = 4;
const least = 0.7;

type Item = Readonly<Record<string, unknown>>;

/** Documents and customers as a sync left them, by name. */
const itemsOf = async ({ db, table }: Store): Promise<Map<string, Item>> => {
	const items = new Map<string, Item>();
	let from: Item | undefined;
	do {
		const { Items = [], LastEvaluatedKey } = await db.send(new ScanCommand({ TableName: table, ExclusiveStartKey: from }));
		for (const item of Items)
			if (item.sk === 'DOC') items.set(nameOf('document', String(item.id)), item);
			else if (item.sk === 'CUSTOMER') items.set(nameOf('customer', String(item.pk).slice(String(item.pk).indexOf('~') + 1)), item);
		from = LastEvaluatedKey;
	} while (from);
	return items;
};

/** Batches of 25, four at a time. */
const writeBatches = async ({ db, table }: Store, items: readonly Item[]): Promise<void> => {
	const batches: Item[][] = [];
	for (let at = 0; at < items.length; at += 25) batches.push(items.slice(at, at + 25));
	const lane = async (): Promise<void> => {
		for (let batch = batches.shift(); batch; batch = batches.shift())
			await db.send(new BatchWriteCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }));
	};
	await Promise.all([lane(), lane(), lane(), lane()]);
};

type Cost = { readonly ms: number; readonly cpuMs: number };
const best = (all: readonly Cost[], of: keyof Cost): number => Math.min(...all.map((cost) => cost[of]));
const seconds = (all: readonly number[]): string => all.map((ms) => shown(ms / 1000, 2)).join(', ');

const compare = async (report: Report, emulators: Emulators, { provider, id }: ScenarioOrganisation): Promise<void> => {
	const opened = emulators.sandboxes[provider];
	if (!opened) throw new Error(`no ${provider} sandbox`);
	const cpu = async (): Promise<number> => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000 + (await emulators.cpu());
	};
	const costOf = async (work: () => Promise<void>): Promise<Cost> => {
		const [start, cpuStart] = [performance.now(), await cpu()];
		await work();
		return { ms: performance.now() - start, cpuMs: (await cpu()) - cpuStart };
	};

	const [loads, closings, loops]: [Cost[], Cost[], Cost[]] = [[], [], []];
	let items: ReadonlyMap<string, Item> = new Map();
	let calls = 0;
	const ours = async (): Promise<void> => {
		const store = await emulators.store();
		const sync = await firstSync(store, provider, id, opened);
		loads.push(await costOf(() => sync.load()));
		closings.push(
			await costOf(async () => {
				calls = await sync.finish(invoices);
			}),
		);
		if (items.size === 0) items = await itemsOf(store);
	};
	const bare = async (): Promise<void> => {
		const store = await emulators.store();
		let written = 0;
		const loop = async (): Promise<void> => {
			for await (const names of barePages(provider, opened, id)) {
				const page = names.map((name) => items.get(name)).filter((item) => item !== undefined);
				await writeBatches(store, page);
				written += page.length;
			}
		};
		loops.push(await costOf(loop));
		if (written !== items.size) throw new Error(`the bare loop wrote ${written} of ${items.size} items`);
	};
	// Taking turns at going first: what else runs on the machine then hits both alike.
	for (let round = 0; round < rounds; round++) for (const each of round % 2 === 0 ? [ours, bare] : [bare, ours]) await each();

	// The best of each: other load only ever adds.
	const [load, closing, loop] = [best(loads, 'ms'), best(closings, 'ms'), best(loops, 'ms')];
	report.say(
		`${provider}: pages and recount ${seconds(loads.map(({ ms }) => ms))} s, then closing delta and tie-out ${seconds([closing])} s`,
	);
	report.say(`${provider}: bare loop ${seconds(loops.map(({ ms }) => ms))} s`);
	const [ourCpu, bareCpu] = [best(loads, 'cpuMs'), best(loops, 'cpuMs')];
	report.say(`${provider}: CPU, emulators included, ${seconds([ourCpu, bareCpu])} s (ours, bare): ${shown(bareCpu / ourCpu, 2)}`);
	report.say(
		`${provider}: ${calls} provider calls for ${invoices.toLocaleString('en')} invoices and ${customers} customers at 1,000 a page`,
	);
	report.limit(`${provider} backfill at least ${least} of a bare loop`, loop / load >= least, shown(loop / load, 2));
};

export const backfill = async (report: Report): Promise<void> => {
	const organisations = (['xero', 'quickbooks'] as const).map((provider) => organisationOf(provider, invoices, customers));
	await withEmulators({ organisations, today: '2026-11-22' }, async (emulators) => {
		for (const organisation of organisations) await compare(report, emulators, organisation);
	});
};
