/** One first sync by the real handler, step by step, as the queue would call it: real adapters and SDK, the queue is a list. */
import type { SyncPorts } from '../functions/sync/ports.ts';
import { pullStep } from '../functions/sync/pull-step.ts';
import { dynamoAllowances } from '../shared/adapters/dynamo/allowances.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import { dynamoSweeps } from '../shared/adapters/dynamo/sweeps.ts';
import { openQuickbooks } from '../shared/adapters/quickbooks/accounting.ts';
import { openXero } from '../shared/adapters/xero/accounting.ts';
import { type Connection, type Grant, newConnection } from '../shared/domain/connection.ts';
import { type Instant, instantOfMs, later } from '../shared/domain/day.ts';
import type { Provider } from '../shared/domain/document.ts';
import type { Opened } from './emulators.ts';

const company = 'bench';

const grantOf = (provider: Provider, token: string, now: Instant): Grant => ({
	company,
	id: 'bench',
	provider,
	state: 'alive',
	access: token,
	refresh: 'none',
	accessExpiresAt: later(now, 3_600_000),
	refreshExpiresAt: later(now, 3_600_000),
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: null,
	rev: 0,
});

export type FirstSync = {
	/** Every page, saved. */
	pages(): Promise<void>;
	/** Everything up to the ladders. */
	load(): Promise<void>;
	/** The closing delta and the tie-out. Returns the provider calls of the whole run. Throws when it does not end live and tied with `invoices`. */
	finish(invoices: number): Promise<number>;
	/** A read of a live ledger, to its end, totals left out where they can be. Throws when it does not end well. */
	readOn(how: 'delta' | 'sweep'): Promise<Connection>;
};

export const firstSync = async (store: Store, provider: Provider, externalId: string, { origin, token }: Opened): Promise<FirstSync> => {
	const connections = dynamoConnections(store);
	const now = (): Instant => instantOfMs(Date.now());
	const begun = newConnection({ company, provider, externalId, name: 'Bench', grant: 'bench' }, now());
	await connections.saveGrant(grantOf(provider, token, now()));
	await connections.saveConnection(begun);
	const pulls: Parameters<typeof pullStep>[0][] = [{ type: 'sync.pull', company, ledger: begun.ledger, run: null, step: 0 }];
	const ports: SyncPorts = {
		allowances: dynamoAllowances(store),
		books: dynamoBooks(store),
		companies: dynamoCompanies(store),
		connections,
		queues: {
			send: async (message) => {
				if (message.type === 'sync.pull') pulls.push(message);
			},
		},
		sweeps: dynamoSweeps(store, now),
		vault: { seal: async (_, plain) => plain, open: async (_, sealed) => sealed },
		openAccounting: provider === 'xero' ? openXero(origin) : openQuickbooks(origin),
		clock: { now },
	};
	let calls = 0;
	const runUntil = async (over: (connection: Connection) => boolean): Promise<Connection> => {
		for (let message = pulls.shift(); message; message = pulls.shift()) {
			await pullStep(message, ports);
			const connection = await connections.connection(company, begun.ledger);
			if (!connection || connection.lastError) throw new Error(connection?.lastError?.text ?? 'the connection is gone');
			calls = connection.run?.calls ?? calls;
			if (over(connection)) return connection;
		}
		throw new Error('the queue is empty, and the run is not over');
	};
	return {
		pages: async () => {
			await runUntil(({ run }) => run?.stage === 'recount');
		},
		load: async () => {
			await runUntil(({ run }) => run?.stage === 'closing');
		},
		finish: async (invoices) => {
			const { phase, counts, tieOut } = await runUntil(({ run }) => run === null);
			const tied = tieOut?.lines.every(({ difference }) => difference === 0) ?? false;
			if (phase !== 'live' || counts.invoice !== invoices || !tied)
				throw new Error(`the sync ended ${phase} with ${JSON.stringify(counts)}, tie-out ${JSON.stringify(tieOut)}`);
			return calls;
		},
		readOn: async (how) => {
			const wish = how === 'sweep' ? { sweep: 'open-items' as const } : { since: now(), copyOnly: true as const };
			pulls.push({ type: 'sync.pull', company, ledger: begun.ledger, run: null, step: 0, ...wish });
			return runUntil(({ run }) => run === null);
		},
	};
};
