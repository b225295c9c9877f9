/** Why something asked for cannot be written, in words. */
import type { StoredDocument } from '../../shared/domain/document.ts';
import { type Currency, exponentOf, toDecimal } from '../../shared/domain/money.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import type { PostingSettings } from '../../shared/domain/posting-accounts.ts';
import { Refusal } from '../../shared/domain/refusal.ts';

export const no = (code: string, detail: string, path?: string): Refusal =>
	new Refusal(
		path === undefined ? 409 : 400,
		code,
		'This cannot be written',
		detail,
		path === undefined ? {} : { fields: [{ path, message: detail }] },
	);

export const amountText = (minor: number, currency: Currency): string => `${toDecimal({ minor, currency })} ${currency}`;

/** `other`: null where it is over by now. */
export const underWay = (other: Pick<Posting, 'text'> | null): Refusal =>
	no(
		'POSTING_UNDER_WAY',
		other === null
			? 'Something else was just being written on the same document. Load the page again and look at what it left.'
			: `“${other.text}” is being written on the same document. Wait until it is done, or give it up.`,
	);

/** What one person writes off of an invoice alone, in minor units. */
export const writeOffMost = (settings: PostingSettings, currency: Currency): number => settings.writeOffMost * 10 ** exponentOf(currency);

type Above = { readonly invoice: StoredDocument | null; readonly currency: Currency; readonly most: number; readonly before: number };
export const aboveLimit = ({ invoice, currency, most, before }: Above): Refusal => {
	const already = before === 0 ? '' : `, and ${amountText(before, currency)} of invoice ${invoice?.number ?? ''} was written off already`;
	return no(
		'WRITE_OFF_ABOVE_LIMIT',
		`One person alone writes off ${amountText(most, currency)} at most${already}. More needs a second person, which is not built yet: do it in the ledger, or change the limit under "Accounts".`,
		'amount',
	);
};
