/** A company of any size for the sandboxes: open invoices, the same every time. */
import { seeded } from '../local/scenario/seeded.ts';
import type { Provider } from '../shared/domain/document.ts';
import { currency, money, toDecimal } from '../shared/domain/money.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';

export const organisationOf = (provider: Provider, invoices: number, customers: number): ScenarioOrganisation => {
	const chance = seeded(11);
	return {
		provider,
		id: provider === 'xero' ? '2f0c9d54-61be-4a7f-93e2-7d1a5c08b4f6' : '9130350000000001',
		name: 'Bench',
		baseCurrency: 'EUR',
		rates: {},
		timeZone: 'Europe/Madrid',
		country: 'ES',
		customers: Array.from({ length: customers }, (_, at) => ({
			id: `c${at}`,
			name: `Customer number ${at}`,
			email: `accounts@c${at}.example`,
			language: null,
			country: 'ES',
			currency: provider === 'quickbooks' ? 'EUR' : null,
			accountNumber: String(at),
		})),
		documents: Array.from({ length: invoices }, (_, at) => {
			const due = chance.between(-300, 60);
			return {
				kind: 'invoice',
				id: `i${at}`,
				customer: `c${at % customers}`,
				currency: 'EUR',
				number: `INV-${10_000 + at}`,
				reference: `Order ${chance.between(1000, 9999)}`,
				issued: `${due - 30}d`,
				due: `${due}d`,
				total: toDecimal(money(chance.between(1_000, 1_500_000), currency('EUR'))),
				tax: '0',
				description: 'Goods supplied',
				status: 'authorised',
			};
		}),
	};
};
