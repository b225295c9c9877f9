/** A part of the soak in a process of its own, and of which code its results are. */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Product code that a result is of. */
export const commit = ((): string => {
	try {
		return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	} catch {
		return 'no commit';
	}
})();

const soak = join(import.meta.dirname, 'soak.ts');

/** Runs the soak with `--job`; each line that it says with a leading @ is taken. */
export const inItsOwnProcess = <Line>(job: object, take: (line: Line) => void): Promise<void> =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [soak, ...process.argv.slice(2), '--job', JSON.stringify(job)], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (line.startsWith('@')) take(JSON.parse(line.slice(1)) as Line);
		});
		child.once('close', (code) =>
			code === 0 ? resolve() : reject(new Error(`a soak process ended with ${code}: ${JSON.stringify(job)}`)),
		);
	});
