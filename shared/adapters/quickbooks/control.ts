/** The ledger's own receivables figures: the balances that QuickBooks keeps with its customers. */
import * as z from 'zod/mini';
import { add, type Currency, isCurrency, type Money, money } from '../../domain/money.ts';
import { AccountingFault, type Control, type ControlFigure } from '../../ports/accounting.ts';
import type { Client } from './client.ts';
import { homeIn } from './company.ts';
import { TooSlow } from './faults.ts';
import { anyCustomer } from './lists.ts';
import { firstPace, halved, type Pace } from './paging.ts';
import { currencyOf, mapRows, minorOf, ref } from './row.ts';

const balanceRow = z.object({ Id: z.string(), Balance: z.number(), CurrencyRef: z.optional(ref) });
/** One in a currency that is none of ours. What makes no sense at all is no currency, and might be one of ours. */
const foreignRow = z.object({
	Id: z.string(),
	Balance: z.optional(z.number()),
	Active: z.optional(z.boolean()),
	CurrencyRef: z.object({ value: z.string().check(z.regex(/^[A-Z]{3}$/)) }),
});
type Foreign = { readonly id: string; readonly code: string };

const basis =
	"The sum of QuickBooks' customer balances: open invoices less unapplied credit memos and payments, each customer in its one currency, and what journal entries left on them. What is owed without a customer is not in it.";
/** A sentence for a person names so many. */
const namedAtMost = 5;
const leftOut = (foreign: readonly Foreign[]): string => {
	if (foreign.length === 0) return '';
	const named = foreign.slice(0, namedAtMost).map(({ id, code }) => `customer ${id} (${code})`);
	const more = foreign.length - named.length;
	return ` Left out, since we cannot account in their currency: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
};

const totals = (balances: Iterable<Money>): ControlFigure[] => {
	const sums = new Map<Currency, Money>();
	for (const balance of balances) {
		const sum = sums.get(balance.currency);
		sums.set(balance.currency, sum ? add(sum, balance) : balance);
	}
	return [...sums.values()].map(({ minor, currency }) => ({ minor, currency }));
};

type Sorted = { readonly known: readonly unknown[]; readonly foreign: readonly Foreign[] };
/** Customers in currencies that are none of ours owe nothing in ours; those of them that owe are told of. */
const sorted = (rows: readonly unknown[]): Sorted => {
	const known: unknown[] = [];
	const foreign: Foreign[] = [];
	for (const row of rows) {
		const read = foreignRow.safeParse(row);
		if (!read.success || isCurrency(read.data.CurrencyRef.value)) known.push(row);
		else if (read.data.Balance !== 0 && (read.data.Balance !== undefined || read.data.Active !== false))
			foreign.push({ id: read.data.Id, code: read.data.CurrencyRef.value });
	}
	return { known, foreign };
};

/** Customers by id, from `start`; a page that takes too long is asked for again with half as many. Customers are never deleted, so no row moves down. */
const pageFrom = async (client: Client, start: number, pace: Pace): Promise<{ rows: readonly unknown[]; pace: Pace; calls: number }> => {
	try {
		return { rows: (await client.rows('Customer', [anyCustomer], 'Id', start, pace.size)).is, pace, calls: 1 };
	} catch (error) {
		const half = error instanceof TooSlow ? halved(pace) : null;
		if (half === null) throw error;
		const read = await pageFrom(client, start, half);
		return { ...read, calls: read.calls + 1 };
	}
};

/** ⌈(customers + 1) / 1,000⌉ calls, one more where customers name no currency; more where pages take too long. */
export const control = async (client: Client): Promise<Control> => {
	// By id: a page may repeat rows of the page before, and nobody's balance counts twice.
	const balances = new Map<string, Money>();
	const foreign = new Map<string, Foreign>();
	let calls = 0;
	let home: Currency | null = null;
	let pace = firstPace;
	for (let start = 1; ; start += pace.size) {
		const page = await pageFrom(client, start, pace);
		({ pace } = page);
		calls += page.calls;
		const rows = sorted(page.rows);
		if (home === null && rows.known.some((row) => !z.object({ CurrencyRef: ref }).safeParse(row).success)) {
			home = homeIn((await client.preferences()).is);
			calls += 1;
		}
		const { good, refused } = mapRows('Customer', rows.known, (row) => {
			const read = balanceRow.parse(row);
			const code = currencyOf({ home }, read.CurrencyRef);
			return { id: read.Id, balance: money(minorOf(read.Balance, code), code) };
		});
		// A figure with a customer missing would call a good copy wrong.
		if (refused[0]) throw new AccountingFault('refused', `customer ${refused[0].id} has no balance that can be read`);
		for (const { id, balance } of good) balances.set(id, balance);
		for (const each of rows.foreign) foreign.set(each.id, each);
		if (page.rows.length < pace.size)
			return { figures: totals(balances.values()), basis: `${basis}${leftOut([...foreign.values()])}`, calls };
	}
};
