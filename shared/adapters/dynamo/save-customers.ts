/** Who owes, saved if newer. */
import type { Instant } from '../../domain/day.ts';
import type { Customer } from '../../domain/document.ts';
import type { Saved, Scope } from '../../ports/books.ts';
import { keys } from '../../wire/table.ts';
import { getAll, writeAll } from './batch.ts';
import { customerItem } from './customer-item.ts';
import { keyText, mustBelongTo, text } from './item.ts';
import { inLanes } from './lanes.ts';
import { isConditionFailed } from './retry.ts';
import type { Store } from './store.ts';

/** @throws RangeError for a customer of another ledger */
const newestOf = ({ ledger }: Scope, customers: readonly Customer[]): Customer[] => {
	const newest = new Map<string, Customer>();
	for (const customer of customers) {
		if (customer.ledger !== ledger || !customer.id.startsWith(`${ledger}~`)) throw new RangeError('a customer belongs to another ledger');
		const seen = newest.get(customer.id);
		if (!seen || customer.version > seen.version) newest.set(customer.id, customer);
	}
	return [...newest.values()];
};

/** 0.5 RCU each, and 1 WCU for each that is newer. */
export const saveCustomers = async (store: Store, scope: Scope, customers: readonly Customer[], at: Instant): Promise<Saved> => {
	const { company } = scope;
	const newest = newestOf(scope, customers);
	const key = ({ id }: Customer) => keys.customer(company, id);
	const stored = await getAll(store, newest.map(key), 'eventual', ['co', 'ver']);
	const newer = newest.filter((customer) => {
		const item = stored.get(keyText(key(customer)));
		return !item || customer.version > text(mustBelongTo(item, company), 'ver');
	});
	let written = 0;
	await inLanes(8, newer, async (customer) => {
		const condition = {
			ConditionExpression: 'attribute_not_exists(pk) OR ver < :ver',
			ExpressionAttributeValues: { ':ver': customer.version },
		};
		try {
			await store.put(customerItem(company, customer, at), condition);
			written += 1;
		} catch (error) {
			// A newer one came in between, or this very one whose answer was lost.
			if (!isConditionFailed(error)) throw error;
		}
	});
	return { written, stale: customers.length - written };
};

export const loadCustomers = (store: Store, scope: Scope, customers: readonly Customer[], at: Instant): Promise<void> =>
	writeAll(
		store,
		newestOf(scope, customers).map((customer) => customerItem(scope.company, customer, at)),
	);
