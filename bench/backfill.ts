/**
 * The first sync of 10,000 invoices: the real handler, adapter and SDK, from the provider's sandbox into the table, against a bare loop
 * that pages the same sandbox and batch-writes the same items. Both in this process, the emulators in another.
 */
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { SyncPorts } from '../functions/sync/ports.ts';
import { pullStep } from '../functions/sync/pull-step.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import { openQuickbooks } from '../shared/adapters/quickbooks/accounting.ts';
import { openXero } from '../shared/adapters/xero/accounting.ts';
import type { Connection } from '../shared/domain/connection.ts';
import { instantOfMs, later } from '../shared/domain/day.ts';
import { ledgerId, type Provider } from '../shared/domain/document.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';
import { barePages, nameOf } from './bare-pages.ts';
import { type Emulators, type Opened, startEmulators } from './emulators.ts';
import { organisationOf } from './large-organisation.ts';
import { type Report, shown } from './report.ts';

const invoices = 10_000;
const customers = 500;
const rounds = 4;
const least = 0.7;
const company = 'bench';

type Item = Readonly<Record<string, unknown>>;

const connection = (provider: Provider, externalId: string): Connection => {
	const now = instantOfMs(Date.now());
	return {
		company,
		ledger: ledgerId(provider, externalId),
		provider,
		externalId,
		name: 'Bench',
		baseCurrency: null,
		timeZone: null,
		grant: 'bench',
		state: 'connected',
		phase: 'backfill',
		run: null,
		watermark: null,
		freshAsOf: null,
		lastFullAt: null,
		lastDeltaAt: null,
		dirtyAt: null,
		stopped: null,
		lastError: null,
		refused: [],
		counts: {},
		recount: null,
		tieOut: null,
		wake: now,
		connectedAt: now,
		rev: 0,
	};
};

type Synced = { readonly loadedMs: number; readonly wholeMs: number; readonly cpuMs: number; readonly calls: number };
type Looped = { readonly ms: number; readonly cpuMs: number };

/** CPU time of this process. */
const cpu = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

/** From the first message to the last one, one handler call each. The queue is a list; the vault hands the token out. */
const sync = async (store: Store, provider: Provider, externalId: string, { origin, token }: Opened): Promise<Synced> => {
	const connections = dynamoConnections(store);
	const pulls: Parameters<typeof pullStep>[0][] = [];
	const ports: SyncPorts = {
		books: dynamoBooks(store),
		companies: dynamoCompanies(store),
		connections,
		queues: {
			send: async (message) => {
				if (message.type === 'sync.pull') pulls.push(message);
			},
		},
		vault: { seal: async (_, plain) => plain, open: async (_, sealed) => sealed },
		openAccounting: provider === 'xero' ? openXero(origin) : openQuickbooks(origin),
		clock: { now: () => instantOfMs(Date.now()) },
	};
	const begun = connection(provider, externalId);
	const soon = later(begun.connectedAt, 3_600_000);
	await connections.saveGrant({
		company,
		id: 'bench',
		provider,
		state: 'alive',
		access: token,
		refresh: 'none',
		accessExpiresAt: soon,
		refreshExpiresAt: soon,
		generation: 1,
		refreshing: null,
		wake: null,
		rev: 0,
	});
	await connections.saveConnection(begun);

	const [start, cpuStart] = [performance.now(), cpu()];
	let loadedMs = 0;
	let cpuMs = 0;
	let calls = 0;
	pulls.push({ type: 'sync.pull', company, ledger: begun.ledger, run: null, step: 0 });
	for (let message = pulls.shift(); message; message = pulls.shift()) {
		await pullStep(message, ports);
		const now = await connections.connection(company, begun.ledger);
		if (now?.lastError) throw new Error(now.lastError.text);
		if (loadedMs === 0 && now?.run?.stage === 'closing') [loadedMs, cpuMs] = [performance.now() - start, cpu() - cpuStart];
		calls = now?.run?.calls ?? calls;
	}
	const done = await connections.connection(company, begun.ledger);
	if (done?.phase !== 'live' || done.counts.invoice !== invoices) throw new Error(`the sync ended as ${JSON.stringify(done?.counts)}`);
	for (const line of done.tieOut?.lines ?? [])
		if (line.difference !== 0) throw new Error(`${line.currency} does not tie: ${line.difference}`);
	return { loadedMs, wholeMs: performance.now() - start, cpuMs, calls };
};

/** Documents and customers as a sync left them, by name. */
const itemsOf = async ({ db, table }: Store): Promise<Map<string, Item>> => {
	const items = new Map<string, Item>();
	for (let from: Item | undefined, more = true; more; more = from !== undefined) {
		const { Items = [], LastEvaluatedKey } = await db.send(
			new ScanCommand({ TableName: table, ...(from ? { ExclusiveStartKey: from } : {}) }),
		);
		for (const item of Items)
			if (item.sk === 'DOC') items.set(nameOf('document', String(item.id)), item);
			else if (item.sk === 'CUSTOMER') items.set(nameOf('customer', String(item.pk).slice(String(item.pk).indexOf('~') + 1)), item);
		from = LastEvaluatedKey;
	}
	return items;
};

/** Pages, and writes each page's items in batches of 25, four at a time. */
const bare = async (
	store: Store,
	provider: Provider,
	externalId: string,
	opened: Opened,
	items: ReadonlyMap<string, Item>,
): Promise<Looped> => {
	const [start, cpuStart] = [performance.now(), cpu()];
	let written = 0;
	for await (const names of barePages(provider, opened, externalId)) {
		const page = names.map((name) => items.get(name)).filter((item) => item !== undefined);
		written += page.length;
		const batches: Item[][] = [];
		for (let at = 0; at < page.length; at += 25) batches.push(page.slice(at, at + 25));
		const lane = async (): Promise<void> => {
			for (let batch = batches.shift(); batch; batch = batches.shift())
				await store.db.send(new BatchWriteCommand({ RequestItems: { [store.table]: batch.map((Item) => ({ PutRequest: { Item } })) } }));
		};
		await Promise.all([lane(), lane(), lane(), lane()]);
	}
	const looped = { ms: performance.now() - start, cpuMs: cpu() - cpuStart };
	if (written !== items.size) throw new Error(`the bare loop wrote ${written} of ${items.size} items`);
	return looped;
};

const compare = async (report: Report, emulators: Emulators, { provider, id }: ScenarioOrganisation): Promise<void> => {
	const opened = emulators.sandboxes[provider];
	if (!opened) throw new Error(`no ${provider} sandbox`);
	const synced: Synced[] = [];
	const looped: Looped[] = [];
	let items: ReadonlyMap<string, Item> = new Map();
	const ours = async (): Promise<void> => {
		const store = await emulators.store();
		synced.push(await sync(store, provider, id, opened));
		if (items.size === 0) items = await itemsOf(store);
	};
	const theirs = async (): Promise<void> => {
		looped.push(await bare(await emulators.store(), provider, id, opened, items));
	};
	// Taking turns at going first: what else runs on the machine then hits both alike.
	for (let round = 0; round < rounds; round++) for (const each of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) await each();

	// The best of each: other load only ever adds.
	const loaded = Math.min(...synced.map(({ loadedMs }) => loadedMs));
	const whole = Math.min(...synced.map(({ wholeMs }) => wholeMs));
	const loop = Math.min(...looped.map(({ ms }) => ms));
	const seconds = (all: readonly number[]): string => all.map((ms) => shown(ms / 1000, 2)).join(', ');
	report.say(`${provider}: pages and recount ${seconds(synced.map(({ loadedMs }) => loadedMs))} s`);
	report.say(`${provider}: bare loop ${seconds(looped.map(({ ms }) => ms))} s`);
	const cpus = [Math.min(...synced.map(({ cpuMs }) => cpuMs)), Math.min(...looped.map(({ cpuMs }) => cpuMs))];
	report.say(`${provider}: CPU of this process ${seconds(cpus)} s (ours, bare)`);
	report.say(`${provider}: with closing delta and tie-out ${shown(whole / 1000, 2)} s, ${shown(loop / whole, 2)} of the bare loop`);
	const ceiling = Math.ceil(invoices / 1000) + Math.ceil(customers / 1000);
	report.say(`${provider}: ${synced[0]?.calls ?? 0} provider calls; rows at 1,000 a page alone need ${ceiling}`);
	const ratio = loop / loaded;
	report.limit(`${provider} backfill at least ${least} of a bare loop`, ratio >= least, shown(ratio, 2));
};

export const backfill = async (report: Report): Promise<void> => {
	const organisations = (['xero', 'quickbooks'] as const).map((provider) => organisationOf(provider, invoices, customers));
	await using emulators = await startEmulators({ organisations, today: '2026-11-22' });
	for (const organisation of organisations) await compare(report, emulators, organisation);
};
