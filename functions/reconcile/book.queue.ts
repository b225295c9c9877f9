import { clock } from '../../shared/runtime/clock.ts';
import { allowances, books, connections, deadLetters, mailings, payments, postings } from '../../shared/runtime/data.ts';
import { openBookkeeping } from '../../shared/runtime/ledgers.ts';
import { isLive } from '../../shared/runtime/live.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { bookPayment, noteFailure } from './book-payment.ts';
import type { ReconcilePorts } from './ports.ts';

const ports = (): ReconcilePorts => ({
	payments: payments(),
	postings: postings(),
	allowances: allowances(),
	mailings: mailings(),
	books: books(),
	connections: connections(),
	deadLetters: deadLetters(),
	queues: queues(),
	vault: vault(),
	openBookkeeping,
	booksForReal: isLive('book'),
	clock,
});

export const handler = onQueue(
	{ 'reconcile.book': (message) => bookPayment(message, ports()) },
	{ 'reconcile.book': (message, reason) => noteFailure(message, reason, ports()) },
);
