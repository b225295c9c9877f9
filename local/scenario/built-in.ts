/**
 * The scenario the stack starts with: two lively companies, about 60 customers and 400 invoices of every age.
 * Days are relative to the start, so it is lively on any day. The same seed gives the same scenario, letter for letter.
 */
import type { Scenario } from '../../shared/wire/scenario.ts';
import { scenario } from '../../shared/wire/scenario.ts';
import { CompanyWriter } from './company-writer.ts';
import { quickbooksPeople, xeroPeople } from './people.ts';
import { seeded } from './seeded.ts';

/** Fixed, so that a stack that starts again finds the ledgers it knew. */
export const builtInIds = { xero: '6f2a1c58-3b7e-4d09-9a41-5be0c7d2f316', quickbooks: '9130357848201146' } as const;

const brightwater = (seed: number) => {
	const company = new CompanyWriter('xero', 'bw', 'INV', seeded(seed * 2 + 1), { GB: 20, ES: 21, IE: 23, LV: 21, EE: 22, LT: 21 });
	for (const person of xeroPeople) company.trade(person, 7);

	// Placed by hand, so that each case is there whatever the seed.
	company.invoice('bw01', 'GBP', { issued: -30, due: 0, net: '1240' });
	company.invoice('bw05', 'GBP', { issued: -29, due: 1, net: '655.5' });
	company.invoice('bw23', 'EUR', { issued: -30, due: 0, net: '389.9' });
	company.invoice('bw07', 'GBP', { issued: -210, due: -196, net: '8450' });
	company.invoice('bw25', 'EUR', { issued: -152, due: -92, net: '6120.75' });
	const disputed = company.invoice('bw12', 'GBP', { issued: -75, due: -45, net: '3180' });
	company.pay(disputed, -20, '1500');
	company.creditNote('bw12', 'GBP', -18, '300', [{ invoice: disputed, day: -17, part: '300' }]);
	const returned = company.invoice('bw21', 'EUR', { issued: -95, due: -35, net: '4400' });
	company.creditNote('bw21', 'EUR', -30, '1200', [{ invoice: returned, day: -28, part: '750' }]);
	company.creditNote('bw10', 'GBP', -12, '480', []);
	const twice = company.invoice('bw08', 'GBP', { issued: -50, due: -20, net: '910' });
	company.settle(twice, -9);
	const next = company.invoice('bw08', 'GBP', { issued: -6, due: 24, net: '1330' });
	company.received('overpayment', 'bw08', 'GBP', -9, '910', [{ invoice: next, day: -5, part: '400' }]);
	company.received('prepayment', 'bw31', 'JPY', -15, '300000', []);
	company.invoice('bw32', 'JPY', { issued: -3, due: 42, net: '212345' });
	company.void('bw16', 'GBP', { issued: -40, due: -10, net: '2750' });
	company.draft('bw02', 'GBP', { issued: 0, due: 30, net: '1875' });
	return {
		provider: 'xero',
		id: builtInIds.xero,
		name: 'Brightwater Supplies Ltd',
		legal: { taxId: 'GB 431 8092 07', address: { line: '14 Harbour Row', city: 'Bristol', postalCode: 'BS1 4QD' } },
		baseCurrency: 'GBP',
		rates: { EUR: '0.86', JPY: '0.0051' },
		timeZone: 'Europe/London',
		country: 'GB',
		customers: xeroPeople.map((person) => person.customer),
		documents: company.documents(),
		// Two customers sell to the company too: at Xero one contact is both.
		vendors: [
			{ id: 'bw-s1', name: 'Whitby Net & Rope', customer: 'bw13' },
			{ id: 'bw-s2', name: 'Ravensworth Estates', customer: 'bw10' },
		],
		bills: [
			{ id: 'bw-b1', vendor: 'bw-s1', currency: 'GBP', number: 'WNR-881', issued: '-35d', due: '-5d', total: '734.40' },
			{ id: 'bw-b2', vendor: 'bw-s1', currency: 'GBP', number: 'WNR-902', issued: '-8d', due: '+22d', total: '465.60' },
			{
				id: 'bw-b3',
				vendor: 'bw-s2',
				currency: 'EUR',
				number: '2207',
				issued: '-50d',
				due: '-20d',
				total: '2400.00',
				paid: [{ amount: '900.00', day: '-15d' }],
			},
			{ kind: 'bill-credit', id: 'bw-b4', vendor: 'bw-s2', currency: 'EUR', number: '2207-C', issued: '-10d', total: '120.00' },
		],
	};
};

const customerOf = (id: string) => quickbooksPeople.find(({ customer }) => customer.id === id)?.customer;
/** QuickBooks keeps vendors apart from customers, under other names: two of these are customers too, which only a person can say. */
const quickbooksVendors = [
	{ id: 'mv-s1', name: 'Red Mesa Roofing (vendor)', companyName: 'Red Mesa Roofing LLC', email: customerOf('mv03')?.email ?? null },
	{ id: 'mv-s2', name: 'Larkspur Brewing Co.', email: null },
	{ id: 'mv-s3', name: 'Front Range Freight Wagons', email: 'billing@frfw.example' },
];

const mesaVerde = (seed: number) => {
	const company = new CompanyWriter('quickbooks', 'mv', '', seeded(seed * 2 + 2), { US: 8, MX: 16 });
	for (const person of quickbooksPeople) company.trade(person, 6);

	company.invoice('mv01', 'USD', { issued: -30, due: 0, net: '2215.4' });
	company.invoice('mv02', 'USD', { issued: -29, due: 1, net: '1180' });
	company.invoice('mv20', 'MXN', { issued: -30, due: 0, net: '31500' });
	company.invoice('mv06', 'USD', { issued: -185, due: -155, net: '11800' });
	company.invoice('mv21', 'MXN', { issued: -125, due: -95, net: '87400.5' });
	const first = company.invoice('mv12', 'USD', { issued: -100, due: -55, net: '7600' });
	const second = company.invoice('mv12', 'USD', { issued: -70, due: -25, net: '5150' });
	// One cheque for two invoices, and more than was owed on them: the rest stays on the customer's account.
	company.payTogether([first, second], -14, '640');
	const damaged = company.invoice('mv19', 'MXN', { issued: -90, due: -30, net: '162000' });
	company.pay(damaged, -25, '60000');
	company.creditNote('mv19', 'MXN', -22, '24000', [{ invoice: damaged, day: -22, part: '24000' }]);
	const late = company.invoice('mv03', 'USD', { issued: -66, due: -36, net: '9240' });
	company.creditNote('mv03', 'USD', -20, '1500', [{ invoice: late, day: -19, part: '600' }]);
	company.creditNote('mv05', 'USD', -8, '275.25', []);
	company.received('prepayment', 'mv09', 'USD', -11, '5000', []);
	company.invoice('mv27', 'KWD', { issued: -80, due: -20, net: '1733.475' });
	company.void('mv14', 'USD', { issued: -33, due: -3, net: '990' });
	return {
		provider: 'quickbooks',
		id: builtInIds.quickbooks,
		name: 'Mesa Verde Equipment Co.',
		legal: {
			name: 'Mesa Verde Equipment Company, Inc.',
			taxId: '84-2917365',
			address: { line: '2210 Larimer Street', city: 'Denver', region: 'CO', postalCode: '80205' },
		},
		baseCurrency: 'USD',
		rates: { MXN: '0.054', KWD: '3.26' },
		timeZone: 'America/Denver',
		country: 'US',
		customers: quickbooksPeople.map((person) => person.customer),
		documents: company.documents(),
		vendors: quickbooksVendors,
		bills: [
			{ id: 'mv-b1', vendor: 'mv-s1', currency: 'USD', number: 'RM-5521', issued: '-30d', due: '0d', total: '1860.00' },
			{ id: 'mv-b2', vendor: 'mv-s1', currency: 'USD', number: 'RM-5544', issued: '-4d', due: '+26d', total: '412.75' },
			{ kind: 'bill-credit', id: 'mv-b3', vendor: 'mv-s1', currency: 'USD', number: 'RM-C12', issued: '-2d', total: '72.75' },
			{
				id: 'mv-b4',
				vendor: 'mv-s2',
				currency: 'USD',
				number: 'LB-77',
				issued: '-62d',
				due: '-32d',
				total: '980.00',
				paid: [{ amount: '480.00', day: '-30d' }],
			},
			{ id: 'mv-b5', vendor: 'mv-s3', currency: 'USD', number: 'FW-3', issued: '-12d', due: '+18d', total: '2310.00' },
		],
	};
};

export const builtInScenario = (seed = 1): Scenario =>
	scenario.parse({ format: 'cobro-scenario/1', name: 'Two lively companies', organisations: [brightwater(seed), mesaVerde(seed)] });
