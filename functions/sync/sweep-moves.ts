/** The moves of a sweep: pure, as those of `run.ts`. */
import { type Connection, findingsShown, type LastSweep, refusedOf, type Sweeping, type SweepOf } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Unread } from '../../shared/domain/document.ts';
import type { Finding } from '../../shared/domain/sweep.ts';
import type { Page } from '../../shared/ports/accounting.ts';
import { progressed, type Running, stepped } from './running.ts';
import { nextSweep } from './sweep-time.ts';
import { deltaEveryMs, sweepAgainMs } from './times.ts';

const none: Sweeping = { of: 'open-items', mapping: null, short: false, open: 0, missing: 0, found: 0, findings: [] };
const sweeping = ({ run }: Running): Sweeping => run.sweep ?? none;

export const sweepStarted = (connection: Running, of: SweepOf, mapping: number, now: Instant): Running =>
	stepped(connection, now, { stage: 'pages', sweep: { ...none, of, mapping: of === 'everything' ? mapping : null } });

/** What a step put right. `unread`: all rows that cannot be read now; null when nothing was said of any. */
export type Mended = { readonly changed: number; readonly findings: readonly Finding[]; readonly unread: readonly Unread[] | null };

const mended = (connection: Running, { changed, findings, unread }: Mended, now: Instant) => {
	const known = sweeping(connection);
	return {
		run: { changed: connection.run.changed + changed },
		sweep: {
			...known,
			found: known.found + findings.length,
			findings: [...known.findings, ...findings].slice(0, findingsShown),
		},
		more: { ...(unread === null ? {} : refusedOf(unread)), ...(changed > 0 ? { changedAt: now } : {}) },
	};
};

/** One page is compared. `open`: documents on it that are open; `short`: one of its lists did not come whole. */
export const compared = (
	connection: Running,
	page: Page,
	{ open, short, ...done }: Mended & { readonly open: number; readonly short: boolean },
	now: Instant,
): Running => {
	const { run, sweep, more } = mended(connection, done, now);
	const progress = progressed(connection.run.progress, page.progress);
	const seen = { ...sweep, open: sweep.open + open, short: sweep.short || short };
	const on = page.next === null ? { stage: 'missing' as const, cursor: null } : { cursor: page.next };
	return stepped(connection, now, { ...run, ...on, progress, sweep: seen }, more);
};

/** What the ledger did not show is filed in so many batches, which are asked for one by one. */
export const filed = (connection: Running, { documents, batches }: { documents: number; batches: number }, now: Instant): Running => {
	const sweep = { ...sweeping(connection), missing: documents };
	return stepped(connection, now, batches > 0 ? { cursor: '0', sweep } : { stage: 'tie-out', cursor: null, sweep });
};

/** Batch `n` was asked for. */
export const looked = (connection: Running, n: number, done: Mended, now: Instant): Running => {
	const { run, sweep, more } = mended(connection, done, now);
	return stepped(connection, now, { ...run, cursor: String(n + 1), sweep }, more);
};

/** All batches were. */
export const lookedAtAll = (connection: Running, unread: readonly Unread[] | null, now: Instant): Running =>
	stepped(connection, now, { stage: 'tie-out', cursor: null }, unread === null ? {} : refusedOf(unread));

const lastOf = (connection: Running, failed: string | null, now: Instant): LastSweep => ({
	...sweeping(connection),
	at: now,
	calls: connection.run.calls,
	failed,
});

/** What a sweep that is over leaves behind; nothing for other runs. */
export const sweepOver = (connection: Running, now: Instant): Partial<Connection> => {
	const { run } = connection;
	if (run.mode !== 'sweep') return connection.sweepDue === undefined ? { sweepDue: nextSweep(connection, now) } : {};
	const { of, mapping } = sweeping(connection);
	const whole = of === 'everything' ? { lastFullAt: now, ...(mapping === null ? {} : { mapping }) } : {};
	// Asked for while what is open was compared: everything is more, and still to come.
	const sweepAsked = connection.sweepAsked === 'everything' && of === 'open-items' ? connection.sweepAsked : null;
	return { lastSweep: lastOf(connection, null, now), sweepAsked, sweepDue: nextSweep(connection, now), ...whole };
};

/** Given up: what it put right stays, as does the wish of who asked for it, deltas go on, and it is begun anew some hours later (`due`). */
export const sweepGivenUp = (connection: Running, reason: string, now: Instant, due = later(now, sweepAgainMs)): Connection => {
	const { mode, startedAt, calls, changed } = connection.run;
	return {
		...connection,
		run: null,
		lastRun: { mode, startedAt, endedAt: now, calls, changed },
		lastSweep: lastOf(connection, reason, now),
		sweepDue: due,
		stopped: null,
		lastError: null,
		wake: connection.askedAt || connection.dirtyAt ? now : later(now, deltaEveryMs),
	};
};
