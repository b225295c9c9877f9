/** One execution environment of a function: a thread with its own memory and its own environment variables. */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { LogSink } from './log.ts';
import { localAccount, localRegion } from './template.ts';
import type { FunctionSpec } from './wiring.ts';

/** What an invocation ended with instead of an answer. `type` is the handler's error name, `Timeout`, or `Crash`. */
export class InvocationError extends Error {
	override readonly name = 'InvocationError';
	readonly type: string;
	readonly trace: readonly string[];
	constructor(type: string, message: string, trace: readonly string[] = []) {
		super(message);
		this.type = type;
		this.trace = trace;
	}
}

type FromWorker =
	| { readonly ready: number }
	| { readonly id: string; readonly ok: string }
	| { readonly id: string; readonly error: { errorType: string; errorMessage: string; trace: string[] } };

/** A bundle that cannot be loaded in this time is broken, not slow. */
const initLimitMs = 30_000;
/** Synchronous invocations carry at most 6 MB each way. */
const payloadLimit = 6 * 1024 * 1024;

type Settle = { readonly resolve: (value: unknown) => void; readonly reject: (error: InvocationError) => void };

export class Room {
	readonly #worker: Worker;
	readonly #spec: FunctionSpec;
	readonly #ready: Promise<number>;
	#current: (Settle & { readonly id: string }) | null = null;
	#gone: InvocationError | null = null;
	/** How far its clock runs ahead. */
	#offsetMs: number;

	constructor(
		spec: FunctionSpec,
		setting: { readonly environment: Readonly<Record<string, string>>; readonly offsetMs: number; readonly log: LogSink },
	) {
		this.#spec = spec;
		this.#offsetMs = setting.offsetMs;
		this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
			env: { ...setting.environment },
			execArgv: [],
			stdout: true,
			stderr: true,
			resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
			workerData: {
				folder: spec.folder,
				handler: spec.handler,
				offsetMs: setting.offsetMs,
				functionName: spec.logicalId,
				memoryMb: spec.memoryMb,
				arn: `arn:aws:lambda:${localRegion}:${localAccount}:function:${spec.logicalId}`,
			},
		});
		this.#worker.stdout.on('data', setting.log.follow(spec.entry));
		this.#worker.stderr.on('data', setting.log.follow(spec.entry));
		this.#ready = new Promise((resolve, reject) => {
			let failure: Error | null = null;
			const limit = setTimeout(() => void this.kill('it did not load in 30 s'), initLimitMs);
			this.#worker.on('message', (message: FromWorker) => {
				if ('ready' in message) {
					clearTimeout(limit);
					resolve(message.ready);
				} else this.#answer(message);
			});
			this.#worker.on('error', (error) => {
				failure = error instanceof Error ? error : new Error(String(error));
			});
			this.#worker.on('exit', (code) => {
				clearTimeout(limit);
				this.#gone ??= failure
					? new InvocationError('Crash', failure.message, failure.stack?.split('\n') ?? [])
					: new InvocationError('Crash', `the runtime exited with code ${code}`);
				reject(this.#gone);
				this.#current?.reject(this.#gone);
				this.#current = null;
			});
		});
		// Whoever invokes hears of it; without a listener here a thread killed before its first event would end the process.
		this.#ready.catch(() => undefined);
	}

	get gone(): boolean {
		return this.#gone !== null;
	}
	/** Milliseconds the bundle took to load. Throws `InvocationError` when it cannot be loaded. */
	ready(): Promise<number> {
		return this.#ready;
	}

	/** Answers one event, at that offset of the clock. The thread does not outlive a time-out, nor a crash. */
	async invoke(event: unknown, offsetMs: number): Promise<unknown> {
		const text = JSON.stringify(event);
		if (text.length > payloadLimit)
			throw new InvocationError('RequestTooLarge', `the event has ${text.length} characters; Lambda takes 6 MB`);
		await this.#ready;
		if (this.#gone) throw this.#gone;
		const id = randomUUID();
		const { timeoutMs } = this.#spec;
		const limit = setTimeout(() => void this.kill(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`, 'Timeout'), timeoutMs);
		try {
			return await new Promise((resolve, reject) => {
				this.#current = { id, resolve, reject };
				const moved = offsetMs === this.#offsetMs ? {} : { moved: offsetMs };
				this.#offsetMs = offsetMs;
				this.#worker.postMessage({ id, event: text, timeoutMs, ...moved });
			});
		} finally {
			clearTimeout(limit);
		}
	}

	#answer(message: Exclude<FromWorker, { ready: number }>): void {
		const current = this.#current;
		if (current?.id !== message.id) return;
		this.#current = null;
		if ('error' in message) {
			current.reject(new InvocationError(message.error.errorType, message.error.errorMessage, message.error.trace));
			return;
		}
		if (message.ok.length > payloadLimit) {
			current.reject(
				new InvocationError('Function.ResponseSizeTooLarge', `the answer has ${message.ok.length} characters; Lambda takes 6 MB`),
			);
			return;
		}
		current.resolve(JSON.parse(message.ok));
	}

	/** Ends the thread wherever it is: all its memory is lost, as in a power cut. */
	async kill(why = 'the runtime was ended', type = 'Crash'): Promise<void> {
		this.#gone ??= new InvocationError(type, why);
		this.#current?.reject(this.#gone);
		this.#current = null;
		await this.#worker.terminate();
	}
}
