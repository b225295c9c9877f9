/** Reading a sandbox that is no kinder than QuickBooks may be: ties, rows that never come, slow pages, places written by another deployment. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../../../shared/adapters/quickbooks/cursor.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { Cursor } from '../../../../shared/ports/accounting.ts';
import {
	copyView,
	emptyCopy,
	horizon,
	invoices,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	storeView,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const minute = 60_000;
const hour = 60 * minute;
/** An access token lasts an hour. */
const awhile = 20 * minute;
const placeOf = (cursor: Cursor): Reading => JSON.parse(cursor) as Reading;

describe('rows of one time in another order with every request', () => {
	/** All invoices edited at one moment, a while ago. */
	const edited = async (count: number): Promise<void> => {
		rig = await startRig({ organisation: organisation({ documents: invoices(count) }) });
		rig.pass(awhile);
		for (const { id } of rig.sandbox.dump(realm).documents) rig.edit.edit('Invoice', id, { due: day('2027-01-31') });
		rig.pass(awhile);
		expect(new Set(rig.sandbox.dump(realm).documents.map(({ updated }) => updated)).size).toBe(1);
		rig.sandbox.rough.set('ties', true);
	};

	it.each([
		// Preferences, company, six counts, customers 1, invoices 2; a look at what is missing; counted again, and 2; the report.
		[1500, 11 + 1 + 3 + 1],
		// Invoices 3: more than are remembered have one time, and no look is needed; counted again, and 3.
		[2500, 12 + 4 + 1],
	])(
		'are counted, and read again in order of Id, which no two share: %i in %i calls',
		async (count, calls) => {
			await edited(count);
			const accounting = await rig.open();
			const copy = await readAll(accounting, accounting.everything(horizon));
			expect(copy.refused).toEqual([]);
			expect(copyView(copy)).toEqual(storeView(rig));
			expect(rig.sandbox.calls()).toBe(calls);
			expect(copy.pages.reduce((all, page) => all + page.calls, 0)).toBe(calls);
		},
		60_000,
	);

	it('cost nothing while they fit into a page', async () => {
		await edited(900);
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copy.refused).toEqual([]);
		expect(copyView(copy)).toEqual(storeView(rig));
		expect(rig.sandbox.calls()).toBe(11);
	}, 60_000);
});

it('rows that are counted and never come are said to be missing, once, after three readings', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(1500) }) });
	rig.pass(awhile);
	rig.sandbox.rough.set('withheld', true);
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	const lost = storeView(rig).length - copyView(copy).length;
	expect(lost).toBeGreaterThan(10);
	expect(copy.refused).toEqual([
		{
			kind: 'invoice',
			id: 'list invoices-open',
			reason: `QuickBooks counts 1500 in its list of invoices open but did not give ${lost} of them, though asked 3 times. The comparison with the ledger’s own totals tells whether money is missing; a document that is saved there once more is read.`,
		},
	]);
	// 8 before, customers 1; three times 2 pages and a look, counted twice more; the report.
	expect(rig.sandbox.calls()).toBe(9 + 9 + 2 + 1);
}, 60_000);

describe('pages that take too long', () => {
	it('are asked for in halves from the same place, and the cursor keeps that', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(2600) }) });
		rig.sandbox.rough.slowAbove = 300;
		const accounting = await rig.open(1000);
		const rows = rig.sandbox.dump(realm).documents;
		const sizes: number[] = [];
		const copy = emptyCopy();
		let turn = 0;
		let cursor: Cursor | null = accounting.everything(horizon);
		while (cursor !== null) {
			const { steps, pace } = placeOf(cursor);
			const [step] = steps;
			if (step?.do === 'rows' && step.list === 'invoices-open') sizes.push(pace.size);
			const page = await accounting.page(cursor);
			rig.pass(1000);
			turn += 1;
			const row = rows[turn];
			if (row) rig.edit.edit('Invoice', row.id, { due: day('2027-02-01') });
			for (const each of page.documents) copy.documents.set(`${each.kind} ${each.id}`, each);
			copy.refused.push(...page.refused);
			if (page.next === null) copy.watermark = page.watermark;
			cursor = page.next;
		}
		// Eight pages in time, then a larger one is tried, which is too slow still: half of the 350 rows that are left then.
		expect(sizes.slice(0, 3)).toEqual([1000, 500, 250]);
		expect(new Set(sizes.slice(2))).toEqual(new Set([250, 500, 175]));
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(copy.refused).toEqual([]);
		expect(copyView(copy)).toEqual(storeView(rig));
	}, 60_000);

	it('are asked for in halves in the comparison too', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(5) }) });
		const kind = await (await rig.open()).control();
		rig.sandbox.rough.slowAbove = 300;
		const slow = await (await rig.open(700)).control();
		expect(slow).toEqual({ ...kind, calls: 3 });
	});

	it('of what changed are asked for entity by entity', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(5) }) });
		const accounting = await rig.open(700);
		const copy = await readAll(accounting, accounting.everything(horizon));
		rig.pass(awhile);
		rig.edit.deleteDocument('Invoice', rig.sandbox.dump(realm).documents[0]?.id ?? 0);
		rig.sandbox.faults.add('slow', 1, 'cdc');
		rig.sandbox.resetCalls();
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(rig.sandbox.calls()).toBe(7);
		expect(copyView(copy)).toEqual(storeView(rig));
	});

	it('are unavailable when even the smallest is too slow', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(1200) }) });
		rig.sandbox.rough.slowAbove = 50;
		const accounting = await rig.open(300);
		const sizes: number[] = [];
		let cursor = accounting.everything(horizon);
		const reading = (async () => {
			for (;;) {
				const { steps, pace } = placeOf(cursor);
				if (steps[0]?.do === 'rows' && steps[0].list === 'invoices-open') sizes.push(pace.size);
				cursor = (await accounting.page(cursor)).next ?? '';
			}
		})();
		await expect(reading).rejects.toMatchObject({ kind: 'unavailable', message: 'QuickBooks did not answer in time' });
		expect(sizes).toEqual([1000, 500, 250, 125, 100]);
		await expect(accounting.control()).rejects.toMatchObject({ kind: 'unavailable' });
		await expect(accounting.organisation()).resolves.toMatchObject({ name: 'Tortuga Trading' });
	});
});

describe('a place that another deployment wrote', () => {
	/** As it was before it had a version. */
	const old = (parts: object): Cursor =>
		JSON.stringify({ at: '2026-11-22T11:59:00.000Z', home: 'USD', horizon: null, since: null, done: {}, total: {}, ...parts });

	it.each([
		['of before versions', () => old({ horizon, steps: [{ do: 'rows', slice: 'payments', start: 1 }] })],
		['of a later version', () => JSON.stringify({ v: 99, horizon, since: null, more: true })],
		['with a step that is gone', (now: Cursor) => now.replace('"credit-memos"', '"estimates"')],
	])('%s begins the read anew: no list is left out', async (_what, write) => {
		rig = await startRig({ organisation: organisation({ documents: invoices(5) }) });
		const accounting = await rig.open();
		const copy = await readAll(accounting, write(accounting.everything(horizon)));
		expect(copyView(copy)).toEqual(storeView(rig));
		expect(copy.customers.size).toBe(1);
		expect(JSON.parse(copy.watermark)).toMatchObject({ home: 'USD', zone: { name: 'America/Chicago', asked: today } });
	});

	it('goes on from where a delta began, and a watermark without a zone is one: asked for once', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(5) }) });
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		const since = rig.pass(awhile);
		const [one] = rig.sandbox.dump(realm).documents;
		rig.edit.deleteDocument('Invoice', one?.id ?? 0);
		const places = [
			old({ since, steps: [{ do: 'rows', slice: 'changed-Payment', start: 1001 }] }),
			accounting.changes(JSON.stringify({ at: since, home: 'USD' })),
		];
		for (const place of places) {
			rig.sandbox.resetCalls();
			const delta = await readAll(accounting, place);
			expect([...delta.documents.values()]).toMatchObject([{ id: String(one?.id), state: 'deleted' }]);
			expect(rig.sandbox.calls()).toBe(2);
			rig.sandbox.resetCalls();
			await readAll(accounting, accounting.changes(delta.watermark));
			expect(rig.sandbox.calls()).toBe(1);
		}
		rig.pass(8 * 24 * hour);
		rig.sandbox.resetCalls();
		await readAll(await rig.open(), accounting.changes(copy.watermark));
		expect(rig.sandbox.calls()).toBe(2);
	});

	it.each(['', '{', 'null', '{"v":2}', '{"v":2,"horizon":"soon","since":null}', '[]'])(
		'%j is none: refused, in our words',
		async (text) => {
			rig = await startRig();
			const accounting = await rig.open();
			await expect(accounting.page(text)).rejects.toMatchObject({ name: 'AccountingFault', kind: 'refused' });
			expect(() => accounting.changes(text)).toThrow(expect.objectContaining({ name: 'AccountingFault', kind: 'refused' }));
		},
	);
});

it('a void without a word we know owes nothing, and the books tie', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(4) }) });
	rig.sandbox.rough.set('wordless', true);
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	rig.pass(awhile);
	const [one, two] = rig.sandbox.dump(realm).documents;
	const payment = rig.edit.pay({ customer: 1, day: today, total: 500, apply: [{ invoice: two?.id ?? 0, minor: 500 }] });
	rig.edit.voidDocument('Invoice', one?.id ?? 0);
	rig.edit.voidDocument('Payment', payment);
	await readAll(accounting, accounting.changes(copy.watermark), copy);
	expect(copy.refused).toEqual([]);
	expect(copy.documents.get(`invoice ${one?.id}`)).toMatchObject({ total: 0, open: 0, entries: [] });
	expect(copy.documents.get(`payment ${payment}`)).toMatchObject({ total: 0, unapplied: 0 });
	const ours = [...copy.documents.values()].reduce((all, each) => all + each.open - each.unapplied, 0);
	expect((await accounting.control()).figures).toEqual([{ currency: 'USD', minor: ours }]);
});

it('an inactive customer in a currency that is no more is refused alone, and the books are compared', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	rig.edit.editCustomer(rig.edit.createCustomer({ name: 'Zagreb', currency: currency('EUR') }), { active: 0 });
	rig.sandbox.rough.set('retired', true);
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	expect(copy.refused).toEqual([{ kind: 'customer', id: expect.any(String), reason: expect.stringContaining('HRK') }]);
	expect(copyView(copy)).toEqual(storeView(rig));
	const [usd, ...others] = (await accounting.control()).figures;
	expect([usd, others]).toEqual([{ currency: 'USD', minor: [...copy.documents.values()].reduce((all, { open }) => all + open, 0) }, []]);
});

it('the day on which something changed is the company’s', async () => {
	rig = await startRig({ organisation: organisation({ timeZone: 'Pacific/Auckland', country: 'NZ', documents: invoices(1) }) });
	// 23:30 UTC on the 22nd, 15:30 of the same day in Intuit's own offset: in Auckland it is the 23rd.
	rig.pass(11 * hour + 30 * minute);
	const [invoice] = rig.sandbox.dump(realm).documents;
	rig.edit.pay({ customer: 1, day: today, total: 500, apply: [{ invoice: invoice?.id ?? 0, minor: 500 }] });
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	expect(copy.documents.get(`invoice ${invoice?.id}`)?.entries.at(-1)).toMatchObject({ day: addDays(today, 1), estimated: true });
	expect(copyView(copy)).toEqual(storeView(rig));
});

it('60 of money and a memo of 40 on an invoice of 100 are copied as what they are', async () => {
	rig = await startRig();
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	rig.pass(awhile);
	const invoice = rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 10_000 });
	const memo = rig.edit.credit({ customer: 1, day: today, total: 4000 });
	const on = addDays(today, -1);
	const credits = [{ memo, minor: 4000 }];
	const payment = rig.edit.pay({ customer: 1, day: on, total: 6000, apply: [{ invoice, minor: 10_000 }], credits });
	await readAll(accounting, accounting.changes(copy.watermark), copy);
	const source = String(payment);
	expect(copy.documents.get(`invoice ${invoice}`)?.entries).toEqual([
		{ day: today, kind: 'issued', minor: 10_000 },
		{ day: on, kind: 'credit', minor: -4000, source },
		{ day: on, kind: 'payment', minor: -6000, source },
	]);
	expect(copy.documents.get(`credit-note ${memo}`)).toMatchObject({ unapplied: 0, state: 'closed' });
	expect(copy.documents.get(`payment ${payment}`)).toMatchObject({ total: 6000, unapplied: 0, state: 'closed' });
	rig.pass(awhile);
	rig.edit.deleteDocument('Invoice', invoice);
	await readAll(accounting, accounting.changes(copy.watermark), copy);
	expect(copyView(copy)).toEqual(storeView(rig));
	expect(copy.documents.get(`credit-note ${memo}`)).toMatchObject({ unapplied: 4000 });
	expect(copy.documents.get(`payment ${payment}`)).toMatchObject({ unapplied: 6000 });
	expect((await accounting.control()).figures).toEqual([{ currency: 'USD', minor: -10_000 }]);
});
