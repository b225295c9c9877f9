/** Whose bill a set-off pays: the customer's own as a supplier, where any of theirs is known. */
import { describe, expect, it } from 'vitest';
import { supplierBills } from '../../functions/reconcile/supplier-bills.ts';
import { day } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { asVendor, type Payable } from '../../shared/domain/payables.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import { postPage } from '../../web/post-page.ts';
import { fake } from '../support/fake.ts';
import { postView } from '../web/posting-samples.ts';
import { words } from '../web/reading.ts';
import { company, customer, ledger, startPostWorld, wishes } from './post-world.ts';

const bill = (id: string, over: Partial<Payable> = {}): Payable => ({
	ledger,
	kind: 'bill',
	id,
	vendor: customer,
	number: `THEIRS-${id}`,
	issued: day('2026-10-02'),
	due: day('2026-11-30'),
	currency: currency('GBP'),
	total: 9_000,
	open: 5_000,
	...over,
});
const setOff = wishes['set-off'].fields;

describe('with bills of theirs read', () => {
	const world = async (...bills: readonly Payable[]) => {
		const found = await startPostWorld();
		found.bills.push(...bills);
		return found;
	};

	it.each([
		['the id of somebody else', [bill('bill-2')], setOff, 'as your supplier has this id'],
		['what they gave back', [bill('bill-1', { kind: 'vendor-credit' }), bill('bill-2')], setOff, 'as your supplier has this id'],
		['more than is open on it', [bill('bill-1', { open: 4_999 })], setOff, 'Only 49.99 GBP of their bill THEIRS-bill-1 is open'],
		['a bill in euros', [bill('bill-1', { currency: currency('EUR') })], setOff, 'Their bill is in EUR, the invoice in GBP'],
	] as const)('%s is refused, and nothing is kept', async (_, bills, fields, reason) => {
		const { ask, all } = await world(...bills);
		await expect(ask(fields)).rejects.toThrow(reason);
		expect(all.size).toBe(0);
	});

	it('theirs is written, of a supplier that a person confirmed as well as of the same contact', async () => {
		for (const vendor of [customer, `${ledger}~twin`]) {
			const { ask, deliver, there } = await world(bill('bill-1', { vendor }));
			there.vendors.set('bill-1', vendor);
			const { id } = await ask(setOff);
			await deliver(id);
			expect(there.of(`Cobro ${id}`)).toEqual(['clear-bill', 'clear-invoice']);
		}
	});

	it('one bill is set off against one invoice at a time', async () => {
		const { ask } = await world(bill('bill-1'));
		await ask({ ...setOff, amount: '20.00' }, 'the-first-form');
		await expect(ask({ ...setOff, invoice: 'inv-2', amount: '20.00' }, 'the-second-form')).rejects.toThrow(
			'being written on the same document',
		);
	});
});

it('of a supplier with more bills than are read, another one is for the ledger to judge too', async () => {
	const world = await startPostWorld();
	world.bills.push(...Array.from({ length: 200 }, (_, n) => bill(`other-${n}`)));
	expect((await world.ask(setOff)).what).toMatchObject({ bill: 'bill-1' });
});

describe('where none of theirs is known, the ledger says whose bill it is before it is paid', () => {
	it('theirs is', async () => {
		const { ask, deliver, there, posting } = await startPostWorld();
		const { id, what } = await ask(setOff);
		expect(what).toEqual({ kind: 'set-off', invoice: 'inv-1', bill: 'bill-1' });
		await deliver(id);
		expect([posting(id).state, there.of(`Cobro ${id}`)]).toEqual(['written', ['clear-bill', 'clear-invoice']]);
	});

	it('the typed id of another supplier’s is not, and the invoice stays open', async () => {
		const { ask, deliver, there, posting } = await startPostWorld();
		there.vendors.set('bill-1', `${ledger}~somebody-else`);
		const { id } = await ask(setOff);
		await deliver(id);
		expect(posting(id)).toMatchObject({ state: 'stuck', problem: expect.stringContaining('of another supplier') });
		expect([there.of(`Cobro ${id}`), there.bills.get('bill-1'), there.one('invoice', 'inv-1').open]).toEqual([[], 5_000, 10_000]);
	});

	it('a confirmation that was undone between the wish and the writing counts no more', async () => {
		const { ask, deliver, there, posting, undo } = await startPostWorld();
		there.vendors.set('bill-1', `${ledger}~twin`);
		const { id } = await ask(setOff);
		undo();
		await deliver(id);
		expect([posting(id).state, there.bills.get('bill-1')]).toEqual(['stuck', 5_000]);
	});
});

it('at QuickBooks nothing is set off before somebody says which supplier the customer is', async () => {
	const customer = customerId('quickbooks-1', '7');
	const found = await supplierBills(company, customer, fake<OwedBooks>({ read: async () => null, confirmedOf: async () => [] }));
	expect(found.suppliers).toEqual([]);
	const page = postPage({ ...postView, isSupplier: false });
	expect(page).not.toContain('value="set-off"');
	expect(words(page)).toContain('confirm first which supplier they are');
});

it('one number in the two lists of QuickBooks is not one party', () => {
	expect([asVendor(customer), asVendor('quickbooks-1~7')]).toEqual([[customer], []]);
});

it('the form offers them by number, amount and day; the id is typed where there are none', async () => {
	const { bills, portsOf } = await startPostWorld();
	const late = bill('bill-2', { vendor: `${ledger}~twin`, due: day('2026-11-01'), open: 700 });
	bills.push(bill('bill-1'), late, bill('gone', { vendor: 'quickbooks-1~7' }));
	const { bills: shown } = await supplierBills(company, customer, portsOf((port) => port).owed);
	expect(shown.map(({ id }) => id)).toEqual(['bill-2', 'bill-1']);
	const page = postPage({ ...postView, bills: shown });
	expect(page).toContain('<option value="bill-2">');
	expect(words(page)).toContain('THEIRS-bill-2: GBP 7.00 open, due 1 Nov 2026');
	expect(page).not.toContain('by its id in the ledger');
	expect(postPage({ ...postView, bills: [] })).toContain('by its id in the ledger');
});
