/** Which account a payment goes into. */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Currency } from '../../domain/money.ts';
import { AccountingFault, asked } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { wordOf } from './rows.ts';

/** Ids of the account for payments on invoices and, where there is one, of the bank account for money on account. */
export type Accounts = { readonly payments: string; readonly bank: string | null };

/**
 * The first active bank account in this currency, by code; without one an account with "enable payments", which Xero converts into, or the first bank
 * account in the base currency. Money on account goes to bank accounts only. Throws `refused` when there is none: a person must open one. A question that Xero
 * refuses is `unavailable`: it says nothing about the payment.
 * Cost: 1 call, 2 where no bank account has the currency.
 */
export const accountsFor = async (api: AccountingApi, tenant: string, currency: Currency): Promise<Accounts> => {
	const rows = await asked(
		call(() => api.getAccounts(tenant, undefined, 'Status=="ACTIVE"', 'Code ASC')).then(({ body }) => rowsOf(body.accounts)),
	);
	const accounts = rows.flatMap((row) => (row.accountID && wordOf(row.status) === 'ACTIVE' ? [{ ...row, id: row.accountID }] : []));
	const banks = accounts.filter((row) => wordOf(row.type) === 'BANK');
	const own = banks.find((row) => wordOf(row.currencyCode) === currency);
	if (own) return { payments: own.id, bank: own.id };
	const organisations = await asked(call(() => api.getOrganisations(tenant)).then(({ body }) => rowsOf(body.organisations)));
	const base = wordOf(organisations[0]?.baseCurrency);
	const bank = banks.find((row) => wordOf(row.currencyCode) === base)?.id ?? null;
	const payments = accounts.find((row) => row.enablePaymentsToAccount === true)?.id ?? bank;
	if (payments === null)
		throw new AccountingFault(
			'refused',
			`Xero has no active account that takes payments in ${currency}: add a bank account in ${currency}, or tick "Enable payments to this account" on another`,
		);
	return { payments, bank };
};
