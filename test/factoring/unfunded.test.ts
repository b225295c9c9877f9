/** What was agreed with a customer takes from what a lender counts, each amount under its own code, to the last minor unit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { newDispute, newInsolvency, newSetOff, newSettlement } from '../../shared/domain/arrangements/ask.ts';
import { slicesOf } from '../../shared/domain/arrangements/slices.ts';
import { addDays, day } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import { defaultRules, judge, judgingBy, type OpenItem } from '../../shared/domain/eligibility.ts';
import { unfundedIn } from '../../shared/domain/unfunded.ts';
import { askingOf, byId, eur, invoiceOf, knownOf } from '../support/arrangements/books.ts';
import { arranged, wish } from '../support/arrangements/random.ts';
import { anItem, company, Model, Power, today } from './model.ts';

const ledger = 'xero-1';
const of = (name: string) => `${ledger}~${name}`;
const stored = (id: string, customer: string, total: number): StoredDocument => ({ ...invoiceOf({ id, total }), ledger, customer });
const itemOf = (invoice: StoredDocument): OpenItem => {
	const { id, customer, open, held, due, issued } = invoice;
	return anItem({ id, customer, open, held, due, issued, currency: eur });
};
const asking = (id: string, customer: string) => ({ ...askingOf(id), company, customer, ledger });
type Line = {
	readonly number: string;
	readonly eligible: string;
	readonly ineligible: readonly { readonly code: string; readonly amount: string }[];
};
const rows = (model: Model) =>
	Object.fromEntries(
		model
			.file('.jsonl')
			.split('\n')
			.filter(Boolean)
			.map((line) => JSON.parse(line) as Line)
			.map(({ number, eligible, ineligible }) => [
				number,
				[eligible, ...ineligible.map(({ code, amount }) => `${code} ${amount}`)].join(', '),
			]),
	);

const modelOf = (): Model => {
	const all = [stored('i1', of('ann'), 1_000), stored('i2', of('ann'), 600), stored('i3', of('bob'), 500), stored('i4', of('cleo'), 300)];
	const model = new Model([...all.map(itemOf), ...Array.from({ length: 40 }, (_, n) => anItem({ id: `x${n}`, customer: of('dan') }))]);
	for (const each of all) model.documents.set(each.id, each);
	const known = knownOf(today, all);
	model.arrangements.put(
		newDispute(asking('d', of('ann')), { invoice: 'i1', minor: 400, reason: 'price', text: '' }, known),
		{ ...newSetOff(asking('o', of('ann')), { invoice: 'i1', minor: 250, bill: 'b' }, known), state: 'agreed' },
		{
			...newSettlement(asking('s', of('ann')), { wishes: [{ invoice: 'i2', minor: null }], pays: 450, by: addDays(today, 5) }, known),
			state: 'offered',
		},
		newInsolvency(asking('x', of('bob')), { since: today, claimBy: null, reference: '' }, known),
		{ ...newDispute(asking('u', of('cleo')), { invoice: 'i4', minor: null, reason: 'price', text: '' }, known), state: 'upheld' },
	);
	return model;
};

describe('an export', () => {
	it('refuses what is disputed, set off, given up or insolvent, and counts the rest; the same in one part and in many', async () => {
		const [whole, parts] = [modelOf(), modelOf()];
		await whole.finish(new Power(), 1e9);
		expect(rows(whole)).toMatchObject({
			'INV-i1': '3.50, DISPUTED 4.00, SET_OFF 2.50',
			'INV-i2': '4.50, SETTLING 1.50',
			'INV-i3': '0.00, INSOLVENT 5.00',
			'INV-i4': '3.00',
			'INV-x0': '100.00',
		});
		const [euros] = whole.stored?.totals ?? [];
		const refused = Object.values(euros?.refused ?? {}).reduce((all, { minor }) => all + minor, 0);
		expect((euros?.eligible ?? 0) + refused).toBe(euros?.open);
		expect(whole.file('manifest.json')).toContain('The customer disputes it, and that is not decided.');
		// What is agreed while it is read is in the next one: its checkpoint says what was so when it began.
		parts.onPage = (n) => {
			if (n > 1) parts.arrangements.all.clear();
		};
		await parts.finish(new Power(), 1_500);
		expect(parts.stored?.reading?.parts).toBeGreaterThanOrEqual(2);
		expect(rows(parts)).toEqual(rows(whole));
	});

	it('asks the books for nothing where nothing was agreed', async () => {
		const model = new Model([anItem({ id: 'x' })]);
		const power = new Power();
		await model.finish(power);
		expect(power.names.filter((name) => name === 'document')).toEqual([]);
		expect(power.names.filter((name) => name === 'ofKind')).toHaveLength(4);
	});
});

describe('over any arrangements', () => {
	it('eligible and refused are all that is open, and eligible is what slicesOf lets a lender count', () => {
		const on = day('2026-11-02');
		const codes = new Map<string, number>();
		fc.assert(
			fc.property(
				fc.array(fc.record({ total: fc.integer({ min: 1, max: 900 }), held: fc.nat(100) }), { minLength: 1, maxLength: 3 }),
				fc.array(wish(), { maxLength: 6 }),
				(given, wishes) => {
					const invoices = given.map(({ total, held }, n) => invoiceOf({ id: `i${n}`, total, held: Math.min(held, total) }));
					const all: Arrangement[] = [];
					for (const [n, wanted] of wishes.entries()) {
						const made = arranged(wanted, askingOf(`a${n}`), knownOf(on, invoices, { arrangements: all }));
						if (made) all.push(made);
					}
					const books = byId(...invoices);
					const judging = { ...judgingBy(defaultRules, on, new Set()), unfunded: unfundedIn(all, books, on) };
					for (const invoice of invoices) {
						const { eligible, refused } = judge({ ...invoice, kind: 'invoice' }, judging);
						for (const { code } of refused) codes.set(code, (codes.get(code) ?? 0) + 1);
						expect(eligible + refused.reduce((sum, { minor }) => sum + minor, 0)).toBe(invoice.open);
						const counted = slicesOf(invoice, all, books, on).reduce((sum, { minor, funds }) => (funds.counts ? sum + minor : sum), 0);
						expect(eligible).toBe(counted);
					}
				},
			),
			{ numRuns: 1_000 },
		);
		console.info(Object.fromEntries(codes));
		expect([...codes.keys()].toSorted()).toEqual(['CREDIT_PENDING', 'DISPUTED', 'INSOLVENT', 'IN_FLIGHT', 'SETTLING', 'SET_OFF']);
	});
});
