/** How often a ledger is looked at, and how long a step may stay silent. Sources: DESIGN 9.3 (cadence) and 9.4 (FIFO). */
/** Between deltas when no webhook says more. */
export const deltaEveryMs = 60 * 60_000;
/** Webhooks within this time are one delta … */
export const debounceMs = 60_000;
/** … and after so many reads within an hour each further one waits twice as long after the one before (`pace.ts`) … */
export const quickReads = 4;
/** … at most this. */
export const slowestMs = 10 * 60_000;
/** What comes of it: however many webhooks arrive, new or replayed (threat T4), they bring no more reads than this within any hour. Held by a test. */
export const readsAnHour = 12;
/** A step whose message was lost is sent again after this. Longer than a delivery and the FIFO queue's five minutes of deduplication. */
export const stepLeaseMs = 6 * 60_000;
/** Totals are compared with the ledger at least this often … */
export const tieOutEveryMs = 24 * 60 * 60_000;
/** … and after a read that changed something, but not more often than this: comparing costs calls of the provider's daily limit. */
export const tieOutPauseMs = 10 * 60_000;
/** Comparing is given up after this: half of what the function has (lib/stations/sync.ts), so that the run always gets to say so and end. */
export const tieOutMs = 60_000;
/** Totals that could not be had are asked for again after 10 min, 20 min, 40 min … at most a day. */
export const untiedPauseMs = (times: number): number => Math.min(tieOutPauseMs * 2 ** Math.min(times - 1, 10), tieOutEveryMs);
/** What the organisation says of itself is asked for again once a day; when that fails, with the next hour's read. */
export const organisationEveryMs = 24 * 60 * 60_000;
/** One no (403) may be a hiccup of a firewall: only a second one, so long after it, turns the connection off. */
export const forbiddenApartMs = 10 * 60_000;
/** So many refusals of tokens that were renewed since the first one: no renewing mends that. */
export const renewedRefusals = 3;
/** A sweep follows a delta that began no longer ago, so that what it finds is what deltas do not show. */
export const sweepFreshMs = 15 * 60_000;
/** In the ledger's night: from so long after midnight on, each ledger at a minute of its own within so many. */
export const sweepFromMs = 60 * 60_000;
export const sweepMinutes = 240;
/** A sweep that cannot go on is given up after so many tries, or when it is told to wait longer than this: deltas must not wait for it. */
export const sweepTries = 3;
export const sweepWaitMs = 5 * 60_000;
/** … and begun anew after this. */
export const sweepAgainMs = 6 * 60 * 60_000;
/** Totals that do not tie ask for a sweep, when there was none within this time. */
export const sweepForTotalsMs = 60 * 60_000;
/** Lists that came short have everything read again, not more often than this. */
export const everythingEveryMs = 6 * 24 * 60 * 60_000;
/** Closed documents older than this are not copied. Open ones always are. */
export const horizonMonths = 24;
/** A stopped run tries its page again by itself after this. */
export const stoppedRetryMs = 60 * 60_000;

/** 30 s, 1 min, 2 min … at most 30 min. */
export const backoffMs = (failures: number): number => Math.min(30_000 * 2 ** Math.min(failures, 10), 30 * 60_000);

/** A batch of documents that a mail waits for is given up after this: half of what the function has (lib/stations/sync.ts). */
export const lookMs = 60_000;
/** An invocation begins no further page after this: well inside the function's time-out, and inside what its access token has left (`spareMs`). */
export const invocationMs = 20_000;
