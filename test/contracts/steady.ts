/** @stdy/cli serves a provider's OpenAPI document unchanged and says what is wrong with a request: an opinion that is not ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Exchange } from './recorder.ts';

const require = createRequire(import.meta.url);
/** The program itself: the package's own script starts it as a child that outlives it. */
const packaged = (): string => {
	const cli = dirname(require.resolve('@stdy/cli/package.json'));
	return join(cli, '..', `cli-${process.platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'steady.exe' : 'steady');
};
const program = packaged();
/** It is made for five systems only. */
export const noSteady = !existsSync(program);
if (noSteady) console.warn('SKIPPED: @stdy/cli has no program for this system: it is not asked what it thinks of our requests');

export type Steady = {
	/** Null: nothing is wrong. Warnings count. */
	wrong(exchange: Exchange, base: string): Promise<string | null>;
	close(): Promise<void>;
};

const freePort = (): Promise<number> =>
	new Promise((done) => {
		const server = createServer();
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => done(port));
		});
	});

const ready = (child: ChildProcess): Promise<void> =>
	new Promise((done, fail) => {
		let said = '';
		// Not left behind, and not waited for without a word, should another version speak otherwise.
		const late = setTimeout(() => {
			child.kill();
			fail(new Error(`@stdy/cli was not ready after 30 s: ${said}`));
		}, 30_000);
		child.stdout?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (!said.includes('Ready')) return;
			clearTimeout(late);
			done();
		});
		child.once('error', fail);
		child.once('exit', (code) => fail(new Error(`@stdy/cli ended with ${code}: ${said}`)));
	});

/** Its headers name what is wrong, one by one. */
const complaints = (headers: Headers): string =>
	Array.from({ length: Number(headers.get('x-steady-error-count') ?? '0') }, (_, i) =>
		['code', 'path', 'message'].map((part) => headers.get(`x-steady-error-${i + 1}-${part}`) ?? '').join(' '),
	).join('; ');

export const startSteady = async (document: string): Promise<Steady> => {
	const port = await freePort();
	// Where CI is set it would speak another way.
	const child = spawn(program, ['-p', String(port), '--host', '127.0.0.1', '-q', '--log-format', 'text', document], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	await ready(child);
	return {
		wrong: async ({ method, path, query, headers, body }, base) => {
			const { 'content-length': _length, connection: _connection, host: _host, ...sent } = headers;
			// fetch sends no body with a GET, and the `{}` that xero-node does send is judged by our own check.
			const answer = await fetch(`http://127.0.0.1:${port}${path.slice(base.length)}?${query.toString()}`, {
				method,
				headers: sent,
				...(method === 'GET' ? {} : { body }),
			});
			await answer.text();
			const said = complaints(answer.headers);
			return answer.ok && said === '' ? null : `${answer.status} ${said}`;
		},
		close: () => {
			child.kill();
			return ended;
		},
	};
};
