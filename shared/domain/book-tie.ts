/**
 * Our receivables against the control account of the books: ours − theirs = Σ reconciling items + a rest that nothing explains. It ties when that rest is
 * nothing. Whole minor units; signs are those of receivables, what is owed is positive.
 */
import type { Day, Instant } from './day.ts';
import type { CompanyId, CustomerId, DocumentKind, LedgerId, Provider } from './document.ts';
import type { Currency } from './money.ts';

/**
 * `journal`: entered by hand on receivables, and not in our copy. `other-entry`: another transaction on receivables that we do not copy. `post-dated`: dated after today, so
 * not yet in the books' figure of today. `settled-later`: payments, credits and settled documents that are dated after today; one line. `prepayment`:
 * the books keep it in another account. `rounding`: of documents in other currencies, at most some minor units each. `revaluation`: what the books
 * moved for today's exchange rates, which nobody outside them can check. `no-rate`: a document in another currency whose rate we do not hold.
 */
export const tieItemKinds = [
	'journal',
	'other-entry',
	'post-dated',
	'settled-later',
	'prepayment',
	'rounding',
	'revaluation',
	'no-rate',
] as const;
export type TieItemKind = (typeof tieItemKinds)[number];
/** These are reckoned from a rest and not from documents: they explain as far as one believes them. */
export const inexactKinds: ReadonlySet<TieItemKind> = new Set(['rounding', 'revaluation', 'no-rate']);

/** The control account in one currency, minor units. Debits are positive. */
export type BookFigure = {
	readonly currency: Currency;
	/** As people see it today. */
	readonly today: number;
	/** With everything that is dated later. The same where the books say no other. */
	readonly allDates: number;
	/** What the books hold as unrealised currency gains, of receivables, payables and whatever else; null: they do not say. */
	readonly unrealised: number | null;
};

/** One transaction with something open on receivables, as the books list it. */
export type BookLine = {
	/** The provider's id; null where the books do not say it. */
	readonly id: string | null;
	/** `copied`: of a kind that we copy. `journal`: so are those, where they name a customer and could be read (ADR 0021). */
	readonly kind: 'copied' | 'journal' | 'other';
	/** The provider's word for what it is. */
	readonly type: string;
	readonly number: string;
	/** The provider's id of the customer; null: of none. */
	readonly customer: string | null;
	readonly day: Day | null;
	readonly currency: Currency;
	/** Signed: what is owed is positive, what is left of a credit negative. */
	readonly minor: number;
};

/** What is called by name. `customer`: null where the books say none. */
export type Named = {
	readonly type: string;
	readonly id: string | null;
	readonly number: string;
	readonly customer: CustomerId | null;
	readonly day: Day | null;
};

/** `minor`: its part of ours − theirs. `of`: absent on a line that is of no one document. */
export type TieItem = { readonly kind: TieItemKind; readonly minor: number; readonly of?: Named };

/** A document in which the two sides differ. Null: not there, or not known. `why` in words for a person, where there are any. */
export type Suspect = Named & {
	readonly ours: number | null;
	readonly theirs: number | null;
	/** Of both amounts. Absent: that of the line. */
	readonly currency?: Currency;
	readonly why?: string;
};

/** Documents in another currency than the figure's. `minor` in theirs, `inFigure` converted one by one at the rate each has in the ledger. */
export type Foreign = { readonly currency: Currency; readonly minor: number; readonly inFigure: number; readonly documents: number };

/** `ties`: the figures are the same. `explained`: named items make the difference. `inexact`: so does a line that cannot be checked. `differs`: not explained. */
export type TieVerdict = 'ties' | 'explained' | 'inexact' | 'differs';

export type TieLine = {
	readonly currency: Currency;
	readonly ours: number;
	readonly theirs: number;
	/** ours − theirs = Σ kinds + unexplained. */
	readonly difference: number;
	readonly unexplained: number;
	readonly kinds: readonly { readonly kind: TieItemKind; readonly count: number; readonly minor: number }[];
	/** The first of them; `kinds` counts all. */
	readonly items: readonly TieItem[];
	/** The first of `suspectsInAll`. */
	readonly suspects: readonly Suspect[];
	readonly suspectsInAll: number;
	readonly foreign: readonly Foreign[];
	readonly verdict: TieVerdict;
};

/** No record grows with the data: so many items, and so many suspects, of all currencies together; each currency has some. */
export const tieShown = 50;
export const tieDaysKept = 30;

export type BookTieResult = {
	/** When the books were asked. */
	readonly at: Instant;
	/** The ledger's day that "today" means. */
	readonly on: Day;
	readonly lines: readonly TieLine[];
	/** The list by transaction was cut short: what is missing in it is not said. */
	readonly partial: boolean;
	/** Rows of the ledger that we could not read: they are in the books and not, or not as they are now, in ours. */
	readonly unread: number;
	/** The first of them, by the number of our older copy where there is one. Absent on records from before they were kept. */
	readonly unreadRows?: readonly (Pick<Named, 'type' | 'id' | 'number' | 'customer'> & { readonly why: string })[];
	readonly calls: number;
};

/** One day of the short history. */
export type TieDay = {
	readonly on: Day;
	readonly lines: readonly {
		readonly currency: Currency;
		readonly theirs: number;
		readonly difference: number;
		readonly unexplained: number;
	}[];
};

/** Which documents differ is asked page by page where the books list none. `cursor`: the accounting port's; null: not begun. */
export type Naming = {
	readonly run: string;
	readonly step: number;
	readonly stage: 'pages' | 'missing';
	readonly cursor: string | null;
	readonly found: readonly Suspect[];
	readonly foundInAll: number;
};

/** Why there is no comparison, or none since. `scope`: the consent lacks it, and a person must agree again. */
export type TieProblem = { readonly at: Instant; readonly text: string; readonly scope: string | null };

/** One a ledger. */
export type BookTie = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly provider: Provider;
	readonly latest: BookTieResult | null;
	/** Newest first, one a day. */
	readonly history: readonly TieDay[];
	readonly problem: TieProblem | null;
	/** Tries in a row that failed. */
	readonly failures: number;
	/** Somebody wants a comparison that is no older than this. */
	readonly wanted: Instant | null;
	readonly naming: Naming | null;
	/** When it is looked at again whatever became of its message. Null: never. */
	readonly wake: Instant | null;
	readonly rev: number;
};

export const newBookTie = ({ company, ledger, provider }: Pick<BookTie, 'company' | 'ledger' | 'provider'>): BookTie => ({
	company,
	ledger,
	provider,
	latest: null,
	history: [],
	problem: null,
	failures: 0,
	wanted: null,
	naming: null,
	wake: null,
	rev: 0,
});

/** A comparison is kept: the latest whole, one short line for each of the last days. */
export const withResult = (known: BookTie, result: BookTieResult): BookTie => {
	const day: TieDay = {
		on: result.on,
		lines: result.lines.map(({ currency, theirs, difference, unexplained }) => ({ currency, theirs, difference, unexplained })),
	};
	return {
		...known,
		latest: result,
		history: [day, ...known.history.filter(({ on }) => on !== day.on)].slice(0, tieDaysKept),
		problem: null,
		failures: 0,
	};
};

/** What of ours is open or unapplied. `rate`: units of its currency for one of the figure's, a decimal; null: not known. */
export type OurRow = {
	readonly kind: DocumentKind;
	readonly id: string;
	readonly number: string;
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly open: number;
	readonly unapplied: number;
	readonly issued: Day;
	readonly rate?: string | null;
	/** How often something of it was settled: each time the books rounded. */
	readonly settlements?: number;
};
export const signed = ({ open, unapplied }: Pick<OurRow, 'open' | 'unapplied'>): number => open - unapplied;

export const verdictOf = ({ difference, unexplained, kinds }: Pick<TieLine, 'difference' | 'unexplained' | 'kinds'>): TieVerdict => {
	if (unexplained !== 0) return 'differs';
	if (kinds.some(({ kind }) => inexactKinds.has(kind))) return 'inexact';
	return difference === 0 && kinds.length === 0 ? 'ties' : 'explained';
};

const worstFirst: readonly TieVerdict[] = ['differs', 'inexact', 'explained', 'ties'];
/** Of a ledger with several lines the worst; `ties` where there is nothing at all. */
export const worstVerdict = (lines: readonly Pick<TieLine, 'verdict'>[]): TieVerdict =>
	worstFirst.find((verdict) => lines.some((line) => line.verdict === verdict)) ?? 'ties';

/** Each currency shows its first ones. */
export const shownEach = (currencies: number): number => Math.max(5, Math.floor(tieShown / Math.max(1, currencies)));
