/** What one changed invoice writes, and what totals read, in a small company and in one ten times as large. */
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { later } from '../shared/domain/day.ts';
import type { Document } from '../shared/domain/document.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import { loadCustomers, loadInvoices } from './fill.ts';
import { eur, invoices, scope, startedAt, today } from './invoices.ts';
import { Meter, type Used } from './meter.ts';
import { type Report, shown } from './report.ts';

const mostItems = 8;
const mostUnitsMore = 2;

/** Paid in part on the next day, as the ledger would send it. */
const paidInPart = (invoice: Document): Document => ({
	...invoice,
	version: '2026-11-22T09:00:00.000Z',
	open: invoice.open - 500,
	entries: [...invoice.entries, { day: invoice.issued, kind: 'payment', minor: -500, source: 'p-1' }],
});

const measure = async (emulators: Emulators, count: number): Promise<{ totals: Used; change: Used; move: Used }> => {
	const store = await emulators.store('counting');
	const meter = new Meter(store.db);
	const books = dynamoBooks(store);
	await loadCustomers(books, count / 20);
	await loadInvoices(books, count, count / 20);
	await books.recount(scope, 'write', today);
	const [invoice] = invoices(1, count / 20);
	if (!invoice) throw new Error('no invoice to change');
	const totals = await meter.of(() => books.ladders(scope.company, eur));
	const paid = paidInPart(invoice);
	const change = await meter.of(() => books.save(scope, [paid], later(startedAt, 3_600_000)));
	// The dearest change there is: another due month and another customer, so two month items and two customer ladders.
	const moved = { ...paid, version: '2026-11-22T10:00:00.000Z', due: invoice.issued, customer: `${invoice.customer.slice(0, -1)}1` };
	const move = await meter.of(() => books.save(scope, [moved], later(startedAt, 7_200_000)));
	return { totals, change, move };
};

const compare = async (report: Report, emulators: Emulators): Promise<void> => {
	const small = await measure(emulators, 1_000);
	const large = await measure(emulators, 10_000);
	for (const [count, { totals, change, move }] of [
		['1,000', small],
		['10,000', large],
	] as const) {
		report.say(`${count} invoices: totals ${shown(totals.reads)} read units in ${totals.requests} requests`);
		report.say(
			`${count} invoices: one part payment writes ${change.items} items, ${shown(change.writes)} write and ${shown(change.reads)} read units`,
		);
		report.say(`${count} invoices: one new due month and customer writes ${move.items} items, ${shown(move.writes)} write units`);
	}
	const more = large.totals.reads - small.totals.reads;
	report.limit(
		`totals of 10,000 cost at most ${mostUnitsMore} units more than of 1,000`,
		more <= mostUnitsMore,
		`${shown(more)} units more`,
	);
	for (const [what, { items }] of [
		['one changed invoice', large.change],
		['one invoice moved to another month and customer', large.move],
	] as const)
		report.limit(`${what} writes at most ${mostItems} items`, items > 0 && items <= mostItems, `${items} items`);
};

export const changeAndTotals = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today }, (emulators) => compare(report, emulators));
