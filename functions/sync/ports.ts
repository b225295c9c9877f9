import type { OpenAccounting } from '../../shared/ports/accounting.ts';
import type { Allowances } from '../../shared/ports/allowances.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Sweeps } from '../../shared/ports/sweeps.ts';
import type { Vault } from '../../shared/ports/vault.ts';

/** All that reading a ledger needs from outside. */
export type SyncPorts = {
	readonly allowances: Allowances;
	readonly books: Books;
	readonly companies: Companies;
	readonly connections: Connections;
	readonly queues: Queues;
	readonly sweeps: Sweeps;
	readonly vault: Vault;
	readonly openAccounting: OpenAccounting;
	readonly clock: Clock;
};
