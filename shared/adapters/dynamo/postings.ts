/** The port `postings` over the table. */
import type { CompanyId } from '../../domain/document.ts';
import type { Posting } from '../../domain/posting.ts';
import type { PostingSettings } from '../../domain/posting-accounts.ts';
import { reconcileWorkId } from '../../domain/reconcile-work.ts';
import type { RowPage } from '../../ports/books.ts';
import type { Postings } from '../../ports/postings.ts';
import { byDay, byOwner, isKeyPart, keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { BrokenItem, type Item, keyOf, keyText } from './item.ts';
import { type Query, rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

const postingItem = (posting: Posting): Item => {
	const { company, customer, id, askedAt, wake } = posting;
	return {
		...recordItem(keys.posting(company, id), posting, wakeKey('reconcile', company, reconcileWorkId({ kind: 'posting', id }), wake)),
		...byOwner.posting(company, askedAt, id),
		...byDay.postingOf(company, customer, askedAt, id),
	};
};
const postingFrom = (item: Item, company: CompanyId): Posting => recordFrom<Posting>(item, 'company', company);

const read = async (store: Store, company: CompanyId, id: string): Promise<Posting | null> => {
	if (!isKeyPart(id)) return null;
	const item = await store.get(keys.posting(company, id), 'consistent');
	return item && postingFrom(item, company);
};

const create = async (store: Store, posting: Posting): Promise<Posting> => {
	await saveRecord(store, postingItem({ ...posting, rev: 0 }));
	const stored = await read(store, posting.company, posting.id);
	if (!stored) throw new BrokenItem('pk');
	return stored;
};

/** Postings in the order of an index, each as it is itself. */
const listed = async (store: Store, company: CompanyId, query: Query): Promise<{ rows: readonly Item[]; postings: readonly Posting[] }> => {
	const rows = await rowsOf(store, query);
	const items = await getAll(store, rows.map(keyOf), 'consistent');
	const postings = rows.flatMap((row) => {
		const item = items.get(keyText(keyOf(row)));
		return item ? [postingFrom(item, company)] : [];
	});
	return { rows, postings };
};

const rowKey = ['pk', 'sk', 'g1s'] as const;
const page = async (store: Store, company: CompanyId, limit: number, from: string | null): Promise<RowPage<Posting>> => {
	const partition = byOwner.postings(company);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const query: Query = { index: 'byOwner', partition, descending: true, limit: limit + 1, after };
	const { rows, postings } = await listed(store, company, query);
	const last = rows.at(limit - 1);
	return { rows: postings.slice(0, limit), next: last && rows.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};

export const dynamoPostings = (store: Store): Postings => ({
	create: (posting) => create(store, posting),
	posting: (company, id) => read(store, company, id),
	savePosting: (posting) => saveRecord(store, postingItem(posting)),
	postings: (company, limit, from) => page(store, company, limit, from),
	postingsOf: async (company, customer, limit) =>
		(await listed(store, company, { index: 'byDay', partition: byDay.postingsOf(company, customer), descending: true, limit })).postings,
	settings: async (company, ledger) => {
		const item = await store.get(keys.postingSettings(company, ledger), 'consistent');
		return item && recordFrom<PostingSettings>(item, 'company', company);
	},
	saveSettings: (settings) => saveRecord(store, recordItem(keys.postingSettings(settings.company, settings.ledger), settings, null)),
});
