/** A large company: what loading, counting and reading it costs in units, seconds and memory. Nothing here fails the run. */

import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { age } from '../shared/domain/aging.ts';
import { later } from '../shared/domain/day.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import { loadCustomers, loadInvoices } from './fill.ts';
import { eur, invoices, scope, startedAt, today } from './invoices.ts';
import { Meter } from './meter.ts';
import { median, type Report, shown } from './report.ts';

const count = 100_000;
const among = 5_000;

/** Resident memory in MB: the figure a Lambda's limit is about. */
const resident = (): number => process.memoryUsage.rss() / 2 ** 20;

const measure = async (report: Report, emulators: Emulators): Promise<void> => {
	const store = await emulators.store('counting');
	const meter = new Meter(store.db);
	const books = dynamoBooks(store);
	let peak = resident();
	const watch = setInterval(() => {
		peak = Math.max(peak, resident());
	}, 50);

	const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
		const began = performance.now();
		peak = resident();
		const used = await meter.of(work);
		const seconds = shown((performance.now() - began) / 1000, 2);
		const units = `${shown(used.reads, 1)} read and ${shown(used.writes, 0)} write units in ${used.requests.toLocaleString('en')} requests`;
		report.say(`${what.padEnd(38)} ${seconds.padStart(7)} s  ${units}, ≤ ${shown(peak, 0)} MB`);
	};

	try {
		await step(`${among.toLocaleString('en')} customers loaded`, () => loadCustomers(books, among));
		await step(`${count.toLocaleString('en')} invoices loaded`, () => loadInvoices(books, count, among));
		await step('recount', () => books.recount(scope, 'write', today));
		await step('totals', async () => {
			const [ladder] = await books.ladders(scope.company, eur);
			if (!ladder) throw new Error('no ladder');
			const aging = age(eur, ladder.ladder, ladder.unapplied, today);
			if (Object.values(aging.buckets).reduce((sum, each) => sum + each.count, 0) !== count) throw new Error('invoices were lost');
		});
		await step('50 customers by overdue', () => books.customersByOverdue(scope.company, eur, 50, null));
		await step('all customers, another as-of day', () => books.customerLadders(scope.company, eur));
		const [paid] = invoices(1, among);
		if (paid)
			await step('one changed invoice', () =>
				books.save(scope, [{ ...paid, version: '2026-11-22T09:00:00.000Z', open: paid.open - 1 }], later(startedAt, 1000)),
			);
		await step('recount, comparing', async () => {
			const { drift } = await books.recount(scope, 'compare', today);
			if (drift.length) throw new Error(`drift: ${JSON.stringify(drift.slice(0, 3))}`);
		});

		const times = { totals: [] as number[], item: [] as number[] };
		for (let i = 0; i < 30; i++) {
			const began = performance.now();
			await books.ladders(scope.company, eur);
			const between = performance.now();
			await store.get({ pk: 'none', sk: 'none' }, 'eventual');
			times.totals.push(between - began);
			times.item.push(performance.now() - between);
		}
		const [totals, item] = [median(times.totals), median(times.item)];
		report.say(`totals ${shown(totals)} ms against ${shown(item)} ms of one GetItem: ${shown(totals / item)} × (budget 4 ×), median of 30`);
	} finally {
		clearInterval(watch);
	}
};

export const hundredThousand = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today }, (emulators) => measure(report, emulators));
