/** A company of any size for the sandboxes: open invoices, the same every time; if told to, credits and payments on some of them. */
import { seeded } from '../local/scenario/seeded.ts';
import type { Provider } from '../shared/domain/document.ts';
import { currency, money, toDecimal } from '../shared/domain/money.ts';
import type { ScenarioDocument, ScenarioOrganisation } from '../shared/wire/scenario.ts';

/** Every fifth invoice is paid, half of it or all; every twentieth has a credit note, partly used; every fiftieth customer paid too much. */
const settling = (invoice: ScenarioDocument, at: number): ScenarioDocument[] => {
	if (invoice.kind !== 'invoice') return [];
	const { id, customer, currency: code, issued } = invoice;
	const common = { customer, currency: code, number: '', reference: '' };
	const [day, total] = [issued, invoice.total];
	const half = toDecimal(money(Math.floor(Number(total.replace('.', '')) / 2), currency(code)));
	if (at % 5 === 0) {
		const paid = at % 10 === 0 ? total : half;
		return [{ kind: 'payment', ...common, day, total: paid, applied: [{ invoice: id, amount: paid, day }] }];
	}
	if (at % 20 === 1)
		return [{ kind: 'credit-note', ...common, number: `CN-${at}`, issued, total, applied: [{ invoice: id, amount: half, day }] }];
	if (at % 50 === 2) return [{ kind: 'overpayment', ...common, issued, total: half, applied: [] }];
	return [];
};

export const organisationOf = (
	provider: Provider,
	invoices: number,
	customers: number,
	how: 'all open' | 'some settled' = 'all open',
): ScenarioOrganisation => {
	const chance = seeded(11);
	const documents = Array.from({ length: invoices }, (_, at): ScenarioDocument => {
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
	});
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
		documents: how === 'all open' ? documents : documents.flatMap((each, at) => [each, ...settling(each, at)]),
	};
};
