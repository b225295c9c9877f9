/** How often a ledger is looked at, and how long a step may stay silent. Sources: DESIGN 9.3 (cadence) and 9.4 (FIFO). */
/** Between deltas when no webhook says more. */
export const deltaEveryMs = 60 * 60_000;
/** Webhooks within this time are one delta: at most one read a minute, however many come (threat T4). */
export const debounceMs = 60_000;
/** A step whose message was lost is sent again after this. Longer than a delivery and the FIFO queue's five minutes of deduplication. */
export const stepLeaseMs = 6 * 60_000;
/** Totals are compared with the ledger at least this often … */
export const tieOutEveryMs = 24 * 60 * 60_000;
/** … and after a read that changed something, but not more often than this: comparing costs calls of the provider's daily limit. */
export const tieOutPauseMs = 10 * 60_000;
/** Closed documents older than this are not copied. Open ones always are. */
export const horizonMonths = 24;
/** A stopped run tries its page again by itself after this. */
export const stoppedRetryMs = 60 * 60_000;

/** 30 s, 1 min, 2 min … at most 30 min. */
export const backoffMs = (failures: number): number => Math.min(30_000 * 2 ** Math.min(failures, 10), 30 * 60_000);

/** An invocation begins no further page after this: well inside the function's time-out, and inside what its access token has left (`spareMs`). */
export const invocationMs = 20_000;
