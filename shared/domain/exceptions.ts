/**
 * What a mail leaves out while it moves the rest on. An invoice on the list keeps the day up to which its own stages are dealt with, so that once nothing is in
 * its way it is reminded of once, at the stage that is right that day: no stage is lost, none comes twice. docs/adr/0005-reminders.md
 */
import type { Day } from './day.ts';
import type { StoredDocument } from './document.ts';
import type { Facts, Reason } from './mailing.ts';

export type Exception = {
	/** Why it was left out, the last time. */
	readonly why: Reason;
	/** Its stages are dealt with up to and on this day, as it was when it was first left out; null: they never were. */
	readonly through: Day | null;
};
/** By the invoice's id. */
export type Exceptions = ReadonlyMap<string, Exception>;
export const noExceptions: Exceptions = new Map();

/**
 * No item of ours grows with the data. Where more would have to be left out, nobody is written to and nothing moves on: the whole mail waits for those payments
 * to end (a SEPA debit: some days), which loses no stage and repeats none.
 */
export const mostExceptions = 250;

/** How far a customer's reminders are: `through` for every document that is not on the list. */
export type Reach = { readonly through: Day | null; readonly exceptions: Exceptions };

/**
 * Why nothing is asked of an open invoice for the time being; null when it is asked for. The ledger's latest row of it cannot be read, so nobody knows what is
 * still owed: `LEDGER_UNSURE`. All of it is on its way to us: `IN_FLIGHT`. Of one that is held in part
 * the rest is asked, and it is not left out: a stage belongs to the invoice and not to an amount, and its customer is told of it now. If that payment fails, the
 * next stage asks for the whole; the same stage again would be a second mail for one step.
 */
export const leftOut = ({ open, held, doubt }: StoredDocument): Reason | null => {
	if (open <= 0) return null;
	if (doubt !== undefined) return 'LEDGER_UNSURE';
	return held >= open ? 'IN_FLIGHT' : null;
};

/** Up to and on this day the stages of that invoice are dealt with. */
export const throughOf = ({ through, exceptions }: Reach, invoice: string): Day | null => {
	const own = exceptions.get(invoice);
	return own ? own.through : through;
};

/** Up to and on this day the stages of all invoices are dealt with. Who comes next is looked for from here: a day early at worst, since the list may be over. */
export const allThrough = ({ through, exceptions }: Reach): Day | null => {
	let earliest = through;
	for (const own of exceptions.values())
		if (earliest === null || own.through === null) return null;
		else if (own.through < earliest) earliest = own.through;
	return earliest;
};

/** Backlog is left out for ever: no stage of it will come. */
const waits = ({ open, stage, out }: Facts['documents'][number]): boolean =>
	open > 0 && stage !== null && out !== null && out !== 'BACKLOG';

/** What a decision left out although its stage had come. */
export const waiting = ({ documents }: Pick<Facts, 'documents'>): Facts['documents'] => documents.filter(waits);

/**
 * The list once a decision is dealt with: what it left out, each with the day it came with. Everything else leaves it: it is in the mail, closed, or has no stage
 * any more. Null (nothing was decided): as it was.
 */
export const exceptionsAfter = ({ through, exceptions }: Reach, facts: Pick<Facts, 'documents'> | null): Exceptions =>
	facts
		? new Map(waiting(facts).map(({ id, out }) => [id, { why: out ?? 'IN_FLIGHT', through: throughOf({ through, exceptions }, id) }]))
		: exceptions;
