/** The lists a read goes through: what is in each, and how QuickBooks is asked for it. */
import * as z from 'zod/mini';
import type { Day, Instant } from '../../domain/day.ts';
import { type Criterion, type Entity, entity } from './client.ts';

export const wholeLists = ['customers', 'invoices-open', 'invoices-closed', 'credit-memos', 'payments', 'refund-receipts'] as const;
/** What is open, as far as QuickBooks lists by that. Payments are not here: see `listed`. */
export const openLists = ['customers', 'invoices-open', 'credit-memos-left', 'credit-memos-left-negative'] as const;
const changedLists = ['changed-Customer', 'changed-Invoice', 'changed-CreditMemo', 'changed-Payment', 'changed-RefundReceipt'] as const;
export const list = z.enum([...wholeLists, ...openLists, ...changedLists]);
export type List = z.infer<typeof list>;

export const changedList = (of: Entity): List => `changed-${of}`;

/** Without Active in the condition QuickBooks hides inactive customers, who may still owe. */
export const anyCustomer: Criterion = { field: 'Active', operator: 'IN', value: [true, false] };
export const changed = (operator: '<' | '>=', at: Instant): Criterion => ({ field: 'MetaData.LastUpdatedTime', operator, value: at });

/** `horizon`: closed invoices older than this are left out. `since`: where a delta begins. */
export type Bounds = { readonly horizon: Day | null; readonly since: Instant | null };
export type Listed = { readonly entity: Entity; readonly where: readonly Criterion[] };

/**
 * Credit memos and payments are read whatever their age: an old one may have an unapplied rest, QuickBooks does not let one filter payments by
 * UnappliedAmt, and without it the receivables would not tie. Old ones that are settled are then dropped.
 */
export const listed = (name: List, { horizon, since }: Bounds): Listed => {
	switch (name) {
		case 'customers':
			return { entity: 'Customer', where: [anyCustomer] };
		case 'invoices-open':
			return { entity: 'Invoice', where: [{ field: 'Balance', operator: '>', value: '0' }] };
		case 'invoices-closed':
			return {
				entity: 'Invoice',
				where: [
					{ field: 'Balance', operator: '=', value: '0' },
					{ field: 'TxnDate', operator: '>=', value: horizon ?? '1900-01-01' },
				],
			};
		// Intuit's own words: a query on what is left of credit memos "requires negative comparison for it to work" (intuit/QuickBooks-V3-DotNET-SDK#73),
		// while its examples compare as everybody would. Both are asked; one of them is empty, which costs a count.
		case 'credit-memos-left':
			return { entity: 'CreditMemo', where: [{ field: 'Balance', operator: '>', value: '0' }] };
		case 'credit-memos-left-negative':
			return { entity: 'CreditMemo', where: [{ field: 'Balance', operator: '<', value: '0' }] };
		case 'credit-memos':
			return { entity: 'CreditMemo', where: [] };
		case 'payments':
			return { entity: 'Payment', where: [] };
		// What was given back at once leaves nothing behind: an old one is of no use.
		case 'refund-receipts':
			return { entity: 'RefundReceipt', where: [{ field: 'TxnDate', operator: '>=', value: horizon ?? '1900-01-01' }] };
		default: {
			const of = entity.parse(name.slice('changed-'.length));
			const recent = since === null ? [] : [changed('>=', since)];
			return { entity: of, where: of === 'Customer' ? [anyCustomer, ...recent] : recent };
		}
	}
};
