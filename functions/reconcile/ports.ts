import type { Allowances } from '../../shared/ports/allowances.ts';
import type { OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Vault } from '../../shared/ports/vault.ts';

/** All that booking a payment needs from outside. */
export type ReconcilePorts = {
	readonly payments: Payments;
	readonly allowances: Allowances;
	readonly mailings: Pick<Mailings, 'plan'>;
	readonly books: Pick<Books, 'save'>;
	readonly connections: Connections;
	readonly deadLetters: Pick<DeadLetters, 'record'>;
	readonly queues: Queues;
	readonly vault: Vault;
	readonly openBookkeeping: OpenBookkeeping;
	/** False: bookings are only shown. */
	readonly booksForReal: boolean;
	readonly clock: Clock;
};
