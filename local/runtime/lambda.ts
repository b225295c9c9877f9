/** A function as Lambda runs it: cold or warm, so many at once, killed when its time is up, started afresh after a crash. */
import type { LogSink } from './log.ts';
import { InvocationError, Room } from './room.ts';
import { localRegion } from './template.ts';
import type { FunctionSpec } from './wiring.ts';

/** Invocations at once where the template reserves none: enough for a laptop, and real enough to show races. */
const unreserved = 5;
/** A room nobody used for so long is closed, as Lambda does, so that an idle stack takes little memory. */
const idleLimitMs = 5 * 60_000;

export type FunctionSetting = {
	readonly log: LogSink;
	/** How far the functions' clock runs ahead now; asked at every invocation. */
	readonly offsetMs: () => number;
	/** Variables every function has: region, credentials that are none, addresses of the emulators. */
	readonly base: Readonly<Record<string, string>>;
};

/** What a handler finds besides its own variables. The machine's environment does not reach it. `noFile`: a path where no AWS settings lie. */
export const baseEnvironment = (endpoints: Readonly<Record<string, string>>, noFile: string): Readonly<Record<string, string>> => ({
	AWS_REGION: localRegion,
	AWS_DEFAULT_REGION: localRegion,
	AWS_ACCESS_KEY_ID: 'local',
	AWS_SECRET_ACCESS_KEY: 'local',
	AWS_EC2_METADATA_DISABLED: 'true',
	AWS_CONFIG_FILE: noFile,
	AWS_SHARED_CREDENTIALS_FILE: noFile,
	// A service without an emulator fails at once here, rather than reach AWS.
	AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
	...endpoints,
	TZ: 'UTC',
	LANG: 'en_US.UTF-8',
});

export class LocalFunction {
	readonly spec: FunctionSpec;
	readonly limit: number;
	readonly counts = { invocations: 0, errors: 0, timeouts: 0, coldStarts: 0 };
	readonly #setting: FunctionSetting;
	readonly #rooms = new Set<Room>();
	readonly #warm: { readonly room: Room; readonly reap: NodeJS.Timeout }[] = [];
	readonly #waiting: (() => void)[] = [];
	#running = 0;
	#closed = false;

	constructor(spec: FunctionSpec, setting: FunctionSetting) {
		this.spec = spec;
		this.#setting = setting;
		this.limit = spec.concurrency ?? unreserved;
	}

	/** Invocations under way or waiting for a free room. */
	get running(): number {
		return this.#running + this.#waiting.length;
	}

	/** Runs the handler. Throws `InvocationError`: the handler's own error, a time-out, or a crash. */
	async invoke(event: unknown): Promise<unknown> {
		if (this.#running >= this.limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		else this.#running += 1;
		this.counts.invocations += 1;
		const started = performance.now();
		try {
			return await this.#inRoom(event);
		} catch (error) {
			this.counts.errors += 1;
			if (error instanceof InvocationError && error.type === 'Timeout') this.counts.timeouts += 1;
			const said = error instanceof InvocationError ? [`${error.type}: ${error.message}`, ...error.trace.slice(1)] : [String(error)];
			for (const line of said) this.#setting.log.write(this.spec.entry, line.trim());
			throw error;
		} finally {
			this.#setting.log.write(this.spec.entry, `REPORT ${(performance.now() - started).toFixed(1)} ms`);
			// Who waits takes this place over; the count stays.
			const next = this.#waiting.shift();
			if (next) next();
			else this.#running -= 1;
		}
	}

	async #inRoom(event: unknown): Promise<unknown> {
		if (this.#closed) throw new InvocationError('Closed', 'the local stack is ending');
		const room = this.#take();
		try {
			return await room.invoke(event, this.#setting.offsetMs());
		} finally {
			if (room.gone) this.#rooms.delete(room);
			else this.#keep(room);
		}
	}
	#take(): Room {
		for (let warm = this.#warm.pop(); warm; warm = this.#warm.pop()) {
			clearTimeout(warm.reap);
			if (!warm.room.gone) return warm.room;
			this.#rooms.delete(warm.room);
		}
		this.counts.coldStarts += 1;
		const { log, base } = this.#setting;
		const offsetMs = this.#setting.offsetMs();
		const { logicalId, memoryMb, folder, environment, handler } = this.spec;
		const own = {
			AWS_LAMBDA_FUNCTION_NAME: logicalId,
			AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
			AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
			AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${logicalId}`,
			AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
			LAMBDA_TASK_ROOT: folder,
			_HANDLER: handler,
		};
		const room = new Room(this.spec, { log, offsetMs, environment: { ...base, ...own, ...environment } });
		this.#rooms.add(room);
		return room;
	}
	#keep(room: Room): void {
		const reap = setTimeout(() => {
			const at = this.#warm.findIndex((each) => each.room === room);
			if (at >= 0) this.#warm.splice(at, 1);
			this.#rooms.delete(room);
			void room.kill('idle');
		}, idleLimitMs);
		reap.unref();
		this.#warm.push({ room, reap });
	}

	/** Loads the bundle now, so that the first person does not wait for it. */
	async warm(): Promise<void> {
		const room = this.#take();
		try {
			await room.ready();
			this.#keep(room);
		} catch {
			// The first invocation meets the same error and reports it.
			this.#rooms.delete(room);
		}
	}
	/** Ends every thread at once; what was running fails with `Crash`. Later invocations start cold. */
	async crash(): Promise<void> {
		for (const { reap } of this.#warm.splice(0)) clearTimeout(reap);
		const rooms = [...this.#rooms];
		this.#rooms.clear();
		await Promise.all(rooms.map((room) => room.kill()));
	}
	async close(): Promise<void> {
		this.#closed = true;
		await this.crash();
	}
}
