/** The words of a mail: one text per stage and language, filled with figures. Pure: no clock, no network. */
import type { Day, Instant } from '../domain/day.ts';
import type { Currency } from '../domain/money.ts';
import type { Tone } from '../domain/policy.ts';

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
	/** What is asked for: open less what is held. Minor units. */
	readonly asked: number;
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
);

export type Letter = { readonly language: string; readonly subject: string; readonly text: string; readonly html: string };

/** A template that lacks a variable, or names one that is not there. Nothing is sent. */
export class LetterFault extends Error {
	override readonly name = 'LetterFault';
}

export type Letters = {
	/** Falls back to English for a language there is no text in. Throws `LetterFault`. ≈ 0.5 ms. */
	render(order: LetterOrder): Letter;
};
