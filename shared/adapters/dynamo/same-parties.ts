/** What people decided about vendors and customers: one item a vendor that is a customer, one a pair that is not. Kept until a person undoes it. */
import type { CompanyId } from '../../domain/document.ts';
import type { Pair } from '../../domain/payable-match.ts';
import type { Match, OwedBooks } from '../../ports/owed.ts';
import { byOwner, keys, partitions } from '../../wire/table.ts';
import { type Item, instantAt, mustBelongTo, text } from './item.ts';
import { rowsOf } from './query.ts';
import { isConditionFailed } from './retry.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

const matchFrom = (item: Item, company: CompanyId): Match => {
	mustBelongTo(item, company);
	return { vendor: text(item, 'vendor'), customer: text(item, 'cust'), by: text(item, 'by'), at: instantAt(item, 'at') };
};
const fieldsOf = (company: CompanyId, { vendor, customer, by, at }: Match): Item => ({ co: company, vendor, cust: customer, by, at });
/** There is none yet, or it says the same customer. */
const sameOrNone = (customer: string) => ({
	ConditionExpression: 'attribute_not_exists(pk) OR cust = :cust',
	ExpressionAttributeValues: { ':cust': customer },
});

export const sameParties = (store: Store): Pick<OwedBooks, 'decided' | 'confirmedOf' | 'confirm' | 'reject' | 'undo'> => {
	/** Takes the confirmation away if it is of this customer. */
	const release = async (company: CompanyId, { vendor, customer }: Pair): Promise<void> => {
		try {
			await store.delete(keys.sameParty(company, vendor), sameOrNone(customer));
		} catch (error) {
			// It says another customer, which this pair has nothing to do with.
			if (!isConditionFailed(error)) throw error;
		}
	};
	return {
		decided: async (company) => {
			const rows = await rowsOf(store, { partition: partitions.sameParties(company), consistent: true });
			const of = (prefix: string): Match[] =>
				rows.filter((row) => text(row, 'sk').startsWith(prefix)).map((row) => matchFrom(row, company));
			return { confirmed: of('V#'), rejected: of('N#') };
		},
		confirmedOf: async (company, customer) => {
			const rows = await rowsOf(store, { index: 'byOwner', partition: byOwner.vendorsOf(company, customer) });
			return rows.map((row) => text(mustBelongTo(row, company), 'g1s'));
		},
		confirm: async (company, match) => {
			const { vendor, customer } = match;
			const put = {
				...keys.sameParty(company, vendor),
				...byOwner.vendorOf(company, customer, vendor),
				...fieldsOf(company, match),
			};
			const failed = await transact(store, [{ put, when: sameOrNone(customer) }, { delete: keys.otherParty(company, vendor, customer) }]);
			return failed === null ? 'done' : 'taken';
		},
		reject: async (company, match) => {
			const { vendor, customer } = match;
			// The rejection first: cut in between, the pair is rejected and shown as such.
			await store.put({ ...keys.otherParty(company, vendor, customer), ...fieldsOf(company, match) });
			await release(company, match);
		},
		undo: async (company, pair) => {
			await release(company, pair);
			await store.delete(keys.otherParty(company, pair.vendor, pair.customer));
		},
	};
};
