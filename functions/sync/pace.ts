/** How often one ledger is read because of webhooks. What people ask for, and what a mail waits for, is read at once and only counted here. */
import { type Connection, startsKept } from '../../shared/domain/connection.ts';
import { type Instant, instantOfMs, later, msOf } from '../../shared/domain/day.ts';
import { debounceMs, quickReads, slowestMs } from './times.ts';

const hourMs = 60 * 60_000;

/** A read begins now. */
export const startsWith = ({ starts = [] }: Pick<Connection, 'starts'>, now: Instant): readonly Instant[] =>
	[...starts.filter((at) => at > later(now, -hourMs)), now].slice(-startsKept);

/** From the beginning of the last read to that of the next, after so many within an hour: 1, 1, 1, 1, 2, 4, 8, 10 min. */
export const paceMs = (lately: number): number => Math.min(debounceMs * 2 ** Math.max(0, lately - quickReads), slowestMs);

/** When a change that we hear of now is to be read: after the debounce, so that more of them come with it, and not too soon after the last reads. `apartMs`: longer still when the provider's day has become
 * short. */
export const readAfter = ({ starts = [], apartMs = 0 }: Pick<Connection, 'starts' | 'apartMs'>, now: Instant): Instant => {
	const lately = starts.filter((at) => at > later(now, -hourMs));
	const last = starts.at(-1);
	const soon = msOf(now) + debounceMs;
	const paced = last === undefined ? soon : msOf(last) + Math.max(paceMs(lately.length), apartMs);
	return instantOfMs(Math.max(soon, paced));
};
