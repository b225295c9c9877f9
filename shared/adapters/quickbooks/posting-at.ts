/** What every step that is written to QuickBooks stands on: rows as far as a step needs them, and how ours are told from others. */
import * as z from 'zod/mini';
import { addDays } from '../../domain/day.ts';
import { ledgerOfCustomer } from '../../domain/document.ts';
import { type Currency, toDecimal } from '../../domain/money.ts';
import { AccountingFault } from '../../ports/accounting.ts';
import type { PostOrder } from '../../ports/posting.ts';
import type { Criterion } from './client.ts';
import type { Gettable, PostingClient } from './posting-client.ts';
import { ref } from './row.ts';

/** One step: `order.step`, so narrowed. */
export type Of<Do extends PostOrder['step']['do']> = PostOrder & { readonly step: Extract<PostOrder['step'], { readonly do: Do }> };

export const refuse = (why: string): never => {
	throw new AccountingFault('refused', why);
};
export const customerOf = ({ customer }: PostOrder): string => customer.slice(ledgerOfCustomer(customer).length + 1);
export const decimal = (minor: number, currency: Currency): number => Number(toDecimal({ minor, currency }));
export const amountOf = ({ minor, currency }: PostOrder): number => decimal(minor, currency);

/** Intuit's maximum for PaymentRefNum; people see it in lists. */
const shortMax = 21;
export const shortOf = ({ reference }: PostOrder): string => reference.slice(-shortMax);
/** QuickBooks keeps a `requestid` for a limited time; what is written says whose it is in its private note, which no query asks for. */
export const noteOf = ({ reference, key, text }: PostOrder): string => `${reference} (${key}): ${text}`.slice(0, noteMax);
export const isOurs = ({ PrivateNote }: { readonly PrivateNote: string }, { reference }: PostOrder): boolean =>
	PrivateNote.startsWith(`${reference} (`);
/** A person may have dated ours anew; the private note, which no query asks for, decides. */
const daysAround = 7;
export const aroundDay = ({ day }: PostOrder): readonly Criterion[] => [
	{ field: 'TxnDate', operator: '>=', value: addDays(day, -daysAround) },
	{ field: 'TxnDate', operator: '<', value: addDays(day, daysAround + 1) },
];
/** Intuit's maximum for PrivateNote. */
export const noteMax = 4000;

const links = z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []);
const versioned = z.object({ Id: z.string(), SyncToken: z.string() });
export const written = z.extend(versioned, { TotalAmt: z._default(z.number(), 0), PrivateNote: z._default(z.string(), '') });
export const paymentRow = z.extend(written, {
	CustomerRef: ref,
	CurrencyRef: z.optional(ref),
	UnappliedAmt: z._default(z.number(), 0),
	Line: z._default(z.array(z.object({ Amount: z._default(z.number(), 0), LinkedTxn: links })), []),
});
export type PaymentRow = z.infer<typeof paymentRow>;
export const linksTo = (row: PaymentRow, type: string, id: string): boolean =>
	row.Line.some((line) => line.LinkedTxn.some((to) => to.TxnType === type && to.TxnId === id));

/** A row that cannot be read may be the very one that is asked for: nothing is said then. */
export const readRows = <T>(schema: z.ZodMiniType<T>, rows: readonly unknown[]): readonly T[] =>
	rows.map((row) => {
		const read = schema.safeParse(row);
		if (!read.success) throw new AccountingFault('unavailable', 'QuickBooks answered something that cannot be read');
		return read.data;
	});
/** Null where QuickBooks has none of this id. */
export const readOne = async <T>(client: PostingClient, entity: Gettable, id: string, schema: z.ZodMiniType<T>): Promise<T | null> => {
	// Others QuickBooks does not give out, and an address made of them is that of another question.
	if (!/^\d{1,20}$/.test(id)) return refuse('QuickBooks gives no such id');
	const row = await client.one(entity, id);
	return row === null ? null : (readRows(schema, [row])[0] ?? null);
};

/** Payments that we wrote under this reference. 1 call. */
export const ourPayments = async (client: PostingClient, order: PostOrder): Promise<readonly PaymentRow[]> => {
	const rows = await client.list('Payment', [{ field: 'PaymentRefNum', operator: '=', value: shortOf(order) }]);
	return readRows(paymentRow, rows).filter((row) => isOurs(row, order));
};

const roles = {
	discount: 'service for discounts and credits',
	'write-off': 'service for bad debts',
	'late-fee': 'service for late fees',
	clearing: 'account for set-offs',
} as const;
/** The account or service a person chose. Throws `refused` when nobody did. */
export const chosen = ({ accounts }: PostOrder, role: keyof typeof roles): string =>
	accounts[role] ?? refuse(`no ${roles[role]} was chosen: choose one for this ledger`);
