/** What a customer chose on the page, against what can be paid now. Pure. */
import type { Currency } from '../../shared/domain/money.ts';
import type { Share } from '../../shared/domain/payment.ts';
import { type AmountProblem, typedAmount } from '../../shared/domain/typed-amount.ts';
import { type Balance, sharesOf, totalOf } from './standing.ts';
import { mostShares } from './times.ts';

/** A form as it was sent, nothing believed. */
export type Choice = {
	readonly currency: string;
	readonly what: 'all' | 'late' | 'chosen';
	/** `all` and `late`: the total that the button said, minor units. */
	readonly seen: number | null;
	/** `chosen`: ids of the invoices ticked. */
	readonly picked: readonly string[];
	/** By invoice: what was typed. */
	readonly typed: Readonly<Record<string, string>>;
};

export type FieldProblem = AmountProblem | 'over' | 'gone' | 'unsure';
export type FormProblem =
	/** Nothing of this currency can be paid any more, or nothing was ticked. */
	| { readonly kind: 'nothing-open' | 'nothing-chosen' | 'too-many' | 'fields' }
	/** The button said another total than what is owed now. */
	| { readonly kind: 'changed'; readonly now: number }
	| { readonly kind: 'below-least'; readonly least: number; readonly total: number }
	/** Stripe takes no such amount: too large for one payment, or finer than card networks count. */
	| { readonly kind: 'not-taken'; readonly total: number };

export type Chosen =
	| { readonly shares: readonly Share[]; readonly total: number; readonly currency: Currency }
	| { readonly problem: FormProblem; readonly fields: Readonly<Record<string, FieldProblem>> };

export type Limits = {
	readonly least: (currency: Currency) => number | null;
	readonly takes: (currency: Currency, minor: number) => boolean;
};

const refused = (problem: FormProblem, fields: Readonly<Record<string, FieldProblem>> = {}): Chosen => ({ problem, fields });

const ticked = (choice: Choice, { invoices, currency }: Balance, usual: '.' | ','): Chosen => {
	const fields: Record<string, FieldProblem> = {};
	const shares: Share[] = [];
	for (const id of new Set(choice.picked)) {
		const invoice = invoices.find((each) => each.id === id && each.payable > 0);
		const typed = choice.typed[id];
		const amount = invoice && typed !== undefined ? typedAmount(typed, currency, usual) : { minor: invoice?.payable ?? 0 };
		if (!invoice) fields[id] = invoices.some((each) => each.id === id && each.unsure) ? 'unsure' : 'gone';
		else if ('problem' in amount) fields[id] = amount.problem === 'too-large' ? 'over' : amount.problem;
		else if (amount.minor > invoice.payable) fields[id] = 'over';
		else shares.push({ id, number: invoice.number, minor: amount.minor });
	}
	if (Object.keys(fields).length > 0) return refused({ kind: 'fields' }, fields);
	if (shares.length === 0) return refused({ kind: 'nothing-chosen' });
	if (shares.length > mostShares) return refused({ kind: 'too-many' });
	return { shares, total: totalOf(shares), currency };
};

const wholly = (choice: Choice, balance: Balance, what: 'all' | 'late'): Chosen => {
	const shares = sharesOf(balance, what, mostShares);
	const total = totalOf(shares);
	if (shares.length === 0) return refused({ kind: 'nothing-open' });
	return choice.seen === null || choice.seen === total
		? { shares, total, currency: balance.currency }
		: refused({ kind: 'changed', now: total });
};

/** @param usual the sign that separates decimals in the customer's language */
export const chosenFrom = (choice: Choice, balances: readonly Balance[], limits: Limits, usual: '.' | ','): Chosen => {
	const balance = balances.find(({ currency }) => currency === choice.currency);
	if (!balance) return refused({ kind: 'nothing-open' });
	const chosen = choice.what === 'chosen' ? ticked(choice, balance, usual) : wholly(choice, balance, choice.what);
	if ('problem' in chosen) return chosen;
	const least = limits.least(chosen.currency);
	if (least !== null && chosen.total < least) return refused({ kind: 'below-least', least, total: chosen.total });
	if (!limits.takes(chosen.currency, chosen.total)) return refused({ kind: 'not-taken', total: chosen.total });
	return chosen;
};
