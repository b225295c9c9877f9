/**
 * QuickBooks' accounts of receivables, one for each currency, and its report of what is open on them by transaction.
 *
 * Cost: 2 calls; the report is one answer. It is asked as of some years from now: the accounts' balances hold what is dated later, as ours do.
 * Needs com.intuit.quickbooks.accounting, which every consent has.
 */
import * as z from 'zod/mini';
import type { BookFigure } from '../../domain/book-tie.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { OpenLedgerBooks } from '../../ports/ledger-books.ts';
import { agedLines } from './aged-detail.ts';
import { openClient } from './client.ts';
import { reportDay } from './journals.ts';
import { minorOf, ref } from './row.ts';

const accountRow = z.object({ Id: z.string(), AccountType: z.string(), CurrentBalance: z.number(), CurrencyRef: z.optional(ref) });

/** Several accounts may have one currency. Throws for a balance in a currency that is none of ours. */
const figuresIn = (rows: readonly unknown[], base: Currency): BookFigure[] => {
	const sums = new Map<Currency, number>();
	for (const row of rows) {
		const read = accountRow.safeParse(row);
		if (!read.success) throw new AccountingFault('refused', 'an account of receivables in QuickBooks cannot be read');
		const code = read.data.CurrencyRef?.value ?? base;
		if (!isCurrency(code)) {
			if (read.data.CurrentBalance === 0) continue;
			throw new AccountingFault('refused', `an account of receivables in QuickBooks is in ${code.slice(0, 8)}, in which we cannot account`);
		}
		sums.set(code, (sums.get(code) ?? 0) + minorOf(read.data.CurrentBalance, code));
	}
	return [...sums].map(([currency, minor]) => ({ currency, today: minor, allDates: minor, unrealised: null }));
};

export const openQuickbooksBooks =
	(apiUrl: string, timeoutMs = 15_000): OpenLedgerBooks =>
	async (ledger, accessToken, now, meter = unmetered) => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		return {
			receivables: async (base) => {
				const accounts = await client.receivableAccounts();
				const report = await client.agedReceivables(reportDay(now()));
				const { lines, unread, cut } = agedLines(report.is, base);
				return { figures: figuresIn(accounts, base), lines, partial: cut || unread.length > 0 };
			},
		};
	};
