/** What a letter would say on a day to come, as the reminders station would order it then. Pure. */
import { daysPastDue } from '../../shared/domain/aging.ts';
import { addDays, type Day } from '../../shared/domain/day.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { Customer } from '../../shared/domain/document.ts';
import { languageOf } from '../../shared/domain/language.ts';
import type { Legal } from '../../shared/domain/legal.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { LetterOrder } from '../../shared/ports/letters.ts';

/** Days within which a firm reminder asks for an answer: the same as functions/reminders/times.ts. */
const answerDays = 10;

export type Preview = {
	readonly customer: Customer;
	readonly currency: Currency;
	readonly day: Day;
	readonly seller: Legal;
	readonly timeZone: string;
	/** Days of earlier reminders, oldest first. */
	readonly earlier: readonly Day[];
	readonly payUrl: string;
};

/** Null where nothing is to be written. */
export const previewOrder = (decision: Decision, { customer, currency, day, seller, ...rest }: Preview): LetterOrder | null => {
	const { stage, lines, asked, held, facts, reasons } = decision;
	if (stage === null || stage.by === 'person' || reasons.length > 0) return null;
	return {
		...rest,
		kind: 'reminder',
		language: languageOf(customer),
		seller: { ...seller, replyTo: null },
		customer: customer.name,
		currency,
		asOf: facts.freshAsOf,
		tone: stage.tone,
		lines: lines.map(({ document: { number, reference, issued, total }, due, asked: line }) => ({
			number,
			reference,
			issued,
			due,
			total,
			asked: line,
			daysPastDue: daysPastDue(due, day),
		})),
		asked,
		held,
		unapplied: facts.unapplied,
		answerBy: addDays(day, answerDays),
	};
};
