import { randomUUID } from 'node:crypto';
import { addDays, type Day, dayIn, isDay } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { BankRecords } from '../../shared/ports/bank-postings.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { changeBank } from './change-bank.ts';

type Ports = {
	readonly connections: Connections;
	readonly companies: Companies;
	readonly banks: BankRecords;
	readonly queues: Queues;
	readonly clock: Clock;
};
type Person = { readonly company: CompanyId; readonly user: string; readonly name: string };

/** Further back it says nothing that anybody asks. */
const oldestDays = 366;

const refuse = (code: string, detail: string): Refusal =>
	new Refusal(400, code, 'That day cannot be taken', detail, { fields: [{ path: 'day', message: detail }] });

const dayAsked = (text: string | undefined, today: Day): Day => {
	if (!isDay(text)) throw refuse('DAY_UNREADABLE', 'Write the day as YYYY-MM-DD.');
	if (text > today) throw refuse('DAY_AHEAD', `Nobody can have posted a day that is not over: choose ${today} or an earlier day.`);
	if (text < addDays(today, -oldestDays)) throw refuse('DAY_TOO_OLD', 'Choose a day of the last twelve months.');
	return text;
};

const mustBeRead = async (company: CompanyId, ledger: LedgerId, connections: Connections): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
};

/**
 * A person says that everything in the bank up to this day is in the books. The latest word counts, also an earlier day than the one before it. The same word
 * of the same person twice is one. 3 RCU, ≤ 6 WCU.
 */
export const sayPosted = async (
	{ company, user, name }: Person,
	ledger: LedgerId,
	asked: string | undefined,
	{ connections, companies, banks, clock }: Ports,
): Promise<Day> => {
	await mustBeRead(company, ledger, connections);
	const now = clock.now();
	const day = dayAsked(asked, dayIn((await companies.company(company))?.timeZone ?? 'UTC', now));
	await changeBank(company, ledger, banks, (known) =>
		known.said?.day === day && known.said.user === user ? null : { ...known, said: { day, user, name, at: now } },
	);
	return day;
};

/** What a person said holds no longer: the ledger's own latest posting tells again. Nothing said is nothing to take back. */
export const takeBackPosted = async (company: CompanyId, ledger: LedgerId, { connections, banks }: Ports): Promise<void> => {
	await mustBeRead(company, ledger, connections);
	await changeBank(company, ledger, banks, (known) => (known.said === null ? null : { ...known, said: null }));
};

/** A person wants the bank looked at now: at most 3 calls, in the ledger's lane. */
export const askForBank = async (company: CompanyId, ledger: LedgerId, { connections, queues, clock }: Ports): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	if (connection.state !== 'connected')
		throw new Refusal(409, 'NEEDS_RECONNECTING', 'The ledger cannot be asked', 'It is not connected. Press Reconnect first.');
	if (connection.phase !== 'live')
		throw new Refusal(409, 'NOT_READ_YET', 'The ledger is being read', 'Its bank is looked at when it was read for the first time.');
	await queues.send({ type: 'sync.bank', company, ledger, since: clock.now() }, { dedupe: randomUUID() });
};
