/** Who may give up how much, and who may approve what another asked for. Amounts are minor units of the arrangement's currency. */
import type { Currency } from '../money.ts';
import { exponentOf } from '../money.ts';
import type { Arrangement, Person } from './arrangement.ts';

/** By role: how much of one arrangement it may give up without a second person. `any`: no limit. A role that is not named gives up nothing. */
export type Authority = ReadonlyMap<string, 'any' | Readonly<Partial<Record<Currency, number>>>>;

/** 250.00 by finance in every currency, any by an owner, until a company sets its own. */
const financeMajor = 250;

const most = (role: string, currency: Currency, authority: Authority | null): number => {
	if (authority === null)
		return role === 'owner' ? Number.POSITIVE_INFINITY : role === 'finance' ? financeMajor * 10 ** exponentOf(currency) : 0;
	const own = authority.get(role);
	return own === 'any' ? Number.POSITIVE_INFINITY : (own?.[currency] ?? 0);
};

/** The most that somebody with these roles gives up alone; null: there is no limit. */
export const mostGivenUp = (currency: Currency, roles: readonly string[], authority: Authority | null): number | null => {
	const found = Math.max(0, ...roles.map((role) => most(role, currency, authority)));
	return found === Number.POSITIVE_INFINITY ? null : found;
};

export const mayGiveUp = (minor: number, currency: Currency, roles: readonly string[], authority: Authority | null): boolean =>
	minor <= (mostGivenUp(currency, roles, authority) ?? minor);

/** What saying yes to it gives up for ever; 0: money is only waited for. */
export const givesUp = (arrangement: Arrangement): number => {
	if (arrangement.kind === 'dispute') return arrangement.terms.concession?.minor ?? 0;
	if (arrangement.kind === 'settlement')
		return Math.max(0, arrangement.parts.reduce((all, { minor }) => all + minor, 0) - arrangement.terms.pays);
	return arrangement.kind === 'reward' ? arrangement.terms.minor : 0;
};

export type Approval = 'may' | 'OWN_APPROVAL' | 'ABOVE_AUTHORITY';

/** Nobody approves what they asked for themselves, and nobody more than they may give up. */
export const approval = (
	arrangement: Arrangement,
	{ person, roles }: { readonly person: Person; readonly roles: readonly string[] },
	authority: Authority | null,
	before = 0,
): Approval => {
	if (person.side === 'customer' || person.id === arrangement.asked.id) return 'OWN_APPROVAL';
	const { currency } = arrangement;
	return currency === null || mayGiveUp(givesUp(arrangement) + before, currency, roles, authority) ? 'may' : 'ABOVE_AUTHORITY';
};
