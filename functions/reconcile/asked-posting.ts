/** What a person asks to be written to a ledger, by a page's form or as JSON. Only its shape is judged here; what it names is looked up. */
import * as z from 'zod/mini';
import { type Day, isDay } from '../../shared/domain/day.ts';
import type { CreditName, PostingWhat } from '../../shared/domain/posting.ts';
import { Refusal } from '../../shared/domain/refusal.ts';

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

const schema = z.discriminatedUnion(
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
export type AskedPosting = z.infer<typeof schema>;

type Body = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

/** Fields left empty are not given. */
export const fieldsOf = ({ body, headers }: Body): Readonly<Record<string, unknown>> => {
	const sent = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json'))
		return Object.fromEntries([...new URLSearchParams(sent)].filter(([, value]) => value.trim() !== ''));
	try {
		const parsed: unknown = JSON.parse(sent);
		return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
	} catch {
		throw new Refusal(400, 'NOT_JSON', 'This could not be read', 'The body says that it is JSON, and is not.');
	}
};

/** @throws Refusal 400 with every field that is wrong */
export const readAsked = (fields: Readonly<Record<string, unknown>>): AskedPosting => {
	const read = schema.safeParse(fields);
	if (read.success) return read.data;
	const wrong = read.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'kind', message }));
	throw new Refusal(400, 'POSTING_UNREADABLE', 'Something is missing', wrong.map(({ message }) => message).join(' '), { fields: wrong });
};

/** From a form's `credit-note|id`. */
export const creditOf = (name: string): CreditName => {
	const at = name.indexOf('|');
	return { kind: name.slice(0, at) as CreditName['kind'], id: name.slice(at + 1) };
};

/** `booked` of a reversal is looked up: it is not for the asker to say. */
export const whatOf = (asked: AskedPosting): PostingWhat => {
	switch (asked.kind) {
		case 'credit':
			return { kind: 'credit', invoice: asked.invoice, reason: asked.reason };
		case 'write-off':
			return { kind: 'write-off', invoice: asked.invoice };
		case 'late-fee':
			return { kind: 'late-fee', invoice: asked.invoice, due: asked.due };
		case 'allocation':
			return { kind: 'allocation', credit: creditOf(asked.credit), invoice: asked.invoice };
		case 'refund':
			return { kind: 'refund', credit: creditOf(asked.credit) };
		case 'set-off':
			return { kind: 'set-off', invoice: asked.invoice, bill: asked.bill };
		case 'note':
			return { kind: 'note', document: { kind: 'invoice', id: asked.invoice } };
		case 'expected-date':
			return { kind: 'expected-date', invoice: asked.invoice, expected: asked.expected };
		case 'reversal':
			return { kind: 'reversal', payment: asked.payment, booked: [] };
	}
};

/** Once per form: pressed twice, it is the same posting. */
export const tokenOf = (header: string | undefined, fields: Readonly<Record<string, unknown>>): string => {
	const given = header ?? fields.token;
	if (typeof given === 'string' && /^[\x21-\x7e]{8,200}$/.test(given)) return given;
	const detail = 'Send a new random text of 8 to 200 letters as Idempotency-Key; the same again is the same posting.';
	throw new Refusal(400, 'IDEMPOTENCY_KEY_MISSING', 'This needs a key of its own', detail, {
		fields: [{ path: 'Idempotency-Key', message: detail }],
	});
};
