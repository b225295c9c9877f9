/**
 * `npm run bench`, or `npm run bench -- synth init`: the parts named. Ratios come from one run on one machine; exits 1 when a limit is broken.
 */
import { availableParallelism, loadavg } from 'node:os';
import { backfill } from './backfill.ts';
import { changeAndTotals } from './change-and-totals.ts';
import { exportOf } from './export.ts';
import { firstByte } from './first-byte.ts';
import { hundredThousand } from './hundred-thousand.ts';
import { init } from './init.ts';
import { mailsOf } from './mails.ts';
import { planning } from './planning.ts';
import { reading } from './reading.ts';
import { Printed, type Report, shown } from './report.ts';
import { synth } from './synth.ts';

const parts: Readonly<Record<string, readonly [title: string, run: (report: Report) => Promise<void>]>> = {
	synth: ['Synthesizing the app, bundling included', synth],
	init: ['Init of each function against an empty handler with the same AWS clients', init],
	books: ['One changed invoice, and totals of 1,000 and 10,000', changeAndTotals],
	backfill: ['First sync of 10,000 invoices against a bare loop', backfill],
	reading: ['Calls, speed and memory of reading a ledger', reading],
	export: ['A factoring export against a bare query-and-write loop', exportOf],
	planning: ['Planning the day of 5,000 customers of whom 50 are due', planning],
	page: ['The first byte of a customer’s page against a fixed page of the same server', firstByte],
	mails: ['Reminders a second against a bare render-and-send loop', mailsOf],
	large: ['100,000 open invoices of 5,000 customers', hundredThousand],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length) {
	console.error(`no part is called ${unknown.join(', ')}: there are ${Object.keys(parts).join(', ')}`);
	process.exit(2);
}

const report = new Printed();
const load = (): string => `load ${shown(loadavg()[0] ?? 0)} on ${availableParallelism()} cores`;
console.log(`Node ${process.version}, ${load()}`);
for (const [name, [title, run]] of Object.entries(parts)) {
	if (wanted.length && !wanted.includes(name)) continue;
	const began = performance.now();
	console.log(`\n${name}: ${title}`);
	await run(report);
	console.log(`  (${shown((performance.now() - began) / 1000)} s, ${load()})`);
}
console.log(report.broken.length ? `\n${report.broken.length} limits broken:\n- ${report.broken.join('\n- ')}` : '\nAll limits kept.');
if (report.broken.length) console.log('Times mean little on a machine that does other things: look at the load.');
process.exitCode = report.broken.length ? 1 : 0;
