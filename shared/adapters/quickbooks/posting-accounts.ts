/** The accounts, and the services, of a company, and what each is fit for: lines of invoices and credit memos name a service, which knows its account. */
import * as z from 'zod/mini';
import { isCurrency } from '../../domain/money.ts';
import type { AccountRole } from '../../domain/posting.ts';
import type { LedgerAccount } from '../../ports/posting.ts';
import { readRows, refuse } from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';
import { ref } from './row.ts';

const accountRow = z.object({
	Id: z.string(),
	Name: z._default(z.string(), ''),
	AcctNum: z._default(z.string(), ''),
	AccountType: z._default(z.string(), ''),
	AccountSubType: z._default(z.string(), ''),
	CurrencyRef: z.optional(ref),
});
const itemRow = z.object({
	Id: z.string(),
	Name: z._default(z.string(), ''),
	Sku: z._default(z.string(), ''),
	Type: z._default(z.string(), ''),
});

/** Money is received on bank accounts and in Undeposited Funds; it is paid out of bank accounts only. Other current assets are loans, prepayments, stock. */
const fitOf = ({ AccountType, AccountSubType }: z.infer<typeof accountRow>): readonly AccountRole[] => {
	if (AccountType === 'Bank') return ['bank', 'clearing'];
	return AccountType === 'Other Current Asset' && AccountSubType === 'UndepositedFunds' ? ['bank'] : [];
};
const service: readonly AccountRole[] = ['discount', 'write-off', 'late-fee'];
const active = { field: 'Active', operator: 'IN', value: [true] } as const;

/** 2 calls. */
export const accountsIn = async (client: PostingClient): Promise<readonly LedgerAccount[]> => {
	const accounts = readRows(accountRow, await client.list('Account', [active]));
	const items = readRows(itemRow, await client.list('Item', [active]));
	return [
		...accounts.flatMap((row) => {
			const code = row.CurrencyRef?.value ?? '';
			const fit = fitOf(row);
			const receives = row.AccountType === 'Bank' ? {} : { receivesOnly: true as const };
			return fit.length === 0
				? []
				: [{ id: row.Id, code: row.AcctNum, name: row.Name, currency: isCurrency(code) ? code : null, fit, ...receives }];
		}),
		...items.flatMap((row) =>
			row.Type === 'Service' ? [{ id: row.Id, code: row.Sku, name: row.Name, currency: null, fit: service }] : [],
		),
	];
};

/** The account of receivables in this currency. Throws `refused` where that is not one. 1 call. */
export const receivablesIn = async (client: PostingClient, currency: string): Promise<string> => {
	const rows = readRows(
		accountRow,
		await client.list('Account', [{ field: 'AccountType', operator: '=', value: 'Accounts Receivable' }, active]),
	);
	const own = rows.filter((row) => row.CurrencyRef === undefined || row.CurrencyRef.value === currency);
	const [only] = own;
	if (only && own.length === 1) return only.Id;
	return refuse(`QuickBooks has ${own.length} accounts of receivables in ${currency}: pay it back there`);
};
