/** A company with one ledger that is read completely, as everything after the first sync finds it. */
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import { newConnection } from '../shared/domain/connection.ts';
import type { Instant } from '../shared/domain/day.ts';
import type { Scope } from '../shared/ports/books.ts';
import { eur } from './invoices.ts';

/** `readAt`: when the ledger was read last. */
export const openCompany = async (store: Store, scope: Scope, readAt: Instant): Promise<void> => {
	await dynamoCompanies(store).saveCompany({
		id: scope.company,
		name: 'Bench',
		timeZone: 'UTC',
		timeZoneKnown: true,
		rolledTo: null,
		wake: null,
		rev: 0,
	});
	await dynamoConnections(store).saveConnection({
		...newConnection({ company: scope.company, provider: 'xero', externalId: 'bench', name: 'Bench', grant: 'none' }, readAt),
		...scope,
		baseCurrency: eur,
		timeZone: 'UTC',
		phase: 'live',
		freshAsOf: readAt,
		lastFullAt: readAt,
		wake: null,
	});
};
