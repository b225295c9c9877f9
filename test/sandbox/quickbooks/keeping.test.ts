import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startQuickbooksSandbox } from '../../../local/sandbox/quickbooks/index.ts';
import { client, invoices, organisation, realm, start, today } from './rig.ts';

let dir: string;
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'cobro-sandbox-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const program = `
import { startQuickbooksSandbox } from './local/sandbox/quickbooks/index.ts';
const options = JSON.parse(process.argv[1]);
const sandbox = await startQuickbooksSandbox({ ...options, now: () => options.start });
sandbox.load(options.organisation, options.today);
for (let i = 0; ; i += 1) {
	const id = sandbox.edit(options.realm).createInvoice({ customer: 1, day: options.today, due: options.today, total: 100 + i });
	sandbox.edit(options.realm).pay({ customer: 1, day: options.today, total: 50, apply: [{ invoice: id, minor: 50 }] });
	process.stdout.write(id + '\\n');
	await new Promise((resolve) => setImmediate(resolve));
}`;

it('what was said survives kill -9, whole', async () => {
	const options = { port: 0, dir, ...client, webhookUrl: null, limits: false };
	const argument = JSON.stringify({ ...options, start, today, realm, organisation: organisation({ documents: invoices(3) }) });
	const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', program, argument], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const said: number[] = [];
	await new Promise<void>((resolve) => {
		let text = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			const lines = text.split('\n');
			text = lines.pop() ?? '';
			said.push(...lines.map(Number));
			if (said.length > 40) {
				child.kill('SIGKILL');
				resolve();
			}
		});
	});
	await new Promise((resolve) => child.on('close', resolve));
	const sandbox = await startQuickbooksSandbox({ ...options, now: () => start });
	try {
		const { documents, links } = sandbox.dump(realm);
		for (const id of said) {
			const invoice = documents.find((row) => row.id === id);
			expect(invoice && invoice.total - invoice.balance).toBe(50);
			expect(links.filter((link) => link.target === id)).toHaveLength(1);
		}
	} finally {
		await sandbox.close();
	}
});
