/** How long a booking may stay silent, and how soon it is tried again. */
import type { Instant } from '../../shared/domain/day.ts';
import { msOf } from '../../shared/domain/day.ts';

/** While a token is being renewed: seconds, as a rule. */
export const tokenMs = 30_000;
/** A connection that a person must mend, and a hub that only shows what it would book. */
export const personMs = 60 * 60_000;
/** Ledger silent: a quarter of how long the payment has waited already, 30 s to 30 min. */
export const silenceMs = (receivedAt: Instant, now: Instant): number =>
	Math.min(30 * 60_000, Math.max(30_000, Math.floor((msOf(now) - msOf(receivedAt)) / 4)));
/** Refusals of a ledger after which only a person helps … */
export const refusalsUntilStuck = 4;
/** … and the pauses between them: 2, 8, 32 min. */
export const refusalMs = (tries: number): number => 120_000 * 4 ** Math.min(tries, 3);

/** A note that is not in the ledger by then is left out: what it says is old, and nobody waits for it. */
export const noteMs = 24 * 60 * 60_000;
/** Calls that are not to be had for longer than this are not waited for by a note. */
export const noteWaitMs = 10 * 60_000;
/** So many mails are taken up each minute, of one ledger no more than its part, and of each so many invoices, however many wait: 15 notes of a ledger, 100 of all. */
export const notedMails = 20;
export const notedOfLedger = 3;
export const notesAVisit = 5;
/** So many are looked through for them, so that one ledger's do not hide all others'. */
export const notedLooked = 500;
/** A mail whose turn did not come by then is not noted any more. */
export const noteTurnMs = 3 * 24 * 60 * 60_000;

/** An invocation begins no further booking after this: well inside the function's time-out, and inside what its access token has left. */
export const invocationMs = 40_000;
