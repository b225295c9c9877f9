/** From a decision to what a letter needs. Pure. */
import { daysPastDue } from '../../shared/domain/aging.ts';
import { addDays, type Day, type Instant } from '../../shared/domain/day.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { Customer } from '../../shared/domain/document.ts';
import { languageOf } from '../../shared/domain/language.ts';
import type { Legal } from '../../shared/domain/legal.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import type { Stage } from '../../shared/domain/policy.ts';
import type { LetterOrder as WholeOrder } from '../../shared/ports/letters.ts';
import { answerDays } from './times.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A letter that lacks only its link. */
export type Order = Without<WholeOrder, 'payUrl'>;

export type Around = {
	readonly customer: Customer;
	readonly seller: Legal;
	readonly timeZone: string;
	readonly asOf: Instant;
};

const common = ({ currency }: Pick<Mailing, 'currency'>, { customer, seller, timeZone, asOf }: Around) => ({
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
	lines: lines.map(({ document, due, asked: line }) => ({
		number: document.number,
		reference: document.reference,
		issued: document.issued,
		due,
		total: document.total,
		asked: line,
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
