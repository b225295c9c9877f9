/** The port `companies` over the table. */

import type { CompanyId } from '../../domain/document.ts';
import type { Companies, Company, Contact, Role, User } from '../../ports/companies.ts';
import { isKeyPart, keys, partitions } from '../../wire/table.ts';
import { gone, pointed } from './directory.ts';
import { BrokenItem, type Item, instantAt, mustBelongTo, oneOf, text } from './item.ts';
import { rowsOf } from './query.ts';
import { isConditionFailed } from './retry.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

const roles: readonly Role[] = ['owner', 'finance', 'sales', 'auditor', 'operator'];
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

const companyItem = (company: Company): Item =>
	recordItem(keys.company(company.id), company, wakeKey('receivables', company.id, company.id, company.wake));

/** Kept without a place where there is nothing: users of before have neither. */
const contactFrom = ({ email, language }: Item): Contact => ({
	...(typeof email === 'string' ? { email } : {}),
	...(typeof language === 'string' ? { language } : {}),
});

const userFrom = (item: Item, company: CompanyId): User => {
	mustBelongTo(item, company);
	if (!Array.isArray(item.roles)) throw new BrokenItem('roles');
	return {
		company: text(item, 'co'),
		id: text(item, 'sk').slice('USER#'.length),
		name: text(item, 'name'),
		roles: item.roles.map((role: unknown) => oneOf({ role }, 'role', roles)),
		...contactFrom(item),
		...(typeof item.since === 'string' ? { since: instantAt(item, 'since') } : {}),
	};
};

/** As it is stored; what they lack has no place. */
export const userItem = (user: User): Item => ({
	...keys.user(user.company, user.id),
	co: user.company,
	name: user.name,
	roles: user.roles,
	...contactFrom(user),
	...(user.since === undefined ? {} : { since: user.since }),
});

export const dynamoCompanies = (store: Store): Companies => ({
	company: async (id) => {
		const item = await store.get(keys.company(id), 'consistent');
		return item && recordFrom<Company>(item, 'id', id);
	},
	saveCompany: (company) => saveRecord(store, companyItem(company)),
	user: async (company, id) => {
		// It may come from a path.
		if (!isKeyPart(id)) return null;
		const item = await store.get(keys.user(company, id), 'consistent');
		return item && userFrom(item, company);
	},
	users: async (company) => {
		const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'USER#' }, consistent: true });
		return rows.map((row) => userFrom(row, company));
	},
	keepContact: async (company, id, { email, language }) => {
		try {
			await store.update(keys.user(company, id), {
				UpdateExpression: 'SET email = :email, #language = :language',
				ConditionExpression: 'attribute_exists(pk)',
				ExpressionAttributeNames: { '#language': 'language' },
				ExpressionAttributeValues: { ':email': email ?? null, ':language': language ?? null },
			});
		} catch (error) {
			// Nobody of that id is there any more.
			if (!isConditionFailed(error)) throw error;
		}
	},
	open: async (company, user, identity, left = null) => {
		const failed = await transact(store, [
			pointed(user, identity, left),
			{ put: companyItem({ ...company, rev: 0 }), when: absent },
			{ put: userItem(user), when: absent },
			...gone(left, user),
		]);
		if (failed === null) return 'opened';
		return failed.includes(0) || failed.includes(3) ? 'taken' : 'exists';
	},
	dueCompanies: async (now, limit) => dueAt(store, 'receivables', now, limit),
});
