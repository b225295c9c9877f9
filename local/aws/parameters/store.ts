/** Parameters by name, in a file only its owner can read (they are client secrets and webhook keys), or in memory. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Parameter = {
	readonly value: string;
	readonly type: 'String' | 'StringList' | 'SecureString';
	readonly version: number;
	/** Milliseconds. */
	readonly modified: number;
};

export class ParameterStore {
	readonly #parameters = new Map<string, Parameter>();
	readonly #file: string | null;

	constructor(dir: string | null) {
		if (dir !== null) mkdirSync(dir, { recursive: true });
		this.#file = dir === null ? null : join(dir, 'parameters.json');
		if (this.#file === null) return;
		for (const [name, parameter] of Object.entries(readStored(this.#file))) this.#parameters.set(name, parameter);
	}

	get(name: string): Parameter | undefined {
		return this.#parameters.get(name);
	}

	/** Names below a path, in order. */
	under(path: string, recursive: boolean): string[] {
		const prefix = path.endsWith('/') ? path : `${path}/`;
		return [...this.#parameters.keys()]
			.filter((name) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/')))
			.sort();
	}

	/** Version 1 is a new one. On disk when it returns: written aside and renamed, so a cut leaves the old file or the new. */
	put(name: string, value: string, type: Parameter['type']): Parameter {
		const parameter = { value, type, version: (this.#parameters.get(name)?.version ?? 0) + 1, modified: Date.now() };
		this.#parameters.set(name, parameter);
		if (this.#file !== null) {
			writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#parameters), null, '\t'), { mode: 0o600 });
			renameSync(`${this.#file}.new`, this.#file);
		}
		return parameter;
	}
}

const readStored = (file: string): Record<string, Parameter> => {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Parameter>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
};
