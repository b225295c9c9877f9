import type { CustomerId } from '../../shared/domain/document.ts';
import { findMatches, type Known, pairKey, partyOfCustomer } from '../../shared/domain/payable-match.ts';
import { owedOf, type VendorOwed } from '../../shared/domain/payables.ts';
import type { PayablesState } from '../../shared/domain/payables-read.ts';
import type { Scope } from '../../shared/ports/books.ts';
import type { PayablesPorts } from './ports.ts';

const atOnce = 200;

/** Customers that ever owed something, of all ledgers: only with them is there anything to set off. 212 RCU and 0.5 a customer at 5,000. */
const knownCustomers = async (company: string, { books }: Pick<PayablesPorts, 'books'>): Promise<Known[]> => {
	const ids = new Set<CustomerId>();
	for (const currency of await books.currencies(company))
		for (const { customer } of await books.customerLadders(company, currency)) ids.add(customer);
	const known: Known[] = [];
	const all = [...ids];
	for (let at = 0; at < all.length; at += atOnce) {
		// Asked for together, they come together (gather.ts).
		const some = await Promise.all(all.slice(at, at + atOnce).map((id) => books.customer(company, id, 'eventual')));
		for (const customer of some)
			if (customer && !customer.archived) known.push({ id: customer.id, name: customer.name, party: partyOfCustomer(customer) });
	}
	return known;
};

/**
 * Adds up a generation whose rows are all written, and looks who of its vendors is a customer. Idempotent: the same rows give the same items. Memory: one entry
 * for each vendor that is owed something, and one for each customer.
 */
export const reckon = async (
	scope: Scope,
	generation: string,
	ports: Pick<PayablesPorts, 'owed' | 'books'>,
): Promise<Pick<PayablesState, 'vendors' | 'bills' | 'credits' | 'sameInAll' | 'proposalsInAll'>> => {
	const { owed } = ports;
	const all: VendorOwed[] = [];
	for await (const some of owed.withRows(scope, generation)) {
		const added = some.map(({ vendor, rows }) => ({ vendor, owed: owedOf(rows) }));
		await owed.putOwed(scope, generation, added);
		all.push(...added);
	}
	const { confirmed, rejected } = await owed.decided(scope.company);
	const customers = all.length === 0 ? [] : await knownCustomers(scope.company, ports);
	const found = findMatches(all, customers, {
		confirmed: new Set(confirmed.map(({ vendor }) => vendor)),
		rejected: new Set(rejected.map(pairKey)),
	});
	await owed.putFound(scope, generation, found);
	const count = (what: 'bills' | 'credits'): number =>
		all.reduce((sum, one) => sum + one.owed.reduce((inner, amounts) => inner + amounts[what], 0), 0);
	return {
		vendors: all.length,
		bills: count('bills'),
		credits: count('credits'),
		sameInAll: found.sameInAll,
		proposalsInAll: found.proposalsInAll,
	};
};
