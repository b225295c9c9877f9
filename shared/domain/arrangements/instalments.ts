/** A plan's instalments: how it is cut, what is left of each, when it is off. Pure. */
import { addDays, addMonths, type Day, daysBetween } from '../day.ts';
import type { Currency } from '../money.ts';
import { allocate, money } from '../money.ts';
import type { ArrangementOf, Instalment } from './arrangement.ts';
import { appliedWithin } from './received.ts';

export type Every = 'week' | 'two-weeks' | 'month';

const nth = (first: Day, every: Every, n: number): Day =>
	every === 'month' ? addMonths(first, n) : addDays(first, n * (every === 'week' ? 7 : 14));

/**
 * Equal instalments, after a down payment where there is one. What does not divide goes one minor unit each to the first ones (`allocate`), so they add
 * up. A month's end stays the month's end of the first day: 31 January, 28 February, 31 March.
 */
export const equalInstalments = (
	whole: number,
	currency: Currency,
	{ count, first, every, down }: { readonly count: number; readonly first: Day; readonly every: Every; readonly down: Instalment | null },
): readonly Instalment[] => {
	const rest = whole - (down?.minor ?? 0);
	const cut = allocate(
		money(rest, currency),
		Array.from({ length: count }, () => 1),
	).map(({ minor }, n) => ({ due: nth(first, every, n), minor }));
	return down ? [down, ...cut] : cut;
};

/** From which day an instalment may be missed: while a plan stands still nobody owes it, and it has its grace again when the plan goes on. */
export const owedFrom = ({ due }: Pick<Instalment, 'due'>, resumed: Day | undefined): Day =>
	resumed !== undefined && resumed > due ? resumed : due;

export type InstalmentLeft = Instalment & { readonly n: number; readonly left: number };

/** Money pays the earliest instalment first. */
export const instalmentsLeft = (instalments: readonly Instalment[], received: number): readonly InstalmentLeft[] => {
	let spare = Math.max(0, received);
	return instalments.map(({ due, minor }, at) => {
		const used = Math.min(spare, minor);
		spare -= used;
		return { n: at + 1, due, minor, left: minor - used };
	});
};

/**
 * So many missed, or the first one missed for too long. `paid`: received, or on its way. `unapplied`: what is here and applied to nothing may be meant for an
 * instalment, but no longer than `appliedWithin` after it is missed.
 */
export const isOff = (
	{ terms: { instalments, grace, off }, resumed }: Pick<ArrangementOf<'plan'>, 'terms' | 'resumed'>,
	{ paid, unapplied }: { readonly paid: number; readonly unapplied: number },
	today: Day,
): boolean => {
	const meant = instalmentsLeft(instalments, paid + unapplied);
	const missed = instalmentsLeft(instalments, paid).filter((each, at) => {
		const { left } = each;
		const last = addDays(owedFrom(each, resumed), grace);
		return left > 0 && last < today && ((meant[at]?.left ?? 0) > 0 || addDays(last, appliedWithin) < today);
	});
	const [first] = missed;
	return first !== undefined && (missed.length >= off.missed || daysBetween(owedFrom(first, resumed), today) > off.days);
};
