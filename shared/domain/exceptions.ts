/**
 * What a mail leaves out while it moves the rest on. An invoice on the list keeps the day up to which its own stages are dealt with, so that once nothing is in
 * its way it is reminded of once, at the stage that is right that day: no stage is lost, none comes twice. docs/adr/0005-reminders.md
 */
import type { Day } from './day.ts';
import { type Demanded, demandedOf, nothingAgreed } from './demand.ts';
import type { StoredDocument } from './document.ts';
import type { Facts, Reason } from './mailing.ts';

export type Exception = {
	/** Why it was left out, the last time. */
	readonly why: Reason;
	/** Its stages are dealt with up to and on this day, as it was when it was first left out; null: they never were. */
	readonly through: Day | null;
	/** Those that are counted from another day than the ledger's (an instalment's, one it was put off to) are dealt with up to and on this later day. */
	readonly own?: Day;
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
 * still owed: `LEDGER_UNSURE`. All of it is on its way to us: `IN_FLIGHT`; disputed, promised, paused …: so (`demandedOf`). Of one that is held in part
 * the rest is asked, and it is not left out: a stage belongs to the invoice and not to an amount, and its customer is told of it now. If that payment fails, the
 * next stage asks for the whole; the same stage again would be a second mail for one step.
 */
export const leftOut = (
	invoice: StoredDocument,
	{ demands, why }: Pick<Demanded, 'demands' | 'why'> = demandedOf(invoice, nothingAgreed, invoice.issued),
): Reason | null => (demands.length === 0 ? why : null);

/** Up to and on this day the stages of that invoice are dealt with, counted from the ledger's due day or from a day of its own. */
export const throughOf = (
	{ through, exceptions }: Reach,
	invoice: string,
	counted: 'by due day' | 'by own day' = 'by due day',
): Day | null => {
	const left = exceptions.get(invoice);
	if (!left) return through;
	return counted === 'by own day' ? (left.own ?? left.through) : left.through;
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

/** What a decision left out although its stage had come. What it asks for by a day of its own may be among it, for its due day's stage. */
export const waiting = ({ documents }: Pick<Facts, 'documents'>): Facts['documents'] => documents.filter(waits);

/**
 * The list once a decision is dealt with: what it left out, each with the day it came with. Everything else leaves it: it is in the mail, closed, or has no stage
 * any more. What is asked for by a day of its own stays: the due day's stage is not what its customer was told, and is right again when that day counts no more.
 * Null (nothing was decided): as it was.
 * @param on the day that is dealt with
 */
export const exceptionsAfter = (reach: Reach, facts: Pick<Facts, 'documents'> | null, on: Day): Exceptions => {
	if (!facts) return reach.exceptions;
	return new Map(
		waiting(facts).map(({ id, out, asked }): [string, Exception] => {
			const own = asked ? on : reach.exceptions.get(id)?.own;
			return [id, { why: out ?? 'IN_FLIGHT', through: throughOf(reach, id), ...(own === undefined ? {} : { own }) }];
		}),
	);
};
