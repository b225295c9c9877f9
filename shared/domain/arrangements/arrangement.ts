/** One thing that was agreed with a customer, or decided about one. Amounts are minor units of its currency. */
import type { Day, Instant } from '../day.ts';
import type { CompanyId, CustomerId, Entry, LedgerId } from '../document.ts';
import type { Currency } from '../money.ts';
import type { ArrangementKind, Fact, StateOf } from './kinds.ts';

/** Money on an invoice, as its entry has it, but positive. */
export type Money = Pick<Entry, 'day' | 'minor' | 'source' | 'estimated'>;

/** So much of one invoice. `base`: the money that had been paid on it when this began; what comes after is paid towards it. */
export type Part = {
	readonly invoice: string;
	readonly minor: number;
	readonly base: number;
	/** `base` payment by payment, so that one that goes back later takes nothing from what came since. Absent: there were too many. */
	readonly before?: readonly Money[];
};

export const disputeReasons = [
	'delivery',
	'quality',
	'price',
	'quantity',
	'purchase-order-missing',
	'not-received',
	'already-paid',
	'rebate-owed',
	'unauthorised-promise',
	'leverage',
	'other',
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

export const concessionForms = ['credit-note', 'write-off', 'goodwill', 'rebill'] as const;
/** How a dispute ends that is not upheld. `minor` of what is disputed is given up; the rest is owed again. */
export type Concession = { readonly as: (typeof concessionForms)[number]; readonly minor: number };

export type Instalment = { readonly due: Day; readonly minor: number };

export const holdLevels = ['warn', 'reduced-limit', 'prepay', 'stop'] as const;
export type HoldLevel = (typeof holdLevels)[number];

/** `answerBy`: until then somebody is to answer. `deadline`: the day agreed and its grace. */
export type TermsOf = {
	readonly dispute: {
		readonly reason: DisputeReason;
		readonly text: string;
		readonly answerBy: Day;
		readonly concession: Concession | null;
	};
	readonly promise: { readonly minor: number; readonly by: Day; readonly deadline: Day };
	readonly plan: {
		readonly instalments: readonly Instalment[];
		readonly answerBy: Day;
		/** Calendar days after an instalment's day before it counts as missed. */
		readonly grace: number;
		/** So many missed, or the first one missed for so many days: the plan is off. */
		readonly off: { readonly missed: number; readonly days: number };
	};
	readonly extension: { readonly to: Day; readonly answerBy: Day };
	readonly settlement: { readonly pays: number; readonly by: Day; readonly deadline: Day; readonly answerBy: Day };
	readonly 'set-off': { readonly bill: string; readonly answerBy: Day };
	/** `minor` is credited on what is open then, once every invoice was paid by that day. */
	readonly reward: { readonly minor: number; readonly by: Day; readonly deadline: Day; readonly answerBy: Day };
	/** Up to and with `until` nobody is written to. */
	readonly pause: { readonly until: Day; readonly why: string };
	readonly hold: { readonly level: HoldLevel; readonly limit: number | null; readonly review: Day | null; readonly why: string };
	readonly insolvency: { readonly since: Day; readonly claimBy: Day | null; readonly reference: string };
	readonly mandate: { readonly answerBy: Day };
};

/** Who did it: a user of the company, or the customer by a link, whose name says so and which link. */
export type Person = { readonly id: string; readonly name: string; readonly side: 'company' | 'customer' };

export type ArrangementBase = {
	readonly company: CompanyId;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly id: string;
	/** Of its amounts; null: it is about none (a pause of a customer, a hold, an insolvency, a mandate). */
	readonly currency: Currency | null;
	/** Invoices in the order in which money is counted towards them; none: the customer as a whole. */
	readonly parts: readonly Part[];
	/** The customer's unapplied credit when it began: what is more now may be its money, not applied yet. */
	readonly unapplied: number;
	readonly by: Person;
	readonly at: Instant;
	/** Who asked for what waits for approval now: of a dispute, who proposed how to end it. Nobody approves their own. */
	readonly asked: Person;
	/** The second person, once there was one. */
	readonly approved?: Person;
	/** The user who is to see to it. */
	readonly owner: string | null;
	/** Facts that were heard in this state and did not change it: their effects come once. */
	readonly noted: readonly Fact[];
	/** 1, and one more each time it is agreed anew; the earlier one stays on record. */
	readonly version: number;
	readonly replaces: string | null;
	/** That one, and those whose place it was still to take. Absent: that one alone. */
	readonly insteadOf?: readonly string[];
	/** What is written to the ledger for it, or was last. */
	readonly posting: string | null;
	/** Of a settlement over several invoices: those whose rest has been written. */
	readonly written?: readonly string[];
	/** Of a settlement that is paid no more: when it had come to be. What was asked for in the ledger since then is taken back. `done`: it was looked for. */
	readonly recall?: { readonly since: Instant; readonly done: boolean };
	/** Of a plan that stood still for a dispute: the day on which it went on. No instalment counts as missed for what came before. */
	readonly resumed?: Day;
	/** When it came into its state. Absent: when it began. */
	readonly since?: Instant;
	/** When it is looked at again though nothing is heard; null: it is over. */
	readonly wake: Instant | null;
	readonly rev: number;
};

export type ArrangementOf<K extends ArrangementKind> = ArrangementBase & {
	readonly kind: K;
	readonly state: StateOf<K>;
	readonly terms: TermsOf[K];
};
export type Arrangement = { readonly [K in ArrangementKind]: ArrangementOf<K> }[ArrangementKind];
