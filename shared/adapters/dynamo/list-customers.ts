/** Customers in the by-overdue order, their ladders and names. */
import type { CompanyId, CustomerId, StoredCustomer } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { CustomerLadder, CustomerRow, Read, RowPage } from '../../ports/books.ts';
import { byOwner, isKeyPart, keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { customerFrom } from './customer-item.ts';
import { mustBelongTo, text } from './item.ts';
import { type CustomerStanding, standingFrom } from './ladder-item.ts';
import { pages, rowsOf } from './query.ts';
import type { Store } from './store.ts';

const asLadder = ({ customer, currency, rungs, unapplied }: CustomerStanding): CustomerLadder => ({
	customer,
	currency,
	ladder: rungs,
	unapplied,
});

/** 0.5 RCU a name. Customers we do not know are left out. */
export const namesOf = async (store: Store, company: CompanyId, customers: readonly CustomerId[]): Promise<Map<CustomerId, string>> => {
	const found = await getAll(
		store,
		customers.map((id) => keys.customer(company, id)),
		'eventual',
		['co', 'cust', 'name'],
	);
	return new Map([...found.values()].map((item) => [text(mustBelongTo(item, company), 'cust'), text(item, 'name')]));
};

const rowKey = ['pk', 'sk', 'g1s'] as const;

/**
 * The order is that of the last save or roll of each customer, the figures are the ladder's as the index has them: a save is seen a moment later.
 * A customer whose name we do not have is shown with an empty one.
 */
export const customersByOverdue = async (
	store: Store,
	company: CompanyId,
	currency: Currency,
	limit: number,
	from: string | null,
): Promise<RowPage<CustomerRow>> => {
	const partition = byOwner.balances(company, currency);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	// One more than asked for says whether there is a next page.
	const found = await rowsOf(store, { index: 'byOwner', partition, descending: true, limit: limit + 1, after });
	const page = found.slice(0, limit);
	const last = page.at(-1);
	const ladders = page.map((row) => asLadder(standingFrom(row, company)));
	const names = await namesOf(
		store,
		company,
		ladders.map(({ customer }) => customer),
	);
	return {
		rows: ladders.map((ladder) => ({ ...ladder, name: names.get(ladder.customer) ?? '' })),
		next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null,
	};
};

export const customerLadders = async (store: Store, company: CompanyId, currency: Currency): Promise<CustomerLadder[]> => {
	const all: CustomerLadder[] = [];
	for await (const page of pages(store, { index: 'byOwner', partition: byOwner.balances(company, currency) }))
		for (const row of page) all.push(asLadder(standingFrom(row, company)));
	return all;
};

/** Also where the customer stands at nothing now. */
export const laddersOf = async (store: Store, company: CompanyId, id: CustomerId): Promise<CustomerLadder[]> => {
	const rows = await rowsOf(store, { partition: keys.customer(company, id).pk, range: { prefix: 'LADDER#' }, consistent: true });
	return rows.map((row) => asLadder(standingFrom(row, company)));
};

export const customerOf = async (store: Store, company: CompanyId, id: CustomerId, read: Read): Promise<StoredCustomer | null> => {
	// It may come from an address somebody typed.
	if (!isKeyPart(id)) return null;
	const item = await store.get(keys.customer(company, id), read);
	return item && customerFrom(item, company);
};
