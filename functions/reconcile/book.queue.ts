import { clock } from '../../shared/runtime/clock.ts';
import {
	allowances,
	arrangements,
	books,
	companies,
	connections,
	deadLetters,
	mailings,
	owed,
	payments,
	postings,
} from '../../shared/runtime/data.ts';
import { openAccounting, openBookkeeping, openPosting } from '../../shared/runtime/ledgers.ts';
import { isLive } from '../../shared/runtime/live.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { bookPayment, noteFailure } from './book-payment.ts';
import { listAccounts, noteListFailure } from './list-accounts.ts';
import { type NotePorts, noteMail, noteMailFailure } from './note-mail.ts';
import type { PostPorts, ReconcilePorts } from './ports.ts';
import { type AgreedPorts, postAgreed } from './post-agreed.ts';
import { notePostingFailure, writePosting } from './write-posting.ts';

const ports = (): ReconcilePorts & PostPorts & AgreedPorts & NotePorts => ({
	arrangements: arrangements(),
	companies: companies(),
	payments: payments(),
	postings: postings(),
	allowances: allowances(),
	mailings: mailings(),
	books: books(),
	owed: owed(),
	connections: connections(),
	deadLetters: deadLetters(),
	queues: queues(),
	vault: vault(),
	openAccounting,
	openBookkeeping,
	openPosting,
	booksForReal: isLive('book'),
	clock,
});

export const handler = onQueue(
	{
		'reconcile.book': (message) => bookPayment(message, ports()),
		'reconcile.post': (message) => writePosting(message, ports()),
		'reconcile.agreed': (message) => postAgreed(message, ports()),
		'reconcile.note': (message) => noteMail(message, ports()),
		'reconcile.accounts': (message) => listAccounts(message, ports()),
	},
	{
		'reconcile.book': (message, reason) => noteFailure(message, reason, ports()),
		'reconcile.post': (message, reason) => notePostingFailure(message, reason, ports()),
		'reconcile.note': (message, reason) => noteMailFailure(message, reason, ports()),
		'reconcile.accounts': (message, reason) => noteListFailure(message, reason, ports()),
	},
);
