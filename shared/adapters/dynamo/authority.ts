/** A company's limits of authority over the table: part of the port `arrangements`. */
import type { AuthorityChange, AuthoritySettings } from '../../domain/arrangements/authority.ts';
import type { CompanyId } from '../../domain/document.ts';
import type { Arrangements } from '../../ports/arrangements.ts';
import { keys, partitions } from '../../wire/table.ts';
import { mustBelongTo } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem } from './revision.ts';
import type { Condition, Store } from './store.ts';
import { transact } from './transact.ts';

const asSeen = (rev: number): Condition =>
	rev === 0
		? { ConditionExpression: 'attribute_not_exists(pk)' }
		: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } };

const changesOf = async (store: Store, company: CompanyId, limit: number): Promise<readonly AuthorityChange[]> => {
	const rows = await rowsOf(store, { partition: partitions.authority(company), descending: true, limit, consistent: true });
	return rows.map((row) => {
		const { pk: _pk, sk: _sk, co: _co, ...change } = mustBelongTo(row, company);
		return change as unknown as AuthorityChange;
	});
};

export const dynamoAuthority = (store: Store): Pick<Arrangements, 'authority' | 'authorityChanges' | 'saveAuthority'> => ({
	authority: async (company) => {
		const item = await store.get(keys.authority(company), 'consistent');
		return item && recordFrom<AuthoritySettings>(item, 'company', company);
	},
	saveAuthority: async (settings, change) => {
		const { company, rev } = settings;
		const writes = [
			{ put: recordItem(keys.authority(company), settings, null), when: asSeen(rev) },
			{ put: { ...change, ...keys.authorityChange(company, change.at, rev + 1), co: company } },
		];
		return (await transact(store, writes)) === null ? 'saved' : 'stale';
	},
	authorityChanges: (company, limit) => changesOf(store, company, limit),
});
