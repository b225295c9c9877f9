/** What the reminders API answers. Amounts are decimal texts, days YYYY-MM-DD, moments ISO 8601 UTC. */
import type { Amount } from './http.ts';

export type ReasonView = { readonly code: string; readonly words: string };

/** One candidate with its decision. */
export type MailView = {
	readonly id: string;
	/** `notice`: what became of something agreed or asked for, or a one-time code. */
	readonly kind: 'reminder' | 'receipt' | 'notice';
	readonly day: string;
	readonly customer: { readonly id: string; readonly name: string };
	readonly ledger: string;
	readonly currency: string;
	readonly state: string;
	/** Why it is as it is, for a person. */
	readonly why: string;
	readonly reasons: readonly ReasonView[];
	readonly stage: { readonly day: number; readonly tone: string } | null;
	readonly policy: string;
	/** What it asks or thanks for; null until decided. */
	readonly amount: Amount | null;
	readonly language: string | null;
	readonly subject: string | null;
	readonly delivery: string;
	readonly plannedAt: string;
	readonly sentAt: string | null;
	/** Who approved or rejected it. */
	readonly by: string | null;
};

/** GET /reminders?day=&from= */
export type RemindersView = {
	readonly day: string;
	readonly today: string;
	readonly sending: {
		readonly mode: string;
		readonly stoppedSince: string | null;
		readonly stoppedEverywhereSince: string | null;
		/** The last day whose candidates are all found. */
		readonly plannedFor: string | null;
		/** By currency: from this amount on a mail's invoices are read once more by id. One that is not there: only after a mail of which nobody knows. */
		readonly lookFrom: Readonly<Record<string, Amount>>;
	};
	readonly rows: readonly MailView[];
	readonly next: string | null;
};

/** GET /reminders/{mail}: with the copy as the decision saw it. */
export type MailDetailView = MailView & {
	readonly facts: {
		readonly freshAsOf: string;
		/** Its invoices were read once more, one by one, at this moment or later; null: not asked for. */
		readonly lookedAt: string | null;
		/** Only so many of them, the greatest; null: each. */
		readonly lookedMost: number | null;
		readonly hash: string;
		readonly unapplied: Amount;
		readonly documents: readonly {
			readonly id: string;
			readonly number: string;
			readonly due: string;
			readonly open: Amount;
			readonly held: Amount;
			readonly stage: number | null;
			/** Why it was left out; null: it is in the mail. */
			readonly out: ReasonView | null;
			/** Left out for the stage of its due day only: by a day that was agreed it is asked for. */
			readonly asked?: true;
			/** What was agreed about it, and how much of it that is. `by`: chased, but by that day. */
			readonly claims: readonly (ReasonView & {
				readonly arrangement: string | null;
				readonly amount: Amount;
				readonly by: string | null;
			})[];
		}[];
	} | null;
};

/** GET /reminders/next?from=: who comes next, with the text they would get if nothing changed. */
export type NextMailsView = {
	readonly rows: readonly {
		readonly day: string;
		readonly customer: { readonly id: string; readonly name: string };
		readonly currency: string;
		readonly stage: { readonly day: number; readonly tone: string } | null;
		readonly amount: Amount;
		readonly subject: string | null;
		readonly text: string | null;
		/** Why nothing would be sent; null when it would. */
		readonly why: string | null;
	}[];
	readonly next: string | null;
};
