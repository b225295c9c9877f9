import { accountsKept, type BankRecord, newBankRecord } from '../../shared/domain/books-fresh.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn, type Instant, later, msOf } from '../../shared/domain/day.ts';
import { firstMinutesUntil } from '../../shared/domain/first-minutes.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { BankAnswer } from '../../shared/ports/bank-postings.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { spareMs } from './access.ts';
import type { BankPorts } from './bank-ports.ts';
import { booksAfterReadMs, booksAnswerMs, booksEveryMs, booksPauseMs, booksTokenMs } from './books-times.ts';
import { changeBank } from './change-bank.ts';
import { within } from './within.ts';

type Message = Pick<MessageOf<'sync.bank'>, 'company' | 'ledger' | 'since'>;

/** Somebody wants a look no older than `since`, or the day's look is due. */
const isWanted = ({ look, wake }: BankRecord, { since }: Message, now: Instant): boolean =>
	since === undefined ? wake === null || wake <= now : look === null || look.at < since;

/** What is known of the bank stays; it is looked at again then. */
const putOff = async (connection: Connection, ms: number, ports: BankPorts, more: Partial<BankRecord> = {}): Promise<void> => {
	await changeBank(connection.company, connection.ledger, ports.banks, (known) => ({
		...known,
		...more,
		wake: later(ports.clock.now(), ms),
	}));
};

/** Null: there is no living consent. */
const ask = async (connection: Connection, known: BankRecord, ports: BankPorts): Promise<BankAnswer | null> => {
	const { company, ledger } = connection;
	const now = ports.clock.now();
	const grant = await ports.connections.grant(company, connection.grant);
	if (grant?.state !== 'alive') return null;
	if (msOf(grant.accessExpiresAt) - msOf(now) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; looking goes on by itself.');
	const token = await ports.vault.open({ company, purpose: 'access' }, grant.access);
	const meter = await LedgerMeter.open({ company, ledger }, 'comparing', ports);
	try {
		const bank = await ports.openBankPostings(ledger, token, ports.clock.now, meter);
		const { look } = known;
		const accounts = look && { accounts: look.accounts, at: look.accountsAt };
		const answer = await within(bank.look(dayIn(connection.timeZone ?? 'UTC', now), accounts), booksAnswerMs, ports.clock);
		if (answer === null) throw new AccountingFault('unavailable', `The books did not answer within ${booksAnswerMs / 1000} seconds.`);
		return answer;
	} catch (error) {
		meter.failed(error);
		throw error;
	} finally {
		await meter.keep();
	}
};

const looked = (known: BankRecord, answer: BankAnswer, at: Instant): BankRecord => {
	const rested = { ...known, failures: 0, wake: later(at, booksEveryMs) };
	if ('missingScope' in answer)
		return { ...rested, problem: { text: 'The permission does not cover bank transactions.', at, scope: answer.missingScope } };
	const { accounts, accountsAt, reconciles, reaches } = answer;
	const look = { at, accounts: accounts.slice(0, accountsKept), accountsInAll: accounts.length, accountsAt, reconciles, reaches };
	return { ...rested, look, problem: null };
};

const failed = async (connection: Connection, known: BankRecord, error: unknown, ports: BankPorts): Promise<void> => {
	if (!(error instanceof AccountingFault)) throw error;
	const failures = known.failures + 1;
	if (error.kind === 'unauthorised') {
		await putOff(connection, booksTokenMs, ports, { failures });
		await ports.queues.send({ type: 'connect.refresh', company: connection.company, grant: connection.grant });
		return;
	}
	const problem = { text: error.message, at: ports.clock.now(), scope: null };
	await putOff(connection, error.retryAfterMs ?? booksPauseMs(failures), ports, { failures, problem });
};

/**
 * Looks how far a ledger's bank accounts are posted: minutes after a first read, after each night's sweep, when a person asks, and when it is due. At most 3 calls
 * from the share of comparisons. It reads only, so one that comes twice or is cut costs calls and nothing else; whatever fails is said with the bank, tried
 * again later and never stops the reading of documents.
 */
export const lookAtBank = async (message: Message, ports: BankPorts): Promise<void> => {
	const { company, ledger } = message;
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) return;
	const known = (await ports.banks.bank(company, ledger)) ?? newBankRecord({ company, ledger });
	if (connection.state !== 'connected' || connection.phase !== 'live') {
		if (known.wake !== null) await changeBank(company, ledger, ports.banks, (latest) => ({ ...latest, wake: null }));
		return;
	}
	const now = ports.clock.now();
	if (!isWanted(known, message, now)) return;
	const waits = message.since === undefined ? firstMinutesUntil(connection, now) : null;
	if (waits !== null) return putOff(connection, msOf(waits) - msOf(now), ports);
	if (connection.run !== null) return putOff(connection, booksAfterReadMs, ports);
	try {
		const answer = await ask(connection, known, ports);
		if (answer === null) return await putOff(connection, booksEveryMs, ports);
		const at = ports.clock.now();
		await changeBank(company, ledger, ports.banks, (latest) => looked(latest, answer, at));
	} catch (error) {
		await failed(connection, known, error, ports);
	}
};
