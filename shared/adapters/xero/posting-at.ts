/** What every step that is written to Xero stands on. */

import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Account } from 'xero-node/dist/gen/model/accounting/account';
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import { type Document, type LedgerId, ledgerOfCustomer } from '../../domain/document.ts';
import { toDecimal } from '../../domain/money.ts';
import { AccountingFault, asked } from '../../ports/accounting.ts';
import type { PostOrder } from '../../ports/posting.ts';
import { call, NotThere, rowsOf } from './call.ts';
import { invoiceOf } from './map.ts';

type Sdk = typeof import('./sdk.cjs');
export type At = {
	readonly sdk: Sdk;
	readonly api: AccountingApi;
	readonly tenant: string;
	readonly ledger: LedgerId;
	/** Active ones. Asked once. */
	readonly accounts: () => Promise<readonly Account[]>;
};
/** One step: `order.step`, so narrowed. */
export type Of<Do extends PostOrder['step']['do']> = PostOrder & { readonly step: Extract<PostOrder['step'], { readonly do: Do }> };

export const refuse = (why: string): never => {
	throw new AccountingFault('refused', why);
};
export const contactOf = ({ customer }: PostOrder): string => customer.slice(ledgerOfCustomer(customer).length + 1);
export const amountOf = ({ minor, currency }: PostOrder): number => Number(toDecimal({ minor, currency }));
/** For a `where`. References are ours; what could end the text is refused all the same. */
export const quoted = (text: string): string => (/["\\]/.test(text) ? refuse('a reference may not hold quotes') : `"${text}"`);

/** The answer to a question about one thing; null where Xero itself says that it knows none of this id. */
export const ifThere = <T>(question: Promise<T>): Promise<T | null> =>
	asked(
		question.catch((error: unknown) => {
			if (error instanceof NotThere) return null;
			throw error;
		}),
	);

/** The id in an answer to a write. A 200 that does not hold it says nothing about what became of it: `find` will. */
export const written = (id: string | undefined): string => {
	if (!id) throw new AccountingFault('unavailable', 'Xero did not say whether it was taken');
	return id.toLowerCase();
};
/** A row without its id is there all the same: taken for none, it would be written twice. */
export const named = (id: string | undefined): string => {
	if (!id) throw new AccountingFault('unavailable', 'Xero answered something that cannot be read');
	return id.toLowerCase();
};

const aboutTheRow: ReadonlySet<string> = new Set(['RowRefused', 'MoneyError', 'DayError']);
/** An invoice as Xero sends it and as we read it. Throws `refused` where it is none of ours, or gone. 1 call. */
export const invoiceAt = async ({ api, tenant, ledger }: At, id: string): Promise<{ readonly row: Invoice; readonly is: Document }> => {
	const rows = await ifThere(call(() => api.getInvoice(tenant, id)).then(({ body }) => rowsOf(body.invoices)));
	const row = rows?.find((each) => each.invoiceID?.toLowerCase() === id);
	if (!row) return refuse('the invoice is not in Xero any more');
	try {
		// What is open is asked here, not the day on which something was learned.
		return { row, is: invoiceOf(ledger, row, 'UTC') ?? refuse('it is a draft in Xero, or no sales invoice') };
	} catch (error) {
		if (!(error instanceof Error && aboutTheRow.has(error.name))) throw error;
		return refuse(`invoice ${row.invoiceNumber ?? ''} cannot be read: ${error.message}`);
	}
};

const roles = { discount: 'discounts and credits', 'write-off': 'bad debts', 'late-fee': 'late fees', clearing: 'set-offs' } as const;
/** The account a person chose. Throws `refused` when nobody did. */
export const chosen = ({ accounts }: PostOrder, role: keyof typeof roles): string =>
	accounts[role] ?? refuse(`no account for ${roles[role]} was chosen: choose one for this ledger`);

/** A line of an invoice or credit note names its account by code, and every account that is no bank account has one. 1 call, once. */
export const codeOf = async ({ accounts }: At, id: string): Promise<string> =>
	(await accounts()).find((row) => row.accountID?.toLowerCase() === id.toLowerCase())?.code ||
	refuse('the account that was chosen is archived or gone in Xero: choose another');
