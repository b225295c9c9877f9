/** The folder a started stack lives in: who uses it now, what it was filled with, how far its clock runs ahead. */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { newSecrets, type SandboxSecrets } from './secrets.ts';

class StateInUse extends Error {
	override readonly name = 'StateInUse';
}
/** What is kept there does not go with what is asked for now. */
export class StateConflict extends Error {
	override readonly name = 'StateConflict';
}

const lockSchema = z.object({ pid: z.number(), port: z.number(), children: z.array(z.number()) });
const provider = z.object({ clientId: z.string(), clientSecret: z.string(), webhookKey: z.string() });
const keptSchema = z.object({
	format: z.literal('cobro-state/2'),
	secrets: z.object({
		xero: provider,
		quickbooks: provider,
		stripe: z.object({ secretKey: z.string(), webhookSecret: z.string() }),
	}),
	/** What the sandboxes are filled from. */
	filledFrom: z.string(),
	/** False until they are full: a start that was cut short fills them again. */
	filled: z.boolean(),
	offsetMs: z.number(),
});
export type Kept = z.infer<typeof keptSchema>;

const runs = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
	// Numbers are given again: where it can be seen, it must be one of ours.
	const commandLine = `/proc/${pid}/cmdline`;
	return !existsSync(commandLine) || /local\/(start|aws\/queues\/child)\.ts/.test(readFileSync(commandLine, 'utf8'));
};
const graceMs = 3000;

export class StateFolder {
	readonly dir: string;
	readonly #lock: string;
	readonly #kept: string;
	readonly #port: number;

	private constructor(dir: string, port: number) {
		this.dir = dir;
		this.#port = port;
		this.#lock = join(dir, 'running.json');
		this.#kept = join(dir, 'state.json');
	}

	/**
	 * Takes the folder for this process. What a killed one left is cleared up: its lock, and its queue process should it still be going.
	 * Throws `StateInUse` while another stack runs on it.
	 */
	static async open(dir: string, port: number): Promise<StateFolder> {
		const folder = new StateFolder(dir, port);
		mkdirSync(dir, { recursive: true });
		for (;;) {
			// A link appears whole or not at all: nobody reads half a lock.
			const beside = `${folder.#lock}.${process.pid}`;
			try {
				writeFileSync(beside, folder.#own([]));
				linkSync(beside, folder.#lock);
				return folder;
			} catch (error) {
				if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
			} finally {
				rmSync(beside, { force: true });
			}
			const held = folder.#holder();
			if (held && held.pid !== process.pid && runs(held.pid))
				throw new StateInUse(
					`Cobro already runs on ${dir} (process ${held.pid}, http://127.0.0.1:${held.port}): end it first, or use --state FOLDER`,
				);
			for (const child of held?.children ?? []) await folder.#outlive(child);
			rmSync(folder.#lock, { force: true });
		}
	}
	#own(children: readonly number[]): string {
		return JSON.stringify({ pid: process.pid, port: this.#port, children });
	}
	#holder(): z.infer<typeof lockSchema> | null {
		try {
			return lockSchema.parse(JSON.parse(readFileSync(this.#lock, 'utf8')));
		} catch {
			// Gone meanwhile, or not ours.
			return null;
		}
	}
	async #outlive(pid: number): Promise<void> {
		const until = performance.now() + graceMs;
		while (runs(pid)) {
			if (performance.now() > until) process.kill(pid, 'SIGKILL');
			await new Promise((done) => setTimeout(done, 25));
		}
	}

	/** Names the processes that must be gone before somebody else may take the folder. */
	nameChildren(...pids: readonly number[]): void {
		const beside = `${this.#lock}.${process.pid}`;
		writeFileSync(beside, this.#own(pids));
		renameSync(beside, this.#lock);
	}
	/** Deletes everything but the lock. Refuses a folder that holds something else than a stack's state. */
	wipe(): void {
		const names = readdirSync(this.dir).filter((name) => join(this.dir, name) !== this.#lock);
		if (names.length && !existsSync(this.#kept))
			throw new StateConflict(`${this.dir} holds files that are not Cobro's state: it is not deleted. Use another --state FOLDER.`);
		// The mark goes last: cut short, the folder is still known as ours.
		for (const name of names) if (join(this.dir, name) !== this.#kept) rmSync(join(this.dir, name), { recursive: true, force: true });
		rmSync(this.#kept, { force: true });
	}
	/** What is kept; null in a new folder. Throws `StateConflict` when another version wrote it. */
	kept(): Kept | null {
		if (!existsSync(this.#kept)) return null;
		const read = keptSchema.safeParse(JSON.parse(readFileSync(this.#kept, 'utf8')));
		if (!read.success) throw new StateConflict(`${this.dir} was kept by another version: start with --fresh`);
		return read.data;
	}
	/** Replaces what is kept, all or nothing. */
	keep(state: Omit<Kept, 'format' | 'secrets'> & { readonly secrets: SandboxSecrets }): void {
		const beside = `${this.#kept}.new`;
		writeFileSync(beside, JSON.stringify({ format: 'cobro-state/2', ...state }), { mode: 0o600 });
		renameSync(beside, this.#kept);
	}
	secrets(): SandboxSecrets {
		return this.kept()?.secrets ?? newSecrets();
	}
	release(): void {
		rmSync(this.#lock, { force: true });
	}
}
