/** The table as it is, past every port: what was decided, paid and reserved, and what is still to be done. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../../shared/adapters/dynamo/item.ts';
import type { Store } from '../../../shared/adapters/dynamo/store.ts';
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import type { ArrangementChange } from '../../../shared/domain/arrangements/change.ts';
import type { DocumentKind, DocumentState } from '../../../shared/domain/document.ts';
import type { FactoringExport } from '../../../shared/domain/export.ts';
import type { Mailing } from '../../../shared/domain/mailing.ts';
import type { Checkout, PayLink, Payment, PaymentLink } from '../../../shared/domain/payment.ts';
import type { Posting } from '../../../shared/domain/posting.ts';

export type Waiting = { readonly name: string; readonly station: string; readonly wake: string };
type StoredRow = {
	readonly kind: DocumentKind;
	readonly state: DocumentState;
	readonly id: string;
	readonly cust: string;
	readonly total: number;
	readonly open: number;
	readonly held: number;
	readonly free: number;
};
export type Items = {
	readonly reminders: readonly Mailing[];
	readonly receipts: readonly Mailing[];
	/** What became of something that was agreed. */
	readonly notices: readonly Mailing[];
	readonly checkouts: readonly Checkout[];
	readonly payments: readonly Payment[];
	readonly links: readonly PayLink[];
	readonly paymentLinks: readonly PaymentLink[];
	readonly exports: readonly FactoringExport[];
	readonly documents: readonly StoredRow[];
	readonly arrangements: readonly Arrangement[];
	/** What was done to them, the oldest first. */
	readonly changes: readonly ArrangementChange[];
	readonly postings: readonly Posting[];
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

/** Entries of one customer stand by their moment. */
const byPlace = (a: Item, b: Item): number => (String(a.sk) < String(b.sk) ? -1 : 1);

export const itemsIn = async (store: Store): Promise<Items> => {
	const items = await all(store);
	const of = <T>(prefix: string): T[] => items.filter(({ sk }) => String(sk).startsWith(prefix)) as unknown as T[];
	return {
		reminders: of('REM#'),
		receipts: of('RCP#'),
		notices: of('NTC#'),
		checkouts: of('CHK#'),
		payments: of('PAYMENT'),
		links: of('LINK#'),
		paymentLinks: of('PLINK'),
		exports: of('EXP#'),
		documents: of('DOC'),
		arrangements: of('ARR#'),
		changes: items.filter(({ about }) => about === 'arrangement').toSorted(byPlace) as unknown as ArrangementChange[],
		postings: of('POSTING'),
		waiting: items.flatMap(({ pk, sk, g3p, g3s }) =>
			typeof g3s === 'string'
				? [{ name: `${String(pk)} ${String(sk)}`, station: String(g3p).split('#')[1] ?? '', wake: g3s.slice(0, g3s.indexOf('#')) }]
				: [],
		),
	};
};
