/** A customer's documents in the order of people: open by due day, then closed, newest first. */
import type { CompanyId, CustomerId, StoredDocument } from '../../domain/document.ts';
import type { RowPage } from '../../ports/books.ts';
import { byOwner } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { documentFrom } from './document-item.ts';
import { type Item, keyOf, keyText, text } from './item.ts';
import { rowsOf } from './query.ts';
import type { Store } from './store.ts';

const rowKey = ['pk', 'sk', 'g1s'] as const;
const parts = [
	{ prefix: 'O#', descending: false },
	{ prefix: 'C#', descending: true },
] as const;

/**
 * The order is the index's, a moment late; what is shown of a document is read from the document. One that just moved to another customer is left
 * out, so a page may be shorter than asked for while `next` still goes on.
 */
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
	const page = found.slice(0, limit);
	const last = page.at(-1);
	const items = await getAll(store, page.map(keyOf), 'eventual');
	const rows = page.flatMap((row) => {
		const item = items.get(keyText(keyOf(row)));
		const document = item && documentFrom(item, company);
		return document?.customer === customer ? [document] : [];
	});
	return { rows, next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};
