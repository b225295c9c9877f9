/** The table as it is, past every port: what was decided, paid and reserved, and what is still to be done. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../../shared/adapters/dynamo/item.ts';
import type { Store } from '../../../shared/adapters/dynamo/store.ts';
import type { FactoringExport } from '../../../shared/domain/export.ts';
import type { Mailing } from '../../../shared/domain/mailing.ts';
import type { Checkout, PayLink, Payment, PaymentLink } from '../../../shared/domain/payment.ts';

export type Waiting = { readonly name: string; readonly station: string; readonly wake: string };
export type Items = {
	readonly reminders: readonly Mailing[];
	readonly receipts: readonly Mailing[];
	readonly checkouts: readonly Checkout[];
	readonly payments: readonly Payment[];
	readonly links: readonly PayLink[];
	readonly paymentLinks: readonly PaymentLink[];
	readonly exports: readonly FactoringExport[];
	readonly documents: readonly { readonly id: string; readonly open: number; readonly held: number; readonly free: number }[];
	/** Everything in the work index, with its moment. */
	readonly waiting: readonly Waiting[];
};

const all = async (store: Store): Promise<Item[]> => {
	const items: Item[] = [];
	let from: Record<string, unknown> | undefined;
	do {
		const page = await store.db.send(new ScanCommand({ TableName: store.table, ExclusiveStartKey: from, ConsistentRead: true }));
		items.push(...((page.Items ?? []) as Item[]));
		from = page.LastEvaluatedKey;
	} while (from);
	return items;
};

export const itemsIn = async (store: Store): Promise<Items> => {
	const items = await all(store);
	const of = <T>(prefix: string): T[] => items.filter(({ sk }) => String(sk).startsWith(prefix)) as unknown as T[];
	return {
		reminders: of('REM#'),
		receipts: of('RCP#'),
		checkouts: of('CHK#'),
		payments: of('PAYMENT'),
		links: of('LINK#'),
		paymentLinks: of('PLINK'),
		exports: of('EXP#'),
		documents: of('DOC'),
		waiting: items.flatMap(({ pk, sk, g3p, g3s }) =>
			typeof g3s === 'string'
				? [{ name: `${String(pk)} ${String(sk)}`, station: String(g3p).split('#')[1] ?? '', wake: g3s.slice(0, g3s.indexOf('#')) }]
				: [],
		),
	};
};
