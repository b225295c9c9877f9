/** A connection as people and programs see it: health in plain words. Used by the connections API and by the hub page. */
import { type Allowance, at, dayLeft, limits, nextDay, usedToday } from '../domain/allowance.ts';
import { apartOf, type Connection, differs, type Progress, type Run, refusedInAll } from '../domain/connection.ts';
import type { Instant } from '../domain/day.ts';
import { forecastOf } from '../domain/forecast.ts';
import { lagMinutes, promisedMs } from '../domain/lag.ts';
import { toDecimal } from '../domain/money.ts';
import type { FreshView } from './bank-view.ts';
import type { CallsView, ConnectionView, SweepView, TieOutView } from './http.ts';

const plural: Readonly<Record<Progress['kind'], string>> = {
	customer: 'customers',
	invoice: 'invoices',
	'credit-note': 'credit notes',
	payment: 'payments',
	overpayment: 'overpayments',
	prepayment: 'prepayments',
	journal: 'journal entries',
	'refund-receipt': 'refund receipts',
};

const words = (run: Run): string => {
	const latest = run.progress.at(-1);
	const where = latest ? `${plural[latest.kind]}, ${latest.done} of ${latest.total}` : 'the ledger';
	switch (run.stage) {
		case 'begin':
			return 'getting to know the ledger';
		case 'pages':
			if (run.mode === 'sweep') return `comparing each document: ${where}`;
			return run.mode === 'backfill' ? `counting ${where}` : `looking for changes: ${where}`;
		case 'missing':
			return 'asking for documents that the ledger did not list';
		case 'recount':
			return 'adding up';
		case 'closing':
			return 'catching up with what changed meanwhile';
		case 'tie-out':
			return 'comparing totals with the ledger';
	}
};

const tieOutView = (tieOut: NonNullable<Connection['tieOut']>, books: Connection['books']): TieOutView => ({
	at: tieOut.at,
	basis: tieOut.basis,
	ties: tieOut.lines.every((line) => !differs(line, books)),
	lines: tieOut.lines.map(({ currency, ours, theirs, difference }) => {
		const apart = apartOf({ currency, difference }, books);
		const text = (minor: number): string => toDecimal({ minor, currency });
		const explained = apart === null ? {} : { apart: { journals: apart.journals, others: apart.others } };
		return { currency, ours: text(ours), theirs: text(theirs), difference: text(difference), ...explained };
	}),
});

const sweepView = ({ at, of, open, missing, calls, found, findings, failed }: NonNullable<Connection['lastSweep']>): SweepView => ({
	at,
	of,
	open,
	missing,
	calls,
	found,
	findings: findings.map(({ how, kind, id, number, currency, was, is }) => {
		const text = (minor: number): string => toDecimal({ minor, currency });
		return { how, kind, id, number, currency, was: was === null ? null : text(was), is: text(is) };
	}),
	failed,
});

const lastRead = ({ lastRun }: Connection): ConnectionView['lastRead'] =>
	lastRun === undefined ? null : { endedAt: lastRun.endedAt, calls: lastRun.calls, changed: lastRun.changed };

const lagView = (connection: Connection, now: Instant): ConnectionView['lag'] => {
	const minutes = lagMinutes(connection, now);
	return minutes === null ? null : { minutes, late: minutes * 60_000 >= promisedMs };
};

const callsView = (stored: Allowance, now: Instant): CallsView => {
	const known = at(stored, now);
	const left = dayLeft(known, now);
	return {
		today: usedToday(known),
		purposes: known.day.used,
		thisMinute: known.minute.used,
		readsThisMonth: limits[known.provider].month === null ? null : known.month.used,
		day: left && { most: left.most, left: left.left, saidAt: left.said ? (known.said?.at ?? null) : null, newAt: nextDay(now) },
		waitUntil: known.wait?.until ?? null,
	};
};

/** `allowance`: what was asked of it; undefined where nothing was. `bank`: how far its bank is posted; undefined where nothing is known. */
export const connectionView = (connection: Connection, now: Instant, allowance?: Allowance, bank?: FreshView): ConnectionView => ({
	ledger: connection.ledger,
	provider: connection.provider,
	name: connection.name,
	state: connection.state,
	phase: connection.phase,
	baseCurrency: connection.baseCurrency ?? '',
	timeZone: connection.timeZone ?? '',
	doing: connection.run && connection.state === 'connected' ? words(connection.run) : null,
	progress: connection.run?.progress ?? [],
	freshAsOf: connection.freshAsOf,
	lag: lagView(connection, now),
	lastFullAt: connection.lastFullAt,
	nextAt: connection.state === 'connected' ? connection.wake : null,
	stopped: connection.stopped && { what: connection.stopped.what, reason: connection.stopped.reason, at: connection.stopped.at },
	lastError: connection.lastError,
	refused: connection.refused.map(({ kind, id, reason, copy }) => ({ kind, id, reason, number: copy?.number ?? null })),
	refusedInAll: refusedInAll(connection),
	counts: connection.counts,
	lastRead: lastRead(connection),
	calls: allowance ? callsView(allowance, now) : null,
	forecast: forecastOf(connection, now),
	untied: connection.untied ? { text: connection.untied.text, at: connection.untied.at, nextAt: connection.untied.nextAt } : null,
	sweep: connection.lastSweep ? sweepView(connection.lastSweep) : null,
	recount: connection.recount,
	tieOut: connection.tieOut ? tieOutView(connection.tieOut, connection.books) : null,
	...(connection.books ? { books: { at: connection.books.at, verdict: connection.books.verdict, scope: connection.books.scope } } : {}),
	...(bank ? { bank } : {}),
});
