/** What was agreed, with amounts as decimal texts; and the same as the fields of the form with which it is agreed anew. Pure. */
import type { Arrangement, Concession, DisputeReason, HoldLevel } from '../domain/arrangements/arrangement.ts';
import { givesUp } from '../domain/arrangements/authority.ts';
import { instalmentsLeft } from '../domain/arrangements/instalments.ts';
import { type Currency, toDecimal } from '../domain/money.ts';
import type { Amount } from './http.ts';

export type ConcessionView = { readonly as: Concession['as']; readonly amount: Amount };
export type InstalmentView = {
	readonly n: number;
	readonly due: string;
	readonly amount: Amount;
	/** Still to come of it. Null: not known, since an invoice is not here. */
	readonly left: Amount | null;
};

/** Days as in `TermsOf`: `answerBy` until then somebody is to answer, `deadline` the day agreed and its grace. */
export type TermsView =
	| {
			readonly kind: 'dispute';
			readonly reason: DisputeReason;
			readonly text: string;
			readonly answerBy: string;
			readonly concession: ConcessionView | null;
	  }
	| { readonly kind: 'promise'; readonly amount: Amount; readonly by: string; readonly deadline: string }
	| {
			readonly kind: 'plan';
			readonly instalments: readonly InstalmentView[];
			readonly answerBy: string;
			readonly grace: number;
			readonly off: { readonly missed: number; readonly days: number };
	  }
	| { readonly kind: 'extension'; readonly to: string; readonly answerBy: string }
	| {
			readonly kind: 'settlement';
			readonly pays: Amount;
			/** What is credited once it is paid. */
			readonly gives: Amount;
			readonly by: string;
			readonly deadline: string;
			readonly answerBy: string;
	  }
	| { readonly kind: 'set-off'; readonly bill: string; readonly answerBy: string }
	| { readonly kind: 'reward'; readonly amount: Amount; readonly by: string; readonly answerBy: string }
	| { readonly kind: 'pause'; readonly until: string; readonly why: string }
	| {
			readonly kind: 'hold';
			readonly level: HoldLevel;
			readonly limit: Amount | null;
			readonly review: string | null;
			readonly why: string;
	  }
	| { readonly kind: 'insolvency'; readonly since: string; readonly claimBy: string | null; readonly reference: string }
	| { readonly kind: 'mandate'; readonly answerBy: string };

/** An arrangement about amounts always has a currency; minor units as they are say so where one has not. */
const amountIn =
	(currency: Currency | null) =>
	(minor: number): Amount =>
		currency === null ? String(minor) : toDecimal({ minor, currency });

/** `received`: minor units that came towards it; null where that is not known. */
export const termsView = (arrangement: Arrangement, received: number | null): TermsView => {
	const amount = amountIn(arrangement.currency);
	switch (arrangement.kind) {
		case 'dispute': {
			const { reason, text, answerBy, concession } = arrangement.terms;
			const offered = concession && { as: concession.as, amount: amount(concession.minor) };
			return { kind: 'dispute', reason, text, answerBy, concession: offered };
		}
		case 'promise': {
			const { minor, by, deadline } = arrangement.terms;
			return { kind: 'promise', amount: amount(minor), by, deadline };
		}
		case 'plan': {
			const { instalments, answerBy, grace, off } = arrangement.terms;
			const lines = instalmentsLeft(instalments, received ?? 0).map(({ n, due, minor, left }) => ({
				n,
				due,
				amount: amount(minor),
				left: received === null ? null : amount(left),
			}));
			return { kind: 'plan', instalments: lines, answerBy, grace, off };
		}
		case 'extension':
			return { kind: 'extension', ...arrangement.terms };
		case 'settlement': {
			const { pays, by, deadline, answerBy } = arrangement.terms;
			return { kind: 'settlement', pays: amount(pays), gives: amount(givesUp(arrangement)), by, deadline, answerBy };
		}
		case 'set-off':
			return { kind: 'set-off', ...arrangement.terms };
		case 'reward':
			return { kind: 'reward', amount: amount(arrangement.terms.minor), by: arrangement.terms.by, answerBy: arrangement.terms.answerBy };
		case 'pause':
			return { kind: 'pause', ...arrangement.terms };
		case 'hold': {
			const { level, limit, review, why } = arrangement.terms;
			return { kind: 'hold', level, limit: limit === null ? null : amount(limit), review, why };
		}
		case 'insolvency':
			return { kind: 'insolvency', ...arrangement.terms };
		case 'mandate':
			return { kind: 'mandate', ...arrangement.terms };
	}
};
