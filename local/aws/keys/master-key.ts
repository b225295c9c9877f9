/** 32 random bytes: in a file only its owner can read, or in memory. Who loses the file loses every sealed token and connects again. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const length = 32;

export const masterKey = (dir: string | null): Buffer => {
	if (dir === null) return randomBytes(length);
	mkdirSync(dir, { recursive: true });
	const file = join(dir, 'master.key');
	// Written aside and linked, which fails if the file is there: never half a key, never two.
	const fresh = `${file}.${process.pid}`;
	writeFileSync(fresh, randomBytes(length), { mode: 0o600 });
	try {
		linkSync(fresh, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	} finally {
		rmSync(fresh);
	}
	const key = readFileSync(file);
	if (key.length !== length) throw new Error(`${file} is not a key of ${length} bytes: restore it, or start over with --fresh`);
	return key;
};
