/** The port `directory`: the only place that builds `X#` keys. */
import type { CompanyId, Provider } from '../../domain/document.ts';
import type { User } from '../../ports/companies.ts';
import type { Directory } from '../../ports/directory.ts';
import { keys } from '../../wire/table.ts';
import { text } from './item.ts';
import { isConditionFailed } from './retry.ts';
import type { Store } from './store.ts';
import type { Write } from './transact.ts';

/** True when the write was done, false when its condition failed. */
const held = async (write: Promise<unknown>): Promise<boolean> => {
	try {
		await write;
		return true;
	} catch (error) {
		if (isConditionFailed(error)) return false;
		throw error;
	}
};

/** From one company to another, within a transaction. Fails, and all with it, where it is not the first one's. 2 WCU. */
export const handedOver = (provider: Provider, externalId: string, from: CompanyId, to: CompanyId): Write => ({
	update: keys.directory.ledger(provider, externalId),
	change: {
		UpdateExpression: 'SET co = :to',
		ConditionExpression: 'co = :from',
		ExpressionAttributeValues: { ':to': to, ':from': from },
	},
});

type Identity = { readonly issuer: string; readonly subject: string };
type Left = { readonly company: CompanyId; readonly user: string } | null;

/** A sign-in leads to this user from now on, within a transaction. Fails where it leads to somebody else; `left`: to nobody any more. 2 WCU. */
export const pointed = (user: Pick<User, 'company' | 'id'>, { issuer, subject }: Identity, left: Left): Write => ({
	put: { ...keys.directory.subject(issuer, subject), co: user.company, user: user.id },
	when: left
		? {
				ConditionExpression: 'co = :co AND #user = :user',
				ExpressionAttributeNames: { '#user': 'user' },
				ExpressionAttributeValues: { ':co': left.company, ':user': left.user },
			}
		: { ConditionExpression: 'attribute_not_exists(pk)' },
});
/** With it: nobody has become that user again. Nothing where it is the user who comes, whose own condition says so. */
export const gone = (left: Left, { company, id }: Pick<User, 'company' | 'id'>): readonly Write[] =>
	left && (left.company !== company || left.user !== id)
		? [{ check: keys.user(left.company, left.user), when: { ConditionExpression: 'attribute_not_exists(pk)' } }]
		: [];

export const dynamoDirectory = (store: Store): Directory => ({
	claimLedger: async (provider, externalId, { company, ledger }) => {
		const claimed = await held(
			store.put(
				{ ...keys.directory.ledger(provider, externalId), co: company, ledger },
				{ ConditionExpression: 'attribute_not_exists(pk) OR co = :co', ExpressionAttributeValues: { ':co': company } },
			),
		);
		return claimed ? 'claimed' : 'taken';
	},
	releaseLedger: async (provider, externalId, company) => {
		const own = { ConditionExpression: 'co = :co', ExpressionAttributeValues: { ':co': company } };
		await held(store.delete(keys.directory.ledger(provider, externalId), own));
	},
	ledger: async (provider, externalId) => {
		const item = await store.get(keys.directory.ledger(provider, externalId), 'consistent');
		return item && { company: text(item, 'co'), ledger: text(item, 'ledger') };
	},
	subject: async (issuer, subject) => {
		const item = await store.get(keys.directory.subject(issuer, subject), 'consistent');
		return item && { company: text(item, 'co'), user: text(item, 'user') };
	},
});
