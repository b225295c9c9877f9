/** The freshness barrier (DESIGN 9.2): nothing is sent about a ledger that was not read just before. */
import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { neededSince } from './ask-ledger.ts';
import { staleMs, unreadableMs } from './times.ts';

/**
 * `fresh`: read completely since the candidate was planned, and within ten minutes. `stale`: wait until `wake`, and `ask` for a read unless the provider
 * wants a pause. `gone`: the ledger is no longer ours to speak of.
 */
export type Freshness =
	| { readonly is: 'fresh'; readonly freshAsOf: Instant }
	| { readonly is: 'stale'; readonly ask: boolean; readonly wake: Instant }
	| { readonly is: 'gone' };

export const freshnessOf = ({ plannedAt }: Pick<Mailing, 'plannedAt'>, connection: Connection | null, now: Instant): Freshness => {
	if (!connection || connection.state === 'disconnected') return { is: 'gone' };
	if (connection.state === 'needs-reconnecting' || connection.phase !== 'live')
		return { is: 'stale', ask: false, wake: later(now, unreadableMs) };
	const { freshAsOf, lastError } = connection;
	if (freshAsOf !== null && freshAsOf >= neededSince(plannedAt, now)) return { is: 'fresh', freshAsOf };
	const soon = later(now, staleMs);
	const retryAt = lastError?.retryAt ?? null;
	if (retryAt === null || retryAt <= soon) return { is: 'stale', ask: true, wake: soon };
	const latest = later(now, unreadableMs);
	if (retryAt > latest) return { is: 'stale', ask: false, wake: latest };
	return { is: 'stale', ask: false, wake: retryAt };
};
