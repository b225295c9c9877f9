/** What is open, as far as QuickBooks lists it: customers, invoices, credit memos. Payments it does not list by what is left of them. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Rough } from '../../../../local/sandbox/quickbooks/rough.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { Accounting, Cursor } from '../../../../shared/ports/accounting.ts';
import {
	type Copy,
	copyView,
	invoices,
	ledger,
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

/** The lists as they are, a page at a time of so many rows. */
const inPagesOf = (size: number, cursor: Cursor): Cursor =>
	JSON.stringify({ ...(JSON.parse(cursor) as object), pace: { size, held: 10_000 } });
const openView = (): string[] => storeView(rig).filter((line) => line.includes(' open ') && !line.startsWith('payment'));
const callsIn = (copy: Copy): number => copy.pages.reduce((all, page) => all + page.calls, 0);

const twoCustomers = () =>
	organisation({
		customers: [
			{ id: 'ann', name: 'Ann' },
			{ id: 'mar', name: 'María', currency: 'MXN' },
		],
	});
type Act = { readonly what: number; readonly a: number; readonly minor: number };
const act: fc.Arbitrary<Act> = fc.record({ what: fc.nat(7), a: fc.nat(60), minor: fc.integer({ min: 1, max: 9000 }) });
const apply = ({ what, a, minor }: Act): void => {
	const live = rig.sandbox.dump(realm).documents.filter((row) => row.state === 'live');
	const pick = (type: string) => {
		const all = live.filter((row) => row.type === type && row.balance > 0);
		return all[a % Math.max(1, all.length)];
	};
	const [invoice, memo, any] = [pick('Invoice'), pick('CreditMemo'), live[a % Math.max(1, live.length)]];
	const customer = 1 + (a % 2);
	const of = { customer, day: today, total: minor };
	if (what <= 1) rig.edit.createInvoice({ ...of, due: today });
	else if (what === 2) rig.edit.credit(of);
	else if (what === 3) rig.edit.pay(of);
	else if (what === 4 && invoice)
		rig.edit.pay({ ...of, customer: invoice.customer, total: invoice.balance, apply: [{ invoice: invoice.id, minor: invoice.balance }] });
	else if (what === 5 && memo && invoice?.customer === memo.customer)
		rig.edit.applyCredit(memo.id, today, [{ invoice: invoice.id, minor: Math.min(memo.balance, invoice.balance) }]);
	else if (what === 6 && any) rig.edit.voidDocument(any.type, any.id);
	else if (what === 7 && any) rig.edit.deleteDocument(any.type, any.id);
};

describe('of any ledger', () => {
	const roughly = fc.constantFrom<'kind' | 'ties' | 'negated'>('kind', 'ties', 'negated');
	const readOpen = (accounting: Accounting, size: number, between = () => {}): Promise<Copy> =>
		readAll(accounting, inPagesOf(size, accounting.openItems()), undefined, between);

	it('is all that is open and nothing else, with every customer', async () => {
		let documents = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.array(act, { minLength: 1, maxLength: 150, size: 'max' }),
				fc.integer({ min: 1, max: 9 }),
				roughly,
				async (acts, size, how) => {
					rig = await startRig({ organisation: twoCustomers() });
					try {
						for (const each of acts) apply(each);
						rig.pass(600_000);
						if (how !== 'kind') rig.sandbox.rough.set(how satisfies Parameters<Rough['set']>[0], true);
						const accounting = await rig.open();
						const copy = await readOpen(accounting, size);
						expect(copy.refused).toEqual([]);
						expect(copyView(copy)).toEqual(openView());
						expect([...copy.customers.keys()].sort()).toEqual([`${ledger}~1`, `${ledger}~2`]);
						expect(callsIn(copy)).toBe(rig.sandbox.calls());
						documents += copy.documents.size;
					} finally {
						await rig.close();
					}
				},
			),
			{ numRuns: 30, endOnFailure: true },
		);
		console.log(`quickbooks open items: 30 ledgers, ${documents} open documents`);
		rig = await startRig();
	}, 120_000);

	it('has what was open all the while, and nothing that never was, while it changes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(act, { minLength: 40, maxLength: 120, size: 'max' }),
				fc.array(act, { minLength: 5, maxLength: 40, size: 'max' }),
				async (acts, later) => {
					rig = await startRig({ organisation: twoCustomers() });
					try {
						for (const each of acts) apply(each);
						rig.pass(600_000);
						const accounting = await rig.open();
						let always = openView();
						const ever = new Set(always);
						const rest = [...later];
						const copy = await readOpen(accounting, 4, () => {
							const next = rest.shift();
							if (next) apply(next);
							rig.pass(1000);
							const now = new Set(openView());
							always = always.filter((line) => now.has(line));
							for (const line of now) ever.add(line);
						});
						const read = copyView(copy);
						expect(read.filter((line) => !ever.has(line))).toEqual([]);
						expect(always.filter((line) => !read.includes(line))).toEqual([]);
						expect(copy.refused).toEqual([]);
					} finally {
						await rig.close();
					}
				},
			),
			{ numRuns: 30, endOnFailure: true },
		);
		rig = await startRig();
	}, 120_000);
});

it('costs seven calls and its pages', async () => {
	const memos = Array.from({ length: 5 }, (_, i) => ({
		kind: 'credit-note' as const,
		customer: 'ann',
		currency: 'USD',
		number: `CM-${i}`,
		issued: today,
		total: '10',
	}));
	rig = await startRig({ organisation: organisation({ documents: [...invoices(2100), ...memos] }) });
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.openItems());
	expect(copy.documents.size).toBe(2105);
	// Preferences, company, four counts (credit memos by either sign); customers 1, invoices 3, credit memos 1; the report.
	expect(rig.sandbox.calls()).toBe(7 + 5);
	expect(callsIn(copy)).toBe(12);
}, 60_000);

it('counts its lists, reads again what came short, and says what never comes', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(300) }) });
	rig.pass(600_000);
	rig.sandbox.rough.set('withheld', true);
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.openItems());
	expect(copy.refused).toEqual([{ kind: 'invoice', id: 'list invoices-open', reason: expect.stringContaining('asked 3 times') }]);
	// Counts 4 and two before; customers 1; three times a page and a look, counted twice more; the report.
	expect(rig.sandbox.calls()).toBe(7 + 1 + 6 + 2);
});

it('begins anew from a place of another version, and is no place of a whole read', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(5) }) });
	rig.edit.createCustomer({ name: 'Bob', currency: currency('USD') });
	const accounting = await rig.open();
	const place = accounting.openItems();
	const later = JSON.stringify({ v: 99, horizon: null, since: null, open: true, more: true });
	expect(copyView(await readAll(accounting, later))).toEqual(openView());
	for (const text of [place.replace('"open":true', '"open":false'), place.replace('"horizon":null', '"horizon":"soon"')])
		await expect(accounting.page(text)).rejects.toMatchObject({ name: 'AccountingFault', kind: 'refused' });
	// Two bounds are none that we wrote: the older of them is kept to.
	const both = place.replace('"horizon":null', '"horizon":"2024-01-01"');
	expect((await readAll(accounting, both)).documents.size).toBe(5);
});
