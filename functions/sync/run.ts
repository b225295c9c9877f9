/** The moves of a run: pure, from one connection to the next. Every move that finishes a step adds one to `step`, so an old message is known as old. */
import { type Connection, differs, refusedOf } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Unread } from '../../shared/domain/document.ts';
import type { Organisation, Page } from '../../shared/ports/accounting.ts';
import { readAfter, startsWith } from './pace.ts';
import { progressed, type Running, stepped } from './running.ts';
import { sweepOver } from './sweep-moves.ts';
import { totalsAskSweep, wantsSweep } from './sweep-time.ts';
import { backoffMs, deltaEveryMs, organisationEveryMs, stepLeaseMs, stoppedRetryMs, tieOutPauseMs, untiedPauseMs } from './times.ts';

/** A first full read, or a delta from the watermark: signals that came before are covered by it. Or a sweep, which covers none. */
export const begun = (
	connection: Connection,
	id: string,
	now: Instant,
	{
		sweeps = false,
		copyOnly = false,
		asked = false,
	}: { readonly sweeps?: boolean; readonly copyOnly?: boolean; readonly asked?: boolean } = {},
): Running => ({
	...connection,
	run: {
		id,
		mode: connection.phase === 'backfill' ? 'backfill' : sweeps ? 'sweep' : 'delta',
		stage: connection.phase === 'backfill' || sweeps ? 'begin' : 'pages',
		step: 0,
		cursor: null,
		watermark: null,
		startedAt: now,
		calls: 0,
		changed: 0,
		progress: [],
		failures: 0,
		waitsForToken: false,
		...(copyOnly ? { copyOnly } : {}),
		...(asked ? { asked } : {}),
	},
	...(sweeps ? {} : { dirtyAt: null, askedAt: null, starts: startsWith(connection, now) }),
	wake: later(now, stepLeaseMs),
});

/** `unread`: what could not be read when this ledger was connected before. */
export const introduced = (
	connection: Running,
	{ name, legal, baseCurrency, timeZone }: Organisation,
	{ unread, mapping }: { readonly unread: readonly Unread[]; readonly mapping: number },
	now: Instant,
): Running => {
	const organisationDue = later(now, organisationEveryMs);
	const said = { name, legal, baseCurrency, timeZone, organisationDue, mapping };
	return stepped(connection, now, { stage: 'pages' }, { ...said, ...refusedOf(unread) });
};

/** What the page's save did. `unread`: all rows that cannot be read; null when the page says nothing of any. */
export type Kept = { readonly changed: number; readonly unread: readonly Unread[] | null };

/** One page is saved. After the last one a backfill adds up, a delta is complete. */
export const paged = (connection: Running, page: Page, { changed, unread }: Kept, now: Instant): Running => {
	const { run } = connection;
	// The closing delta of a backfill counts changes, not the ledger: what the full read counted stays.
	const progress = run.stage === 'closing' ? run.progress : progressed(run.progress, page.progress);
	const seen = { changed: run.changed + changed, progress };
	const more = { ...(unread === null ? {} : refusedOf(unread)), ...(changed > 0 || page.compare ? { changedAt: now } : {}) };
	if (page.next !== null) return stepped(connection, now, { ...seen, cursor: page.next }, more);
	const watermark = page.watermark;
	if (run.mode === 'backfill' && run.stage === 'pages')
		return stepped(connection, now, { ...seen, stage: 'recount', cursor: null, watermark }, more);
	return stepped(
		connection,
		now,
		{ ...seen, stage: 'tie-out', cursor: null, watermark },
		{ ...more, ...complete(connection, watermark, now) },
	);
};

/** The ladders stand; what changed since the backfill began is read in live mode. */
export const recounted = (connection: Running, now: Instant): Running => stepped(connection, now, { stage: 'closing', cursor: null });

const complete = (connection: Running, watermark: string, now: Instant): Partial<Connection> => {
	const { run } = connection;
	const full = run.mode === 'backfill';
	return {
		phase: 'live',
		watermark,
		freshAsOf: run.startedAt,
		lastDeltaAt: now,
		...(full ? { lastFullAt: now, counts: Object.fromEntries(run.progress.map(({ kind, done }) => [kind, done])) } : {}),
	};
};

/** This run found changes and left the totals to another. */
const owesTotals = ({ run: { copyOnly }, changedAt, tieOut }: Running): boolean =>
	copyOnly === true && changedAt !== null && (tieOut === null || changedAt > tieOut.at);

/**
 * The run is over. `tieOut`: as compared just now, or as it was. What somebody asked for meanwhile is read at once; a webhook that came meanwhile, or
 * totals that differ after a change, bring the next read soon.
 */
export const finished = (connection: Running, tieOut: Connection['tieOut'], now: Instant): Connection => {
	const { mode, startedAt, calls, changed } = connection.run;
	const compared = tieOut !== connection.tieOut;
	const untrue = compared && (tieOut?.lines.some((line) => differs(line, connection.books)) ?? false);
	const soon = connection.dirtyAt !== null || (untrue && changed > 0 && mode !== 'sweep');
	const next = {
		...connection,
		...sweepOver(connection, now),
		...(untrue && mode !== 'sweep' ? { sweepAsked: totalsAskSweep(connection, tieOut, now) } : {}),
	};
	const idle = wantsSweep(next, now) ? now : later(now, owesTotals(connection) ? tieOutPauseMs : deltaEveryMs);
	return {
		...next,
		run: null,
		lastRun: { mode, startedAt, endedAt: now, calls, changed },
		tieOut,
		...(compared ? { untied: null } : {}),
		stopped: null,
		lastError: null,
		wake: isAsked(connection) ? now : soon ? readAfter(connection, now) : idle,
	};
};

/** Somebody waits for a read that begins after theirs was asked for. */
export const isAsked = ({ askedAt }: Connection): boolean => askedAt !== undefined && askedAt !== null;

/** The copy is complete, but the ledger's own totals could not be had: that is said, tried again after a pause that grows, and holds nothing up. */
export const finishedUntied = (connection: Running, text: string, now: Instant): Connection => {
	const times = (connection.untied?.times ?? 0) + 1;
	return { ...finished(connection, connection.tieOut, now), untied: { at: now, text, times, nextAt: later(now, untiedPauseMs(times)) } };
};

/** The step could not be done now and is looked at again: when the provider said, or after a growing pause. */
export const postponed = (connection: Running, text: string, retryAfterMs: number | null, now: Instant, waitsForToken = false): Running => {
	const failures = connection.run.failures + 1;
	const retryAt = later(now, retryAfterMs ?? backoffMs(failures - 1));
	return {
		...connection,
		run: { ...connection.run, failures, waitsForToken },
		stopped: null,
		lastError: { text, at: now, retryAt },
		wake: retryAt,
	};
};

/** The same step failed as often as a message is delivered. It stays where it is; other ledgers go on. Failing again, it is the same incident. */
export const stopped = (connection: Running, reason: string, now: Instant): Running => {
	const { run } = connection;
	const latest = run.progress.at(-1);
	const what = `step ${run.step + 1} (${run.stage}${latest ? `, after ${latest.kind} ${latest.done} of ${latest.total}` : ''})`;
	const { at = now, triedAt = null } = connection.stopped ?? {};
	return { ...connection, stopped: { what, reason, at, triedAt }, wake: later(now, stoppedRetryMs) };
};

/** A stopped step is taken up again: written before the try, so that one that is cut is no reason to try again and again. */
export const retried = (connection: Running, now: Instant): Running => ({
	...connection,
	stopped: connection.stopped && { ...connection.stopped, triedAt: now },
	wake: later(now, stoppedRetryMs),
});
