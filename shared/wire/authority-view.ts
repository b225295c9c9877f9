/** GET and POST /arrangements/limits: who gives up how much of one arrangement alone. Amounts are decimal texts. */
import * as z from 'zod/mini';
import type { Authority, AuthorityChange, AuthoritySettings, Limit, LimitedRole } from '../domain/arrangements/authority.ts';
import { limitedRoles, usualLimit } from '../domain/arrangements/authority.ts';
import { type Currency, isCurrency, toDecimal } from '../domain/money.ts';
import type { Amount } from './http.ts';

/** Null: no limit. */
export type LimitView = { readonly currency: string; readonly most: Amount | null };
export type RoleLimitsView = {
	readonly role: LimitedRole;
	/** Those that the company set. */
	readonly set: readonly LimitView[];
	/** In whole units of every other currency; null: no limit. */
	readonly usual: Amount | null;
};
export type LimitChangeView = {
	readonly at: string;
	readonly by: string;
	readonly role: LimitedRole;
	readonly currency: string;
	/** An amount, `any`, or `usual`. */
	readonly before: string;
	readonly after: string;
};
export type AuthorityView = {
	readonly roles: readonly RoleLimitsView[];
	/** Latest first. */
	readonly changes: readonly LimitChangeView[];
	/** A change names the one it saw. */
	readonly rev: number;
	/** Whether whoever asks may change them. */
	readonly may: boolean;
};

const mostOf = (limit: Limit, currency: Currency): Amount | null => (limit === 'any' ? null : toDecimal({ minor: limit, currency }));
const said = (limit: Limit | null, currency: Currency): string => (limit === null ? 'usual' : (mostOf(limit, currency) ?? 'any'));

/** Any currency with two decimals: as the usual limit is the same whole amount in all of them. */
const usualOf = (role: LimitedRole): Amount | null => {
	const euro = 'EUR' as Currency;
	const limit = usualLimit(role, euro);
	return limit === 'any' ? null : toDecimal({ minor: limit, currency: euro }).replace(/\.0+$/, '');
};

const setOf = (limits: Authority, role: LimitedRole): readonly LimitView[] =>
	Object.entries(limits[role] ?? {})
		.flatMap(([currency, limit]) => (isCurrency(currency) && limit !== undefined ? [{ currency, most: mostOf(limit, currency) }] : []))
		.toSorted((a, b) => (a.currency < b.currency ? -1 : 1));

export const authorityView = (
	settings: Pick<AuthoritySettings, 'limits' | 'rev'> | null,
	changes: readonly AuthorityChange[],
	may: boolean,
): AuthorityView => ({
	roles: limitedRoles.map((role) => ({ role, set: setOf(settings?.limits ?? {}, role), usual: usualOf(role) })),
	changes: changes.map(({ at, by, role, currency, before, limit }) => ({
		at,
		by: by.name,
		role,
		currency,
		before: said(before, currency),
		after: said(limit, currency),
	})),
	rev: settings?.rev ?? 0,
	may,
});

export const limitKinds = ['amount', 'any', 'usual'] as const;

/** `amount`: needed with the kind `amount`. */
export const limitAsked = z.object({
	rev: z.union([z.int(), z.string().check(z.regex(/^\d{1,9}$/, 'Load the page again.'))], 'Load the page again.'),
	role: z.enum(limitedRoles, 'Choose whose limit it is.'),
	currency: z.custom<Currency>(isCurrency, 'Write the currency in three letters, like EUR.'),
	limit: z.enum(limitKinds, 'Choose what they may give up.'),
	amount: z.optional(
		z
			.string('Write the amount in digits, like 250.')
			.check(z.trim(), z.regex(/^\d{1,13}(\.\d{1,6})?$/, 'Write the amount in digits, like 250.')),
	),
});
export type AskedLimit = z.infer<typeof limitAsked>;
