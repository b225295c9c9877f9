/** A company with one ledger that is read completely, as everything after the first sync finds it. */
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
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
		...scope,
		provider: 'xero',
		externalId: 'bench',
		name: 'Bench',
		legal: null,
		baseCurrency: eur,
		timeZone: 'UTC',
		grant: 'none',
		state: 'connected',
		phase: 'live',
		run: null,
		watermark: null,
		freshAsOf: readAt,
		lastFullAt: readAt,
		lastDeltaAt: null,
		dirtyAt: null,
		stopped: null,
		lastError: null,
		refused: [],
		counts: {},
		recount: null,
		tieOut: null,
		wake: null,
		changedAt: null,
		connectedAt: readAt,
		releasedAt: null,
		rev: 0,
	});
};
