/** One life of the bundled functions in this process: loaded afresh, with a clock and a power of their own, so that all memory can be lost exactly. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as timers from 'node:timers/promises';
import { Script } from 'node:vm';
import { bundle } from '../../../scripts/bundle.ts';
import type { Power } from './power.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
type Loaded = { handler?: Handler };
type Wrapper = (
	exports: Loaded,
	require: (name: string) => unknown,
	module: { exports: Loaded },
	fetch: unknown,
	date: unknown,
	setTimeout: unknown,
) => void;

const compiled = new Map<string, Script>();
let built: Promise<string> | null = null;

/** Bundles once a process, beside the project's own `dist`, and compiles each file once. */
const folderOf = async (): Promise<string> => {
	const dist = join(tmpdir(), `cobro-functions-${process.pid}`);
	await bundle(dist);
	return dist;
};
const fileOf = async (entry: string): Promise<string> => {
	built ??= folderOf();
	return join(await built, 'functions', entry, 'index.js');
};
const scriptOf = (file: string): Script => {
	const known = compiled.get(file);
	if (known) return known;
	const script = new Script(`(function(exports, require, module, fetch, Date, setTimeout) {${readFileSync(file, 'utf8')}\n})`, {
		filename: file,
	});
	compiled.set(file, script);
	return script;
};

const require = createRequire(import.meta.url);

/** `Date` with another present. */
const dateAt = (nowMs: () => number): DateConstructor =>
	new Proxy(Date, {
		construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [nowMs()], newTarget) as object,
		apply: (target) => new target(nowMs()).toString(),
		get: (target, property, receiver) => (property === 'now' ? nowMs : (Reflect.get(target, property, receiver) as unknown)),
	});

/** Pauses between tries are shortened by so much, or a history would be spent waiting. What limits a request stays as it is. */
const haste = 20;
const limits = new Set([1000, 2000, 3000, 5000, 6000, 10_000, 15_000]);
const hasty = (ms = 0): number => (limits.has(ms) ? ms : ms / haste);
const hastySetTimeout = <A extends readonly unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): NodeJS.Timeout =>
	setTimeout(callback, hasty(ms), ...args);
const hastyTimers = { ...timers, setTimeout: (ms?: number, value?: unknown) => timers.setTimeout((ms ?? 0) / haste, value) };

export class Process {
	readonly power: Power;
	readonly #date: DateConstructor;
	readonly #modules = new Map<string, { exports: Loaded }>();
	readonly #loaded = new Map<string, Promise<Handler>>();

	constructor(power: Power, nowMs: () => number) {
		this.power = power;
		this.#date = dateAt(nowMs);
	}

	/** Runs a file of a bundle; SDKs beside it (`./xero-sdk.js`) live in the same life as the rest. */
	#run(file: string): Loaded {
		const before = this.#modules.get(file);
		if (before) return before.exports;
		const module: { exports: Loaded } = { exports: {} };
		this.#modules.set(file, module);
		const find = (name: string): unknown => {
			if (name === 'http' || name === 'node:http') return this.power.http;
			if (name === 'https' || name === 'node:https') return this.power.https;
			if (name === 'node:timers/promises' || name === 'timers/promises') return hastyTimers;
			return name.startsWith('./') ? this.#run(join(dirname(file), name)) : (require(name) as unknown);
		};
		const wrapper = scriptOf(file).runInThisContext() as Wrapper;
		wrapper(module.exports, find, module, this.power.fetch, this.#date, hastySetTimeout);
		return module.exports;
	}

	async #load(entry: string): Promise<Handler> {
		const { handler } = this.#run(await fileOf(entry));
		if (!handler) throw new Error(`${entry} exports no handler`);
		return handler;
	}

	/** What the function answered, how it failed, or that the power went while it worked. Never throws. */
	async invoke(entry: string, event: unknown): Promise<Outcome> {
		const loading = this.#loaded.get(entry) ?? this.#load(entry);
		this.#loaded.set(entry, loading);
		this.power.invocation += 1;
		const work = loading
			.then((handler) => handler(event, { awsRequestId: crypto.randomUUID(), functionName: entry }))
			.then(
				(answer): Outcome => ({ ended: 'answered', answer }),
				(error: unknown): Outcome => ({ ended: 'threw', error }),
			);
		const outcome = await Promise.race([work, this.power.gone.then((): Outcome => ({ ended: 'cut' }))]);
		return this.power.dead ? { ended: 'cut' } : outcome;
	}
}
export type Outcome =
	| { readonly ended: 'answered'; readonly answer: unknown }
	| { readonly ended: 'threw'; readonly error: unknown }
	| { readonly ended: 'cut' };
