/** What each stage of a sweep does. Every write may be repeated: what is put right once is not found a second time. */
import { type Connection, refusedOf } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import type { ReadRow } from '../../shared/domain/document.ts';
import { remaining } from '../../shared/domain/sweep.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import { lookJournals } from './look-journals.ts';
import { anyVersion, noteUnread } from './note-unread.ts';
import type { SyncPorts } from './ports.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { Running } from './running.ts';
import { settleLooked } from './settle-looked.ts';
import { compared, filed, looked, lookedAtAll, sweepStarted } from './sweep-moves.ts';
import { isList, isShortList, sweepOf } from './sweep-time.ts';

type Move = (latest: Running) => Connection;

export const beginSweep = (running: Running, accounting: Accounting, { clock }: SyncPorts): Move => {
	const now = clock.now();
	const of = sweepOf(running, accounting.mapping, now);
	return (latest) => sweepStarted(latest, of, accounting.mapping, now);
};

/** A page of what the ledger shows: taken over where it differs, and what is open on it is noted as seen. */
export const comparePage = async (running: Running, cursor: string, ahead: ReadAhead, ports: SyncPorts): Promise<Move> => {
	const { company, ledger, run } = running;
	const scope = { company, ledger };
	const page = await ahead.page(cursor);
	const now = ports.clock.now();
	const customers = await ports.books.repairCustomers(scope, page.customers, now);
	const { written, findings } = await ports.books.repair(scope, page.documents, now);
	const open = page.documents.filter((document) => remaining(document) > 0);
	if (open.length > 0) await ports.sweeps.note(scope, run.id, run.step, open);
	const noted = await noteUnread(running, page, now, ports);
	const changed = customers.written + written + (noted?.changed ?? 0);
	const done = { changed, findings, unread: noted?.unread ?? null, open: open.length, short: page.refused.some(isShortList) };
	return (latest) => compared(latest, page, done, now);
};

/** The lists of this sweep came whole: what earlier reads said was missing in them is not missing any more. Of settled documents only everything tells. */
const listsAreWhole = async (running: Running, now: Instant, ports: SyncPorts) => {
	const { sweep } = running.run;
	if (!sweep || sweep.short) return null;
	const unread = await ports.books.unread(running);
	const rows = unread.filter((row) => isShortList(row) && (sweep.of === 'everything' || row.id === 'list deletions'));
	// The connection may list one that never came to the books: its page was cut in between, and came whole the next time.
	if (rows.length === 0) return running.refused.some(isShortList) ? unread : null;
	const well = rows.map(({ kind, id }): ReadRow => ({ kind, id, version: anyVersion }));
	return (await ports.books.noteRows(running, { refused: [], well }, now)).unread;
};

/** Rows that could not be read are asked for again, whether or not the ledger showed them. */
const file = async (running: Running, accounting: Accounting, ports: SyncPorts): Promise<Move> => {
	const { company, ledger, run } = running;
	const unread = await ports.books.unread(running);
	const again = unread.flatMap(({ kind, id }) => (kind === 'customer' || isList({ id }) || id === '?' ? [] : [{ kind, id }]));
	const batches = await ports.sweeps.file({ company, ledger }, run.id, again, (kind) => accounting.atOnce(kind));
	const now = ports.clock.now();
	// Nothing is asked for: this is the end of what is compared.
	const whole = batches.batches === 0 ? await listsAreWhole(running, now, ports) : null;
	return (latest) => ({ ...filed(latest, batches, now), ...(whole === null ? {} : refusedOf(whole)) });
};

/** What is open here and was not shown: the ledger is asked for each of them. */
export const lookForMissing = async (running: Running, accounting: Accounting, ports: SyncPorts): Promise<Move> => {
	const { company, ledger, run } = running;
	if (run.cursor === null) return file(running, accounting, ports);
	const n = Number(run.cursor);
	const batch = await ports.sweeps.batch({ company, ledger }, run.id, n);
	if (batch === null) {
		const now = ports.clock.now();
		const unread = await listsAreWhole(running, now, ports);
		return (latest) => lookedAtAll(latest, unread, now);
	}
	const answer = batch.kind === 'journal' ? await lookJournals(accounting, batch.ids) : await accounting.look(batch.kind, batch.ids);
	const now = ports.clock.now();
	const done = await settleLooked(running, batch.kind, batch.ids, answer, now, ports);
	return (latest) => looked(latest, n, done, now);
};
