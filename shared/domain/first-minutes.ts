import type { Connection } from './connection.ts';
import { type Instant, later } from './day.ts';

const firstMinutesMs = 2 * 60_000;

/**
 * Xero takes 60 calls a minute, and a first read may have asked most of them: for so long what is left is for the person who presses "Read now", and what we
 * read besides (the bank, payables) waits. Until when; null: it need not wait. `lastRun`: of a first read, when it ended.
 */
export const firstMinutesUntil = ({ lastRun }: Pick<Connection, 'lastRun'>, now: Instant): Instant | null => {
	if (lastRun?.mode !== 'backfill') return null;
	const until = later(lastRun.endedAt, firstMinutesMs);
	return until > now ? until : null;
};
