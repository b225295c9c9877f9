/** A customer's documents in the order of people: open by due day, then closed, newest first. */
import type { CompanyId, CustomerId, StoredDocument } from '../../domain/document.ts';
import type { Read, RowPage } from '../../ports/books.ts';
import { byOwner } from '../../wire/table.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { documentFrom } from './document-item.ts';
import { type Item, keyOf, text } from './item.ts';
import { rowsOf } from './query.ts';
import type { Store } from './store.ts';

const rowKey = ['pk', 'sk', 'g1s'] as const;
const parts = [
	{ prefix: 'O#', descending: false },
	{ prefix: 'C#', descending: true },
] as const;

/** What the index lists, each as it is itself: the index is a moment late. One that just moved to another customer is left out. */
const documentsFrom = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	listed: readonly Item[],
	read: Read,
): Promise<StoredDocument[]> => {
	const items = await Promise.all(listed.map((row) => store.get(keyOf(row), read)));
	return items.flatMap((item) => {
		const document = item && documentFrom(item, company);
		return document?.customer === customer ? [document] : [];
	});
};

/** One more row than asked for says whether there is a next page. A page may be shorter than asked for while `next` still goes on. */
const pageFrom = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	found: readonly Item[],
	limit: number,
	read: Read,
): Promise<RowPage<StoredDocument>> => {
	const partition = byOwner.documentsOf(company, customer);
	const page = found.slice(0, limit);
	const last = page.at(-1);
	const rows = await documentsFrom(store, company, customer, page, read);
	return { rows, next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};

export const documentsOf = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	limit: number,
	from: string | null,
): Promise<RowPage<StoredDocument>> => {
	const partition = byOwner.documentsOf(company, customer);
	const start = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const found: Item[] = [];
	for (const { prefix, descending } of parts) {
		const after = start && text(start, 'g1s').startsWith(prefix) ? start : null;
		// A cursor among the closed ones is past all open ones.
		if (start && !after && prefix === 'O#') continue;
		const left = limit + 1 - found.length;
		if (left > 0) found.push(...(await rowsOf(store, { index: 'byOwner', partition, range: { prefix }, descending, limit: left, after })));
	}
	return pageFrom(store, company, customer, found, limit, 'eventual');
};

export const openDocumentsOf = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	most: number,
	read: Read,
): Promise<StoredDocument[]> => {
	const partition = byOwner.documentsOf(company, customer);
	const listed = await rowsOf(store, { index: 'byOwner', partition, range: { prefix: parts[0].prefix }, limit: most });
	const documents = await documentsFrom(store, company, customer, listed, read);
	return documents.filter(({ open, unapplied }) => open > 0 || unapplied > 0);
};

/** One partition from its end to its beginning: `O#…` sorts behind `C#…`. */
export const latestDocumentsOf = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	limit: number,
	from: string | null,
): Promise<RowPage<StoredDocument>> => {
	const partition = byOwner.documentsOf(company, customer);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const found = await rowsOf(store, { index: 'byOwner', partition, descending: true, limit: limit + 1, after });
	return pageFrom(store, company, customer, found, limit, 'consistent');
};
