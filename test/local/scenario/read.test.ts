import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../local/sandbox/sandbox.ts';
import { readScenario, warningsOf } from '../../../local/scenario/index.ts';
import { lineOf } from '../../../local/scenario/json-place.ts';
import type { ScenarioFile } from '../../../shared/wire/scenario.ts';

type Organisation = ScenarioFile['organisations'][number];
type Written = Organisation['documents'][number];

const invoice = (over: Partial<Extract<Written, { kind: 'invoice' }>> = {}): Written => ({
	kind: 'invoice',
	id: 'i-1',
	customer: 'c-1',
	currency: 'EUR',
	issued: '-40d',
	due: '-10d',
	total: '100.00',
	...over,
});
const payment = (over: Partial<Extract<Written, { kind: 'payment' }>> = {}): Written => ({
	kind: 'payment',
	id: 'p-1',
	customer: 'c-1',
	currency: 'EUR',
	day: '-5d',
	total: '60.00',
	applied: [{ invoice: 'i-1', amount: '60.00', day: '-5d' }],
	...over,
});
const applied = (amount: string, to = 'i-1') => ({ invoice: to, amount, day: '-5d' });

const file = (documents: readonly Written[], over: Partial<Organisation> = {}): ScenarioFile => ({
	format: 'cobro-scenario/1',
	name: 'test',
	organisations: [
		{
			provider: 'xero',
			id: '0d4f7c1e-9a35-4b62-8f0e-2c7d51b6a983',
			name: 'Bookshop',
			baseCurrency: 'EUR',
			timeZone: 'Europe/Madrid',
			country: 'ES',
			customers: [
				{ id: 'c-1', name: 'One' },
				{ id: 'c-2', name: 'Two' },
			],
			documents: [...documents],
			...over,
		},
	],
});
const quickbooks: Partial<Organisation> = { provider: 'quickbooks', id: '123' };

const complaint = (what: ScenarioFile | string): string => {
	const text = typeof what === 'string' ? what : JSON.stringify(what, null, 1);
	try {
		readScenario(text, 'test.json');
	} catch (error) {
		expect(error).toBeInstanceOf(ScenarioError);
		return (error as Error).message;
	}
	return 'loaded';
};

describe('a scenario that can be', () => {
	it('loads', () => {
		expect(complaint(file([invoice(), payment()]))).toBe('loaded');
		expect(complaint(file([payment(), invoice()]))).toBe('loaded');
		expect(complaint(file([invoice(), payment({ total: '90.00' })], quickbooks))).toBe('loaded');
		expect(complaint(file([invoice({ status: 'void' }), invoice({ id: 'i-2', status: 'draft' })]))).toBe('loaded');
		expect(complaint(file([invoice({ currency: 'JPY', total: '100' }), invoice({ id: 'i-2' })]))).toBe('loaded');
	});

	it('may be due before it is issued, with a warning', () => {
		const read = readScenario(
			JSON.stringify(file([invoice({ issued: '-5d', due: '-9d' }), invoice({ id: 'i-2', issued: '-5d', due: '2020-01-01' })])),
			'x',
		);
		expect(warningsOf(read)).toEqual(['organisation "Bookshop", document 1 (invoice "i-1"): due -9d, before it is issued (-5d)']);
	});
});

describe('an impossible scenario is refused by place and reason', () => {
	it.each<[string, ScenarioFile, string]>([
		[
			'a payment over the balance',
			file([invoice(), payment({ total: '100.01', applied: [applied('100.01')] })]),
			'document 2 (payment "p-1"), applied.0.amount: 100.01 is more than what is still open on invoice "i-1"',
		],
		[
			'two payments over the balance',
			file([invoice(), payment(), payment({ id: 'p-2' })]),
			'document 3 (payment "p-2"), applied.0.amount: 60.00 is more than',
		],
		[
			'an unknown invoice',
			file([invoice(), payment({ applied: [applied('60.00', 'i-9')] })]),
			'document 2 (payment "p-1"), applied.0.invoice: no invoice has the id "i-9"',
		],
		["another customer's invoice", file([invoice(), payment({ customer: 'c-2' })]), 'invoice "i-1" is of customer "c-1", not "c-2"'],
		['an invoice of another currency', file([invoice(), payment({ currency: 'GBP' })]), 'invoice "i-1" is in EUR, not GBP'],
		['a void invoice', file([invoice({ status: 'void' }), payment()]), 'invoice "i-1" is void: nothing can be applied to it'],
		['a draft', file([invoice({ status: 'draft' }), payment()]), 'invoice "i-1" is draft'],
		['a document id twice', file([invoice(), invoice()]), 'document 2 (invoice "i-1"), id: the id "i-1" is already taken'],
		['an unknown customer', file([invoice({ customer: 'c-7' })]), 'document 1 (invoice "i-1"), customer: no customer has the id "c-7"'],
		['an unknown currency', file([invoice({ currency: 'XXQ' })]), 'document 1 (invoice "i-1"), currency: "XXQ" is not a currency'],
		['a fraction of a yen', file([invoice({ currency: 'JPY', total: '100.5' })]), 'total: 100.5 is finer than JPY can be'],
		['a tax above the total', file([invoice({ tax: '100.01' })]), 'tax: a tax of 100.01 in a total of 100.00'],
		['30 February', file([invoice({ due: '2026-02-30' })]), 'due: 2026-02-30 is not a day of the calendar'],
		[
			'a payment of nothing',
			file([invoice(), payment({ total: '0.00', applied: [applied('0.00')] })]),
			'applied.0.amount: nothing is applied',
		],
		[
			'a Xero payment that is not applied in full',
			file([invoice(), payment({ total: '70.00' })]),
			'a Xero payment is applied in full to one invoice',
		],
		[
			'a Xero payment of two invoices',
			file([invoice(), invoice({ id: 'i-2' }), payment({ applied: [applied('30.00'), applied('30.00', 'i-2')] })]),
			'a Xero payment is applied in full to one invoice',
		],
		['more applied than the total', file([invoice(), payment({ total: '50.00' })], quickbooks), 'more is applied than the total of 50.00'],
		[
			'a QuickBooks customer of two currencies',
			file([invoice(), invoice({ id: 'i-2', currency: 'USD' })], quickbooks),
			'a QuickBooks customer has one currency: "c-1" has EUR, not USD',
		],
		[
			'a Xero number twice',
			file([invoice({ number: '7' }), invoice({ id: 'i-2', number: '7' })]),
			`Xero's invoice numbers are unique; "7" is already taken`,
		],
		[
			'a customer id twice',
			file([], {
				customers: [
					{ id: 'c-1', name: 'One' },
					{ id: 'c-1', name: 'Two' },
				],
			}),
			'customer 2 ("c-1"), id: the id "c-1" is already taken',
		],
		[
			'a name twice',
			file([], {
				customers: [
					{ id: 'c-1', name: 'One' },
					{ id: 'c-2', name: ' ONE' },
				],
			}),
			'customer "c-1" has the same name',
		],
		['a Xero id that is no GUID', file([], { id: '12' }), `a Xero organisation's id is a GUID, not "12"`],
		['a QuickBooks id that is no number', file([], { provider: 'quickbooks' }), `a QuickBooks company's id is digits`],
		['an unknown zone', file([], { timeZone: 'Europe/Atlantis' }), '"Europe/Atlantis" is not a time zone'],
		[
			'an amount as number',
			file([{ ...invoice(), total: 100 as unknown as string }]),
			'document 1 (invoice "i-1"), total: Invalid input: expected string, received number',
		],
		['a negative amount', file([invoice({ total: '-1.00' })]), 'total: an amount is a decimal text'],
		['a misspelt field', file([{ ...invoice(), dew: '-1d' } as unknown as Written]), 'document 1 (invoice "i-1"): Unrecognized key: "dew"'],
	])('%s', (_, given, reason) => {
		const told = complaint(given);
		expect(told).toContain(reason);
		expect(told).toContain(`organisation "Bookshop" (${given.organisations[0]?.provider})`);
	});

	it('one organisation twice', () => {
		const twice = file([]);
		expect(complaint({ ...twice, organisations: [...twice.organisations, ...twice.organisations] })).toContain('is already taken');
	});

	it('names the line', () => {
		const text = JSON.stringify(file([invoice(), payment({ total: '61.00' })]), null, 1);
		const line = text.split('\n').findIndex((each) => each.includes('"applied"')) + 1;
		expect(complaint(text)).toContain(`line ${line}: `);
		expect(complaint(text.replace('"61.00",', '"61.00"'))).toMatch(/^test\.json is not JSON: .*line \d+/);
	});

	it('tells twenty problems at once, and how many more there are', () => {
		const told = complaint(file(Array.from({ length: 30 }, (_, n) => invoice({ id: `i-${n}`, currency: 'XXQ' })))).split('\n');
		expect(told[0]).toBe('test.json cannot be loaded, 30 problems:');
		expect(told).toHaveLength(22);
		expect(told.at(-1)).toBe('  … and 10 more');
	});

	it.each(['', 'null', '[]', '{}', '{"format":"cobro-scenario/1","name":"x","organisations":[]}', '7'])('the file %o', (text) => {
		expect(complaint(text)).toMatch(/^test\.json (is not JSON|cannot be loaded)/);
	});
});

it('lines are found whatever the text holds', () => {
	const text = '{\n "a": "}]\\",:",\n "b": [ 1,\n  {"c": [],\n   "d": {} ,"e"\n:\n null}]\n}';
	expect(lineOf(text, ['a'])).toBe(2);
	expect(lineOf(text, ['b', 1])).toBe(4);
	expect(lineOf(text, ['b', 1, 'd'])).toBe(5);
	expect(lineOf(text, ['b', 1, 'e'])).toBe(7);
	expect(lineOf(text, ['b', 1, 'missing'])).toBe(4);
	expect(lineOf(text, [])).toBe(1);
});
