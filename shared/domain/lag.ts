/** How old our copy of a ledger is, against what is promised. */
import type { Connection } from './connection.ts';
import { type Instant, msOf } from './day.ts';

/** The promise: a connected ledger is read each hour, so its copy is never older than this. */
export const promisedMs = 2 * 60 * 60_000;

/** Whole minutes since the copy was complete; null until it was, and for a ledger that is not read any more. */
export const lagMinutes = ({ state, phase, freshAsOf }: Pick<Connection, 'state' | 'phase' | 'freshAsOf'>, now: Instant): number | null =>
	state === 'disconnected' || phase !== 'live' || freshAsOf === null
		? null
		: Math.max(0, Math.floor((msOf(now) - msOf(freshAsOf)) / 60_000));

/** The promise is broken. One that needs reconnecting is another matter: its people are told, and it has no promise until they act. */
export const isLate = (connection: Pick<Connection, 'state' | 'phase' | 'freshAsOf'>, now: Instant): boolean =>
	connection.state === 'connected' && (lagMinutes(connection, now) ?? 0) * 60_000 >= promisedMs;
