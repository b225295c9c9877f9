/**
 * What a person or a program sends about an arrangement: its shape, and the words for what is wrong with it. The names of the fields are those of the
 * pages' forms. Amounts are decimal texts in the currency of the invoices. A form sends `invoices` once for each.
 */
import * as z from 'zod/mini';
import { concessionForms, disputeReasons, holdLevels } from '../domain/arrangements/arrangement.ts';
import { type Day, isDay } from '../domain/day.ts';
import { type Currency, isCurrency } from '../domain/money.ts';
import { type BegunKind, cuts, everies } from './arrangement-fields.ts';

const day = (message: string) => z.custom<Day>(isDay, message);
const amount = (message: string) => z.string(message).check(z.trim(), z.regex(/^\d{1,13}(\.\d{1,6})?$/, message));
const amountWords = 'Write the amount in digits, like 12.50.';
const id = (message: string) =>
	z.string(message).check(z.trim(), z.minLength(1, message), z.maxLength(200, message), z.regex(/^[^#"\\]*$/, message));

const wordsMost = 1000;
const words = z.string('Write it as text.').check(
	z.trim(),
	z.maxLength(wordsMost, `Write ${wordsMost} letters at most.`),
	z.refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'Write it as plain text.'),
);
const needed = (message: string) => words.check(z.minLength(1, message));
/** What is said of it in its history. */
const text = z.optional(words);
/** The user who is to see to it; left out: whoever asks. */
const owner = z.optional(id('Choose who is to see to it.'));

const invoice = id('Choose the invoice.');
const invoices = z
	.array(invoice, 'Choose at least one invoice.')
	.check(z.minLength(1, 'Choose at least one invoice.'), z.maxLength(100, 'Choose 100 invoices at most.'));

const countWords = 'Say how many instalments: 1 to 60.';
const count = z
	.union([z.int(countWords), z.string(countWords)])
	.check(z.refine((given) => /^([1-9]|[1-5]\d|60)$/.test(String(given)), countWords));
const lineWords = 'Write each instalment on its own line: its day and its amount, like 2026-12-01 250.00.';
const line = /^\s*(\d{4}-\d{2}-\d{2})[\s,;:]+(\d{1,13}(?:\.\d{1,6})?)\s*$/;
export type AskedInstalment = { readonly due: Day; readonly amount: string };
/** Lines `2026-12-01 250.00`; null: one of them is not. */
export const instalmentLines = (lines: string): readonly AskedInstalment[] | null => {
	const found = lines
		.split('\n')
		.filter((each) => each.trim() !== '')
		.map((each) => {
			const [, due, minor] = line.exec(each) ?? [];
			return isDay(due) && minor !== undefined ? { due, amount: minor } : null;
		});
	return found.every((each) => each !== null) && found.length > 0 ? found : null;
};

/** `replace` takes them as well: the same kind, agreed anew. */
export const arrangementAsked = z.discriminatedUnion(
	'kind',
	[
		z.object({
			kind: z.literal('dispute'),
			invoice,
			/** Left out: all of what is open. */
			amount: z.optional(amount(amountWords)),
			reason: z.enum(disputeReasons, 'Choose why.'),
			text: needed('Write what the customer says.'),
			owner,
		}),
		z.object({ kind: z.literal('promise'), invoices, amount: amount(amountWords), by: day('Choose the day.'), text, owner }),
		z.object({
			kind: z.literal('plan'),
			invoices,
			/** `equal`: by `count`, `first`, `every` and a down payment; `own`: by `lines`. */
			cut: z.enum(cuts, 'Choose equal instalments, or write your own.'),
			count: z.optional(count),
			first: z.optional(day('Choose the day of the first instalment.')),
			every: z.optional(z.enum(everies, 'Choose how often.')),
			down: z.optional(amount(amountWords)),
			downOn: z.optional(day('Choose the day of the down payment.')),
			lines: z.optional(
				z.string(lineWords).check(
					z.maxLength(4000, lineWords),
					z.refine((given) => instalmentLines(given) !== null, lineWords),
				),
			),
			text,
			owner,
		}),
		z.object({ kind: z.literal('extension'), invoices, to: day('Choose the new day.'), text, owner }),
		z.object({ kind: z.literal('settlement'), invoices, pays: amount(amountWords), by: day('Choose the last day to pay.'), text, owner }),
		z.object({ kind: z.literal('reward'), invoices, amount: amount(amountWords), by: day('Choose the day to pay by.'), text, owner }),
		z.object({ kind: z.literal('set-off'), invoice, amount: amount(amountWords), bill: id('Choose their bill.'), text, owner }),
		z.object({
			kind: z.literal('pause'),
			/** Left out: the customer as a whole. */
			invoice: z.optional(invoice),
			until: day('Choose the last day of the pause.'),
			why: needed('Write why.'),
			owner,
		}),
		z.object({
			kind: z.literal('hold'),
			level: z.enum(holdLevels, 'Choose what they may still buy.'),
			limit: z.optional(amount('Write the limit in digits, like 5000.')),
			currency: z.optional(z.custom<Currency>(isCurrency, 'Choose the currency of the limit.')),
			review: z.optional(day('Choose the day on which to look at it again.')),
			why: needed('Write why.'),
			owner,
		}),
		z.object({
			kind: z.literal('insolvency'),
			since: day('Choose the day on which it began.'),
			claimBy: z.optional(day('Choose the last day to lodge a claim.')),
			reference: needed('Write the court’s or the office-holder’s reference, or where you know it from.'),
			text,
			owner,
		}),
	],
	'Choose what to agree.',
);
/** Each kind that staff begin, and no other. */
export type AskedArrangement = z.infer<typeof arrangementAsked> & { readonly kind: BegunKind };
const rev = z.union([z.int(), z.string().check(z.regex(/^\d{1,9}$/, 'Load the page again.'))], 'Load the page again.');
const concession = { as: z.enum(concessionForms, 'Choose how.'), amount: amount(amountWords) };

/** POST …/{id}/{act}. `rev`: as it was seen. `replace` is `rev` and the fields of `arrangementAsked`. */
export const actAsked = z.discriminatedUnion('act', [
	z.object({ act: z.literal('approve'), rev, text }),
	z.object({ act: z.literal('decline'), rev, text: needed('Write why: whoever asked for it reads it.') }),
	z.object({ act: z.literal('accept'), rev, text }),
	z.object({ act: z.literal('refuse'), rev, text }),
	z.object({ act: z.literal('propose'), rev, text, ...concession }),
	z.object({ act: z.literal('concede'), rev, text, ...concession }),
	z.object({ act: z.literal('uphold'), rev, text: needed('Write why it is owed as it stands.') }),
	z.object({ act: z.literal('withdraw'), rev, text }),
]);
export type AskedAct = z.infer<typeof actAsked>;

/** Somebody else is to see to it from now on. */
export const ownerAsked = z.object({ act: z.literal('owner'), rev, owner: id('Choose who is to see to it.'), text });
