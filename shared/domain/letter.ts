/** What a letter is made of, and how a decision or a payment becomes one. */
import { daysPastDue } from './aging.ts';
import type { Instalment } from './arrangements/arrangement.ts';
import { addDays, type Day, type Instant } from './day.ts';
import type { Decision, Rest } from './decision.ts';
import type { Customer } from './document.ts';
import { languageOf } from './language.ts';
import type { Legal } from './legal.ts';
import type { Mailing } from './mailing.ts';
import type { Currency } from './money.ts';
import type { NoticeName } from './notice.ts';
import type { Payment } from './payment.ts';
import type { Stage, Tone } from './policy.ts';

/** Who asks to be paid. What is not known is null and its line is left out. */
export type Seller = {
	readonly name: string;
	readonly address: string | null;
	readonly taxId: string | null;
	readonly replyTo: string | null;
};

export type LetterLine = {
	readonly number: string;
	/** The customer's own purchase order or reference; '' when there is none. */
	readonly reference: string;
	readonly issued: Day;
	readonly due: Day;
	readonly total: number;
	/** What is asked for: open less what is held, disputed, promised … Minor units. */
	readonly asked: number;
	/** The due day was agreed: an instalment's, or one that it was put off to. */
	readonly agreed?: true;
	/** A further line of an invoice that has one above: the next instalment. */
	readonly further?: true;
	/** On the last line of an invoice of which not all is asked for that is open and not on its way. */
	readonly rest?: Rest;
	readonly daysPastDue: number;
};

/** Amounts in minor units of `currency`; `asOf` is when the ledger was read, shown in `timeZone`. */
export type LetterOrder = {
	readonly language: string;
	readonly seller: Seller;
	readonly customer: string;
	readonly currency: Currency;
	readonly timeZone: string;
	readonly asOf: Instant;
	/** `https://…/pay/<token>` */
	readonly payUrl: string;
} & (
	| {
			readonly kind: 'reminder';
			readonly tone: Tone;
			readonly lines: readonly LetterLine[];
			readonly asked: number;
			/** Payments on their way and credits, netted: shown with what they are. */
			readonly held: number;
			readonly unapplied: number;
			/** Days of earlier reminders, for the firm stage. */
			readonly earlier: readonly Day[];
			/** By when an answer is expected (firm stage). */
			readonly answerBy: Day;
	  }
	| {
			readonly kind: 'receipt';
			readonly paid: number;
			readonly on: Day;
			readonly method: string;
			readonly last4: string | null;
			readonly shares: readonly { readonly number: string; readonly minor: number }[];
			/** Left on account. */
			readonly unapplied: number;
			/** Still open of this customer in this currency. */
			readonly remaining: number;
	  }
	| {
			readonly kind: 'notice';
			readonly name: NoticeName;
			/** What it is about. */
			readonly lines: readonly NoticeLine[];
			/** Of a plan. */
			readonly instalments: readonly Instalment[];
			/** What is promised, disputed, credited, set off, or to be paid to settle it. */
			readonly amount: number;
			/** Still open on its invoices, less what is on its way; of a letter that says what is to be paid, so much of it. */
			readonly open: number;
			/** The day it names: promised, put off to, answered by, to settle by. Null: none, or it is over. */
			readonly by: Day | null;
			/** A corrected invoice follows. */
			readonly rebill: boolean;
			readonly code: { readonly text: string; readonly until: Instant } | null;
	  }
);

export type NoticeLine = Pick<LetterLine, 'number' | 'reference' | 'issued' | 'due'> & { readonly minor: number };

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A letter that lacks only its link. */
export type Order = Without<LetterOrder, 'payUrl'>;

/** Days within which a firm reminder asks for an answer. */
const answerDays = 10;

export type Around = {
	readonly customer: Customer;
	readonly seller: Legal;
	readonly timeZone: string;
	readonly asOf: Instant;
};

export const common = ({ currency }: Pick<Mailing, 'currency'>, { customer, seller, timeZone, asOf }: Around) => ({
	language: languageOf(customer),
	// Nobody reads replies yet.
	seller: { ...seller, replyTo: null },
	customer: customer.name,
	currency,
	timeZone,
	asOf,
});

/** @param earlier days of earlier reminders, oldest first */
export const reminderOrder = (
	mailing: Pick<Mailing, 'currency'>,
	{ lines, asked, held, facts }: Decision,
	stage: Stage,
	today: Day,
	earlier: readonly Day[],
	around: Around,
): Order => ({
	...common(mailing, around),
	kind: 'reminder',
	tone: stage.tone,
	lines: lines.map(({ document, due, asked: line, own, rest }, at) => ({
		number: document.number,
		reference: document.reference,
		issued: document.issued,
		due,
		total: document.total,
		asked: line,
		...(own ? { agreed: true } : {}),
		...(own && lines.findIndex((each) => each.document === document) < at ? { further: true } : {}),
		...(rest ? { rest } : {}),
		daysPastDue: daysPastDue(due, today),
	})),
	asked,
	held,
	unapplied: facts.unapplied,
	earlier,
	answerBy: addDays(today, answerDays),
});

export type Settled = { readonly number: string; readonly minor: number };

/**
 * @param settled what it paid of which invoice, as booked; the rest of it is on account
 * @param remaining still open of this customer in this currency, minor units
 */
export const receiptOrder = (
	mailing: Pick<Mailing, 'currency'>,
	payment: Payment,
	settled: readonly Settled[],
	remaining: number,
	around: Around,
): Order => ({
	...common(mailing, around),
	kind: 'receipt',
	paid: payment.minor,
	on: payment.day,
	method: payment.method,
	last4: payment.last4,
	shares: settled,
	unapplied: payment.minor - settled.reduce((all, { minor }) => all + minor, 0),
	remaining,
});
