/** What each stage of a run does. Every write may be repeated: saves are by version, loads and recounts put the same again. */

import { differs } from '../../shared/domain/connection.ts';
import { addMonths, dayIn, type Instant, isTimeZone, msOf } from '../../shared/domain/day.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import type { Connection, TieOut } from '../../shared/ports/connections.ts';
import { positionFrom } from './control.ts';
import { learnt } from './learn-organisation.ts';
import { noteUnread } from './note-unread.ts';
import type { SyncPorts } from './ports.ts';
import type { ReadAhead } from './read-ahead.ts';
import { finished, finishedUntied, introduced, paged, recounted } from './run.ts';
import { called, type Running } from './running.ts';
import { settledOf } from './settled-of.ts';
import { beginSweep, comparePage, lookForMissing } from './sweep-steps.ts';
import { horizonMonths, tieOutEveryMs, tieOutMs, tieOutPauseMs } from './times.ts';
import { within } from './within.ts';

type Move = (latest: Running) => Connection;
const zoneOf = (connection: Connection): string => connection.timeZone ?? 'UTC';

/** The company takes the time zone of its first ledger, unless a person set one; its day is looked at again at once. */
const adoptTimeZone = async (company: string, timeZone: string, { companies, clock }: SyncPorts): Promise<void> => {
	for (;;) {
		const known = await companies.company(company);
		if (!known || known.timeZoneKnown || !isTimeZone(timeZone)) return;
		if ((await companies.saveCompany({ ...known, timeZone, timeZoneKnown: true, wake: clock.now() })) === 'saved') return;
	}
};

const begin = async (running: Running, accounting: Accounting, ports: SyncPorts): Promise<Move> => {
	const organisation = await accounting.organisation();
	await adoptTimeZone(running.company, organisation.timeZone, ports);
	const unread = await ports.books.unread(running);
	return (latest) => introduced(latest, organisation, { unread, mapping: accounting.mapping }, ports.clock.now());
};

const cursorOf = ({ run, watermark, ...connection }: Running, accounting: Accounting, ports: SyncPorts): string => {
	if (run.cursor !== null) return run.cursor;
	if (run.sweep?.of === 'open-items') return accounting.openItems();
	if (run.mode === 'sweep' || (run.mode === 'backfill' && run.stage === 'pages'))
		return accounting.everything(addMonths(dayIn(connection.timeZone ?? 'UTC', run.startedAt), -horizonMonths));
	const since = run.mode === 'backfill' ? run.watermark : watermark;
	if (since === null) throw new Error(`no watermark to read changes from (${ports.clock.now()})`);
	return accounting.changes(since);
};

const readPage = async (running: Running, ahead: ReadAhead, ports: SyncPorts): Promise<Move> => {
	const { company, ledger, run } = running;
	const scope = { company, ledger };
	const cursor = cursorOf(running, ahead.accounting, ports);
	if (run.mode === 'sweep') return comparePage(running, cursor, ahead, ports);
	const page = await ahead.page(cursor);
	const now = ports.clock.now();
	let changed = page.customers.length + page.documents.length;
	if (run.mode === 'backfill' && run.stage === 'pages') {
		await ports.books.loadCustomers(scope, page.customers, run.startedAt);
		await ports.books.load(scope, page.documents, run.startedAt);
	} else {
		const customers = await ports.books.saveCustomers(scope, page.customers, now);
		const settled = await settledOf(scope, page.settled ?? [], ports);
		const documents = await ports.books.save(scope, [...page.documents, ...settled], now);
		changed = customers.written + documents.written;
	}
	const noted = await noteUnread(running, page, now, ports);
	changed += noted?.changed ?? 0;
	return (latest) => paged(latest, page, { changed, unread: noted?.unread ?? null }, now);
};

const recount = async (running: Running, ports: SyncPorts): Promise<Move> => {
	const { company, ledger } = running;
	await ports.books.recount({ company, ledger }, 'write', dayIn(zoneOf(running), ports.clock.now()));
	return (latest) => recounted(latest, ports.clock.now());
};

/**
 * Due once a day, when the last one did not tie (the ledger may have changed while it was made), and when something changed since; then with a pause
 * between, since comparing costs calls. One that could not be had sets its own pace.
 */
const tieOutDue = ({ run, tieOut, changedAt, untied, books }: Running, now: Instant): boolean => {
	// Each document was compared: now the sum is to be as well.
	if (run.mode === 'sweep') return true;
	if (run.copyOnly && tieOut !== null && msOf(now) - msOf(tieOut.at) <= tieOutEveryMs) return false;
	if (untied) return now >= untied.nextAt;
	if (tieOut === null || tieOut.lines.some((line) => differs(line, books))) return true;
	const since = msOf(now) - msOf(tieOut.at);
	return since > tieOutEveryMs || (changedAt !== null && changedAt > tieOut.at && since > tieOutPauseMs);
};

const tookTooLong = `comparing took longer than ${tieOutMs / 1000} seconds.`;

const tie = async (running: Running, accounting: Accounting, ports: SyncPorts): Promise<Move> => {
	const now = ports.clock.now();
	const told = await learnt(running, accounting, ports.clock);
	if (!tieOutDue(running, now)) return (latest) => finished({ ...latest, ...told }, latest.tieOut, now);
	const control = await within(accounting.control(), tieOutMs, ports.clock);
	if (control === null) return (latest) => finishedUntied(called({ ...latest, ...told }, 1), tookTooLong, ports.clock.now());
	const ours = await positionFrom(running, ports.books);
	const codes = [...new Set([...ours.keys(), ...control.figures.map((figure) => figure.currency)])].toSorted();
	const lines: TieOut[] = codes.map((currency) => {
		const mine = ours.get(currency) ?? 0;
		const theirs = control.figures.find((figure) => figure.currency === currency)?.minor ?? 0;
		return { currency, ours: mine, theirs, difference: mine - theirs };
	});
	return (latest) => finished({ ...latest, ...told }, { at: now, basis: control.basis, lines }, now);
};

export const doStep = async (running: Running, ahead: ReadAhead, ports: SyncPorts): Promise<Move> => {
	const { accounting } = ahead;
	switch (running.run.stage) {
		case 'begin':
			return running.run.mode === 'sweep' ? beginSweep(running, accounting, ports) : begin(running, accounting, ports);
		case 'pages':
		case 'closing':
			return readPage(running, ahead, ports);
		case 'recount':
			return recount(running, ports);
		case 'missing':
			return lookForMissing(running, accounting, ports);
		case 'tie-out':
			return tie(running, accounting, ports);
	}
};
