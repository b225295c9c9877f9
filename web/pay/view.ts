/** What the customer's pages show. Amounts are minor units, days civil, moments UTC. */
import type { Day, Instant } from '../../shared/domain/day.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { ToldView } from '../../shared/wire/told-view.ts';

export type InvoiceView = {
	readonly id: string;
	readonly number: string;
	readonly reference: string;
	readonly issued: Day;
	readonly due: Day;
	readonly late: number;
	readonly open: number;
	readonly held: number;
	/** Being checked with the books: it cannot be paid until that is done. */
	readonly unsure: boolean;
	readonly payable: number;
	/** Of it, so much is disputed. */
	readonly disputed: number;
};
/** A button that pays several invoices whole. */
export type WholeView = { readonly count: number; readonly total: number };

export type FieldProblem = 'empty' | 'unreadable' | 'negative' | 'zero' | 'too-fine' | 'too-large' | 'over' | 'gone' | 'unsure';
export type FormProblem =
	| { readonly kind: 'nothing-open' | 'nothing-chosen' | 'too-many' | 'fields' }
	| { readonly kind: 'changed'; readonly now: number }
	| { readonly kind: 'below-least'; readonly least: number; readonly total: number }
	| { readonly kind: 'not-taken'; readonly total: number }
	/** Stripe does not answer; somebody else is paying; an invoice is being checked; too many payments are open at once; the page stood open too long. */
	| { readonly kind: 'unavailable' | 'busy' | 'unsure' | 'too-many-open' | 'stale-form' };

/** What was sent and refused: shown again as it was typed. */
export type Refused = {
	readonly problem: FormProblem;
	readonly fields: Readonly<Record<string, FieldProblem>>;
	readonly picked: readonly string[];
	readonly typed: Readonly<Record<string, string>>;
};

export type BalanceView = {
	readonly currency: Currency;
	readonly invoices: readonly InvoiceView[];
	readonly open: number;
	readonly held: number;
	readonly unsure: number;
	readonly overdue: number;
	readonly unapplied: number;
	readonly all: WholeView;
	readonly lateOnly: WholeView;
	/** A payment begun and not finished. */
	readonly begun: { readonly total: number; readonly url: string; readonly until: Instant } | null;
	/** A bank debit on its way. */
	readonly debit: number;
	readonly refused: Refused | null;
};

export type PayView = {
	readonly payee: string;
	readonly taxId: string | null;
	readonly address: string | null;
	readonly company: string;
	readonly customer: string;
	readonly timeZone: string;
	readonly asOf: Instant | null;
	readonly balances: readonly BalanceView[];
	/** What they told us by a link, and what we offered them. */
	readonly told: readonly ToldView[];
	/** Hidden in the forms. */
	readonly proof: string;
	readonly nonce: string;
};
