/** Why Xero did not take a posting, in our own words: its texts may quote names and amounts, so they are recognised and never passed on. */
import * as z from 'zod/mini';
import { said } from './bookkeeping-faults.ts';

const known: readonly (readonly [RegExp, string])[] = [
	[/reconciled/i, 'it is reconciled with the bank in Xero: un-reconcile it there first'],
	[/batch/i, 'it is part of a batch payment: take it back in Xero'],
	[/(exceeds|more than|greater than) .*(remaining|credit)/i, 'less than that is left of the credit: it was applied or paid back meanwhile'],
	[/(already|has been) (deleted|voided)|cannot be (deleted|voided)/i, 'it was taken back already, or Xero does not let it be taken back'],
	[/not of valid status|cannot be (updated|modified|edited)/i, 'it is no longer open in Xero: it was paid, voided or taken back meanwhile'],
	[/tax ?(type|rate|code)/i, 'the tax rate is not one that Xero takes there'],
	[/currency/i, 'the currencies do not fit, or Xero does not have this one'],
	[/account ?(code|id)?\b.*(not valid|not found|archived|deleted)/i, 'the account that was chosen is archived or cannot be used there'],
];

const validation = z.object({
	Elements: z._default(
		z.array(z.object({ ValidationErrors: z._default(z.array(z.object({ Message: z._default(z.string(), '') })), []) })),
		[],
	),
});

/** Null when the answer names no reason. */
export const saidOfPosting = (body: unknown): string | null => {
	const read = validation.safeParse(body);
	const texts = read.success ? read.data.Elements.flatMap((each) => each.ValidationErrors).map(({ Message }) => Message) : [];
	const reasons = texts.flatMap((text) => known.find(([pattern]) => pattern.test(text))?.[1] ?? []);
	return reasons.length === 0 ? said(body) : [...new Set(reasons)].join('; ');
};
