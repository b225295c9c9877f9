/** Makes customers of the rows of a CSV, where one number comes under several spellings, and one name under several numbers. */
import type { Day } from '../../shared/domain/day.ts';
import type { Money } from '../../shared/domain/money.ts';
import type { ScenarioCustomer } from '../../shared/wire/scenario.ts';

/** One row of the CSV, read. */
export type OwedRow = {
	readonly row: number;
	readonly customer: string;
	readonly name: string;
	readonly number: string;
	readonly issued: Day;
	readonly due: Day | null;
	readonly amount: Money;
	/** The text was finer than the currency's minor unit. */
	readonly finer: boolean;
	readonly terms: string;
	readonly unit: string;
	readonly email: string | null;
	readonly language: string | null;
	readonly country: string | null;
};

export type Spellings = { readonly customer: string; readonly kept: string; readonly others: readonly string[] };

export type Gathered = {
	readonly customers: readonly ScenarioCustomer[];
	/** The id of the row's customer. */
	customerOf(row: OwedRow): string;
	readonly repaired: {
		readonly customersWithSeveralSpellings: readonly Spellings[];
		readonly customersWithTheSameName: readonly string[];
		readonly customersSplitByCurrency: readonly string[];
	};
};

/** Most frequent first; equals in the order they came. */
const byFrequency = (texts: readonly string[]): string[] => {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
};

/** `oneCurrency`: a customer billed in several currencies becomes one customer for each; the most frequent keeps number and name. */
export const gatherCustomers = (rows: readonly OwedRow[], oneCurrency: boolean): Gathered => {
	const customers: ScenarioCustomer[] = [];
	const spellings: Spellings[] = [];
	const namesakes: string[] = [];
	const split: string[] = [];
	const names = new Set<string>();
	/** `number` + currency → id, where it is not the number itself. */
	const moved = new Map<string, string>();

	for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
		const [spelling = customer, ...others] = byFrequency(own.map((row) => row.name));
		if (others.length) spellings.push({ customer, kept: spelling, others });
		const [usual = null, ...more] = byFrequency(own.map((row) => row.amount.currency));
		if (oneCurrency && more.length) split.push(customer);
		for (const code of oneCurrency ? [usual, ...more] : [null]) {
			const extra = code !== null && code !== usual;
			const id = extra ? `${customer}-${code}` : customer;
			if (extra) moved.set(`${customer} ${code}`, id);
			let name = extra ? `${spelling} (${code})` : spelling;
			if (names.has(name.toLowerCase())) {
				name = `${name} (${id})`;
				namesakes.push(name);
			}
			names.add(name.toLowerCase());
			customers.push({
				id,
				name,
				email: own.find((row) => row.email !== null)?.email ?? null,
				language: own.find((row) => row.language !== null)?.language ?? null,
				country: own.find((row) => row.country !== null)?.country ?? null,
				currency: code,
				accountNumber: customer,
			});
		}
	}
	return {
		customers,
		customerOf: ({ customer, amount }) => moved.get(`${customer} ${amount.currency}`) ?? customer,
		repaired: {
			customersWithSeveralSpellings: spellings,
			customersWithTheSameName: namesakes,
			customersSplitByCurrency: split,
		},
	};
};
