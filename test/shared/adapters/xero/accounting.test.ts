import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { type Clock, manyInvoices, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, horizon, openSandbox, readInto } from './reading.ts';

describe('reading a Xero organisation', () => {
	let clock: Clock;
	let sandbox: XeroSandbox;
	beforeEach(async () => {
		clock = testClock();
		sandbox = await startBooks(clock);
	});
	afterEach(() => sandbox.close());

	it('knows the organisation', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		expect(await accounting.organisation()).toEqual({
			name: 'Harbour & Sons',
			legal: { name: 'Harbour & Sons', taxId: null, address: null },
			baseCurrency: 'GBP',
			timeZone: 'Europe/London',
			country: 'GB',
		});
	});

	it('knows it as it is registered; in Australia the number Xero keeps for taxes is nobody’s to see', async () => {
		const address = { line: '14 Harbour Row', city: 'Bristol', postalCode: 'BS1 4QD' };
		const legal = { name: 'Harbour & Sons Ltd', taxId: 'GB 431 8092 07', address };
		sandbox.load({ ...smallBooks(), legal }, today);
		const known = (await (await openSandbox(sandbox, clock.now)).organisation()).legal;
		expect(known).toEqual({ name: legal.name, taxId: legal.taxId, address: '14 Harbour Row, Bristol, BS1 4QD, GB' });
		const australian = await startBooks(clock);
		australian.load({ ...smallBooks(), country: 'AU', legal }, today);
		expect((await (await openSandbox(australian, clock.now)).organisation()).legal.taxId).toBeNull();
		await australian.close();
	});

	it('copies every document that is in the books', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect(copy.refused).toEqual([]);
		expect(factsOfCopy(copy)).toEqual(factsOfBooks(sandbox.dump(orgId)));
		// Twelve lists, and the company's time zone.
		expect(copy.calls).toBe(13);
	});

	it('dates entries: payments by their day, credits exactly on the credit and estimated on the invoice', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		const all = [...copy.documents.values()];
		const part = all.find((each) => each.number === 'INV-2');
		const open = all.find((each) => each.number === 'INV-1');
		const credit = all.find((each) => each.number === 'CN-1');
		expect(part?.entries.map(({ day, kind, minor }) => ({ day, kind, minor }))).toEqual([
			{ day: addDays(today, -60), kind: 'issued', minor: 10010 },
			{ day: addDays(today, -25), kind: 'payment', minor: -4005 },
			{ day: addDays(today, -11), kind: 'prepayment', minor: -1000 },
		]);
		expect(part?.open).toBe(5005);
		expect(open?.entries[1]).toEqual({ day: addDays(today, -6), kind: 'credit', minor: -20000, source: credit?.id, estimated: true });
		expect(credit?.entries).toEqual([
			{ day: addDays(today, -8), kind: 'issued', minor: 30000 },
			{ day: addDays(today, -6), kind: 'credit', minor: -20000, source: open?.id },
		]);
		expect(credit?.unapplied).toBe(10000);
		expect(all.find((each) => each.number === 'INV-6')?.open).toBe(12345);
		const voided = all.find((each) => each.number === 'INV-4');
		expect(voided?.state).toBe('void');
		for (const each of all)
			expect(each.entries.reduce((sum, entry) => sum + entry.minor, 0)).toBe(each.kind === 'payment' ? 0 : each.open + each.unapplied);
	});

	it('says who the customers are', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect(
			[...copy.customers.values()].map(({ name, email, country, currency, archived }) => ({ name, email, country, currency, archived })),
		).toEqual(
			expect.arrayContaining([
				{ name: 'Bright <b>Co</b>', email: 'pay@bright.example', country: 'ES', currency: 'EUR', archived: false },
				{ name: 'Slow Payers', email: null, country: 'GB', currency: null, archived: false },
			]),
		);
	});

	it('leaves out what was closed before the horizon', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(addDays(today, -45)));
		const numbers = [...copy.documents.values()].map((each) => each.number);
		expect(numbers).toContain('INV-2');
		expect(numbers).not.toContain('INV-3');
	});

	it('reads only what changed, whatever it is', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		const first = await readInto(copy, accounting, accounting.everything(horizon));
		expect(first).toBe('2026-11-22T09:58:00.000Z Europe/London 2026-11-22');

		clock.forward(3_600_000);
		const books = sandbox.edit(orgId);
		const idOf = (number: string): string => sandbox.dump(orgId).documents.find((each) => each.number === number)?.id ?? '';
		const [bright, slow] = ['Bright <b>Co</b>', 'Slow Payers'].map(
			(name) => sandbox.dump(orgId).contacts.find((each) => each.name === name)?.id ?? '',
		);
		books.changeInvoice(idOf('INV-1'), { due: '2027-01-31', total: 130000 });
		books.authorise(idOf('INV-5'));
		books.voidInvoice(idOf('INV-6'));
		books.deletePayment(sandbox.dump(orgId).documents.find((each) => each.kind === 'payment' && each.total === 5000)?.id ?? '');
		books.mergeContacts(slow ?? '', bright ?? '');

		copy.calls = 0;
		const again = await openSandbox(sandbox, clock.now);
		const second = await readInto(copy, again, again.changes(first));
		expect(second).toBe('2026-11-22T10:58:00.000Z Europe/London 2026-11-22');
		expect(copy.calls).toBe(6);
		const kept = [...copy.documents.values()].filter((each) => each.kind === 'payment' && each.state === 'deleted');
		expect(kept).toHaveLength(1);
		expect(factsOfCopy(copy)).toEqual(factsOfBooks(sandbox.dump(orgId)).filter((each) => !kept.some((one) => each.includes(one.id))));
		expect([...copy.customers.values()].filter((each) => each.archived).map((each) => each.name)).toEqual(['Slow Payers']);

		// The overlap reads the last two minutes again, once; then there is nothing.
		clock.forward(600_000);
		const third = await readInto(emptyCopy(), again, again.changes(second));
		const quiet = emptyCopy();
		await readInto(quiet, again, again.changes(third));
		expect(quiet.documents.size).toBe(0);
	});

	it('misses nothing while documents change under it', async () => {
		sandbox.load(manyInvoices(3500), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const books = sandbox.edit(orgId);
		const invoices = sandbox.dump(orgId).documents;
		let turn = 0;
		// After every page 60 of the oldest unchanged invoices are paid or re-dated: they leave the list or go to its end.
		const meanwhile = (): void => {
			clock.forward(1000);
			for (const invoice of invoices.slice(turn * 60, turn * 60 + 60)) {
				if (invoice.total % 200 === 0) books.pay(invoice.id, { amount: invoice.rest, day: today });
				else books.changeInvoice(invoice.id, { due: '2027-01-01' });
			}
			turn += 1;
		};
		const copy = emptyCopy();
		const mark = await readInto(copy, accounting, accounting.everything(horizon), meanwhile);
		expect(copy.documents.size).toBeGreaterThanOrEqual(3500);
		await readInto(copy, accounting, accounting.changes(mark));
		expect(factsOfCopy(copy)).toEqual(factsOfBooks(sandbox.dump(orgId)));
	});

	it.each([1000, 1001, 5000])('costs one call per thousand invoices and a constant (%i)', async (count) => {
		sandbox.load(manyInvoices(count), today);
		const accounting = await openSandbox(sandbox, clock.now);
		sandbox.resetCalls();
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect(copy.documents.size).toBe(count);
		expect(copy.calls).toBe(sandbox.calls());
		// Constant: one call for each of the eleven other lists, one for going back to page 1, one for the company's time zone.
		expect(copy.calls).toBeLessThanOrEqual(1.05 * Math.ceil(count / 1000) + 13);
	});

	it('shows how far it is, never beyond the whole', async () => {
		sandbox.load(manyInvoices(2500), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const seen: string[] = [];
		let cursor: string | null = accounting.everything(horizon);
		while (cursor !== null) {
			const page = await accounting.page(cursor);
			if (page.progress.kind === 'invoice') seen.push(`${page.progress.done}/${page.progress.total}`);
			cursor = page.next;
		}
		// The first look counts the pages; then the last page of 500, and so on back to the first. The last is the slice of what was closed.
		expect(seen).toEqual(['0/2500', '500/2500', '1500/2500', '2500/2500', '2500/2500']);
	});

	it('gives the control figure of each currency', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const { figures, calls } = await accounting.control();
		expect(new Map(figures.map((each) => [each.currency as string, each.minor]))).toEqual(
			new Map([
				['EUR', 101000 - 10000],
				['GBP', 5005 - 2000 - 2000],
				['KWD', 12345],
			]),
		);
		expect(calls).toBe(4);
	});
});
