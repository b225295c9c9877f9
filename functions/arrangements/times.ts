/** When an arrangement is looked at again though nothing is heard. */
import { hear } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { isOver, nextLook } from '../../shared/domain/arrangements/calendar.ts';
import { facts } from '../../shared/domain/arrangements/kinds.ts';
import type { Invoices } from '../../shared/domain/arrangements/received.ts';
import { isPosted, isRecalled } from '../../shared/domain/arrangements/to-post.ts';
import { type Instant, later, startOfDay } from '../../shared/domain/day.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { standingOf } from './scene.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Over for so long, it is put away, once its invoices are settled. */
export const awayMs = 60 * dayMs;
/** Over, it may still be moved by money that comes or goes back: a read that changed something does not look at it, so it does itself. */
const restingMs = 7 * dayMs;
/** Invoices that are not settled keep it. */
const keptMs = 30 * dayMs;

/** Should the message to the ledger's station be lost. */
const askAgainMs = 2 * minuteMs;
/** What is being written is there in minutes, and seen by a read some minutes later. */
const underWayMs = 5 * minuteMs;
/** A person has to do something about what was refused. */
const refusedMs = 60 * minuteMs;

export const overSince = ({ since, at }: Arrangement): Instant => since ?? at;

const mayMove = (arrangement: Arrangement): boolean => facts.some((fact) => hear({ ...arrangement, noted: [] }, fact) !== null);

const ofOver = (arrangement: Arrangement, now: Instant): Instant => {
	const away = later(overSince(arrangement), awayMs);
	if (away <= now) return later(now, keptMs);
	const resting = later(now, restingMs);
	return mayMove(arrangement) && resting < away ? resting : away;
};

type At = { readonly now: Instant; readonly invoices: Invoices; readonly today: Parameters<typeof nextLook>[1]; readonly timeZone: string };

/** The next moment at which a fact may change, and never later than its day. A read of the ledger that changed something looks at it besides. */
export const wakeOf = (arrangement: Arrangement, posting: Posting | undefined, { now, today, timeZone, invoices }: At): Instant => {
	if (isRecalled(arrangement)) return later(now, askAgainMs);
	if (isOver(arrangement)) return ofOver(arrangement, now);
	// Whoever began it may have been cut before others were told.
	const told = later(arrangement.at, askAgainMs);
	if (arrangement.kind === 'insolvency' && told > now) return told;
	const calendar = startOfDay(nextLook(arrangement, today), timeZone);
	const sooner = (ms: number): Instant => {
		const soon = later(now, ms);
		if (soon < calendar) return soon;
		return calendar;
	};
	if (isPosted(arrangement)) {
		if (arrangement.noted.includes('rejected')) return sooner(refusedMs);
		return sooner(arrangement.posting === null ? askAgainMs : underWayMs);
	}
	return posting && standingOf(posting, invoices) !== 'refused' ? sooner(refusedMs) : calendar;
};
