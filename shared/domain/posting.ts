/**
 * What the hub writes to a ledger besides received payments (`payment.ts`): one posting is one thing a person or a rule decided, of one or more steps, each
 * a single write at the provider. Amounts are minor units of `currency` and positive.
 */
import type { Day, Instant } from './day.ts';
import type { CompanyId, CustomerId, DocumentKind, LedgerId } from './document.ts';
import type { Currency } from './money.ts';

/** Kinds that we write to. */
type WrittenTo = Exclude<DocumentKind, 'journal' | 'refund-receipt'>;
/** Something with money left to apply: a credit note, an over- or prepayment of Xero, an unapplied payment of QuickBooks. Not a journal: a bookkeeper applies it. */
export type CreditName = { readonly kind: Exclude<WrittenTo, 'invoice'>; readonly id: string };
/** What is left of it can be applied or paid back by us. */
export const isApplicable = ({ kind, unapplied }: { readonly kind: DocumentKind; readonly unapplied: number }): boolean =>
	kind !== 'invoice' && kind !== 'journal' && unapplied > 0;

/** An entry of a payment of ours. `on`: the invoice that it was booked on; null: on none, it was paid too much; absent: nobody says. */
export type Booked = CreditName & { readonly on?: string | null };

export type PostingWhat =
	/** A booked payment taken back whole, because it was refunded, charged back or bounced. `booked`: the ledger's entries of it, in the order they go. */
	| { readonly kind: 'reversal'; readonly payment: string; readonly booked: readonly Booked[] }
	/** A credit note over part or all of an invoice, applied to it: early-payment discount, goodwill, correction. Tax as on the invoice. */
	| { readonly kind: 'credit'; readonly invoice: string; readonly reason: 'discount' | 'goodwill' | 'correction' }
	/** The same against the account for bad debts. */
	| { readonly kind: 'write-off'; readonly invoice: string }
	/** An invoice of its own for a late fee or interest on another one; without tax, which such compensation does not bear (ECJ 222/81 BAZ). */
	| { readonly kind: 'late-fee'; readonly invoice: string; readonly due: Day }
	/** What the customer already has with us, applied to an invoice. */
	| { readonly kind: 'allocation'; readonly credit: CreditName; readonly invoice: string }
	/** What the customer has with us, paid back from a bank account: the transfer itself is a person's. */
	| { readonly kind: 'refund'; readonly credit: CreditName }
	/** What we owe them against what they owe us, as agreed, through a clearing account. `bill`: the provider's id of theirs. */
	| { readonly kind: 'set-off'; readonly invoice: string; readonly bill: string }
	/** A line in the document's history there, or its private note. No money. */
	| { readonly kind: 'note'; readonly document: { readonly kind: WrittenTo; readonly id: string } }
	/** The day on which the money is expected, where the ledger has such a field. No money. */
	| { readonly kind: 'expected-date'; readonly invoice: string; readonly expected: Day };
export type PostingKind = PostingWhat['kind'];

/** What an account, or a product of QuickBooks, is used for. */
export type AccountRole = 'bank' | 'discount' | 'write-off' | 'late-fee' | 'clearing';

/** Where postings go, as a person chose for this ledger; provider ids. Absent: nothing chosen, and what needs it is refused with words that say so. */
export type PostingAccounts = {
	/** By currency. Also where received payments go. */
	readonly banks: Readonly<Partial<Record<Currency, string>>>;
} & Readonly<Partial<Record<Exclude<AccountRole, 'bank'>, string>>>;

/** One write at the provider. `credit: null`: the credit note that the step before it made. */
export type PostingStep =
	| { readonly do: 'take-back'; readonly booked: Booked }
	| { readonly do: 'credit-note'; readonly invoice: string; readonly to: 'discount' | 'write-off' }
	| { readonly do: 'allocate'; readonly credit: CreditName | null; readonly invoice: string }
	| { readonly do: 'late-fee'; readonly invoice: string; readonly due: Day }
	| { readonly do: 'refund'; readonly credit: CreditName }
	| { readonly do: 'clear-invoice'; readonly invoice: string }
	| { readonly do: 'clear-bill'; readonly bill: string }
	| { readonly do: 'note'; readonly document: { readonly kind: WrittenTo; readonly id: string } }
	| { readonly do: 'expected-date'; readonly invoice: string; readonly expected: Day };

/** In the order in which they are written: what may be refused for a reason of the ledger's comes first. */
export const stepsOf = (what: PostingWhat): readonly PostingStep[] => {
	switch (what.kind) {
		case 'reversal':
			return what.booked.map((booked) => ({ do: 'take-back', booked }));
		case 'credit':
			return [
				{ do: 'credit-note', invoice: what.invoice, to: 'discount' },
				{ do: 'allocate', credit: null, invoice: what.invoice },
			];
		case 'write-off':
			return [
				{ do: 'credit-note', invoice: what.invoice, to: 'write-off' },
				{ do: 'allocate', credit: null, invoice: what.invoice },
			];
		case 'late-fee':
			return [{ do: 'late-fee', invoice: what.invoice, due: what.due }];
		case 'allocation':
			return [{ do: 'allocate', credit: what.credit, invoice: what.invoice }];
		case 'refund':
			return [{ do: 'refund', credit: what.credit }];
		case 'set-off':
			return [
				{ do: 'clear-bill', bill: what.bill },
				{ do: 'clear-invoice', invoice: what.invoice },
			];
		case 'note':
			return [{ do: 'note', document: what.document }];
		case 'expected-date':
			return [{ do: 'expected-date', invoice: what.invoice, expected: what.expected }];
	}
};

/** What money is taken from, by the ledger's id; a payment of ours by ours. */
export type Subject = { readonly kind: DocumentKind | 'bill' | 'our payment'; readonly id: string };

/** What one posting at a time may change: what it takes is not known to another one before it is read back. A handful at most. */
export const subjectsOf = (what: PostingWhat): readonly Subject[] => {
	const invoice = (id: string): Subject => ({ kind: 'invoice', id });
	switch (what.kind) {
		case 'note':
		case 'expected-date':
			return [];
		case 'reversal':
			// What of it stands on no invoice is a credit: applied or paid back meanwhile, the payment would be taken back in part.
			return [
				{ kind: 'our payment', id: what.payment },
				...what.booked.filter(({ on }) => on === null).map(({ kind, id }) => ({ kind, id })),
			];
		case 'refund':
			return [what.credit];
		case 'allocation':
			return [invoice(what.invoice), what.credit];
		case 'set-off':
			// A person may have typed it.
			return [invoice(what.invoice), { kind: 'bill', id: what.bill.toLowerCase() }];
		case 'credit':
		case 'write-off':
		case 'late-fee':
			return [invoice(what.invoice)];
	}
};

/** A step on its way. `sending` is saved immediately before the call, with when: until a lease later that try may still come true. */
export type PostingProgress = {
	readonly n: number;
	readonly state: 'planned' | 'sending' | 'written';
	/** The ledger's id of what was written; where nothing new is made (an allocation, a note), of what was changed. */
	readonly external: string | null;
	readonly sent?: Instant;
};

export type Posting = {
	readonly company: CompanyId;
	/** Ours, at most 24 letters: `<id>-<n>` is the key under which the ledger knows a step. The same wish twice has the same id. */
	readonly id: string;
	readonly ledger: LedgerId;
	readonly customer: CustomerId;
	readonly currency: Currency;
	/** 0 for notes and expected days. */
	readonly minor: number;
	/** The company's civil day under which it stands in the ledger. */
	readonly day: Day;
	/** In words, shown in the ledger: "Early-payment discount, 2 % of INV-0042". */
	readonly text: string;
	readonly what: PostingWhat;
	readonly state: 'planned' | 'writing' | 'written' | 'stuck' | 'cancelled';
	readonly steps: readonly PostingProgress[];
	/** The user, or the rule, that asked for it. */
	readonly by: string;
	readonly askedAt: Instant;
	readonly writtenAt: Instant | null;
	readonly lease?: Instant | null;
	/** Why a person must look, in words. */
	readonly problem: string | null;
	/** Of a stuck one: a person does the rest by hand. */
	readonly givenUp?: boolean;
	readonly tries: number;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** Whether its subjects are still its own. A stuck one keeps them: it may be tried again. */
export const keepsSubjects = ({ state, givenUp }: Pick<Posting, 'state' | 'givenUp'>): boolean =>
	state === 'planned' || state === 'writing' || (state === 'stuck' && givenUp !== true);
