/** Who may give up how much, and who may approve what another asked for. Amounts are minor units of the arrangement's currency. */
import type { Instant } from '../day.ts';
import type { CompanyId } from '../document.ts';
import type { Currency } from '../money.ts';
import { exponentOf } from '../money.ts';
import type { Arrangement, Person } from './arrangement.ts';

/** Minor units; `any`: no limit. */
export type Limit = number | 'any';
/** By role and currency: how much of one arrangement it may give up without a second person. What is not set is as `usualLimit` has it. */
export type Authority = Readonly<Partial<Record<string, Readonly<Partial<Record<Currency, Limit>>>>>>;

/** Roles that agree something with a customer: others give up nothing. */
export const limitedRoles = ['finance', 'owner'] as const;
export type LimitedRole = (typeof limitedRoles)[number];

const financeMajor = 250;

/** 250.00 by finance in every currency, any by an owner, until a company sets its own. */
export const usualLimit = (role: string, currency: Currency): Limit =>
	role === 'owner' ? 'any' : role === 'finance' ? financeMajor * 10 ** exponentOf(currency) : 0;

const most = (role: string, currency: Currency, authority: Authority | null): number => {
	const limit = authority?.[role]?.[currency] ?? usualLimit(role, currency);
	return limit === 'any' ? Number.POSITIVE_INFINITY : limit;
};

/** What a company decided itself. */
export type AuthoritySettings = { readonly company: CompanyId; readonly limits: Authority; readonly rev: number };

/** Null: as usual again. */
export type SetLimit = { readonly role: LimitedRole; readonly currency: Currency; readonly limit: Limit | null };
/** One change of it, for ever. */
export type AuthorityChange = SetLimit & {
	readonly company: CompanyId;
	readonly at: Instant;
	readonly by: Pick<Person, 'id' | 'name'>;
	/** Null: it was as usual. */
	readonly before: Limit | null;
};

export const limitSet = ({ limits }: Pick<AuthoritySettings, 'limits'>, role: LimitedRole, currency: Currency): Limit | null =>
	limits[role]?.[currency] ?? null;

export const withLimit = (limits: Authority, { role, currency, limit }: SetLimit): Authority => {
	const { [currency]: _before, ...others } = limits[role] ?? {};
	return { ...limits, [role]: limit === null ? others : { ...others, [currency]: limit } };
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
