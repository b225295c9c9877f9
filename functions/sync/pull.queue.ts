import { clock } from '../../shared/runtime/clock.ts';
import { allowances, bankRecords, books, bookTies, companies, connections, deadLetters, looks, sweeps } from '../../shared/runtime/data.ts';
import { openAccounting, openBankPostings, openLedgerBooks } from '../../shared/runtime/ledgers.ts';
import { errorFields, log } from '../../shared/runtime/log.ts';
import { onQueue, reasonOf } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { BankPorts } from './bank-ports.ts';
import type { BooksPorts } from './books-ports.ts';
import { lookAtBank } from './look-at-bank.ts';
import { lookForMail } from './look-for-mail.ts';
import type { LookPorts } from './look-ports.ts';
import type { SyncPorts } from './ports.ts';
import { pullStep } from './pull-step.ts';
import { recountLedger } from './recount-ledger.ts';
import { stoppedStill, stopRun } from './stop-run.ts';
import { tieBooks } from './tie-books.ts';

const ports = (): SyncPorts & BooksPorts & BankPorts & LookPorts => ({
	allowances: allowances(),
	banks: bankRecords(),
	books: books(),
	companies: companies(),
	connections: connections(),
	log,
	looks: looks(),
	queues: queues(),
	sweeps: sweeps(),
	vault: vault(),
	openAccounting,
	openBankPostings,
	openLedgerBooks,
	ties: bookTies(),
	clock,
});

/** A ledger that stands still is one letter on the hub page and one line of the log for each try, which an alarm hears; its messages do not die. */
const pull = async (message: MessageOf<'sync.pull'>): Promise<void> => {
	try {
		await pullStep(message, ports());
	} catch (error) {
		const reason = reasonOf(error);
		const incident = await stoppedStill(message, reason, ports());
		if (!incident) throw error;
		const { type, company, ledger } = message;
		log.warn('LEDGER_STOPPED', { company, ledger, ...incident, ...errorFields(error) });
		await deadLetters().record({ company, id: incident.id, station: 'sync', type, reason, at: clock.now() });
	}
};

export const handler = onQueue(
	{
		'sync.pull': pull,
		'sync.books': (message) => tieBooks(message, ports()),
		'sync.bank': (message) => lookAtBank(message, ports()),
		'sync.look': (message) => lookForMail(message, ports()),
		'sync.recount': (message) => recountLedger(message, ports()),
	},
	{ 'sync.pull': (message, reason) => stopRun(message, reason, ports()) },
);
