/**
 * `npm run demo`: plays the whole road on this machine and prints it: connect, first read, aging, reminders in three languages, payments, bookings,
 * two weeks more, aging again, export. Every figure is read twice: from the hub's API, and from the sandboxes' own stores by code that shares nothing
 * with it (local/demo/own). `--seed N` makes another pair of companies, `--days N` lets more or less time go by. Ends with 1 on any difference.
 */
import '../scripts/node-version.ts';
import { parseArgs } from 'node:util';
import { playDemo } from './demo/play.ts';
import { demoScenario } from './demo/scenario.ts';

// Lambda's zone; without it code that forgets its zone would differ between a laptop and AWS.
process.env.TZ = 'UTC';

// Interrupted, it still removes its folder.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, days: { type: 'string', default: '14' } } });
const whole = (name: string, text: string, least: number, most: number): number => {
	const number = Number(text);
	if (!Number.isInteger(number) || number < least || number > most)
		throw new RangeError(`--${name} is a whole number from ${least} to ${most}`);
	return number;
};
const [seed, days] = [whole('seed', values.seed, 1, 1_000_000), whole('days', values.days, 0, 90)];

console.log(`Cobro, from connect to export. Seed ${seed}: npm run demo -- --seed ${seed + 1} tells it with other figures.`);
const { exitCode } = await playDemo({ scenario: demoScenario(seed), days, say: (line) => console.log(line) });
process.exitCode = exitCode;
