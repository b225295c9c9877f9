/** Backfill mode: plain batch puts while nothing reads the ledger's aging yet. */
import { hash } from 'node:crypto';
import { type Position, positionOf } from '../../domain/aging.ts';
import { type Instant, msOf } from '../../domain/day.ts';
import { type Document, documentKinds, type StoredDocument } from '../../domain/document.ts';
import type { Scope } from '../../ports/books.ts';
import { keys, partitions, table } from '../../wire/table.ts';
import { writeAll } from './batch.ts';
import { documentItem } from './document-item.ts';
import { BrokenItem, type Item, mustBelongTo, oneOf, whole } from './item.ts';
import { chunks } from './lanes.ts';
import { pages } from './query.ts';
import { newestOf, type SaveDocuments } from './save-documents.ts';
import type { Store } from './store.ts';

/** How a document stands, in 12 characters: equal prints, equal standing. '' when it stands on no ladder. */
export const printOf = ({ customer, currency, due, open, count, unapplied }: Position): string =>
	count === 0 && unapplied === 0 ? '' : hash('sha1', [customer, currency, due ?? '', open, unapplied].join('\n'), 'base64url').slice(0, 12);

/** Identifies a document within its ledger; provider ids hold no `#`. */
export const nameOf = ({ kind, id }: Pick<Document, 'kind' | 'id'>): string => `${kind}#${id}`;

const aWeek = 7 * 24 * 3600;
/** ≈ 60 bytes a document, far below the 400 KB of an item. */
const perItem = 2000;

/** What this call puts, so that the recount can tell an index that lags from one that is complete. The same call makes the same items. */
const loadedItems = ({ company, ledger }: Scope, documents: readonly StoredDocument[], seen: Instant): Item[] =>
	chunks(
		documents.map((document) => `${nameOf(document)}#${printOf(positionOf(document))}`),
		perItem,
	).map((rows) => ({
		...keys.loaded(company, ledger, hash('sha1', rows.join('\n'), 'base64url')),
		co: company,
		rows,
		[table.ttl]: Math.floor(msOf(seen) / 1000) + aWeek,
	}));

/** 0: the ledger's ladders were never counted and nothing was saved in live mode. 1 RCU. */
export const booksRev = async (store: Store, { company, ledger }: Scope): Promise<number> => {
	const item = await store.get(keys.booksRev(company, ledger), 'consistent');
	return item ? whole(mustBelongTo(item, company), 'rev') : 0;
};

/**
 * A ledger that was counted once is written in live mode even so: its documents have versions, holds and ladders that plain puts would lose.
 */
export const loadingDocuments =
	(store: Store, save: SaveDocuments) =>
	async (scope: Scope, documents: readonly Document[], seen: Instant): Promise<void> => {
		const newest = newestOf(scope, documents);
		if (newest.length === 0) return;
		const stored = newest.map((document) => ({ ...document, rev: 1, seen, saved: seen, held: 0 }));
		// The revision first: a put that fails while nobody waits for it would end the whole function.
		const counted = (await booksRev(store, scope)) > 0;
		const prints = loadedItems(scope, stored, seen).map((item) => store.put(item));
		if (counted) {
			await Promise.all([save(scope, newest, seen), ...prints]);
			return;
		}
		const items = stored.map((document) => documentItem(scope.company, document));
		// The order does not matter: the recount comes after all calls of the lane, and a call that died comes again whole.
		await Promise.all([writeAll(store, items), ...prints]);
	};

/** Two prints for one document: nobody knows which put was last. */
export const contested = '?';

/**
 * What the calls of a backfill put, print by document name. Kept until TTL, not until the recount: a recount that is done again must see them too.
 * ≈ 0.015 RCU and 100 bytes of memory a document.
 */
export const readLoaded = async (store: Store, { company, ledger }: Scope): Promise<Map<string, string>> => {
	const prints = new Map<string, string>();
	for await (const page of pages(store, { partition: partitions.loaded(company, ledger), consistent: true }))
		for (const item of page) {
			mustBelongTo(item, company);
			if (!Array.isArray(item.rows)) throw new BrokenItem('rows');
			for (const row of item.rows as unknown[]) {
				const [kind, id, print] = String(row).split('#');
				if (id === undefined || print === undefined) throw new BrokenItem('rows');
				const name = nameOf({ kind: oneOf({ kind }, 'kind', documentKinds), id });
				const known = prints.get(name);
				prints.set(name, known === undefined || known === print ? print : contested);
			}
		}
	return prints;
};
