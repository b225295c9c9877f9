import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newSecrets } from '../../local/secrets.ts';
import { StateFolder } from '../../local/state-folder.ts';

const newDir = (): string => join(mkdtempSync(join(tmpdir(), 'cobro-state-')), '.cobro');

it('keeps what it is told, and is given to one at a time', async () => {
	const dir = newDir();
	const folder = await StateFolder.open(dir, 4100);
	expect(folder.kept()).toBeNull();
	const secrets = newSecrets();
	folder.keep({ secrets, filledFrom: 'built-in', filled: true, offsetMs: 7 });
	expect(folder.kept()).toMatchObject({ filledFrom: 'built-in', filled: true, offsetMs: 7 });
	expect(folder.secrets()).toEqual(secrets);
	folder.release();
	expect(readdirSync(dir)).toEqual(['state.json']);
});

it('clears up after a process that was killed, its children too', async () => {
	const dir = newDir();
	mkdirSync(dir, { recursive: true });
	const dead = spawn(process.execPath, ['-e', '']);
	await once(dead, 'exit');
	// Its last deed is a file: how a process ended, Node tells only some time after.
	const lastDeed = join(dir, 'last-deed');
	const writes = `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(lastDeed)}, ''), 400)`;
	const orphan = spawn(process.execPath, ['-e', writes, '/local/aws/queues/child.ts']);
	writeFileSync(join(dir, 'running.json'), JSON.stringify({ pid: dead.pid, port: 1, children: [orphan.pid] }));
	const folder = await StateFolder.open(dir, 4100);
	expect(existsSync(lastDeed)).toBe(true);
	folder.release();
	writeFileSync(join(dir, 'running.json'), 'half a');
	(await StateFolder.open(dir, 4100)).release();
});

it('refuses while another process runs on it', async () => {
	const dir = newDir();
	mkdirSync(dir, { recursive: true });
	const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'local/start.ts']);
	writeFileSync(join(dir, 'running.json'), JSON.stringify({ pid: other.pid, port: 4242, children: [] }));
	await expect(StateFolder.open(dir, 4100)).rejects.toThrow(/already runs on.*4242/);
	other.kill();
	await once(other, 'exit');
	(await StateFolder.open(dir, 4100)).release();
});

it('wipes its own state and nothing else', async () => {
	const dir = newDir();
	const folder = await StateFolder.open(dir, 4100);
	writeFileSync(join(dir, 'thesis.txt'), 'ten years of work');
	expect(() => folder.wipe()).toThrow(/not deleted/);
	expect(existsSync(join(dir, 'thesis.txt'))).toBe(true);
	folder.keep({ secrets: newSecrets(), filledFrom: 'built-in', filled: false, offsetMs: 0 });
	mkdirSync(join(dir, 'dynamo'));
	folder.wipe();
	expect(readdirSync(dir)).toEqual(['running.json']);
	folder.release();
});
