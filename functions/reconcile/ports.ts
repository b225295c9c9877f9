import type { OpenAccounting } from '../../shared/ports/accounting.ts';
import type { Allowances } from '../../shared/ports/allowances.ts';
import type { OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { OpenPosting } from '../../shared/ports/posting.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Vault } from '../../shared/ports/vault.ts';

/** All that opening a ledger needs. */
export type LedgerPorts = {
	readonly allowances: Allowances;
	readonly connections: Connections;
	readonly queues: Queues;
	readonly vault: Vault;
	readonly clock: Clock;
};

/** All that booking a payment needs from outside. */
export type ReconcilePorts = LedgerPorts & {
	readonly payments: Payments;
	readonly postings: Pick<Postings, 'settings'>;
	readonly mailings: Pick<Mailings, 'plan'>;
	readonly books: Pick<Books, 'save'>;
	readonly deadLetters: Pick<DeadLetters, 'record'>;
	readonly openBookkeeping: OpenBookkeeping;
	/** False: bookings are only shown. */
	readonly booksForReal: boolean;
};

/** All that writing a posting needs from outside. */
export type PostPorts = LedgerPorts & {
	readonly postings: Pick<Postings, 'posting' | 'savePosting' | 'settings' | 'saveSettings'>;
	readonly payments: Pick<Payments, 'payment' | 'savePayment'>;
	readonly books: Pick<Books, 'repair' | 'document'>;
	readonly owed: Pick<OwedBooks, 'confirmedOf'>;
	readonly deadLetters: Pick<DeadLetters, 'record'>;
	readonly openAccounting: OpenAccounting;
	readonly openPosting: OpenPosting;
	/** False: what would be written is only shown. */
	readonly booksForReal: boolean;
};
