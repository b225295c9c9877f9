/** `npm run time -- +14d`: moves the clock of the stack that runs in `.cobro`, and waits until everything due until then has happened. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deskPort } from './settings.ts';

const [by = ''] = process.argv.slice(2);
const lock = join(import.meta.dirname, '..', '.cobro', 'running.json');
if (!existsSync(lock)) {
	console.error('No stack runs in .cobro: start one with `npm start`.');
	process.exitCode = 1;
} else {
	const { port } = JSON.parse(readFileSync(lock, 'utf8')) as { port: number };
	const answer = await fetch(`http://127.0.0.1:${deskPort(port)}/time`, { method: 'POST', body: new URLSearchParams({ by }) });
	const told = (await answer.json()) as { now?: string; problem?: string; journey?: { hops: number; problem: string | null } };
	if (answer.ok) console.log(`It is ${told.now} now; stopped ${told.journey?.hops ?? 0} times on the way.`);
	else {
		console.error(told.problem ?? told.journey?.problem ?? 'the clock did not move');
		process.exitCode = 1;
	}
}
