/** Adding up by name, in minor units. */
import { type Currency, parseMoney } from '../../shared/domain/money.ts';

export const minorOf = (amount: string, currency: string): number => parseMoney(amount, currency as Currency).minor;

/** Name → sum, in the order of the names. */
export const summed = (all: readonly (readonly [name: string, value: number])[]): Map<string, number> => {
	const sums = new Map<string, number>();
	for (const [name, value] of all) sums.set(name, (sums.get(name) ?? 0) + value);
	return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Names of either side. */
export const namesOf = (...sides: readonly ReadonlyMap<string, number>[]): string[] =>
	[...new Set(sides.flatMap((side) => [...side.keys()]))].sort();
