/**
 * `kill -9` of a real `npm start` while it reads two ledgers: the process is gone at any instant, started again on its folder, and killed again.
 * Between two lives the bookkeeper goes on in the sandboxes' own files. In the end our copy must be what those files hold.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dump as dumpQuickbooks } from '../../../local/sandbox/quickbooks/dump.ts';
import { edits as quickbooksEdits } from '../../../local/sandbox/quickbooks/edit.ts';
import { Store as QuickbooksStore } from '../../../local/sandbox/quickbooks/store.ts';
import { dump as dumpXero } from '../../../local/sandbox/xero/dump.ts';
import { xeroEditor } from '../../../local/sandbox/xero/edit/editor.ts';
import { Store as XeroStore } from '../../../local/sandbox/xero/store.ts';
import { type Chance, seeded } from '../../../local/scenario/seeded.ts';
import { deskPort, portCount } from '../../../local/settings.ts';
import { dynamoBooks } from '../../../shared/adapters/dynamo/books.ts';
import { dynamoConnections } from '../../../shared/adapters/dynamo/connections.ts';
import { openStore, type Store } from '../../../shared/adapters/dynamo/store.ts';
import { addMonths, day, type Instant, instantOfMs } from '../../../shared/domain/day.ts';
import { ledgerId } from '../../../shared/domain/document.ts';
import type { ConnectionsView } from '../../../shared/wire/http.ts';
import { type Shown, Visitor } from '../visitor.ts';
import { compare } from './compare.ts';
import { quickbooksTruth } from './quickbooks-side.ts';
import { startingBooks } from './starting-books.ts';
import { xeroTruth } from './xero-side.ts';

const root = join(import.meta.dirname, '..', '..', '..');
export const orgId = '0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d';
export const realm = '9130350000000001';
const readyMs = 120_000;
const restMs = 420_000;

export type Killed = {
	readonly kills: number;
	/** Kills that met a read under way. */
	readonly whileReading: number;
	readonly edits: number;
	readonly documents: number;
	readonly differences: readonly string[];
	readonly seconds: number;
};

const scenarioOf = (seed: number, size: number) => ({
	format: 'cobro-scenario/1',
	name: 'kill',
	organisations: [
		{
			provider: 'xero',
			id: orgId,
			name: 'Harbour & Sons',
			baseCurrency: 'GBP',
			rates: { EUR: '0.85', KWD: '2.5' },
			timeZone: 'Europe/London',
			country: 'GB',
			...startingBooks(seeded(seed), 'xero', size),
		},
		{
			provider: 'quickbooks',
			id: realm,
			name: 'Tortuga Trading',
			baseCurrency: 'USD',
			rates: { MXN: '0.055', JPY: '0.0067' },
			timeZone: 'America/Chicago',
			country: 'US',
			...startingBooks(seeded(seed + 1), 'quickbooks', size),
		},
	],
});

/** A run of ports that nobody listens on just now. */
export const freePorts = async (): Promise<number> => {
	const isFree = (port: number): Promise<boolean> =>
		new Promise((resolve) => {
			const server = createServer();
			server.once('error', () => resolve(false));
			server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
		});
	for (let port = 21_000 + (process.pid % 300) * 40; port < 60_000; port += portCount) {
		const all = await Promise.all(Array.from({ length: portCount }, (_, i) => isFree(port + i)));
		if (all.every(Boolean)) return port;
	}
	throw new Error('there are no free ports');
};

export class Life {
	readonly #child: ChildProcess;
	readonly #hub: string;
	#said = '';

	private constructor(child: ChildProcess, hub: string) {
		this.#child = child;
		this.#hub = hub;
		for (const stream of [child.stdout, child.stderr])
			stream?.on('data', (bytes: Buffer) => {
				this.#said += bytes.toString();
			});
	}
	static async start(dir: string, port: number): Promise<Life> {
		const args = ['local/start.ts', '--state', join(dir, 'state'), '--scenario', join(dir, 'scenario.json'), '--port', String(port)];
		const life = new Life(spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }), `http://127.0.0.1:${port}`);
		const until = performance.now() + readyMs;
		while (!life.#said.includes('Cobro runs on this machine')) {
			if (life.#child.exitCode !== null || performance.now() > until) throw new Error(`npm start did not start:\n${life.#said}`);
			await sleep(50);
		}
		return life;
	}
	/** The process ends in the middle of whatever it does. */
	async kill(): Promise<void> {
		this.#child.kill('SIGKILL');
		if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
	}
	async signIn(): Promise<{ readonly visitor: Visitor; readonly hub: Shown }> {
		const visitor = new Visitor();
		return { visitor, hub: await visitor.press(await visitor.open(`${this.#hub}/sign-in`), 'Ana') };
	}
	async connections(visitor: Visitor): Promise<ConnectionsView['connections']> {
		return (await visitor.json<ConnectionsView>(`${this.#hub}/connections`)).connections;
	}
}

/** Payments and new dates in both files while nobody runs. Returns how many. */
const editWhileDead = (dir: string, chance: Chance, times: number): number => {
	const now = () => instantOfMs(Date.now());
	const today = day(now().slice(0, 10));
	const xero = new XeroStore(join(dir, 'state', 'xero'), Date.now);
	const quickbooks = new QuickbooksStore(join(dir, 'state', 'quickbooks'), now);
	try {
		const org = xero.organisation(orgId);
		if (!org) throw new Error('the Xero file holds no organisation');
		const xeroBooks = xeroEditor(xero, org, () => undefined);
		const books = quickbooksEdits(quickbooks, realm);
		const openXero = dumpXero(xero, orgId).documents.filter((each) => each.kind === 'invoice' && each.status === 'AUTHORISED');
		const openQuickbooks = dumpQuickbooks(quickbooks, realm).documents.filter((each) => each.type === 'Invoice' && each.balance > 1);
		for (let i = 0; i < times; i++) {
			const one = openXero.splice(chance.between(0, openXero.length - 1), 1)[0];
			const other = openQuickbooks.splice(chance.between(0, openQuickbooks.length - 1), 1)[0];
			if (!one || !other) return i;
			if (i % 3) xeroBooks.pay(one.id, { amount: chance.between(1, one.rest), day: today });
			else xeroBooks.changeInvoice(one.id, { due: '2027-01-31', total: one.total + 7 });
			if (i % 2)
				books.pay({ customer: other.customer, day: today, total: other.balance, apply: [{ invoice: other.id, minor: other.balance - 1 }] });
			else if (i % 4) books.deleteDocument('Invoice', other.id);
			else books.edit('Invoice', other.id, { due: day('2027-01-31'), total: other.total + 7 });
		}
		return times;
	} finally {
		xero.db.close();
		quickbooks.close();
	}
};

type Table = { readonly store: Store; readonly company: string };
/** The table of the running stack, read past the product. */
export const tableOf = async (port: number): Promise<Table> => {
	const client = {
		endpoint: `http://127.0.0.1:${port + 4}`,
		region: 'eu-west-1',
		credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
	};
	const finder = openStore({ tableName: '', client });
	const [tableName = ''] = (await finder.db.send(new ListTablesCommand({}))).TableNames ?? [];
	finder.db.destroy();
	const store = openStore({ tableName, client });
	const found = await store.db.send(
		new ScanCommand({ TableName: tableName, FilterExpression: 'sk = :company', ExpressionAttributeValues: { ':company': 'COMPANY' } }),
	);
	return { store, company: String(found.Items?.[0]?.id ?? '') };
};

const clockOf = async (port: number): Promise<Instant> => {
	const { now } = (await (await fetch(`http://127.0.0.1:${deskPort(port)}/time`)).json()) as { now: Instant };
	return now;
};

/**
 * Nothing under way, everything read, both ledgers tied. Three hours pass at the desk: a step that was cut is taken up when its lease is over. A person asks
 * once more for a read, since nobody told of edits made in the dark.
 */
const comeToRest = async (life: Life, { store, company }: Table, port: number): Promise<string[]> => {
	await fetch(`http://127.0.0.1:${deskPort(port)}/time`, { method: 'POST', body: new URLSearchParams({ by: '+3h' }) });
	const { visitor, hub } = await life.signIn();
	const connections = dynamoConnections(store);
	const until = performance.now() + restMs;
	let asked: Instant | null = null;
	for (;;) {
		const all = await connections.connections(company);
		const waiting = all.filter(
			(each) => each.run !== null || each.phase !== 'live' || each.stopped !== null || (asked && (each.freshAsOf ?? '') < asked),
		);
		if (waiting.length === 0 && asked)
			return all.filter((each) => each.tieOut?.lines.some((line) => line.difference !== 0)).map((each) => `${each.ledger} does not tie`);
		if (waiting.length === 0) {
			asked = await clockOf(port);
			for (const { ledger } of all) await visitor.press(hub, `/connections/${ledger}/sync`);
		}
		if (performance.now() > until) return [`not at rest after ${restMs / 1000} s: ${JSON.stringify(waiting)}`];
		await sleep(300);
	}
};

const compareAll = async (dir: string, { store, company }: Table): Promise<{ documents: number; differences: string[] }> => {
	const now = () => instantOfMs(Date.now());
	const xero = new XeroStore(join(dir, 'state', 'xero'), Date.now);
	const quickbooks = new QuickbooksStore(join(dir, 'state', 'quickbooks'), now);
	try {
		const horizon = addMonths(day(now().slice(0, 10)), -24);
		const differences: string[] = [];
		let documents = 0;
		for (const [ledger, truth] of [
			[ledgerId('xero', orgId), xeroTruth(dumpXero(xero, orgId), horizon)],
			[ledgerId('quickbooks', realm), quickbooksTruth(dumpQuickbooks(quickbooks, realm), horizon)],
		] as const) {
			const found = await compare(ledger, company, truth, { store, books: dynamoBooks(store) });
			documents += truth.documents.length;
			differences.push(...found.differences);
		}
		return { documents, differences };
	} finally {
		xero.db.close();
		quickbooks.close();
	}
};

export const killed = async (options: {
	readonly seed: number;
	readonly kills: number;
	/** Invoices in each of the two ledgers. */
	readonly size: number;
	readonly tell?: (line: string) => void;
}): Promise<Killed> => {
	const began = performance.now();
	const chance = seeded(options.seed);
	const dir = mkdtempSync(join(tmpdir(), 'cobro-kill-'));
	writeFileSync(join(dir, 'scenario.json'), JSON.stringify(scenarioOf(options.seed, options.size)));
	const port = await freePorts();
	let life = await Life.start(dir, port);
	let whileReading = 0;
	let edits = 0;
	let table: Table | null = null;
	try {
		for (let kill = 0; kill < options.kills; kill++) {
			const { visitor, hub } = await life.signIn();
			if (kill === 0)
				await visitor.press(
					await visitor.press(await visitor.press(await visitor.press(hub, 'Connect Xero'), 'Allow access'), 'Connect QuickBooks'),
					'Agree',
				);
			else for (const { ledger } of await life.connections(visitor)) await visitor.press(hub, `/connections/${ledger}/sync`);
			await sleep(chance.between(0, 2_500));
			const reading = (await life.connections(visitor)).filter((each) => each.doing !== null);
			whileReading += reading.length > 0 ? 1 : 0;
			options.tell?.(`kill ${kill + 1}: ${reading.map((each) => `${each.provider} ${each.phase}`).join(', ') || 'at rest'}`);
			await sleep(chance.between(0, 200));
			await life.kill();
			edits += 2 * editWhileDead(dir, chance, 60);
			life = await Life.start(dir, port);
		}
		table = await tableOf(port);
		const restless = await comeToRest(life, table, port);
		const { documents, differences } = await compareAll(dir, table);
		return {
			kills: options.kills,
			whileReading,
			edits,
			documents,
			differences: [...restless, ...differences],
			seconds: (performance.now() - began) / 1000,
		};
	} finally {
		table?.store.db.destroy();
		await life.kill();
		// Its queue process ends by itself when its parent is gone, and writes until then.
		await sleep(500);
		rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
	}
};
