/** The accounts of an organisation, and what each is fit for by Xero's own rules. */
import type { Account } from 'xero-node/dist/gen/model/accounting/account';
import { isCurrency } from '../../domain/money.ts';
import type { AccountRole } from '../../domain/posting.ts';
import type { LedgerAccount } from '../../ports/posting.ts';
import { textOf, wordOf } from './rows.ts';

const income = ['REVENUE', 'SALES', 'OTHERINCOME'];
const costs = ['EXPENSE', 'OVERHEADS', 'DIRECTCOSTS'];

/** Payments go to bank accounts and to those with "enable payments". Xero's own accounts (debtors, currency gains …) take no lines. */
const fitOf = (row: Account): readonly AccountRole[] => {
	const type = wordOf(row.type);
	if (type === 'BANK') return ['bank', 'clearing'];
	const own = wordOf(row.systemAccount) !== '';
	return [
		...(row.enablePaymentsToAccount === true ? (['clearing'] as const) : []),
		...(!own && income.includes(type) ? (['discount', 'late-fee'] as const) : []),
		...(!own && costs.includes(type) ? (['discount', 'write-off'] as const) : []),
	];
};

const currencyOf = (row: Account): LedgerAccount['currency'] => {
	const code = wordOf(row.currencyCode);
	return wordOf(row.type) === 'BANK' && isCurrency(code) ? code : null;
};

export const listed = (rows: readonly Account[]): readonly LedgerAccount[] =>
	rows.flatMap((row) => {
		const fit = fitOf(row);
		if (!row.accountID || fit.length === 0) return [];
		return [{ id: row.accountID.toLowerCase(), code: textOf(row.code), name: textOf(row.name), currency: currencyOf(row), fit }];
	});
