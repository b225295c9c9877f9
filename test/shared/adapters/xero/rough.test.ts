/** Reading a sandbox that is no kinder than Xero may be: types, ties, missing counts, slow pages, places written by another deployment. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import type { Roughness } from '../../../../local/sandbox/xero/rough.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import type { Accounting, Page } from '../../../../shared/ports/accounting.ts';
import { type Clock, manyInvoices, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, horizon, openSandbox, readInto } from './reading.ts';

let clock: Clock;
let sandbox: XeroSandbox;
beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterEach(() => sandbox.close());

const contact = (): string => sandbox.dump(orgId).contacts[0]?.id ?? '';
/** What is in one and not in the other. */
const differences = (copy: Parameters<typeof factsOfCopy>[0]): string[] => {
	const [ours, theirs] = [new Set(factsOfCopy(copy)), new Set(booksFacts())];
	return [...[...ours].filter((each) => !theirs.has(each)), ...[...theirs].filter((each) => !ours.has(each))];
};
const booksFacts = (): string[] => factsOfBooks(sandbox.dump(orgId));
const pagesOf = async (accounting: Accounting, from: string): Promise<Page[]> => {
	const pages: Page[] = [];
	for (let cursor: string | null = from; cursor !== null; cursor = pages.at(-1)?.next ?? null) pages.push(await accounting.page(cursor));
	return pages;
};

describe('credit that Xero made itself', () => {
	it('is copied, in the control figure, and its refunds and allocations too', async () => {
		sandbox.load(smallBooks(), today);
		const books = sandbox.edit(orgId);
		const over = books.addCredit('overpayment', { contact: contact(), currency: 'GBP', issued: today, total: 9000, type: 'AROVERPAYMENT' });
		books.addCredit('prepayment', { contact: contact(), currency: 'GBP', issued: today, total: 700, type: 'ARPREPAYMENT' });
		books.refund('overpayment', over, { amount: 1000, day: today });
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		const mark = await readInto(copy, accounting, accounting.everything(horizon));
		expect(copy.refused).toEqual([]);
		expect(differences(copy)).toEqual([]);
		const gbp = (await accounting.control()).figures.find(({ currency }) => (currency as string) === 'GBP');
		expect(gbp?.minor).toBe(5005 - 2000 - 2000 - 8000 - 700);
		books.refund('overpayment', over, { amount: 500, day: today });
		await readInto(copy, accounting, accounting.changes(mark));
		expect(differences(copy)).toEqual([]);
	});
});

it('an invoice under the Construction Industry Scheme is copied with what the customer owes us, and settled by that', async () => {
	sandbox.load(smallBooks(), today);
	const books = sandbox.edit(orgId);
	const id = books.addInvoice({
		contact: contact(),
		currency: 'GBP',
		issued: today,
		due: today,
		total: 12_000,
		tax: 2000,
		deduction: 2000,
	});
	const accounting = await openSandbox(sandbox, clock.now);
	const copy = emptyCopy();
	const mark = await readInto(copy, accounting, accounting.everything(horizon));
	expect(copy.refused).toEqual([]);
	expect(differences(copy)).toEqual([]);
	expect([...copy.documents.values()].find((each) => each.id === id)).toMatchObject({ total: 12_000, open: 10_000 });
	books.pay(id, { amount: 10_000, day: today });
	await readInto(copy, accounting, accounting.changes(mark));
	expect([...copy.documents.values()].find((each) => each.id === id)).toMatchObject({ state: 'closed', open: 0 });
});

describe('rows of one time in another order with every request', () => {
	const edited = (count: number): void => {
		sandbox.load(manyInvoices(count), today);
		sandbox.rough.set('ties', true);
		const books = sandbox.edit(orgId);
		clock.forward(3_600_000);
		// A bulk edit: all of them at one moment.
		for (const { id, kind } of sandbox.dump(orgId).documents) if (kind === 'invoice') books.changeInvoice(id, { due: '2027-01-31' });
		clock.forward(60_000);
		expect(new Set(sandbox.dump(orgId).documents.map(({ updated }) => updated)).size).toBe(1);
	};

	it('are read again until the count is reached', async () => {
		edited(2500);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		let pages = 0;
		await readInto(copy, accounting, accounting.everything(horizon), () => {
			pages += 1;
			// Contacts 1, invoices 1 + 3: after those the list is read once more, and now it stays in order.
			if (pages === 5) sandbox.rough.set('ties', false);
		});
		expect(copy.refused).toEqual([]);
		expect(differences(copy)).toEqual([]);
		// The zone, twelve lists, three more pages and a look; once more that look and three pages; and what changed meanwhile was asked for.
		expect(copy.calls).toBe(1 + 12 + 3 + 4 + 1);
		expect(copy.calls).toBe(sandbox.calls());
	});

	it('are said to be missing when three readings do not give them all', async () => {
		edited(2500);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect(copy.refused).toEqual([
			{
				kind: 'invoice',
				id: 'list open-invoices',
				reason: expect.stringMatching(/^Xero counts 2500 in its list of open invoices but did not give \d+ of them, though asked 3 times/),
			},
		]);
		const control = accounting.control();
		await expect(control).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('open invoices') });
	});

	it('cost nothing while they fit into a page', async () => {
		edited(900);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect({ refused: copy.refused, calls: copy.calls }).toEqual({ refused: [], calls: 13 });
		expect(differences(copy)).toEqual([]);
	});
});

it.each<[Roughness[], number]>([
	[['uncounted'], 1000],
	[['uncounted'], 2345],
	[['uncounted', 'hundreds'], 1234],
	[['hundreds'], 1234],
])('lists that are %s are read whole (%i invoices)', async (how, count) => {
	sandbox.load(manyInvoices(count), today);
	for (const which of how) sandbox.rough.set(which, true);
	const accounting = await openSandbox(sandbox, clock.now);
	const copy = emptyCopy();
	const books = sandbox.edit(orgId);
	const invoices = sandbox.dump(orgId).documents;
	let turn = 0;
	const mark = await readInto(copy, accounting, accounting.everything(horizon), () => {
		clock.forward(1000);
		const invoice = invoices[turn++ * 7];
		if (invoice) books.pay(invoice.id, { amount: invoice.rest, day: today });
	});
	expect(turn).toBeGreaterThan(10);
	await readInto(copy, accounting, accounting.changes(mark));
	expect(copy.refused).toEqual([]);
	expect(differences(copy)).toEqual([]);
	const { figures } = await accounting.control();
	const open = sandbox.dump(orgId).documents.reduce((all, { kind, rest }) => all + (kind === 'invoice' ? rest : 0), 0);
	expect(figures.map(({ minor }) => minor)).toEqual([open]);
});

describe('pages that take too long', () => {
	it('are asked for in halves from the same place, and the cursor keeps that', async () => {
		sandbox.load(manyInvoices(2600), today);
		sandbox.rough.slowAbove = 300;
		const accounting = await openSandbox(sandbox, clock.now, 800);
		const books = sandbox.edit(orgId);
		const invoices = sandbox.dump(orgId).documents;
		const copy = emptyCopy();
		const seen: number[] = [];
		let cursor: string | null = accounting.everything(horizon);
		let mark = '';
		for (let turn = 0; cursor !== null; turn++) {
			const { list, turn: at } = JSON.parse(cursor) as { list: string; turn: { size: number } };
			if (list === 'open-invoices') seen.push(at.size);
			if (turn === 15) sandbox.rough.slowAbove = null;
			const page: Page = await accounting.page(cursor);
			copy.refused.push(...page.refused);
			for (const each of page.documents) copy.documents.set(`${each.kind} ${each.id}`, each);
			const invoice = invoices[turn];
			clock.forward(1000);
			if (invoice) books.changeInvoice(invoice.id, { due: '2027-02-01' });
			if (page.next === null) mark = page.watermark;
			cursor = page.next;
		}
		// The contacts were too slow already. Eight pages in time, then a larger one is tried, which is too slow still.
		expect(seen).toEqual([...Array.from({ length: 10 }, () => 250), 500, 250, 250]);
		// The next delta begins before the first page that Xero answered, however many followed.
		expect(mark).toContain('2026-11-22T09:58:02.000Z');
		expect(copy.refused).toEqual([]);
		const left = emptyCopy();
		await readInto(left, accounting, accounting.changes(mark));
		const whole = new Map([...copy.documents.values(), ...left.documents.values()].map((each) => [each.id, each]));
		expect(differences({ ...left, documents: whole })).toEqual([]);
		expect((await accounting.control()).figures.map(({ minor }) => minor)).toEqual([(100 * 2600 * 2601) / 2]);
	});

	it('are unavailable when even the smallest is too slow', async () => {
		sandbox.load(manyInvoices(5), today);
		sandbox.rough.slowAbove = 50;
		const accounting = await openSandbox(sandbox, clock.now, 400);
		let cursor = accounting.everything(horizon);
		const sizes: number[] = [];
		const reading = (async () => {
			for (;;) {
				sizes.push((JSON.parse(cursor) as { turn: { size: number } }).turn.size);
				cursor = (await accounting.page(cursor)).next ?? '';
			}
		})();
		await expect(reading).rejects.toMatchObject({ kind: 'unavailable', message: 'Xero did not answer in time' });
		expect(sizes).toEqual([1000, 500, 250, 125, 100]);
		await expect(accounting.control()).rejects.toMatchObject({ kind: 'unavailable' });
	});
});

describe('a place that another deployment wrote', () => {
	/** As it was before lists had names. */
	const old = (mode: string, from: string, slice: number): string =>
		JSON.stringify({ mode, from, slice, page: 1, pages: 0, done: 0, before: 0, watermark: '2026-11-22T09:58:00.000Z' });

	it.each([
		['of an earlier version', (from: string) => old('everything', from, 4)],
		['of a later version', (from: string) => JSON.stringify({ v: 99, mode: 'everything', from, list: 'contacts', more: 1 })],
		['in a list that is gone', (_from: string, now: string) => now.replace('"contacts"', '"bills"')],
	])('%s begins the read anew: no list is left out', async (_what, write) => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		const mark = await readInto(copy, accounting, write(horizon, accounting.everything(horizon)));
		expect(differences(copy)).toEqual([]);
		expect(copy.customers.size).toBe(2);
		expect(mark.split(' ')).toEqual(['2026-11-22T09:58:00.000Z', 'Europe/London', '2026-11-22']);
	});

	it('goes on from where a delta began, and a watermark without a zone is one', async () => {
		sandbox.load(smallBooks(), today);
		const since = '2026-11-22T09:58:00.000Z';
		clock.forward(3_600_000);
		const books = sandbox.edit(orgId);
		const id = books.addInvoice({ contact: contact(), currency: 'GBP', issued: today, due: today, total: 100 });
		const accounting = await openSandbox(sandbox, clock.now);
		for (const from of [old('changes', since, 3), accounting.changes(since)]) {
			const pages = await pagesOf(accounting, from);
			expect(pages.flatMap((page) => page.documents.map((each) => each.id))).toContain(id);
			expect(pages).toHaveLength(6);
		}
	});

	it('is told to the place it was written at when it is of today', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const [first] = await pagesOf(accounting, accounting.everything(horizon));
		expect(JSON.parse(first?.next ?? '')).toMatchObject({
			v: 2,
			mode: 'everything',
			from: horizon,
			list: 'open-invoices',
			turn: { rest: null },
		});
	});
});

describe('the day on which something was learned', () => {
	it('is the company’s, and its zone is asked for once, then after a week', async () => {
		sandbox.load(smallBooks({ timeZone: 'Pacific/Auckland', country: 'NZ' }), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		const mark = await readInto(copy, accounting, accounting.everything(horizon));
		// 22:30 UTC on the 22nd: in Auckland it is the 23rd.
		clock.forward(12.5 * 3_600_000);
		const six = sandbox.dump(orgId).documents.find(({ number }) => number === 'INV-6');
		sandbox.edit(orgId).voidInvoice(six?.id ?? '');
		sandbox.resetCalls();
		const later = await openSandbox(sandbox, clock.now);
		const delta = emptyCopy();
		const second = await readInto(delta, later, later.changes(mark));
		expect([...delta.documents.values()].find(({ number }) => number === 'INV-6')?.entries.at(-1)).toMatchObject({
			kind: 'void',
			day: addDays(today, 1),
		});
		expect([delta.calls, sandbox.calls()]).toEqual([6, 6]);
		clock.forward(8 * 86_400_000);
		const weekly = emptyCopy();
		const next = await openSandbox(sandbox, clock.now);
		await readInto(weekly, next, next.changes(second));
		expect(weekly.calls).toBe(7);
	});
});
