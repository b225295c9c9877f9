/** Folds the open list (index `byDay`) into customers' standings: the recount's one pass. */
import { type Position, positionOf } from '../../domain/aging.ts';
import { type CustomerId, documentKinds } from '../../domain/document.ts';
import type { Scope } from '../../ports/books.ts';
import { byDay, type Key, keys, shards } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { documentFrom, listed, positionFrom } from './document-item.ts';
import { type Item, oneOf, text } from './item.ts';
import { nothing, put, type Standing } from './ladder-item.ts';
import { contested, nameOf, printOf } from './load-documents.ts';
import { ladderName } from './pack.ts';
import { pages } from './query.ts';
import type { Store } from './store.ts';

/** By `ladderName`. Memory follows customers and due days, not documents. */
export type Counted = { readonly standings: Map<string, Standing>; documents: number };

const keyOfRow = ({ company, ledger }: Scope, row: Item): Key =>
	keys.document(company, ledger, oneOf(row, 'kind', documentKinds), text(row, 'id'));

/**
 * @param prints what a backfill put, emptied as it is met: where the index shows something else, or nothing, the document itself is read.
 * @param doubted customers whose documents are read from the table instead of trusting the index
 * 0.016 RCU a document on the list, of whichever ledger, and 1 RCU for each document that is read itself.
 */
export const countOpen = async (
	store: Store,
	scope: Scope,
	prints: Map<string, string> = new Map(),
	doubted: ReadonlySet<CustomerId> = new Set(),
): Promise<Counted> => {
	const { company, ledger } = scope;
	const counted: Counted = { standings: new Map(), documents: 0 };
	const add = (position: Position): void => {
		if (position.count === 0 && position.unapplied === 0) return;
		const name = ladderName(position);
		const standing = counted.standings.get(name) ?? nothing();
		put(standing, position, 1);
		counted.standings.set(name, standing);
		counted.documents += 1;
	};
	const toRead: Key[] = [];
	const take = (row: Item): void => {
		if (row.ledger !== ledger) return;
		const position = positionFrom(row, company);
		const name = nameOf({ kind: oneOf(row, 'kind', documentKinds), id: text(row, 'id') });
		const print = prints.get(name);
		if (print !== undefined && print !== printOf(position)) prints.set(name, contested);
		else {
			prints.delete(name);
			if (doubted.has(position.customer)) toRead.push(keyOfRow(scope, row));
			else add(position);
		}
	};
	await Promise.all(
		shards.map(async (shard) => {
			const partition = byDay.openOf(company, shard);
			for await (const page of pages(store, { index: 'byDay', partition, only: listed })) for (const row of page) take(row);
		}),
	);
	for (const [name, print] of prints)
		if (print !== '') {
			const [kind, id = ''] = name.split('#');
			toRead.push(keyOfRow(scope, { kind, id }));
		}
	for (const item of (await getAll(store, toRead, 'consistent')).values()) add(positionOf(documentFrom(item, company)));
	return counted;
};
