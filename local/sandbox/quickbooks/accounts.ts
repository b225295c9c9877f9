/** The chart of accounts as far as it matters here: receivables in each currency, with their balance, and where money goes. */
import type { Account } from 'node-quickbooks';
import { type Currency, money, toDecimal } from '../../../shared/domain/money.ts';
import { chart } from './chart.ts';
import { type Condition, type Query, QueryError } from './query.ts';
import type { CompanyRow, Store } from './store.ts';

const names = new Intl.DisplayNames('en', { type: 'currency' });
const made = '2020-01-01T00:00:00-08:00';

export type AccountRow = {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly sub: string;
	readonly code: Currency;
	readonly minor: number;
};

/** Everything on receivables: what customers owe less what is left to them, journals too, whatever the day. */
const receivable = (store: Store, { realm, base }: CompanyRow): { code: Currency; minor: number }[] => {
	const sums = store.all<{ code: Currency; minor: number }>(
		`SELECT code, SUM(minor) AS minor FROM (
			SELECT currency AS code, CASE type WHEN 'Invoice' THEN balance ELSE -balance END AS minor FROM document WHERE realm = ?1 AND state = 'live'
			UNION ALL SELECT currency AS code, rest AS minor FROM owed_line WHERE realm = ?1 AND state = 'live'
			UNION ALL SELECT currency AS code, balance AS minor FROM purchase WHERE realm = ?1
			UNION ALL SELECT DISTINCT currency AS code, 0 AS minor FROM customer WHERE realm = ?1) GROUP BY code ORDER BY code`,
		realm,
	);
	return sums.some(({ code }) => code === base) ? sums : [{ code: base, minor: 0 }, ...sums];
};

export const accountRows = (store: Store, company: CompanyRow): AccountRow[] => [
	...chart(company),
	...receivable(store, company).map(({ code, minor }, at) => ({
		id: String(900 + at),
		name: code === company.base ? 'Accounts Receivable (A/R)' : `Accounts Receivable (A/R) - ${code}`,
		type: 'Accounts Receivable',
		sub: 'AccountsReceivable',
		code,
		minor,
	})),
];

/** Receivables in a currency; all of `rows` are its company's. */
export const receivablesIn = (rows: readonly AccountRow[], code: Currency): AccountRow | null =>
	rows.find((each) => each.type === 'Accounts Receivable' && each.code === code) ?? null;

const classes: Readonly<Record<string, string>> = { Income: 'Revenue', Expense: 'Expense', Equity: 'Equity' };
const accountJson = ({ id, name, type, sub, code, minor }: AccountRow) =>
	({
		domain: 'QBO',
		sparse: false,
		Id: id,
		SyncToken: '0',
		MetaData: { CreateTime: made, LastUpdatedTime: made },
		Name: name,
		FullyQualifiedName: name,
		SubAccount: false,
		Active: true,
		Classification: classes[type] ?? 'Asset',
		AccountType: type,
		AccountSubType: sub,
		CurrentBalance: Number(toDecimal(money(minor, code))),
		CurrentBalanceWithSubAccounts: Number(toDecimal(money(minor, code))),
		CurrencyRef: { value: code, name: names.of(code) ?? code },
	}) satisfies Account;

export const fits = (row: object, { field, operator, values }: Condition): boolean => {
	const key = Object.keys(row).find((name) => name.toLowerCase() === field.toLowerCase());
	if (key === undefined) throw new QueryError(`property '${field}' not found for Entity Account`);
	if (operator !== '=' && operator !== 'in') throw new QueryError(`the sandbox does not compare ${field} by "${operator}"`);
	return values.map(String).includes(String(Reflect.get(row, key)));
};

export const selectAccounts = (store: Store, company: CompanyRow, query: Query): { total: number } | { rows: object[] } => {
	const found = accountRows(store, company)
		.map(accountJson)
		.filter((row) => query.where.every((each) => fits(row, each)));
	return query.count ? { total: found.length } : { rows: found.slice(query.start - 1, query.start - 1 + query.max) };
};
