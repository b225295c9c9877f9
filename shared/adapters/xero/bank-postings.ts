/**
 * How far Xero's bank accounts are posted: the newest bank transactions and payments by their day.
 *
 * Cost: 3 calls: the accounts, one page of bank transactions, one of payments. What is dated later than today is not asked for. Xero's API shows no bank
 * statement: a payment's IsReconciled is all it says of what the bank itself knows.
 * Needs accounting.settings.read, accounting.banktransactions(.read) and accounting.payments(.read); apps from before 2 March 2026: accounting.transactions.
 */
import type { Account } from 'xero-node/dist/gen/model/accounting/account';
import type { BankTransaction } from 'xero-node/dist/gen/model/accounting/bankTransaction';
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import { type BankPosting, isOurs, postedTo } from '../../domain/books-fresh.ts';
import { addDays, type Day } from '../../domain/day.ts';
import { type Currency, isCurrency, MoneyError, moneyFromNumber } from '../../domain/money.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { OpenBankPostings } from '../../ports/bank-postings.ts';
import { call, rowsOf } from './call.ts';
import { metered } from './metered.ts';
import { dayIfAny, textOf, wordOf } from './rows.ts';
import { dateTime } from './where.ts';

export const bankScope = 'accounting.banktransactions.read';
/** Rows of one page: some weeks of a company with many movements, and an answer of at most 1 MB. */
const pageRows = 200;

type Named = { readonly id: string; readonly name: string; readonly currency: Currency | null; readonly kind: 'bank' };

const codeOf = (value: unknown): Currency | null => {
	const word = wordOf(value);
	return isCurrency(word) ? word : null;
};

const banksIn = (rows: readonly Account[]): readonly Named[] =>
	rows.flatMap((row) =>
		row.accountID && wordOf(row.type) === 'BANK' && wordOf(row.status) === 'ACTIVE'
			? [{ id: row.accountID.toLowerCase(), name: textOf(row.name), currency: codeOf(row.currencyCode), kind: 'bank' as const }]
			: [],
	);

/** A day that cannot be read costs the row, never the look. */
const transactionOf = (row: BankTransaction): readonly BankPosting[] => {
	const day = dayIfAny(row.date);
	const account = row.bankAccount?.accountID?.toLowerCase();
	if (day === null || account === undefined || wordOf(row.status) !== 'AUTHORISED') return [];
	const type = wordOf(row.type);
	// A transfer from another account of their own is no customer's money.
	const received = type.startsWith('RECEIVE') && !type.endsWith('TRANSFER');
	return [{ account, day, received, waits: null, ours: isOurs(row.reference, row.lineItems?.[0]?.description) }];
};

const minorOf = (value: unknown, currency: Currency | null): { readonly currency: Currency; readonly minor: number } | null => {
	if (typeof value !== 'number' || currency === null) return null;
	try {
		return { currency, minor: moneyFromNumber(value, currency).minor };
	} catch (error) {
		if (error instanceof MoneyError) return null;
		throw error;
	}
};

const paymentOf =
	(currencies: ReadonlyMap<string, Currency | null>) =>
	(row: Payment): readonly BankPosting[] => {
		const day = dayIfAny(row.date);
		const account = row.account?.accountID?.toLowerCase();
		if (day === null || account === undefined || wordOf(row.status) !== 'AUTHORISED') return [];
		const received = wordOf(row.paymentType) === 'ACCRECPAYMENT';
		const own = currencies.get(account) ?? null;
		// In the account's currency where it says so, else in the invoice's.
		const waits = minorOf(row.bankAmount, own) ?? minorOf(row.amount, codeOf(row.invoice?.currencyCode));
		return [{ account, day, received, waits: received && row.isReconciled === false ? waits : null, ours: isOurs(row.reference) }];
	};

/** The oldest day of a full page: what is older was not read. */
const reachOf = (rows: readonly { readonly date?: unknown }[]): Day | null =>
	rows.length < pageRows
		? null
		: rows.reduce<Day | null>((oldest, { date }) => {
				const day = dayIfAny(date);
				return day !== null && (oldest === null || day < oldest) ? day : oldest;
			}, null);

export const openXeroBank =
	(apiUrl: string, timeoutMs = 15_000): OpenBankPostings =>
	async (ledger, accessToken, now, meter = unmetered) => {
		const { AccountingApi, giveUpAfter } = await import('./sdk.cjs');
		giveUpAfter(timeoutMs);
		const plain = new AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		const tenant = ledger.slice('xero-'.length);
		const newest = (today: Day): string => `Status=="AUTHORISED" AND Date<${dateTime(addDays(today, 1))}`;

		return {
			look: async (today) => {
				try {
					const accounts = banksIn(rowsOf((await call(() => api.getAccounts(tenant, undefined, 'Type=="BANK"'))).body.accounts));
					const moved = rowsOf(
						(await call(() => api.getBankTransactions(tenant, undefined, newest(today), 'Date DESC', 1, undefined, pageRows))).body
							.bankTransactions,
					);
					const paid = rowsOf(
						(await call(() => api.getPayments(tenant, undefined, newest(today), 'Date DESC', 1, pageRows))).body.payments,
					);
					const currencies = new Map(accounts.map(({ id, currency }) => [id, currency]));
					return {
						accounts: postedTo(accounts, [...moved.flatMap(transactionOf), ...paid.flatMap(paymentOf(currencies))], today),
						accountsAt: now(),
						reconciles: true,
						reaches: reachOf(paid),
					};
				} catch (error) {
					if (error instanceof AccountingFault && error.kind === 'forbidden') return { missingScope: bankScope };
					throw error;
				}
			},
		};
	};
