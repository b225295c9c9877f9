/**
 * SQS (and SNS, S3) on this machine: fauxqs 2.4.1 in a child process, on the loopback only, its state in a folder that survives kill -9.
 * The address of a queue is `<url>/000000000000/<name>`: the one fauxqs itself answers may name a port of an earlier run.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PortTaken } from '../../sandbox/server.ts';
import type { FromChild, ToChild } from './protocol.ts';

export type LocalQueues = {
	/** `http://127.0.0.1:<port>`: the SDK's `endpoint`. */
	readonly url: string;
	readonly port: number;
	/** Of the child process. */
	readonly pid: number;
	queueUrl(name: string): string;
	close(): Promise<void>;
};

const tell = (child: ChildProcess, message: ToChild): void => {
	if (child.connected) child.send(message);
};

/** @throws PortTaken. Ready in about 0.5 s. @param options.dir null keeps everything in memory */
export const startQueues = async (options: { port: number; dir: string | null }): Promise<LocalQueues> => {
	if (options.dir !== null) mkdirSync(options.dir, { recursive: true });
	const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
		execArgv: [],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const ended = once(child, 'exit');
	tell(child, { kind: 'start', port: options.port, dir: options.dir });
	const answer = await Promise.race([
		once(child, 'message').then(([message]) => message as FromChild),
		ended.then(([code]): FromChild => ({ kind: 'failed', portTaken: false, message: `its process ended at once (${String(code)})` })),
	]);
	if (answer.kind === 'failed') {
		child.kill();
		throw answer.portTaken
			? new PortTaken(`port ${options.port} (SQS) is taken: stop the other program, or choose another with --port`)
			: new Error(`SQS did not start: ${answer.message}`);
	}
	let closing = false;
	void ended.then(([code, signal]) => {
		if (!closing) console.error(`SQS: its process ended by itself (${String(signal ?? code)}); queues are kept, start again`);
	});
	const url = `http://127.0.0.1:${answer.port}`;
	return {
		url,
		port: answer.port,
		pid: child.pid ?? 0,
		queueUrl: (name) => `${url}/000000000000/${name}`,
		close: async () => {
			closing = true;
			tell(child, { kind: 'stop' });
			const patience = setTimeout(() => child.kill('SIGKILL'), 3000);
			if (child.exitCode === null && child.signalCode === null) await ended;
			clearTimeout(patience);
		},
	};
};
