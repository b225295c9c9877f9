/** The accounts of an organisation that matter here: a bank account for every currency it trades in, a clearing account, sales, and where credits and late fees go. */
import { guidOf } from './ids.ts';
import type { OrganisationRow } from './store.ts';

export type AccountRow = {
	readonly id: string;
	readonly code: string;
	readonly name: string;
	readonly type: 'BANK' | 'CURRENT' | 'CURRLIAB' | 'REVENUE' | 'EXPENSE';
	/** Bank accounts only: every other account is kept in the base currency. */
	readonly currency: string | null;
	/** Payments may be made to it although it is no bank account. */
	readonly payments: boolean;
	/** One of Xero's own, which every organisation has. */
	readonly system?: 'DEBTORS' | 'UNREALISEDCURRENCYGAIN';
};

const account = (
	org: OrganisationRow,
	code: string,
	name: string,
	more: Pick<AccountRow, 'type' | 'currency' | 'payments' | 'system'>,
): AccountRow => ({
	id: guidOf(org.id, 'account', code),
	code,
	name,
	...more,
});

export const accountsOf = (org: OrganisationRow): readonly AccountRow[] => {
	const others = Object.keys(JSON.parse(org.rates) as Record<string, string>)
		.filter((code) => code !== org.base)
		.sort();
	return [
		account(org, '090', 'Business Bank Account', { type: 'BANK', currency: org.base, payments: false }),
		...others.map((code, at) => account(org, `09${at + 1}`, `${code} Bank Account`, { type: 'BANK', currency: code, payments: false })),
		account(org, '880', 'Owner A Drawings', { type: 'CURRENT', currency: null, payments: true }),
		account(org, '200', 'Sales', { type: 'REVENUE', currency: null, payments: false }),
		account(org, '270', 'Late Fees', { type: 'REVENUE', currency: null, payments: false }),
		account(org, '404', 'Bad Debts', { type: 'EXPENSE', currency: null, payments: false }),
		account(org, '405', 'Discounts Allowed', { type: 'EXPENSE', currency: null, payments: false }),
		account(org, '497', 'Unrealised Currency Gains', {
			type: 'EXPENSE',
			currency: null,
			payments: false,
			system: 'UNREALISEDCURRENCYGAIN',
		}),
		account(org, '610', 'Accounts Receivable', { type: 'CURRENT', currency: null, payments: false, system: 'DEBTORS' }),
		account(org, '835', 'Customer Prepayments', { type: 'CURRLIAB', currency: null, payments: false }),
		account(org, '881', 'Set-off Clearing', { type: 'CURRLIAB', currency: null, payments: true }),
	];
};
