/** Books from before the hub came: a few customers and documents of every kind and age, drawn by chance. */
import type { Chance } from '../../../local/scenario/seeded.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import type { ScenarioFile } from '../../../shared/wire/scenario.ts';

type Organisation = ScenarioFile['organisations'][number];

const codes = { xero: ['GBP', 'EUR', 'KWD'], quickbooks: ['USD', 'MXN', 'JPY'] } as const;
const decimals: Readonly<Record<string, number>> = { KWD: 3, JPY: 0 };
const amount = (minor: number, code: string): string => {
	const places = decimals[code] ?? 2;
	const digits = String(minor).padStart(places + 1, '0');
	return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
};

/** `size` invoices, and about half as much of everything else for the first forty of them. */
export const startingBooks = (chance: Chance, provider: Provider, size: number): Pick<Organisation, 'customers' | 'documents'> => {
	const customers = Array.from({ length: 3 + Math.min(30, size >> 2) }, (_, i) => ({
		id: `k${i}`,
		name: `Customer ${i}`,
		email: `k${i}@example.com`,
		currency: codes[provider][i % 3] ?? codes[provider][0],
	}));
	const documents: Organisation['documents'] = [];
	for (let i = 0; i < size; i++) {
		const customer = customers[chance.between(0, customers.length - 1)] ?? customers[0];
		if (!customer) break;
		const code = customer.currency;
		// A few are from before the horizon of 24 months.
		const age = chance.next() < 0.1 ? chance.between(800, 1000) : chance.between(0, 200);
		const total = chance.between(100, 80_000);
		documents.push({
			kind: 'invoice',
			id: `i${i}`,
			customer: customer.id,
			currency: code,
			number: `S-${i}`,
			issued: `-${age}d`,
			due: `-${age - chance.between(0, 30)}d`.replace('--', '+'),
			total: amount(total, code),
			status: chance.next() < 0.05 ? 'void' : 'authorised',
		});
		if (i >= 40 || documents.at(-1)?.kind !== 'invoice') continue;
		const isVoid = (documents.at(-1) as { status?: string }).status === 'void';
		const kind = chance.between(0, 5);
		const paid = chance.next() < 0.4 ? total : chance.between(1, total);
		const day = `-${chance.between(0, age)}d`;
		if (kind === 0 && !isVoid)
			documents.push({
				kind: 'payment',
				customer: customer.id,
				currency: code,
				day,
				total: amount(paid, code),
				applied: [{ invoice: `i${i}`, amount: amount(paid, code), day }],
			});
		if (kind === 1 && !isVoid)
			documents.push({
				kind: 'credit-note',
				customer: customer.id,
				currency: code,
				number: `C-${i}`,
				issued: day,
				total: amount(paid + chance.between(0, 500), code),
				applied: [{ invoice: `i${i}`, amount: amount(paid, code), day }],
			});
		if (kind === 2)
			documents.push({
				kind: chance.next() < 0.5 ? 'overpayment' : 'prepayment',
				customer: customer.id,
				currency: code,
				issued: day,
				total: amount(chance.between(1, 9000), code),
			});
	}
	return { customers, documents };
};
