/** The port `exports` over the table. */
import type { FactoringExport } from '../../domain/export.ts';
import type { Exports } from '../../ports/exports.ts';
import { byOwner, isKeyPart, keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { credits, openRows } from './exports-rows.ts';
import { type Item, keyOf, keyText } from './item.ts';
import { booksRev } from './load-documents.ts';
import { rowsOf } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

/** Until companies have facilities (a later issue), all exports lie under this one. */
const facility = 'none';
const rowKey = ['pk', 'sk', 'g1s'] as const;

const itemOf = (each: FactoringExport): Item => ({
	...recordItem(keys.export(each.company, facility, each.id), each, wakeKey('factoring', each.company, each.id, each.wake)),
	...byOwner.export(each.company, each.createdAt, each.id),
});
const indexed = new Set(['g1p', 'g1s']);
const exportFrom = (item: Item, company: string): FactoringExport => {
	const record = Object.fromEntries(Object.entries(item).filter(([name]) => !indexed.has(name)));
	return recordFrom<FactoringExport>(record, 'company', company);
};

export const dynamoExports = (store: Store): Exports => {
	const load: Exports['export'] = async (company, id) => {
		// It may come from an address somebody typed.
		if (!isKeyPart(id)) return null;
		const item = await store.get(keys.export(company, facility, id), 'consistent');
		return item && exportFrom(item, company);
	};
	const save: Exports['saveExport'] = (each) => saveRecord(store, itemOf(each));
	return {
		create: async (each) => {
			const fresh = await save(each);
			const stored = await load(each.company, each.id);
			if (!stored) throw new Error(`an export that was ${fresh} is not there`);
			return stored;
		},
		export: load,
		exports: async (company, limit, from) => {
			const partition = byOwner.exports(company);
			const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
			const found = await rowsOf(store, { index: 'byOwner', partition, descending: true, limit: limit + 1, after });
			const page = found.slice(0, limit);
			const last = page.at(-1);
			const items = await getAll(store, page.map(keyOf), 'consistent');
			const rows = page.flatMap((row) => {
				const item = items.get(keyText(keyOf(row)));
				return item ? [exportFrom(item, company)] : [];
			});
			return { rows, next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
		},
		saveExport: save,
		dueExports: (now, limit) => dueAt(store, 'factoring', now, limit),
		openRows: (company, after) => openRows(store, company, after),
		credits: (company, currency, ledgers) => credits(store, company, currency, ledgers),
		revision: (company, ledger) => booksRev(store, { company, ledger }),
	};
};
