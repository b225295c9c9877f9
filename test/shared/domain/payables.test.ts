import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import { type Currency, currency } from '../../../shared/domain/money.ts';
import { byAmount, findMatches, foundKept, type Known, pairKey, partyOfCustomer } from '../../../shared/domain/payable-match.ts';
import { addOwed, daysKept, netOf, owedOf, type Payable, type Vendor, vendorId } from '../../../shared/domain/payables.ts';
import { aCustomer, ledger, otherLedger, who } from '../adapters/dynamo/table.ts';

const eur = currency('EUR');
const start = day('2026-01-01');
let ids = 0;
const aBill = (over: Partial<Payable> = {}): Payable => ({
	ledger,
	kind: 'bill',
	id: `b${++ids}`,
	vendor: vendorId(ledger, 'v'),
	number: '',
	issued: start,
	due: day('2026-01-31'),
	currency: eur,
	total: 10_000,
	open: 10_000,
	...over,
});
const aVendor = (id: string, over: Partial<Vendor> = {}): Vendor => ({
	ledger,
	id: vendorId(ledger, id),
	name: id,
	emails: [],
	country: null,
	archived: false,
	...over,
});

describe('what is owed to a vendor', () => {
	it('is told per currency and by due day; credits have no day and are their own figure', () => {
		const owed = owedOf([
			aBill({ open: 7000 }),
			aBill({ open: 500, due: null }),
			aBill({ open: 3000, due: day('2026-02-10') }),
			aBill({ kind: 'vendor-credit', due: null, open: 1200 }),
			aBill({ currency: currency('JPY'), open: 900 }),
		]);
		expect(owed).toEqual([
			{
				currency: 'EUR',
				bills: 3,
				credits: 1,
				owed: 10_500,
				credit: 1200,
				byDay: [
					['2026-01-01', 500],
					['2026-01-31', 7000],
					['2026-02-10', 3000],
				],
			},
			{ currency: 'JPY', bills: 1, credits: 0, owed: 900, credit: 0, byDay: [['2026-01-31', 900]] },
		]);
		expect(owed.map(netOf)).toEqual([9300, 900]);
	});
	const row = fc.record({
		kind: fc.constantFrom<Payable['kind'][]>('bill', 'vendor-credit'),
		open: fc.integer({ min: 1, max: 10_000_000 }),
		in: fc.integer({ min: 0, max: 900 }),
		currency: fc.constantFrom<Currency[]>(eur, currency('USD'), currency('KWD')),
	});
	it('adds up to the bills whatever their order, and however often a row comes', () => {
		fc.assert(
			fc.property(fc.array(row, { maxLength: 700 }), fc.integer(), (rows, seed) => {
				const bills = rows.map((each) => aBill({ ...each, due: addDays(start, each.in) }));
				const shuffled = [...bills, ...bills.slice(0, 5)].toSorted((a, b) => ((a.open * 31 + seed) % 97) - ((b.open * 31 + seed) % 97));
				const owed = owedOf(bills);
				expect(owedOf(shuffled)).toEqual(owed);
				for (const one of owed) {
					const own = bills.filter((each) => each.currency === one.currency);
					const sum = (kind: Payable['kind']) => own.reduce((all, each) => all + (each.kind === kind ? each.open : 0), 0);
					expect([one.owed, one.credit]).toEqual([sum('bill'), sum('vendor-credit')]);
					expect(one.byDay.reduce((all, [, minor]) => all + minor, 0)).toBe(one.owed);
					expect(one.byDay.length).toBeLessThanOrEqual(daysKept);
					const days = one.byDay.map(([due]: readonly [Day, number]) => due);
					expect(days.toSorted()).toEqual(days);
				}
			}),
			{ numRuns: 60 },
		);
	});
	it('of several vendors together is the sum of each currency', () => {
		const one = owedOf([aBill({ open: 100 }), aBill({ currency: currency('USD'), open: 5 })]);
		const two = owedOf([aBill({ open: 11 }), aBill({ kind: 'vendor-credit', open: 4 })]);
		expect(addOwed([one, two]).map(({ currency: code, owed, credit, bills }) => [code, owed, credit, bills])).toEqual([
			['EUR', 111, 4, 2],
			['USD', 5, 0, 1],
		]);
		expect(addOwed([one, two])).toEqual(addOwed([two, one]));
	});
});

const known = (name: string, over: Parameters<typeof aCustomer>[1] = {}): Known => {
	const customer = aCustomer(name, over);
	return { id: customer.id, name: customer.name, party: partyOfCustomer(customer) };
};
const nobody = { confirmed: new Set<string>(), rejected: new Set<string>() };
const owing = (vendor: Vendor, open = 1000, code = eur) => ({ vendor, owed: owedOf([aBill({ vendor: vendor.id, open, currency: code })]) });

describe('a vendor and a customer', () => {
	it('that are one contact are certain', () => {
		const found = findMatches([owing(aVendor('acme'))], [known('acme'), known('other')], nobody);
		expect(found).toMatchObject({ same: [{ vendor: who('acme'), customer: who('acme') }], proposals: [], sameInAll: 1 });
	});
	it('are proposed by tax number, e-mail or name, with the reasons; one that shares nothing is not', () => {
		const customers = [
			known('acme', { name: 'Acme Tools Ltd', email: 'pay@acme.example', country: 'GB', details: { taxId: 'GB 431 8092 07' } }),
			known('other', { name: 'Somebody else' }),
		];
		const vendor = (over: Partial<Vendor>) => [owing(aVendor('x', { name: 'X', ...over }))];
		const signsOf = (over: Partial<Vendor>) =>
			findMatches(vendor(over), customers, nobody).proposals.flatMap((one) => one.reasons.map(({ sign }) => sign));
		expect(signsOf({ taxId: 'gb431809207', country: 'GB' })).toEqual(['tax-id']);
		expect(signsOf({ emails: ['PAY@acme.example'] })).toEqual(['email']);
		expect(signsOf({ emails: ['sales@acme.example'] })).toEqual(['email-host']);
		expect(signsOf({ companyName: 'ACME TOOLS LIMITED' })).toEqual(['name']);
		expect(signsOf({ name: 'Unknown GmbH' })).toEqual([]);
	});
	it('are not proposed for a mailbox host that anybody may have', () => {
		const customers = [known('a', { name: 'Aaa', email: 'one@gmail.com' })];
		expect(findMatches([owing(aVendor('b', { name: 'Bbb', emails: ['two@gmail.com'] }))], customers, nobody).proposals).toEqual([]);
	});
	it('are proposed no more when a person rejected them, nor anybody for a vendor that is confirmed', () => {
		const customers = [known('a', { name: 'Acme' }), known('b', { name: 'Acme' })];
		const vendor = owing(aVendor('v', { name: 'ACME' }));
		const pair = { vendor: vendor.vendor.id, customer: who('a') };
		expect(
			findMatches([vendor], customers, { ...nobody, rejected: new Set([pairKey(pair)]) }).proposals.map(({ customer }) => customer),
		).toEqual([who('b')]);
		expect(findMatches([vendor], customers, { ...nobody, confirmed: new Set([vendor.vendor.id]) }).proposals).toEqual([]);
	});
	it('are found the same in whatever order they come', () => {
		const name = fc.constantFrom('Acme Ltd', 'Acme', 'Beta SL', 'Gamma', 'Gamma & Co', 'Delta');
		const email = fc.constantFrom('pay@acme.example', 'a@beta.example', 'b@beta.example', 'x@gmail.com', '');
		const side = fc.array(fc.record({ name, email }), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(side, side, (vendors, customers) => {
				const left = vendors.map((one, at) =>
					owing(aVendor(`v${at}`, { ledger: otherLedger, name: one.name, emails: one.email ? [one.email] : [] }), 100 + at),
				);
				const right = customers.map((one, at) => known(`c${at}`, { name: one.name, email: one.email || null }));
				expect(findMatches(left.toReversed(), right.toReversed(), nobody)).toEqual(findMatches(left, right, nobody));
			}),
			{ numRuns: 80 },
		);
	});
	it('are kept by amount, the largest of each currency first, and counted', () => {
		const row = (id: string, code: string, minor: number) => ({ vendor: id, customer: 'c', owed: [{ currency: currency(code), minor }] });
		const rows = [row('a', 'EUR', 5), row('b', 'JPY', 1), row('c', 'EUR', 900), row('d', 'JPY', 90_000)];
		expect(byAmount(rows).map(({ vendor }) => vendor)).toEqual(['c', 'd', 'a', 'b']);
		expect(byAmount(rows.toReversed())).toEqual(byAmount(rows));
		const many = Array.from({ length: foundKept + 50 }, (_, at) => owing(aVendor(`v${at}`, { name: `Company ${at}` }), at + 1));
		const found = findMatches(
			many,
			many.map((_, at) => known(`c${at}`, { name: `Company ${at}` })),
			nobody,
		);
		expect([found.proposals.length, found.proposalsInAll, found.proposals[0]?.vendor]).toEqual([
			foundKept,
			foundKept + 50,
			vendorId(ledger, `v${foundKept + 49}`),
		]);
	});
});
