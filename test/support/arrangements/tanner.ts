/** One customer with few invoices, for whole-stack tests of arrangements. */
import { type Scenario, scenario } from '../../../shared/wire/scenario.ts';

/** Each: its number, due day and total. Of Tanner & Daughters, in pounds, in Xero. */
export const tannerBooks = (invoices: readonly (readonly [number: string, due: string, total: string])[]): Scenario =>
	scenario.parse({
		format: 'cobro-scenario/1',
		name: 'Arrangements',
		organisations: [
			{
				provider: 'xero',
				id: '11111111-2222-4333-8444-555555555555',
				name: 'Larch & Co',
				baseCurrency: 'GBP',
				timeZone: 'Europe/London',
				country: 'GB',
				customers: [{ id: 'tanner', name: 'Tanner & Daughters', email: 'accounts@tanner.example' }],
				documents: invoices.map(([number, due, total]) => ({
					kind: 'invoice',
					customer: 'tanner',
					currency: 'GBP',
					id: number,
					number,
					issued: '-60d',
					due,
					total,
				})),
			},
		],
	});
