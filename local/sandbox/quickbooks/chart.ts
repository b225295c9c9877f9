/**
 * The accounts and the products and services of a company, as far as they matter here. Nobody edits them: they follow from the company. Fields are those of
 * Intuit's reference pages.
 */
import type { Currency } from '../../../shared/domain/money.ts';
import { amount, currencyRef } from './json.ts';
import { type Query, QueryError } from './query.ts';
import type { CompanyRow, Store } from './store.ts';

export type ChartRow = {
	readonly id: string;
	readonly name: string;
	readonly type: 'Bank' | 'Other Current Asset' | 'Accounts Receivable' | 'Income';
	readonly subType: string;
	readonly currency: Currency;
};
export type ItemRow = { readonly id: string; readonly name: string; readonly type: 'Service' | 'Inventory' };

const account = (id: number, name: string, type: ChartRow['type'], subType: string, currency: Currency): ChartRow => ({
	id: String(id),
	name,
	type,
	subType,
	currency,
});

/** A bank account and an account of receivables for each currency. */
export const accountsOf = ({ base, rates }: CompanyRow): readonly ChartRow[] => {
	const others = (Object.keys(JSON.parse(rates) as object) as Currency[]).filter((code) => code !== base).sort();
	return [
		account(4, 'Undeposited Funds', 'Other Current Asset', 'UndepositedFunds', base),
		account(35, 'Checking', 'Bank', 'Checking', base),
		account(36, 'Set-off Clearing', 'Bank', 'CashOnHand', base),
		account(79, 'Sales of Product Income', 'Income', 'SalesOfProductIncome', base),
		account(84, 'Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable', base),
		...others.flatMap((code, at) => [
			account(101 + at, `Checking ${code}`, 'Bank', 'Checking', code),
			account(201 + at, `Accounts Receivable (A/R) - ${code}`, 'Accounts Receivable', 'AccountsReceivable', code),
		]),
	];
};
export const items: readonly ItemRow[] = [
	{ id: '1', name: 'Services', type: 'Service' },
	{ id: '2', name: 'Discounts and credits', type: 'Service' },
	{ id: '3', name: 'Bad debts', type: 'Service' },
	{ id: '5', name: 'Late fees', type: 'Service' },
	{ id: '6', name: 'Rope', type: 'Inventory' },
];

const head = (id: string) => ({
	domain: 'QBO',
	sparse: false,
	Id: id,
	SyncToken: '0',
	MetaData: { CreateTime: '2020-01-01T00:00:00-08:00', LastUpdatedTime: '2020-01-01T00:00:00-08:00' },
});
/** Receivables have what customers of that currency owe; what is in the others nobody here reckons with. */
const balanceOf = (store: Store, { realm }: CompanyRow, row: ChartRow): number =>
	row.type === 'Accounts Receivable'
		? store.customers(realm, 'currency = ?', row.currency).reduce((all, { id }) => all + store.balanceOf(realm, id), 0)
		: 0;
const accountJson = (store: Store, company: CompanyRow, row: ChartRow) => ({
	...head(row.id),
	Name: row.name,
	FullyQualifiedName: row.name,
	SubAccount: false,
	Active: true,
	Classification: row.type === 'Income' ? 'Revenue' : 'Asset',
	AccountType: row.type,
	AccountSubType: row.subType,
	CurrentBalance: amount(balanceOf(store, company, row), row.currency),
	CurrentBalanceWithSubAccounts: amount(balanceOf(store, company, row), row.currency),
	CurrencyRef: currencyRef(row.currency),
});
const itemJson = ({ id, name, type }: ItemRow) => ({
	...head(id),
	Name: name,
	FullyQualifiedName: name,
	Active: true,
	Taxable: false,
	Type: type,
	UnitPrice: 0,
	TrackQtyOnHand: false,
	IncomeAccountRef: { value: '79', name: 'Sales of Product Income' },
});

export const chartEntities = ['Account', 'Item'] as const;
export type ChartEntity = (typeof chartEntities)[number];
/** The entity named, in any case; null for none of these. */
export const chartNamed = (name: string): ChartEntity | null =>
	chartEntities.find((each) => each.toLowerCase() === name.toLowerCase()) ?? null;

const filterable: Readonly<Record<ChartEntity, readonly string[]>> = {
	Account: ['Id', 'Name', 'Active', 'AccountType', 'AccountSubType', 'Classification'],
	Item: ['Id', 'Name', 'Active', 'Type'],
};

/** The few there are: filtered here, and in no order but their own. */
export const selectChart = (
	store: Store,
	company: CompanyRow,
	type: ChartEntity,
	query: Query,
): { total: number } | { rows: object[] } => {
	const all: object[] = type === 'Account' ? accountsOf(company).map((row) => accountJson(store, company, row)) : items.map(itemJson);
	for (const { field, operator } of query.where) {
		if (!filterable[type].includes(field)) throw new QueryError(`property '${field}' not found for Entity ${type}`);
		if (operator !== '=' && operator !== 'in') throw new QueryError(`the sandbox compares ${field} by = and in only`);
	}
	const rows = all.filter((row) =>
		query.where.every(({ field, values }) => values.some((value) => String(Reflect.get(row, field)) === String(value))),
	);
	return query.count ? { total: rows.length } : { rows: rows.slice(query.start - 1, query.start - 1 + query.max) };
};
