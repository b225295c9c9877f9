/** Who owes, saved if newer; by a sweep also where the same version says something else. */
import type { Instant } from '../../domain/day.ts';
import type { Customer } from '../../domain/document.ts';
import { mendedCustomer } from '../../domain/sweep.ts';
import type { Saved, Scope } from '../../ports/books.ts';
import { keys, table } from '../../wire/table.ts';
import { getAll, writeAll } from './batch.ts';
import { customerFrom, customerItem } from './customer-item.ts';
import { type Item, keyText, mustBelongTo, text } from './item.ts';
import { inLanes } from './lanes.ts';
import { isConditionFailed } from './retry.ts';
import type { Change, Store } from './store.ts';

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

/** False when a newer one came in between, or this very one whose answer was lost. */
const isDone = async (write: Promise<unknown>): Promise<boolean> => {
	try {
		await write;
		return true;
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		return false;
	}
};

const putIfNewer = (store: Store, { company }: Scope, customer: Customer, at: Instant): Promise<boolean> =>
	isDone(
		store.put(customerItem(company, customer, at), {
			ConditionExpression: 'attribute_not_exists(pk) OR ver < :ver',
			ExpressionAttributeValues: { ':ver': customer.version },
		}),
	);

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
		if (await putIfNewer(store, scope, customer, at)) written += 1;
	});
	return { written, stale: customers.length - written };
};

/** Sets what the item says and removes what it does not; anything else of the stored one, its doubt among it, stays. */
const over = (item: Item, version: string): Change => {
	const attributes = Object.entries(item).filter(([name]) => name !== table.partition && name !== table.sort);
	const named = attributes.map(([name, value], i) => ({ name, value, alias: `#${i}`, as: `:${i}` }));
	const said = named.filter(({ value }) => value !== undefined);
	const unsaid = named.filter(({ value }) => value === undefined);
	const removed = unsaid.length === 0 ? '' : ` REMOVE ${unsaid.map(({ alias }) => alias).join()}`;
	return {
		UpdateExpression: `SET ${said.map(({ alias, as }) => `${alias} = ${as}`).join()}${removed}`,
		ConditionExpression: 'ver = :ver',
		ExpressionAttributeNames: Object.fromEntries(named.map(({ name, alias }) => [alias, name])),
		ExpressionAttributeValues: { ':ver': version, ...Object.fromEntries(said.map(({ value, as }) => [as, value])) },
	};
};

/**
 * At the version we hold only what was read is written: the doubt stays until its row is noted to read well, as with a save. 1 RCU each, and 1 WCU for each
 * that is newer or differs.
 */
export const repairCustomers = async (store: Store, scope: Scope, customers: readonly Customer[], at: Instant): Promise<Saved> => {
	const { company } = scope;
	const newest = newestOf(scope, customers);
	const key = ({ id }: Customer) => keys.customer(company, id);
	const stored = await getAll(store, newest.map(key), 'consistent');
	const write = async (customer: Customer): Promise<boolean> => {
		const item = stored.get(keyText(key(customer)));
		const known = item && customerFrom(item, company);
		if (!known || customer.version > known.version) return putIfNewer(store, scope, customer, at);
		const next = customer.version === known.version ? mendedCustomer(known, customer) : null;
		return next !== null && isDone(store.update(key(customer), over(customerItem(company, next, at), customer.version)));
	};
	let written = 0;
	await inLanes(8, newest, async (customer) => {
		if (await write(customer)) written += 1;
	});
	return { written, stale: customers.length - written };
};

export const loadCustomers = (store: Store, scope: Scope, customers: readonly Customer[], at: Instant): Promise<void> =>
	writeAll(
		store,
		newestOf(scope, customers).map((customer) => customerItem(scope.company, customer, at)),
	);
