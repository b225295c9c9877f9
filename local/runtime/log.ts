/** Where everything goes that the functions print: kept for tests, and appended to a file a person can follow. */
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export type LogLine = { readonly source: string; readonly text: string };

/** A larger file is set aside at the next start, and the one set aside before is forgotten. */
const largest = 20 * 1024 * 1024;

export class LogSink {
	#file: WriteStream | null;
	readonly #lines: LogLine[] = [];
	readonly #keep: number;
	readonly file: string | null;

	/** `dir`: the folder of `functions.log`; null keeps lines in memory only. `keep`: how many lines memory holds. */
	constructor(dir: string | null, keep = 50_000) {
		this.#keep = keep;
		if (dir) mkdirSync(dir, { recursive: true });
		this.file = dir ? join(dir, 'functions.log') : null;
		if (this.file && (statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(this.file, `${this.file}.1`);
		this.#file = this.file ? createWriteStream(this.file, { flags: 'a' }) : null;
	}

	write(source: string, text: string): void {
		this.#lines.push({ source, text });
		// In blocks, so that a busy stack does not move the whole list at every line.
		if (this.#lines.length > this.#keep * 1.2) this.#lines.splice(0, this.#lines.length - this.#keep);
		this.#file?.write(`${source} ${text}\n`);
	}
	/** A `data` listener that cuts a stream into lines. */
	follow(source: string): (chunk: Buffer | string) => void {
		let rest = '';
		return (chunk) => {
			const parts = (rest + chunk.toString()).split('\n');
			rest = parts.pop() ?? '';
			for (const line of parts) if (line) this.write(source, line);
		};
	}
	/** What was printed, oldest first; of one function when `source` is given. */
	lines(source?: string): readonly LogLine[] {
		return source === undefined ? this.#lines : this.#lines.filter((each) => each.source === source);
	}
	/** All kept lines as one text, for tests that search it. */
	text(): string {
		return this.#lines.map((each) => `${each.source} ${each.text}`).join('\n');
	}
	close(): Promise<void> {
		const file = this.#file;
		// What is printed later by something that is just ending stays in memory.
		this.#file = null;
		return file ? new Promise((resolve) => file.end(() => resolve())) : Promise.resolve();
	}
}
