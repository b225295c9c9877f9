/**
 * Reading one ledger at its provider. One object per ledger, access token and invocation: the SDKs share their token between calls.
 */

import type { Left } from '../domain/allowance.ts';
import type { Progress } from '../domain/connection.ts';
import type { Day, Instant } from '../domain/day.ts';
import type { Customer, Document, DocumentKind, LedgerId, Refused } from '../domain/document.ts';
import type { Legal } from '../domain/legal.ts';
import type { Currency } from '../domain/money.ts';
import type { Settled } from '../domain/sweep.ts';

export type { Progress } from '../domain/connection.ts';

/** Where a read goes on. Opaque text: only the adapter that made it reads it. Survives any crash, so it holds no secret. */
export type Cursor = string;
/** The provider's own clock at the start of a complete read, minus its safety overlap. Opaque; handed back to `changes`. */
export type Watermark = string;

export type Page = {
	readonly customers: readonly Customer[];
	readonly documents: readonly Document[];
	/** Rows that could not become a document, each with its reason. The rest of the page is good. */
	readonly refused: readonly Refused[];
	/** Of these, should we hold them, nothing is open any more. Absent: of none. */
	readonly settled?: readonly Settled[];
	/** What earlier pages refused under such an id (`journalList`) came whole. Absent: nothing. */
	readonly whole?: readonly Pick<Refused, 'kind' | 'id'>[];
	/** More may have changed than this page can say: the ledger's totals are to be compared. Absent: no. */
	readonly compare?: true;
	/** Rows read so far of the kind this page is about; `total` as the provider says it. */
	readonly progress: Progress;
	/** Provider calls this page cost. */
	readonly calls: number;
} & ({ readonly next: Cursor } | { readonly next: null; readonly watermark: Watermark });

export type Organisation = {
	readonly name: string;
	readonly legal: Legal;
	readonly baseCurrency: Currency;
	/** IANA zone. */
	readonly timeZone: string;
	readonly country: string | null;
};

/** The ledger's own receivables figure of one currency, minor units: what customers owe less what is unapplied. */
export type ControlFigure = { readonly currency: Currency; readonly minor: number };
export type Control = {
	readonly figures: readonly ControlFigure[];
	/** Which of the ledger's figures this is and what it leaves out, in a sentence for a person. */
	readonly basis: string;
	readonly calls: number;
};

/** Documents as the ledger has them now. Each id that was asked for is in `documents`, `refused`, `gone` or `settled`, or is none of ours (a draft, a bill). */
export type Looked = {
	readonly documents: readonly Document[];
	readonly refused: readonly Refused[];
	/** Ids that the provider itself, asked for this very one, says it does not know. */
	readonly gone: readonly string[];
	/** Nothing is open on these any more; the provider says no more. Absent: none. */
	readonly settled?: readonly Settled[];
	readonly calls: number;
};

export type Accounting = {
	/** Raised when more is read of a row than before: a ledger read by a lower one is read whole again. */
	readonly mapping: number;
	/** 1 call. */
	organisation(): Promise<Organisation>;
	/** Everything open, and what was closed since `horizon`. No call is made. */
	everything(horizon: Day): Cursor;
	/** Everything that changed since the watermark, whatever it is: customers, documents, voids, deletions. No call is made. */
	changes(since: Watermark): Cursor;
	/**
	 * Every customer, and the documents with something open or unapplied, as far as the provider lists them by that. What a list leaves out the caller asks
	 * for by id, so a list that would cost more than that may be left out whole. The watermark at its end means nothing. No call is made.
	 */
	openItems(): Cursor;
	/** How many ids of a kind `look` takes at once. */
	atOnce(kind: DocumentKind): number;
	/** Asks for these very documents. Throws `AccountingFault`. */
	look(kind: DocumentKind, ids: readonly string[]): Promise<Looked>;
	/**
	 * Reads on. Rows may repeat and come in any order; a row that changes while pages are read is either in a page or in the next `changes`.
	 * Throws `AccountingFault`.
	 */
	page(cursor: Cursor): Promise<Page>;
	/** Cost said per adapter. */
	control(): Promise<Control>;
};

export type AccountingFaultKind =
	/** The provider says wait: `retryAfterMs` is its word or our guess. */
	| 'throttled'
	/** The access token is refused. */
	| 'unauthorised'
	/** The consent no longer covers this ledger. */
	| 'forbidden'
	/** No sensible answer: timeout, 5xx with whatever body, cut connection. Tried again for as long as it lasts. */
	| 'unavailable'
	/** Our request was refused, or a 2xx holds a page we cannot read. Delivered again a few times only, then the read stops there and says why. */
	| 'refused';

/** Messages carry no token, header, body or address. */
export class AccountingFault extends Error {
	override readonly name = 'AccountingFault';
	readonly kind: AccountingFaultKind;
	readonly retryAfterMs: number | null;
	constructor(kind: AccountingFaultKind, message: string, retryAfterMs: number | null = null) {
		super(message);
		this.kind = kind;
		this.retryAfterMs = retryAfterMs;
	}
}

/**
 * The answer to a question about something that may be there already. One that was refused or cannot be read says nothing about it: `unavailable`, so that
 * nobody takes it for a no.
 */
export const asked = async <T>(question: Promise<T>): Promise<T> => {
	try {
		return await question;
	} catch (error) {
		if (error instanceof AccountingFault && error.kind === 'refused') throw new AccountingFault('unavailable', error.message);
		throw error;
	}
};

/** Told of each call of the provider. */
export type Meter = {
	/** Before it. What this throws is thrown, and the call is not made. */
	ask(what: 'read' | 'write'): void;
	/** After it, with what its answer says of limits, whatever else it says. */
	heard(left: Left): void;
};
/** For whoever counts nothing. */
export const unmetered: Meter = { ask: () => undefined, heard: () => undefined };

/** Opens the ledger with an access token. Loads the provider's SDK lazily. Without a meter nothing is counted and nothing held. */
export type OpenAccounting = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<Accounting>;
