/** What is asked to be written to a ledger, as a page's form or a program sends it: its shape, and the words for what is wrong with it. */
import * as z from 'zod/mini';
import { type Day, isDay } from '../domain/day.ts';

const chosen = (message: string) =>
	z.string(message).check(z.trim(), z.minLength(1, message), z.maxLength(200, message), z.regex(/^[^#"\\]*$/, message));
const day = (message: string) => z.custom<Day>(isDay, message);

const amountWords = 'Write the amount in digits, like 12.50.';
const amount = z.string(amountWords).check(z.trim(), z.regex(/^\d{1,13}(\.\d{1,6})?$/, amountWords));
const words = z.string('Write it as text.').check(
	z.trim(),
	z.maxLength(200, 'Write 200 letters at most.'),
	z.refine((text) => !/\p{Cc}/u.test(text), 'Write it in one line.'),
);
const text = z.optional(words);
const invoice = chosen('Choose the invoice.');
const creditWords = 'Choose the credit.';
const credit = z.string(creditWords).check(z.regex(/^(credit-note|payment|overpayment|prepayment)\|[^#"\\|]{1,200}$/, creditWords));

export const postingAsked = z.discriminatedUnion(
	'kind',
	[
		z.object({
			kind: z.literal('credit'),
			invoice,
			amount,
			text,
			reason: z.enum(['discount', 'goodwill', 'correction'], 'Choose why: discount, goodwill or correction.'),
		}),
		z.object({ kind: z.literal('write-off'), invoice, amount, text }),
		z.object({ kind: z.literal('late-fee'), invoice, amount, text, due: day('Choose the day on which the fee is due.') }),
		z.object({ kind: z.literal('allocation'), invoice, credit, amount, text }),
		z.object({ kind: z.literal('refund'), credit, amount, text }),
		z.object({ kind: z.literal('set-off'), invoice, amount, text, bill: chosen('Name the bill by its id in the ledger.') }),
		z.object({ kind: z.literal('note'), invoice, text: words.check(z.minLength(1, 'Write the note.')) }),
		z.object({ kind: z.literal('expected-date'), invoice, text, expected: day('Choose the day on which you expect the money.') }),
		z.object({ kind: z.literal('reversal'), payment: chosen('Choose the payment.'), text }),
	],
	'Choose what to write.',
);
export type AskedPosting = z.infer<typeof postingAsked>;

const limitWords = 'Give the limit in whole units, 0 to 100000.';
/** Most that one person writes off alone, in whole major units. */
export const writeOffLimit = z.string(limitWords).check(
	z.regex(/^\d{1,6}$/, limitWords),
	z.refine((given) => Number(given) <= 100_000, limitWords),
);
