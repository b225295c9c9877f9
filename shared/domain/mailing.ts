/**
 * One mail to one customer, from plan to inbox. A reminder's record is candidate, claim and decision in one, so there is one for every candidate.
 *
 * planned → (awaiting →) claimed → sending → sent | suppressed | unknown (DESIGN 9.1). `sending` is written immediately before the call: SES has no
 * idempotency token, so what was cut there is resolved by its `Send` event or, failing that, by nobody: `unknown`, which counts as a contact and is
 * never sent again by the machine.
 */
import type { HoldReason } from './arrangements/standing.ts';
import { type Day, type Instant, isDay } from './day.ts';
import type { CompanyId, CustomerId, LedgerId } from './document.ts';
import { type Currency, isCurrency } from './money.ts';
import { isNoticeName, type Notice, type NoticeName } from './notice.ts';
import type { Tone } from './policy.ts';

/** `rem|<day>|<currency>|<customer>`, `rcp|<payment>|<customer>` or `ntc|<notice>|<about>|<customer>`. Holds no `#`. */
export type MailId = string;
export type MailRef =
	| { readonly kind: 'reminder'; readonly day: Day; readonly currency: Currency; readonly customer: CustomerId }
	| { readonly kind: 'receipt'; readonly payment: string; readonly customer: CustomerId }
	| { readonly kind: 'notice'; readonly notice: NoticeName; readonly about: string; readonly customer: CustomerId };
export const mailId = (ref: MailRef): MailId => {
	switch (ref.kind) {
		case 'reminder':
			return `rem|${ref.day}|${ref.currency}|${ref.customer}`;
		case 'receipt':
			return `rcp|${ref.payment}|${ref.customer}`;
		case 'notice':
			return `ntc|${ref.notice}|${ref.about}|${ref.customer}`;
	}
};

/** Null for a text that is no id of ours: it may come from an address somebody typed, or back from outside. */
export const mailRef = (id: MailId): MailRef | null => {
	const [kind, first = '', second = '', ...rest] = id.split('|');
	const reminded = rest.join('|');
	if (kind === 'rem' && isDay(first) && isCurrency(second) && reminded !== '')
		return { kind: 'reminder', day: first, currency: second, customer: reminded };
	if (kind === 'ntc')
		return isNoticeName(first) && second !== '' && reminded !== ''
			? { kind: 'notice', notice: first, about: second, customer: reminded }
			: null;
	const thanked = [second, ...rest].join('|');
	return kind === 'rcp' && first !== '' && thanked !== '' ? { kind: 'receipt', payment: first, customer: thanked } : null;
};

export const mailStates = ['planned', 'awaiting', 'claimed', 'sending', 'sent', 'suppressed', 'unknown'] as const;
export type MailState = (typeof mailStates)[number];
export const finalStates: readonly MailState[] = ['sent', 'suppressed', 'unknown'];

/** Why a candidate was not sent, or waits. Each has its sentence for people in `reasonWords`. */
export const reasons = [
	'PAID',
	'NOTHING_DUE',
	'JOURNAL',
	'IN_FLIGHT',
	'INSOLVENT',
	'DISPUTED',
	'CREDIT_PENDING',
	'SET_OFF',
	'SETTLING',
	'PROMISED',
	'PLANNED',
	'EXTENDED',
	'PAUSED',
	'AUTOPAY',
	'COVERED_BY_CREDIT',
	'BACKLOG',
	'NEEDS_PERSON',
	'NO_ADDRESS',
	'ADDRESS_REFUSED',
	'ARCHIVED',
	'SENDING_OFF',
	'SHADOW',
	'STOPPED_COMPANY',
	'STOPPED_EVERYWHERE',
	'LEDGER_STALE',
	'LEDGER_UNSURE',
	'CHECKING',
	'SUPERSEDED',
	'REJECTED',
	'OVERTAKEN',
	'TOLD_BEFORE',
	'ASKED_NEXT',
	'TEMPLATE_BROKEN',
	'MAIL_REFUSED',
	'MAIL_BUSY',
] as const;
export type Reason = (typeof reasons)[number];

/** What SES told of it later. `sent` is not `delivered`: SES says Send of suppressed addresses too. */
export type Delivery = 'none' | 'sent' | 'delivered' | 'delayed' | 'bounced' | 'complained' | 'rejected';

/** So much of an invoice is under something that was agreed, and what it is; `by`: chased, but by that day instead of the due day. Minor units. */
export type Claimed = { readonly of: string | null; readonly why: HoldReason; readonly minor: number; readonly by?: Day };

/**
 * Of a reminder that is to stand in the ledger's own history of each invoice it asks for. `waits`: nobody knows yet what became of the mail. `owed`: it was sent,
 * and the first so many of its invoices are dealt with. `done`: all are, or it came back and nothing is written.
 */
export type LedgerNote = {
	readonly state: 'waits' | 'owed' | 'done';
	/** The address, masked. */
	readonly to: string;
	readonly invoices: number;
	/** Why the rest is left out, in words. */
	readonly leftOut?: string;
};

/** The copy as the decision saw it: enough to say why, nothing personal. Amounts in minor units of the mail's currency. */
export type Facts = {
	/** The ledger was fully read at this moment. */
	readonly freshAsOf: Instant;
	readonly documents: readonly {
		readonly id: string;
		readonly number: string;
		/** The day its stages are counted from: an instalment's, or one that it was put off to, stands on a line of its own. */
		readonly due: Day;
		readonly open: number;
		/** Of it, payments of ours in flight or not yet booked. */
		readonly held: number;
		/** Crossed now; null: listed since it is due, or left out for `out`. */
		readonly stage: number | null;
		readonly out: Reason | null;
		/** Left out for the stage of its due day only: by a day of its own it is asked for. */
		readonly asked?: true;
		/** What was agreed about it, the first few; absent: nothing. */
		readonly claims?: readonly Claimed[];
	}[];
	readonly unapplied: number;
	/** Its invoices were read once more, one by one, at this moment or later. Absent: the read of the whole ledger was enough. */
	readonly lookedAt?: Instant;
	/** So many of them, the greatest; absent: each. */
	readonly lookedMost?: number;
	/** SHA-256 hex over all of it: two decisions on the same facts have the same hash. */
	readonly hash: string;
};

export type Mailing = {
	readonly company: CompanyId;
	readonly id: MailId;
	/** A reminder asks; a receipt and a notice answer. */
	readonly kind: 'reminder' | 'receipt' | 'notice';
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency;
	/** The company's civil day it is for. */
	readonly day: Day;
	/** Of reminders only. */
	readonly stage: { readonly day: number; readonly tone: Tone } | null;
	/** `default/1`; others: ''. */
	readonly policy: string;
	readonly state: MailState;
	/** Why it is suppressed, or what it waits for. */
	readonly reasons: readonly Reason[];
	readonly facts: Facts | null;
	/** What the mail asks for (reminder) or thanks for (receipt), minor units. 0 until decided. */
	readonly amount: number;
	/** Language it was written in; null until rendered. */
	readonly language: string | null;
	readonly subject: string | null;
	/** Receipts: the payment it is for. */
	readonly payment: string | null;
	/** Notices: what they tell. */
	readonly notice?: Notice;
	/** Absent: no note of it is written to the ledger. */
	readonly note?: LedgerNote;
	readonly plannedAt: Instant;
	/** Alive while somebody works on it: nobody else claims it before then. */
	readonly lease: Instant | null;
	readonly sendingAt: Instant | null;
	readonly sentAt: Instant | null;
	/** SES's id of the message; null when its answer was lost. */
	readonly messageId: string | null;
	readonly delivery: Delivery;
	readonly deliveryAt: Instant | null;
	/** Who approved or rejected it. */
	readonly by: string | null;
	/** Failed tries to send. */
	readonly tries: number;
	/** When the sweeper looks again; null once nothing more is expected. */
	readonly wake: Instant | null;
	readonly rev: number;
};

/** `off` → `shadow` (decides, sends nothing) → `approval` (waits for a person) → `live`. */
export const sendingModes = ['off', 'shadow', 'approval', 'live'] as const;
export type SendingMode = (typeof sendingModes)[number];

/** By currency, in its minor units. */
export type LookFrom = Readonly<Record<string, number>>;

/** A company's sending: its mode, its stop switch, how far it is planned. */
export type Sending = {
	readonly company: CompanyId;
	readonly mode: SendingMode;
	/** The company's own stop switch; null: may send. */
	readonly stopped: { readonly by: string; readonly at: Instant } | null;
	/** From this amount on a mail's invoices are read once more by id; of a currency that is not there only after an `unknown`. */
	readonly lookFrom?: LookFrom;
	/** Ledgers in whose own history reminders are noted. Absent: none. */
	readonly notedIn?: readonly LedgerId[];
	/** The last civil day whose candidates are all planned. */
	readonly plannedFor: Day | null;
	/** Where planning goes on; null: at the beginning. */
	readonly cursor: string | null;
	readonly wake: Instant | null;
	readonly rev: number;
};
