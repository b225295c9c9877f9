/** A standing as the page shows it. Pure. */
import type { Instant } from '../../shared/domain/day.ts';
import type { FieldProblem, FormProblem } from './choice.ts';
import type { Standing } from './open-page.ts';
import { type Balance, sharesOf, totalOf } from './standing.ts';
import { mostShares } from './times.ts';

/** Why a form was not taken: by what it said, or by what happened. */
export type PageProblem = FormProblem | { readonly kind: 'unavailable' | 'busy' | 'unsure' | 'too-many-open' | 'stale-form' };
export type PageRefusal = {
	readonly currency: string;
	readonly problem: PageProblem;
	readonly fields: Readonly<Record<string, FieldProblem>>;
	readonly picked: readonly string[];
	readonly typed: Readonly<Record<string, string>>;
};

/** Nobody is led to pay what became unsure after the payment was begun. */
const begunIn = ({ live }: Standing, { currency, invoices }: Balance, now: Instant) => {
	const unsure = new Set(invoices.filter((each) => each.unsure).map(({ id }) => id));
	const sure = live.filter(({ shares }) => !shares.some(({ id }) => unsure.has(id)));
	const open = sure.find((each) => each.currency === currency && each.state === 'open' && each.expiresAt > now);
	return open?.url ? { total: open.total, url: open.url, until: open.expiresAt } : null;
};

const wholeOf = (balance: Balance, what: 'all' | 'late') => {
	const shares = sharesOf(balance, what, mostShares);
	return { count: shares.length, total: totalOf(shares) };
};

export const pageView = (
	standing: Standing,
	form: { readonly proof: string; readonly nonce: string },
	now: Instant,
	refusal: PageRefusal | null,
) => {
	const { payee, taxId, address, company, customer, timeZone, asOf, balances, live, told } = standing;
	// A currency that is gone altogether: the first card says so.
	const named = balances.some(({ currency }) => currency === refusal?.currency) ? refusal?.currency : balances[0]?.currency;
	return {
		payee,
		taxId,
		address,
		company,
		customer,
		timeZone,
		asOf,
		told,
		balances: balances.map((balance) => ({
			...balance,
			all: wholeOf(balance, 'all'),
			lateOnly: wholeOf(balance, 'late'),
			begun: begunIn(standing, balance, now),
			debit: live
				.filter((each) => each.state === 'paying' && each.currency === balance.currency)
				.reduce((sum, { total }) => sum + total, 0),
			refused: refusal !== null && balance.currency === named ? refusal : null,
		})),
		...form,
	};
};
