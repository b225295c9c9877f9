/** What a language brings: a source for every letter, and the words of the parts that are drawn by code. */
import type { NoticeName } from '../../domain/notice.ts';
import type { Tone } from '../../domain/policy.ts';

/** To a company's own people: a consent that is lost, or will end; a ledger that another company asks for, and what became of such a question. */
export const consentLetterNames = ['lost', 'ending', 'asked', 'answered'] as const;
export type ConsentLetterName = (typeof consentLetterNames)[number];

/** A receipt, or a reminder of a tone. */
export type LetterName = Tone | 'receipt';

/**
 * A source is a front line `subject: …`, a line `---` and Markdown with Liquid. A line `[invoices]`, `[paid]`, `[pay]`, `[see]`, `[hub]` or `[join]` alone stands for a
 * part that is drawn by code: what is open, what was paid, the button, the quiet link, the button to the hub, the one to the invitation. Names of places: `view.ts`. Filters: `plural` picks the word
 * that goes with a number, `counted` writes the number before it.
 */
export type Texts = {
	readonly letters: Readonly<Record<LetterName, string>>;
	/** To customers as well: what became of something agreed, or asked for. */
	readonly notices: Readonly<Record<NoticeName, string>>;
	readonly consent: Readonly<Record<ConsentLetterName, string>>;
	/** To somebody who is asked into a company. */
	readonly invitation: string;
	readonly labels: Labels;
};

export type Labels = {
	/** Begins a line, and heads the column; so do the next two. */
	readonly invoice: string;
	readonly open: string;
	readonly paid: string;
	/** Instead of `open` where more is open than is asked for. */
	readonly toPay: string;
	/** `1042`, `№ 1042` */
	readonly numbered: (number: string) => string;
	readonly noNumber: string;
	readonly reference: (text: string) => string;
	readonly dates: (issued: string, due: string) => string;
	/** The day to pay by was agreed: it is not the one on the invoice. */
	readonly agreedDates: (issued: string, due: string) => string;
	/** Less is asked than is open on the invoice: somebody has still to answer about the rest, or its day is yet to come. */
	readonly rest: Readonly<Record<'clarified' | 'later', (asked: string, open: string) => string>>;
	/** Stands behind the due day. */
	readonly dueToday: string;
	/** Follows the number of days. */
	readonly late: readonly string[];
	readonly total: (amount: string) => string;
	/** After the first fifty. */
	readonly more: (count: string) => string;
	readonly openOnThese: string;
	/** Credits and payments on account that are taken off the sum. */
	readonly credits: string;
	/** Credits that are not. */
	readonly creditsApart: string;
	readonly held: string;
	readonly asked: string;
	readonly received: string;
	readonly onAccount: string;
	readonly remaining: string;
	readonly nothingRemains: string;
	readonly pay: string;
	readonly see: string;
	readonly hub: string;
	readonly join: string;
	/** Heads the column of amounts where they are neither open nor paid. */
	readonly amount: string;
	/** Heads the column of a plan's parts. */
	readonly instalments: string;
	/** Begins the line of a plan's part: first, second … of so many. */
	readonly instalment: (n: string, of: string) => string;
	readonly payBy: (day: string) => string;
	readonly inAll: string;
	readonly taxId: (id: string) => string;
	/** By Stripe's word for it; `other` for those we have no word for. */
	readonly methods: Readonly<Record<string, string>> & { readonly other: string };
	readonly ending: (method: string, last4: string) => string;
};
