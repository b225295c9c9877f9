/** How long `npm run synth` takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Report, shown } from './report.ts';

const root = new URL('..', import.meta.url);
const limitSeconds = 10;

const run = async (): Promise<number> => {
	const began = performance.now();
	const child = spawn('npm', ['run', '--silent', 'synth'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
	const [[code], said] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, text(child.stderr)]);
	if (code !== 0) throw new Error(`npm run synth ended with ${code}: ${said}`);
	return (performance.now() - began) / 1000;
};

/** The best of three: what else runs on the machine only ever adds. */
export const synth = async (report: Report): Promise<void> => {
	const seconds = [await run(), await run(), await run()];
	report.say(`three times: ${seconds.map((each) => `${shown(each)} s`).join(', ')}`);
	const best = Math.min(...seconds);
	report.limit(`at most ${limitSeconds} s`, best <= limitSeconds, `${shown(best)} s`);
};
