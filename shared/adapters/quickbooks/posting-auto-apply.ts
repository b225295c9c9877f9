/**
 * Where a company has "automatically apply credits" on, QuickBooks applies a new credit memo to the customer's oldest open invoice at once. To which of several
 * that is, is not written anywhere: ours is sure to be it only where no other is as old, by its date or by its due day.
 */
import * as z from 'zod/mini';
import { customerOf, type Of, readRows, refuse } from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';

const preferences = z.object({ SalesFormsPrefs: z.optional(z.object({ AutoApplyCredit: z.optional(z.boolean()) })) });
const open = z.object({ Id: z.string(), TxnDate: z.string(), DueDate: z.optional(z.string()) });

/** Throws `refused` where a credit memo could end up on another invoice. 1 call, 2 where credits are applied automatically. */
export const refuseWhereItStrays = async (client: PostingClient, order: Of<'credit-note'>): Promise<void> => {
	const [said] = readRows(preferences, [await client.preferences()]);
	if (said?.SalesFormsPrefs?.AutoApplyCredit !== true) return;
	const rows = await client.list('Invoice', [
		{ field: 'CustomerRef', operator: '=', value: customerOf(order) },
		{ field: 'Balance', operator: '>', value: '0' },
	]);
	const all = readRows(open, rows).map((row) => ({ ...row, due: row.DueDate ?? row.TxnDate }));
	const own = all.find(({ Id }) => Id === order.step.invoice);
	if (!own || all.some((row) => row !== own && (row.TxnDate <= own.TxnDate || row.due <= own.due)))
		refuse(
			'QuickBooks applies new credits to the oldest invoice by itself, and this customer has one as old: switch "automatically apply credits" off in its settings, or credit the invoice there',
		);
};
