/** The port `bookTies` over the table. */
import type { BookTie, OurRow } from '../../domain/book-tie.ts';
import { documentKinds, isOwedOn, rowName } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { BookTies } from '../../ports/book-ties.ts';
import type { Scope } from '../../ports/books.ts';
import { byDay, isKeyPart, keys, shards } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { documentFrom } from './document-item.ts';
import { currencyAt, dayAt, type Item, keyText, mustBelongTo, oneOf, text, whole } from './item.ts';
import { pages } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

const wanted = ['pk', 'ledger', 'kind', 'id', 'open', 'unapplied', 'ccy', 'cust', 'no', 'issued'] as const;

const rowFrom = (item: Item): OurRow => ({
	kind: oneOf(item, 'kind', documentKinds),
	id: text(item, 'id'),
	number: text(item, 'no'),
	customer: text(item, 'cust'),
	currency: currencyAt(item, 'ccy'),
	open: isOwedOn({ kind: item.kind }) ? whole(item, 'open') : 0,
	unapplied: whole(item, 'unapplied'),
	issued: dayAt(item, 'issued'),
});

/** The rate stands in the document alone. */
const withRates = async (store: Store, { company, ledger }: Scope, rows: readonly OurRow[], base: Currency): Promise<readonly OurRow[]> => {
	const keyOf = ({ kind, id }: OurRow) => keys.document(company, ledger, kind, id);
	const foreign = rows.filter(({ currency }) => currency !== base);
	if (foreign.length === 0) return rows;
	const found = await getAll(store, foreign.map(keyOf), 'eventual');
	return rows.map((row) => {
		const item = row.currency === base ? undefined : found.get(keyText(keyOf(row)));
		if (!item) return row;
		const { details, entries } = documentFrom(item, company);
		return { ...row, rate: details?.rate ?? null, settlements: Math.max(0, entries.length - 1) };
	});
};

export const dynamoBookTies = (store: Store): BookTies => ({
	tie: async (company, ledger) => {
		// It may come from an address somebody typed.
		if (!isKeyPart(ledger)) return null;
		const item = await store.get(keys.tie(company, ledger), 'consistent');
		return item && recordFrom<BookTie>(item, 'company', company);
	},
	saveTie: (tie) => {
		const { company, ledger, wake } = tie;
		return saveRecord(store, recordItem(keys.tie(company, ledger), tie, wakeKey('books', company, ledger, wake)));
	},
	dueTies: (now, limit) => dueAt(store, 'books', now, limit),
	async *ourRows(scope, base) {
		const { company, ledger } = scope;
		for (const shard of shards)
			for await (const page of pages(store, { index: 'byDay', partition: byDay.openOf(company, shard), only: wanted })) {
				const rows = page.flatMap((item) => (mustBelongTo(item, company).ledger === ledger ? [rowFrom(item)] : []));
				if (rows.length > 0) yield base === null ? rows : await withRates(store, scope, rows, base);
			}
	},
	held: async ({ company, ledger }, names) => {
		const asked = new Map(names.map(({ kind, id }) => [keyText(keys.document(company, ledger, kind, id)), rowName({ kind, id })]));
		const items = await getAll(
			store,
			names.map(({ kind, id }) => keys.document(company, ledger, kind, id)),
			'consistent',
		);
		return new Map([...items].flatMap(([key, item]) => [[asked.get(key) ?? key, documentFrom(item, company)] as const]));
	},
});
