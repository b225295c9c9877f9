/** How long things of the pay station live, and how often they are looked at. */
import { type Instant, msOf } from '../../shared/domain/day.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The page's cookie (facts/practice.md 7). */
export const cookieSeconds = 30 * 60;
/** A page link that a person made: 60 days, as those of mails (facts/practice.md 7). */
export const linkMs = 60 * dayMs;
/** A Stripe session: its minimum is 30 minutes from when Stripe makes it, which is a little after we decided. */
export const sessionMs = 31 * minuteMs;
/** A reservation whose page was cut off is given back after this: longer than a page may work (28 s). */
export const reservingMs = 2 * minuteMs;
/** An open session is asked after at least so often, should Stripe's event be lost. Six questions in its life. */
export const lookAgainMs = 5 * minuteMs;
/** A bank debit takes days. */
export const payingLookMs = 6 * hourMs;
/** An active payment link's sessions are asked after at least so often, should Stripe's event be lost: four questions a day. */
export const linkLookMs = 6 * hourMs;
/** While Stripe is silent no further link is begun with after this: each may take two calls' time-outs of the function's minute. */
export const linksMs = 20_000;
/** What cannot be said at this moment is asked again after this. */
export const soonMs = minuteMs;
/** Stripe silent: a quarter of how long the thing has been there already, 1 to 15 min. */
export const silenceMs = (since: Instant, now: Instant): number =>
	Math.min(15 * minuteMs, Math.max(soonMs, Math.floor((msOf(now) - msOf(since)) / 4)));
/** A payment link that was begun or is being closed, should we be cut off. */
export const linkLeaseMs = 2 * minuteMs;
/** A customer may have so many sessions open at once: colleagues, each with some invoices. */
export const mostOpen = 5;
/** A payment may be for so many invoices: the oldest first. An item of the table holds ten times more. */
export const mostShares = 500;
