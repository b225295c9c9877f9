/** Why Xero did not take a payment, in our own words: its texts may quote names and amounts, so they are recognised and never passed on. */
import * as z from 'zod/mini';

const validation = z.object({
	Message: z.optional(z.string()),
	Elements: z._default(z.array(z.object({ ValidationErrors: z.optional(z.array(z.object({ Message: z.optional(z.string()) }))) })), []),
});

const known: readonly (readonly [RegExp, string])[] = [
	[/exceeds the amount outstanding/i, 'less than that is still open on the invoice: it was paid or credited meanwhile'],
	[/only be made against authorised|not of valid status/i, 'the invoice is no longer open: it was voided or taken back meanwhile'],
	[/lock date/i, 'the books of that day are locked: move the lock date, or book it by hand'],
	[/account .*(archived|could not be found|does not accept|not valid)/i, 'the account for payments is archived or takes no payments'],
	[/contact .*archived/i, 'the customer is archived in Xero'],
	[/idempotency/i, 'the same booking was sent before with other content'],
	[/existing invoice|invoice .*(not|could).*found/i, 'the invoice is not in Xero any more'],
];

/** Null when the answer names no reason. */
export const said = (body: unknown): string | null => {
	const read = validation.safeParse(body);
	if (!read.success) return null;
	const texts = read.data.Elements.flatMap((element) => element.ValidationErrors ?? []).flatMap(({ Message }) => Message ?? []);
	if (texts.length === 0 && read.data.Message) texts.push(read.data.Message);
	if (texts.length === 0) return null;
	const reasons = texts.map((text) => known.find(([pattern]) => pattern.test(text))?.[1] ?? 'a rule of Xero forbids it');
	return [...new Set(reasons)].join('; ');
};
