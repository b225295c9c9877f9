import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../local/sandbox/sandbox.ts';
import { invoices, organisation, type Rig, realm, startRig, today } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
	rig = await startRig({ organisation: null });
});
afterEach(() => rig.close());

type Parts = NonNullable<Parameters<typeof organisation>[0]>;
type Documents = NonNullable<Parts['documents']>;
const people = ['ann', 'bob', 'zoe'].map((id) => ({ id, name: id }));
const invoice = {
	kind: 'invoice',
	id: 'a',
	customer: 'ann',
	currency: 'USD',
	number: '1',
	issued: '-40d',
	due: '-10d',
	total: '100.00',
} as const;
const load = (documents: Documents, more: Parts = {}) => rig.sandbox.load(organisation({ customers: people, documents, ...more }), today);

describe('loading a scenario', () => {
	it('is idempotent', () => {
		load(invoices(3));
		load(invoices(5));
		expect(rig.sandbox.dump(realm).documents).toHaveLength(3);
		expect(rig.sandbox.organisations()).toEqual([{ id: realm, name: 'Tortuga Trading' }]);
	});

	it('keeps over- and prepayments as payments with an unapplied rest, and credit as zero payments', () => {
		load([
			invoice,
			{
				kind: 'overpayment',
				id: 'o',
				customer: 'ann',
				currency: 'USD',
				number: 'OP',
				issued: '-1d',
				total: '30',
				applied: [{ invoice: 'a', amount: '10', day: '-1d' }],
			},
			{
				kind: 'credit-note',
				id: 'c',
				customer: 'ann',
				currency: 'USD',
				issued: '-2d',
				total: '5',
				applied: [{ invoice: 'a', amount: '5', day: '0d' }],
			},
		]);
		const { documents, links, control } = rig.sandbox.dump(realm);
		expect(documents.map(({ type, tag, total, balance, reference, day }) => ({ type, tag, total, balance, reference, day }))).toEqual([
			{ type: 'CreditMemo', tag: 'c', total: 500, balance: 0, reference: '', day: '2026-11-20' },
			{ type: 'Invoice', tag: 'a', total: 10000, balance: 8500, reference: '', day: '2026-10-13' },
			{ type: 'Payment', tag: 'o', total: 3000, balance: 2000, reference: 'OP', day: '2026-11-21' },
			{ type: 'Payment', tag: '', total: 0, balance: 0, reference: '', day: '2026-11-22' },
		]);
		expect(links.map(({ type, minor }) => [type, minor])).toEqual([
			['Invoice', 1000],
			['Invoice', 500],
			['CreditMemo', 500],
		]);
		expect(control).toEqual(new Map([['USD', 6500]]));
	});

	const impossible: readonly (readonly [string, string, Documents, Parts?])[] = [
		[
			'more paid than owed',
			'payment p: 100.01 is more than the 100.00 that invoice "a" still owes',
			[
				invoice,
				{
					kind: 'payment',
					id: 'p',
					customer: 'ann',
					currency: 'USD',
					day: '0d',
					total: '200',
					applied: [{ invoice: 'a', amount: '100.01', day: '0d' }],
				},
			],
		],
		[
			'more applied than received',
			'payment p: 50.00 is applied, more than its total of 40',
			[
				invoice,
				{
					kind: 'payment',
					id: 'p',
					customer: 'ann',
					currency: 'USD',
					day: '0d',
					total: '40',
					applied: [{ invoice: 'a', amount: '50', day: '0d' }],
				},
			],
		],
		[
			'an invoice that is not there',
			'credit-note CN-9: there is no invoice "b"',
			[
				{
					kind: 'credit-note',
					number: 'CN-9',
					customer: 'ann',
					currency: 'USD',
					issued: '0d',
					total: '40',
					applied: [{ invoice: 'b', amount: '50', day: '0d' }],
				},
			],
		],
		['a customer that is not there', 'invoice a: there is no customer "zed"', [{ ...invoice, customer: 'zed' }]],
		[
			'two currencies for one customer',
			'customer ann: QuickBooks customers have one currency, this one has EUR and USD',
			[invoice, { ...invoice, id: 'b', currency: 'EUR' }],
		],
		['a currency that is none', 'customer ann: "XQX" is not an ISO 4217 currency', [{ ...invoice, currency: 'XQX' }]],
		['decimals the currency has not', 'invoice a: 100.5 has more decimals than JPY', [{ ...invoice, currency: 'JPY', total: '100.5' }]],
		['a day that is none', 'invoice a: "2026-02-30" is not a day', [{ ...invoice, due: '2026-02-30' }]],
		['a draft', 'invoice a: QuickBooks has no draft invoices', [{ ...invoice, status: 'draft' }]],
		['more tax than total', 'invoice a: its tax 101 is more than its total 100.00', [{ ...invoice, tax: '101' }]],
		['the same id twice', 'invoice a: the id is used twice', [invoice, invoice]],
		[
			'a payment of a void invoice',
			'payment #3: invoice "a" is void',
			[
				{ ...invoice, status: 'void' },
				{ kind: 'payment', customer: 'ann', currency: 'USD', day: '0d', total: '1', applied: [{ invoice: 'a', amount: '1', day: '0d' }] },
			],
		],
		[
			'another customer’s invoice',
			'payment #3: invoice "a" belongs to another customer',
			[
				invoice,
				{ kind: 'payment', customer: 'bob', currency: 'USD', day: '0d', total: '1', applied: [{ invoice: 'a', amount: '1', day: '0d' }] },
			],
		],
		['a realm with letters', 'a QuickBooks realm is digits only', [], { id: 'abc' }],
		['a time zone that is none', '"Mars/Base" is not a time zone', [], { timeZone: 'Mars/Base' }],
		['a Xero organisation', 'it is meant for xero', [], { provider: 'xero' }],
	];
	it.each(impossible.map(([what, words, documents, more = {}]) => ({ what, words, documents, more })))(
		'refuses $what, says where and why, and stores nothing',
		({ words, documents, more }) => {
			const attempt = () => load([{ ...invoice, id: 'good', customer: 'zoe' }, ...documents], more);
			expect(attempt).toThrow(ScenarioError);
			expect(attempt).toThrow(words);
			expect(rig.sandbox.organisations()).toEqual([]);
			load([invoice]);
			expect(rig.sandbox.dump(realm).documents).toHaveLength(1);
		},
	);
});
