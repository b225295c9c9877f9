import { randomUUID } from 'node:crypto';
import { operatorCompany } from '../../shared/domain/dead-letter.ts';
import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import type { FactoringExport } from '../../shared/domain/export.ts';
import type { Allowances } from '../../shared/ports/allowances.ts';
import type { BankRecords } from '../../shared/ports/bank-postings.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Role } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import { freshOf } from '../../shared/wire/bank-view.ts';
import { connectionView } from '../../shared/wire/connection-view.ts';
import { deadLettersView } from '../../shared/wire/dead-letter-view.ts';
import type { AgingView, ConnectionsView, CustomersView, DeadLettersView } from '../../shared/wire/http.ts';
import { type MovesView, movesView } from '../../shared/wire/move-view.ts';
import type { AsOf } from './as-of.ts';
import { viewAging } from './view-aging.ts';
import { hubRows, viewCustomers } from './view-customers.ts';
import { type NextMails, type NextPorts, viewNext } from './view-next.ts';
import { type PaymentsShown, viewPayments } from './view-payments.ts';
import { type RemindersOfDay, viewReminders } from './view-reminders.ts';

type Ports = Omit<NextPorts, 'books'> & {
	readonly allowances: Pick<Allowances, 'allowances'>;
	readonly banks: Pick<BankRecords, 'banks'>;
	readonly books: Books;
	readonly connections: Connections;
	readonly deadLetters: DeadLetters;
	readonly moves: Pick<LedgerMoves, 'moves'>;
	readonly payments: Payments;
	readonly exports: Exports;
	readonly clock: Clock;
};
type Who = { readonly company: CompanyId; readonly roles: readonly Role[] };
export type Hub = {
	readonly aging: AgingView;
	readonly connections: ConnectionsView;
	/** Ledgers that this company asks another for, or is asked for. */
	readonly moves: MovesView;
	readonly customers: readonly CustomersView[];
	readonly deadLetters: DeadLettersView;
	readonly reminders: RemindersOfDay;
	readonly next: NextMails;
	readonly payments: PaymentsShown;
	/** Newest first. */
	readonly exports: readonly FactoringExport[];
	/** New each time, so that one press of “Make an export” is one export. */
	readonly exportKey: string;
	/** Of all customers above that are named without a row of their own. */
	readonly names: ReadonlyMap<CustomerId, string>;
};

const lettersShown = 20;
const paymentsShown = 10;
const exportsShown = 3;
/** The page shows the newest 25 mails; those named are a page of names at most. */
const namesAtOnce = 100;

/** Everything on the first page. Bounded: totals by month, one page of customers a currency, connections, at most 175 mails of today, five to come, and
 * the newest payments, exports and dead letters. */
export const viewHub = async (
	at: AsOf,
	who: Who,
	page: { readonly currency: string | undefined; readonly from: string | undefined },
	ports: Ports,
): Promise<Hub> => {
	const letterCompanies = who.roles.includes('operator') ? [who.company, operatorCompany] : [who.company];
	const [aging, all, asked, reminders, payments, exports, letters, banks, moves] = await Promise.all([
		viewAging(at, ports),
		ports.connections.connections(who.company),
		ports.allowances.allowances(who.company),
		viewReminders(who.company, at.today, ports.mailings),
		viewPayments(who.company, paymentsShown, ports),
		ports.exports.exports(who.company, exportsShown, null),
		Promise.all(letterCompanies.map((company) => ports.deadLetters.list(company, lettersShown))),
		ports.banks.banks(who.company),
		ports.moves.moves(who.company),
	]);
	const { company, today } = at;
	const coming = { company, today, now: ports.clock.now(), connections: all, sending: reminders.sending, mails: reminders.mails };
	const [customers, next] = await Promise.all([
		Promise.all(
			aging.totals.map(({ currency }) =>
				viewCustomers(at, { currency, from: currency === page.currency ? page.from : undefined, rows: hubRows }, ports),
			),
		),
		viewNext(coming, ports),
	]);
	const named = new Set([...next.mails, ...payments.payments, ...reminders.mails].map(({ customer }) => customer));
	const names = await ports.books.names(who.company, [...named].slice(0, namesAtOnce));
	const newest = letters.flat().toSorted((a, b) => (a.at < b.at ? 1 : -1));
	return {
		aging,
		connections: {
			connections: all.map((each) =>
				connectionView(each, coming.now, asked.get(each.ledger), freshOf(banks.get(each.ledger), today, coming.now)),
			),
		},
		moves: movesView(moves, all, coming.now),
		customers,
		deadLetters: deadLettersView(newest.slice(0, lettersShown)),
		reminders,
		next,
		payments,
		exports: exports.rows,
		exportKey: randomUUID(),
		names,
	};
};
