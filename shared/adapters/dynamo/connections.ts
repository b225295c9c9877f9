/** The port `connections` over the table. */
import { msOf } from '../../domain/day.ts';
import type { CompanyId } from '../../domain/document.ts';
import { providers } from '../../domain/document.ts';
import type { Connection, Connections, ConsentRequest, Grant } from '../../ports/connections.ts';
import { isKeyPart, keys, partitions, table } from '../../wire/table.ts';
import { type Item, instantAt, mustBelongTo, oneOf, text } from './item.ts';
import { rowsOf } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

const consentFrom = (item: Item, company: CompanyId): ConsentRequest => {
	mustBelongTo(item, company);
	return {
		company: text(item, 'co'),
		stateHash: text(item, 'sk').slice('CONSENT#'.length),
		provider: oneOf(item, 'provider', providers),
		user: text(item, 'user'),
		session: text(item, 'session'),
		expiresAt: instantAt(item, 'expiresAt'),
	};
};

export const connectionItem = (connection: Connection): Item => {
	const { company, ledger, wake } = connection;
	return recordItem(keys.connection(company, ledger), connection, wakeKey('sync', company, ledger, wake));
};
export const grantItem = (grant: Grant): Item => {
	const { company, id, wake } = grant;
	return recordItem(keys.grant(company, id), grant, wakeKey('connect', company, id, wake));
};

export const dynamoConnections = (store: Store): Connections => ({
	connection: async (company, ledger) => {
		// It may come from an address somebody typed.
		if (!isKeyPart(ledger)) return null;
		const item = await store.get(keys.connection(company, ledger), 'consistent');
		return item && recordFrom<Connection>(item, 'company', company);
	},
	connections: async (company) => {
		const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'CONN#' }, consistent: true });
		return rows.map((row) => recordFrom<Connection>(row, 'company', company));
	},
	saveConnection: (connection) => saveRecord(store, connectionItem(connection)),
	grant: async (company, id) => {
		const item = await store.get(keys.grant(company, id), 'consistent');
		return item && recordFrom<Grant>(item, 'company', company);
	},
	saveGrant: (grant) => saveRecord(store, grantItem(grant)),
	dropGrant: async (company, id) => {
		await store.delete(keys.grant(company, id));
	},
	beginConsent: ({ company, stateHash, provider, user, session, expiresAt }) =>
		store.put({
			...keys.consent(company, stateHash),
			co: company,
			provider,
			user,
			session,
			expiresAt,
			[table.ttl]: Math.ceil(msOf(expiresAt) / 1000),
		}),
	// A delete that hands back what it deleted is one atomic step: of two takers one gets it. If its answer is lost, nobody does.
	takeConsent: async (company, stateHash) => {
		const item = await store.delete(keys.consent(company, stateHash));
		return item && consentFrom(item, company);
	},
	dueConnections: (now, limit) => dueAt(store, 'sync', now, limit),
	dueGrants: (now, limit) => dueAt(store, 'connect', now, limit),
});
