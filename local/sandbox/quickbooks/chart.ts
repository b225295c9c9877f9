/** Where money goes and what lines are of: bank accounts, one in each currency, some accounts besides, and products and services. Nobody edits them: they follow from the company. */
import { type Currency, isCurrency } from '../../../shared/domain/money.ts';
import type { CompanyRow } from './store.ts';

export type MoneyAccount = {
	readonly id: string;
	readonly name: string;
	readonly type: 'Bank' | 'Other Current Asset';
	readonly sub: string;
	readonly code: Currency;
	/** Nobody here reckons with it. */
	readonly minor: 0;
};
/** One or the other may be wanted in a currency that the scenario says no rate of; it is not there then. */
export const moneyAccounts = ({ base, rates }: CompanyRow): readonly MoneyAccount[] => {
	const bank = { type: 'Bank', sub: 'Checking', minor: 0 } as const;
	const others = Object.keys(JSON.parse(rates) as object)
		.filter(isCurrency)
		.filter((code) => code !== base)
		.sort();
	return [
		{ id: '4', name: 'Undeposited Funds', type: 'Other Current Asset', sub: 'UndepositedFunds', code: base, minor: 0 },
		{ ...bank, id: '35', name: 'Checking', code: base },
		{ ...bank, id: '36', name: 'Set-off Clearing', sub: 'CashOnHand', code: base },
		...others.map((code, at) => ({ ...bank, id: String(101 + at), name: `Checking ${code}`, code })),
	];
};

/** Of the profit and loss, and of equity: the other side of what is entered by hand. */
type OtherAccount = Omit<MoneyAccount, 'type'> & { readonly type: 'Income' | 'Expense' | 'Equity' };
const otherAccounts = ({ base }: CompanyRow): readonly OtherAccount[] =>
	(
		[
			{ id: '7', name: 'Supplies', type: 'Expense', sub: 'SuppliesMaterials' },
			{ id: '34', name: 'Opening Balance Equity', type: 'Equity', sub: 'OpeningBalanceEquity' },
			{ id: '79', name: 'Sales of Product Income', type: 'Income', sub: 'SalesOfProductIncome' },
			{ id: '86', name: 'Payroll Expenses', type: 'Expense', sub: 'PayrollExpenses' },
		] as const
	).map((each) => ({ ...each, code: base, minor: 0 }));
/** All accounts but those of receivables. */
export const chart = (company: CompanyRow): readonly (MoneyAccount | OtherAccount)[] => [
	...moneyAccounts(company),
	...otherAccounts(company),
];

export type ItemRow = { readonly id: string; readonly name: string; readonly type: 'Service' | 'Inventory' };
export const items: readonly ItemRow[] = [
	{ id: '1', name: 'Services', type: 'Service' },
	{ id: '2', name: 'Discounts and credits', type: 'Service' },
	{ id: '3', name: 'Bad debts', type: 'Service' },
	{ id: '5', name: 'Late fees', type: 'Service' },
	{ id: '6', name: 'Rope', type: 'Inventory' },
];
