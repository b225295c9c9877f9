/** The port `people` over the table. */
import { msOf } from '../../domain/day.ts';
import type { CompanyId } from '../../domain/document.ts';
import { type Invitation, invitationWork, type PeopleChange } from '../../domain/invitation.ts';
import type { Role } from '../../ports/companies.ts';
import type { People } from '../../ports/people.ts';
import { isKeyPart, keys, partitions, table } from '../../wire/table.ts';
import { userItem } from './companies.ts';
import { gone, pointed } from './directory.ts';
import { type Item, mustBelongTo, text } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

/** So long after it has ended its link still says what became of it. */
const keptMs = 90 * 24 * 60 * 60_000;
const leaves = ({ expiresAt }: Invitation): Item => ({ [table.ttl]: Math.ceil((msOf(expiresAt) + keptMs) / 1000) });

const itemOf = (invitation: Invitation): Item => {
	const { company, id, wake } = invitation;
	const due = wakeKey('connect', company, invitationWork(id), wake);
	return { ...recordItem(keys.invitation(company, id), invitation, due), ...leaves(invitation) };
};
const asSeen = (invitation: Invitation): Write => ({
	put: itemOf(invitation),
	when:
		invitation.rev === 0
			? { ConditionExpression: 'attribute_not_exists(pk)' }
			: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': invitation.rev } },
});
const entry = (company: CompanyId, change: PeopleChange): Write => ({
	put: { ...change, ...keys.peopleChange(company, change.at, change.id), co: company },
});

const named = { ExpressionAttributeNames: { '#roles': 'roles' } };
const isOwner = (company: CompanyId, user: string): Write => ({
	check: keys.user(company, user),
	when: { ConditionExpression: 'contains(#roles, :owner)', ...named, ExpressionAttributeValues: { ':owner': 'owner' } },
});

/** These and no others, in whatever order: no role is there twice. */
const hasRoles = (roles: readonly Role[]) => ({
	ConditionExpression: ['size(#roles) = :count', ...roles.map((_, n) => `contains(#roles, :role${n})`)].join(' AND '),
	...named,
	ExpressionAttributeValues: { ':count': roles.length, ...Object.fromEntries(roles.map((role, n) => [`:role${n}`, role])) },
});

const changesOf = async (store: Store, company: CompanyId, limit: number): Promise<readonly PeopleChange[]> => {
	const rows = await rowsOf(store, { partition: partitions.people(company), descending: true, limit, consistent: true });
	return rows.map((row) => {
		const { pk: _pk, sk: _sk, co: _co, ...change } = mustBelongTo(row, company);
		return change as unknown as PeopleChange;
	});
};

export const dynamoPeople = (store: Store): People => {
	const invitation = async (company: CompanyId, id: string): Promise<Invitation | null> => {
		// It may come from a path.
		if (!isKeyPart(id)) return null;
		const item = await store.get(keys.invitation(company, id), 'consistent');
		return item && recordFrom<Invitation>(item, 'company', company);
	};
	return {
		invitation,
		invitations: async (company) => {
			const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'INVITE#' }, consistent: true });
			return rows.map((row) => recordFrom<Invitation>(row, 'company', company));
		},
		byToken: async (hash) => {
			if (!isKeyPart(hash)) return null;
			const pointer = await store.get(keys.directory.invitation(hash), 'consistent');
			return pointer && invitation(text(pointer, 'co'), text(pointer, 'invitation'));
		},
		saveInvitation: async (changed, owner, change) => {
			const { company } = changed;
			const failed = await transact(store, [asSeen(changed), isOwner(company, owner), entry(company, change)]);
			if (failed === null) return 'saved';
			return failed.includes(1) ? 'not-owner' : 'stale';
		},
		saveLetter: async (changed, token) => {
			if (token === 'as-it-was' || changed.token === null) return saveRecord(store, itemOf(changed));
			const { company, id } = changed;
			const pointer = { ...keys.directory.invitation(changed.token), co: company, invitation: id, ...leaves(changed) };
			return (await transact(store, [asSeen(changed), { put: pointer }])) === null ? 'saved' : 'stale';
		},
		join: async (accepted, user, identity, left, change) => {
			const { company } = accepted;
			const failed = await transact(store, [
				pointed(user, identity, left),
				{ put: userItem(user), when: { ConditionExpression: 'attribute_not_exists(pk)' } },
				asSeen(accepted),
				entry(company, change),
				...gone(left, user),
			]);
			if (failed === null) return 'saved';
			return failed.includes(0) || failed.includes(4) ? 'taken' : 'stale';
		},
		changeUser: async (user, roles, witness, change) => {
			const { company, id } = user;
			const seen = hasRoles(user.roles);
			const write: Write =
				roles === null
					? { delete: keys.user(company, id), when: seen }
					: {
							update: keys.user(company, id),
							change: {
								...seen,
								UpdateExpression: 'SET #roles = :roles',
								ExpressionAttributeValues: { ...seen.ExpressionAttributeValues, ':roles': roles },
							},
						};
			const failed = await transact(store, [write, entry(company, change), ...(witness === null ? [] : [isOwner(company, witness)])]);
			if (failed === null) return 'saved';
			return failed.includes(0) ? 'stale' : 'not-owner';
		},
		changes: (company, limit) => changesOf(store, company, limit),
	};
};
