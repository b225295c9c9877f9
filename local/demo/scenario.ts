/** The built-in two companies, and two customers in countries that read Russian: each language must have somebody to be written in. */
import { type Scenario, scenario } from '../../shared/wire/scenario.ts';
import { builtInScenario } from '../scenario/index.ts';
import { seeded } from '../scenario/seeded.ts';

const readers = [
	{ id: 'mv29', name: 'Алатау Электро', country: 'KZ' },
	{ id: 'mv30', name: 'Ош Текстиль', country: 'KG' },
] as const;

export const demoScenario = (seed: number): Scenario => {
	const chance = seeded(seed * 7 + 3);
	const built = builtInScenario(seed);
	const customers = readers.map(({ id, name, country }) => ({
		id,
		name,
		country,
		email: `buh@${id}.example`,
		language: 'ru',
		currency: 'USD',
	}));
	const invoices = readers.map(({ id }, at) => ({
		kind: 'invoice',
		id: `${id}-inv`,
		customer: id,
		currency: 'USD',
		number: String(9001 + at),
		issued: '-34d',
		due: '-4d',
		total: `${chance.between(400, 9000)}.${chance.between(10, 99)}`,
	}));
	return scenario.parse({
		...built,
		organisations: built.organisations.map((each) =>
			each.provider === 'quickbooks'
				? { ...each, customers: [...each.customers, ...customers], documents: [...each.documents, ...invoices] }
				: each,
		),
	});
};
