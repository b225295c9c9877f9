/** The command a newcomer types, as its own process: what it prints, what it refuses, what survives. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtApp } from '../../local/built-app.ts';
import { portCount } from '../../local/settings.ts';
import type { AgingView, ConnectionsView } from '../../shared/wire/http.ts';
import { type Shown, Visitor } from '../support/visitor.ts';

/** A loaded machine of two processors; on a quiet one each of these takes a second. */
const patience = 90_000;
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cobro-start-'));

type Started = { readonly process: ChildProcess; output(): string; readonly ended: Promise<number | null> };
const started = new Set<Started>();
const start = (...args: string[]): Started => {
	const child = spawn(process.execPath, ['local/start.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
	const run: Started = { process: child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
	started.add(run);
	return run;
};
const until = async <T>(what: string, look: () => T | null | Promise<T | null>): Promise<T> => {
	const limit = performance.now() + patience;
	for (;;) {
		const found = await look();
		if (found !== null) return found;
		if (performance.now() > limit)
			throw new Error(`waited in vain for ${what}:\n${[...started].map((run) => run.output()).join('\n---\n')}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
};
const ready = (run: Started): Promise<string> =>
	until('the stack', async () => {
		if (run.process.exitCode !== null) throw new Error(`it ended with ${await run.ended}:\n${run.output()}`);
		return run.output().includes('Ctrl-C ends it') ? run.output() : null;
	});

const isFree = async (port: number): Promise<boolean> => {
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
		return true;
	} catch {
		return false;
	} finally {
		server.close();
	}
};
/** First of so many free ports in a row. */
const freePorts = async (): Promise<number> => {
	for (;;) {
		const base = 20_000 + Math.floor(Math.random() * 10_000);
		const free = await Promise.all(Array.from({ length: portCount }, (_, i) => isFree(base + i)));
		if (free.every((each) => each)) return base;
	}
};
const runs = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};
const childrenOf = (state: string): number[] =>
	(JSON.parse(readFileSync(join(state, 'running.json'), 'utf8')) as { children: number[] }).children;

let port: number;
beforeAll(async () => {
	await builtApp();
	port = await freePorts();
}, 180_000);
afterAll(() => {
	for (const run of started) if (run.process.exitCode === null && run.process.signalCode === null) run.process.kill('SIGKILL');
});

const settled = async (visitor: Visitor, hub: string): Promise<{ connections: ConnectionsView; aging: AgingView }> => {
	const connections = await until('the first read', async () => {
		const view = await visitor.json<ConnectionsView>(`${hub}/connections`);
		return view.connections.length === 2 && view.connections.every((each) => each.phase === 'live' && each.doing === null && each.tieOut)
			? view
			: null;
	});
	return { connections, aging: await visitor.json<AgingView>(`${hub}/receivables/aging`) };
};
const connectBoth = async (visitor: Visitor, hub: string): Promise<Shown> => {
	const page = await visitor.press(await visitor.open(`${hub}/sign-in`), 'Ana');
	const withXero = await visitor.press(await visitor.press(page, 'Connect Xero'), 'Allow access');
	return visitor.press(await visitor.press(withXero, 'Connect QuickBooks'), 'Agree');
};

it('shows the pages to open, survives kill -9 in the middle of a sync, and goes on where it was', { timeout: 4 * patience }, async () => {
	const state = join(folder, 'walk');
	const hub = `http://127.0.0.1:${port}`;
	const first = start('--state', state, '--port', String(port));
	const printed = await ready(first);
	for (const line of [
		hub,
		`http://127.0.0.1:${port + 1} `,
		`http://127.0.0.1:${port + 2} `,
		'Brightwater Supplies Ltd',
		'Mesa Verde',
		'sign in as Ana Demo',
	])
		expect(printed).toContain(line);

	const visitor = new Visitor();
	await connectBoth(visitor, hub);
	const children = childrenOf(state);
	expect(children).toHaveLength(1);
	first.process.kill('SIGKILL');
	await first.ended;

	const second = start('--state', state, '--port', String(port));
	await ready(second);
	expect(children.some(runs)).toBe(false);
	// The same cookie: the issuer kept its key.
	const before = await settled(visitor, hub);
	expect(before.connections.connections.map((each) => each.tieOut?.ties)).toEqual([true, true]);
	expect(before.aging.totals.map((each) => each.currency)).toEqual(expect.arrayContaining(['EUR', 'GBP', 'MXN', 'USD']));
	second.process.kill('SIGKILL');
	await second.ended;

	const third = start('--state', state, '--port', String(port));
	await ready(third);
	const after = await settled(visitor, hub);
	expect(after.aging.totals).toEqual(before.aging.totals);

	const again = start('--state', state, '--port', String(port));
	expect(await again.ended).toBe(1);
	expect(again.output()).toContain(`already runs on ${state}`);

	const busy = start('--state', join(folder, 'busy'), '--port', String(port));
	expect(await busy.ended).toBe(1);
	expect(busy.output()).toMatch(/port \d+ \([^)]+\) is taken.*--port/);
	expect(busy.output()).not.toContain('    at ');

	const [queues = 0] = childrenOf(state);
	const asked = performance.now();
	third.process.kill('SIGINT');
	third.process.kill('SIGINT');
	expect(await third.ended).toBe(0);
	expect(performance.now() - asked).toBeLessThan(3000);
	expect(runs(queues)).toBe(false);
	expect(existsSync(join(state, 'running.json'))).toBe(false);
});

const write = (name: string, content: string): string => {
	const file = join(folder, name);
	writeFileSync(file, content);
	return file;
};

it('reads a CSV, names the rows it refused, and stays with what it was filled from', { timeout: 3 * patience }, async () => {
	const csv = write(
		'open.csv',
		'customer_name,invoice_number,invoice_date,due_date,amount,currency\nAcme,1,2020-04-01,2020-05-01,10.50,EUR\nAcme,2,2020-04-01,soon,3,EUR\n',
	);
	const state = join(folder, 'csv');
	const base = await freePorts();
	const options = ['--state', state, '--port', String(base)];
	const run = start(...options, '--csv', csv, '--csv-provider', 'quickbooks', '--today', '2020-05-15');
	const printed = await ready(run);
	expect(printed).toContain('1 invoice of 2 rows loaded: 10.50 EUR');
	expect(printed).toMatch(/row 3 refused: .*"soon" is not a day/);
	expect(printed).toContain('Its today is 2020-05-15');
	expect(printed).toMatch(/Xero sandbox .*no organisation/);
	run.process.kill('SIGTERM');
	expect(await run.ended).toBe(0);

	const back = start(...options, '--today', '2020-05-01');
	expect(await back.ended).toBe(1);
	expect(back.output()).toMatch(/time does not go back to 2020-05-01.*--fresh/);
	const other = start(
		...options,
		'--scenario',
		write('other.json', readFileSync(join(root, 'local/scenario/examples/bookshop.json'), 'utf8')),
	);
	expect(await other.ended).toBe(1);
	expect(other.output()).toMatch(/is filled from csv open\.csv.*--fresh/);
	const fresh = start(...options, '--fresh', '--scenario', join(folder, 'other.json'));
	expect(await ready(fresh)).not.toContain('Its today');
	fresh.process.kill('SIGINT');
	expect(await fresh.ended).toBe(0);
});

it.each([
	[
		'an impossible scenario',
		['--scenario', write('broken.json', '{\n "format": "cobro-scenario/1",\n "name": "x",\n "organisations": []\n}')],
		/broken\.json.*line 4/s,
	],
	['a CSV without its columns', ['--csv', write('columns.csv', 'a,b\n1,2\n')], /columns\.csv has no column/],
	['an unknown option', ['--frsh'], /--frsh/],
])(
	'refuses %s in words, and leaves nothing behind',
	async (name, args, words) => {
		const state = join(folder, name.replaceAll(' ', '-'));
		const run = start('--state', state, '--port', String(port), ...args);
		expect(await run.ended).toBe(1);
		expect(run.output()).toMatch(words);
		expect(run.output()).not.toContain('    at ');
		expect(existsSync(join(state, 'running.json'))).toBe(false);
	},
	60_000,
);

it('explains itself', async () => {
	const run = start('--help');
	expect(await run.ended).toBe(0);
	for (const option of ['--fresh', '--scenario FILE', '--csv FILE', '--today DAY', '--port N']) expect(run.output()).toContain(option);
});
