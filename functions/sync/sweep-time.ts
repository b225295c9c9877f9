/** When a ledger is compared with our copy row by row. ADR 0011. */
import { type Connection, refusedInAll, type SweepOf } from '../../shared/domain/connection.ts';
import { addDays, dayIn, type Instant, later, startOfDay } from '../../shared/domain/day.ts';
import { journalList, type Unread } from '../../shared/domain/document.ts';
import { everythingEveryMs, sweepForTotalsMs, sweepFreshMs, sweepFromMs, sweepMinutes } from './times.ts';

/** The same minute of the night for the same ledger, and ledgers spread over all of them. */
const minuteOf = (ledger: string): number => [...ledger].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % sweepMinutes, 0);

/** In the night after `now`, where the ledger is: people do not work in it then, and mails do not wait. */
export const nextSweep = ({ timeZone, ledger }: Pick<Connection, 'timeZone' | 'ledger'>, now: Instant): Instant => {
	const zone = timeZone ?? 'UTC';
	return later(startOfDay(addDays(dayIn(zone, now), 1), zone), sweepFromMs + minuteOf(ledger) * 60_000);
};

/** One is due, or somebody asked for it. Of one that was given up the wish stays, and waits for its next time. */
export const wantsSweep = ({ phase, sweepAsked, sweepDue, lastSweep }: Connection, now: Instant): boolean => {
	if (phase !== 'live') return false;
	if (sweepDue !== undefined && sweepDue <= now) return true;
	const givenUp = lastSweep !== undefined && lastSweep.failed !== null;
	return sweepAsked !== undefined && sweepAsked !== null && !(givenUp && sweepDue !== undefined);
};

/** It may begin: a delta has just shown what deltas show. */
export const sweepsNow = (connection: Connection, now: Instant): boolean =>
	wantsSweep(connection, now) && connection.freshAsOf !== null && connection.freshAsOf > later(now, -sweepFreshMs);

const differences = (tieOut: Connection['tieOut']): string =>
	(tieOut?.lines ?? [])
		.filter(({ difference }) => difference !== 0)
		.map(({ currency, difference }) => `${currency} ${difference}`)
		.toSorted()
		.join();

/**
 * Totals that differ, as compared just now: each document is looked at, unless that was done a moment ago, or was done and left this very difference: then
 * it lies in what is no document of ours, and would ask for a sweep each hour.
 */
export const totalsAskSweep = (
	{ lastSweep, sweepAsked, tieOut: before }: Connection,
	tieOut: Connection['tieOut'],
	now: Instant,
): SweepOf | null => {
	if (sweepAsked || lastSweep === undefined) return sweepAsked ?? 'open-items';
	const explained = lastSweep.failed === null && differences(before) === differences(tieOut);
	return explained || lastSweep.at > later(now, -sweepForTotalsMs) ? null : 'open-items';
};

export const isList = ({ id }: Pick<Unread, 'id'>): boolean => id.startsWith('list ');
/** Reading everything mends it. The list of journals is in each read, and says itself when it comes whole. */
export const isShortList = (row: Pick<Unread, 'id'>): boolean => isList(row) && row.id !== journalList;

/**
 * What is read. Everything, when the adapter reads more of a row than when everything was last read, and when a list came short: then settled documents may
 * be missing too.
 */
export const sweepOf = (connection: Connection, mapping: number, now: Instant): SweepOf => {
	if (connection.sweepAsked === 'everything' || (connection.mapping ?? 1) < mapping) return 'everything';
	const short = refusedInAll(connection) > 0 && connection.refused.some(isShortList);
	const rested = connection.lastFullAt === null || connection.lastFullAt < later(now, -everythingEveryMs);
	return short && rested ? 'everything' : 'open-items';
};
