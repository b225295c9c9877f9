/**
 * What was agreed with a customer, or decided about one, that changes what may be chased, charged and funded. One record each, one state at a time;
 * what moves it is in `machine.ts`, what it holds meanwhile in `standing.ts`. docs/adr/0020-arrangements.md
 */

/** The states of each kind, first the one or ones that it begins in. */
export const statesOf = {
	/** The customer says that an invoice, or an amount of it, is not owed as it stands. */
	dispute: ['open', 'proposed', 'conceded', 'resolved', 'upheld', 'withdrawn', 'moot'],
	/** An amount by a day. */
	promise: ['open', 'kept', 'broken', 'superseded', 'cancelled'],
	/** Instalments with days of their own. */
	plan: ['asked', 'offered', 'active', 'suspended', 'completed', 'defaulted', 'declined', 'refused', 'lapsed', 'cancelled', 'superseded'],
	/** Another day to pay by. The due day in the ledger stays, for aging, interest and factoring. */
	extension: ['asked', 'active', 'over', 'declined', 'lapsed', 'cancelled', 'superseded'],
	/** Pay x by a day, and the rest is credited once x is here. */
	settlement: ['asked', 'offered', 'paid', 'closed', 'declined', 'refused', 'lapsed', 'cancelled', 'superseded'],
	/** What we owe them as a supplier against what they owe us. */
	'set-off': ['asked', 'agreed', 'done', 'declined', 'lapsed', 'cancelled'],
	/** A credit for whoever has paid all that is named by a day. */
	reward: ['asked', 'offered', 'earned', 'granted', 'lost', 'declined', 'lapsed', 'cancelled'],
	/** Nobody is written to until a day. */
	pause: ['active', 'over', 'lifted'],
	/** What the customer may still buy: for sales; what is owed is chased all the same. */
	hold: ['active', 'released'],
	/** A court or the customer says that debts are not paid as they fall due. */
	insolvency: ['active', 'ended'],
	/** The customer lets us take what falls due. */
	mandate: ['asked', 'active', 'suspended', 'ended'],
} as const;

export type ArrangementKind = keyof typeof statesOf;
export const arrangementKinds = Object.keys(statesOf) as readonly ArrangementKind[];
export type StateOf<K extends ArrangementKind> = (typeof statesOf)[K][number];
/** A state of any kind. */
export type ArrangementState = StateOf<ArrangementKind>;

/** What people do. Each names the revision it saw; what is not possible in a state is refused in words. */
export const acts = ['approve', 'decline', 'accept', 'refuse', 'propose', 'concede', 'uphold', 'withdraw', 'replace'] as const;
export type Act = (typeof acts)[number];

/**
 * What the books, the calendar and the other arrangements say, read from them anew each time (`facts.ts`): a fact that is heard twice, late or in another
 * order ends in the same state.
 */
export const facts = [
	/** What was agreed has been received. */
	'paid',
	/** … and is gone again: a payment was taken back. */
	'unpaid',
	/** Its day is over, with its grace. */
	'due',
	/** Nothing is open on any invoice that it covers. */
	'settled',
	/** Something is open again. */
	'reopened',
	/** The ledger took what was posted for it … */
	'posted',
	/** … or did not. */
	'rejected',
	/** The customer disputes what it covers … */
	'disputed',
	/** … and does not any more. */
	'undisputed',
	/** The customer is insolvent. */
	'insolvent',
	/** What it was agreed anew as is as far as it is itself. */
	'replaced',
	/** It was to be agreed anew, and the customer paid by the one before. */
	'overtaken',
] as const;
export type Fact = (typeof facts)[number];
export type ArrangementEvent = Act | Fact;
export const arrangementEvents: readonly ArrangementEvent[] = [...acts, ...facts];

/**
 * What a move brings about. `tell`: the customer hears of it. `ask`: somebody who may approve is asked. `task`: its owner has something to do. `post`: it
 * is written to the ledger. `resume`: what it held is chased again, at the stage that is right that day.
 */
export type Effect = 'tell' | 'ask' | 'task' | 'post' | 'resume';
