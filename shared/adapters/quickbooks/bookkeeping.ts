/**
 * Writes payments to a QuickBooks company through node-quickbooks. QuickBooks keeps a `requestid` for a limited time, so every payment also carries the
 * reference in its private note, where `find` looks for it; the short PaymentRefNum, which people see in lists, holds its last 21 characters.
 * Costs: `invoices` 1–2 calls (the payments on them, for their days), `find` and `book` 1 call each.
 */
import * as z from 'zod/mini';
import { type Document, ledgerOfCustomer } from '../../domain/document.ts';
import { toDecimal } from '../../domain/money.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { Bookkeeping, BookOrder, OpenBookkeeping } from '../../ports/bookkeeping.ts';
import { type Client, openClient } from './client.ts';
import { homeIn } from './company.ts';
import { applicationsIn, invoiceFrom } from './documents.ts';

import { mapRows, type Place, ref } from './row.ts';

/** Intuit's maximum for PaymentRefNum. */
const shortMax = 21;
const rowsAtOnce = 1000;

const links = z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []);
const linkedRow = z.object({ LinkedTxn: links });
const paymentRow = z.object({
	Id: z.string(),
	TotalAmt: z.number(),
	CustomerRef: ref,
	PrivateNote: z._default(z.string(), ''),
	Line: z._default(z.array(z.object({ LinkedTxn: links })), []),
});
/** The SDK takes it out of its envelope. */
const created = z.object({ Id: z.string() });

const short = (reference: string): string => reference.slice(-shortMax);
const noteOf = ({ reference, key }: BookOrder): string => `${reference} (${key})`;
const customerOf = ({ customer }: BookOrder): string => customer.slice(ledgerOfCustomer(customer).length + 1);

const payment = (order: BookOrder): object => {
	const amount = Number(toDecimal({ minor: order.minor, currency: order.currency }));
	return {
		CustomerRef: { value: customerOf(order) },
		CurrencyRef: { value: order.currency },
		TotalAmt: amount,
		TxnDate: order.day,
		PaymentRefNum: short(order.reference),
		PrivateNote: noteOf(order),
		...(order.account === undefined ? {} : { DepositToAccountRef: { value: order.account } }),
		...(order.invoice === null ? {} : { Line: [{ Amount: amount, LinkedTxn: [{ TxnId: order.invoice, TxnType: 'Invoice' }] }] }),
	};
};

const find = async (client: Client, order: BookOrder): Promise<string | null> => {
	const where = [{ field: 'PaymentRefNum', operator: '=', value: short(order.reference) }] as const;
	const { is: rows } = await client.rows('Payment', where, 'Id', 1, rowsAtOnce);
	const { good, refused } = mapRows('Payment', rows, (row) => paymentRow.parse(row));
	// It may be the very one that is asked for.
	if (refused[0]) throw new AccountingFault('refused', `a payment cannot be read: ${refused[0].reason}`);
	// A voided payment of ours is money no longer booked. Should its invoice be voided, the payment stays, without its link: then the key tells.
	const live = good.filter((row) => row.TotalAmt > 0 && row.PrivateNote.startsWith(order.reference));
	const linked = (row: z.infer<typeof paymentRow>): boolean =>
		order.invoice === null
			? row.Line.length === 0
			: row.Line.some((line) => line.LinkedTxn.some((to) => to.TxnType === 'Invoice' && to.TxnId === order.invoice));
	// On an invoice it may stand under an earlier number of the same payment; on account numbers tell ours apart.
	const unnumbered = (row: z.infer<typeof paymentRow>): boolean => order.invoice !== null || !row.PrivateNote.includes('(');
	const same = live.find((row) => row.PrivateNote === noteOf(order)) ?? live.find((row) => unnumbered(row) && linked(row));
	return same?.Id ?? null;
};

const readInvoices = async (client: Client, ledger: Place['ledger'], ids: readonly string[]): Promise<readonly Document[]> => {
	const { is: rows } = await client.rows('Invoice', [{ field: 'Id', operator: 'IN', value: ids }], 'Id', 1, rowsAtOnce);
	const paidBy = rows.flatMap((row) => linkedRow.safeParse(row).data?.LinkedTxn ?? []).filter((to) => to.TxnType === 'Payment');
	const payments = [...new Set(paidBy.map((to) => to.TxnId))];
	const { is: dated } = payments.length
		? await client.rows('Payment', [{ field: 'Id', operator: 'IN', value: payments.slice(0, rowsAtOnce) }], 'Id', 1, rowsAtOnce)
		: { is: [] };
	const unnamed = rows.some((row) => !z.object({ CurrencyRef: ref }).safeParse(row).success);
	// The zone only dates what no payment does, and here the payments are at hand: it is not worth a call.
	const place = { ledger, home: unnamed ? homeIn((await client.preferences()).is) : null, zone: 'UTC' };
	const { good, refused } = mapRows('Invoice', rows, invoiceFrom(place, applicationsIn(place, dated)));
	if (refused[0]) throw new AccountingFault('refused', `an invoice cannot be read: ${refused[0].reason}`);
	return good;
};

/** `apiUrl`: `https://quickbooks.api.intuit.com`, or the sandbox's origin. */
export const openQuickbooksBookkeeping =
	(apiUrl: string, timeoutMs = 15_000): OpenBookkeeping =>
	async (ledger, accessToken, _now, meter = unmetered): Promise<Bookkeeping> => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		return {
			invoices: async (ids) => (ids.length === 0 ? [] : readInvoices(client, ledger, ids)),
			find: (order) => find(client, order),
			book: async (order) => {
				const answer = created.safeParse(await client.createPayment(payment(order), order.key));
				// A 200 that cannot be read says nothing about what became of the payment: `find` will.
				if (!answer.success) throw new AccountingFault('unavailable', 'QuickBooks did not say whether the payment was taken');
				return answer.data.Id;
			},
		};
	};
