import type { Allowances } from '../../shared/ports/allowances.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { OpenPayables } from '../../shared/ports/payables.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Vault } from '../../shared/ports/vault.ts';

/** All that reading payables needs from outside. */
export type PayablesPorts = {
	readonly allowances: Allowances;
	readonly books: Pick<Books, 'currencies' | 'customerLadders' | 'customer'>;
	readonly connections: Connections;
	readonly owed: OwedBooks;
	readonly openPayables: OpenPayables;
	readonly queues: Queues;
	readonly vault: Vault;
	readonly clock: Clock;
};
