import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from '../../../shared/domain/allocation.ts';
import type { Booking, Share } from '../../../shared/domain/payment.ts';

const share = (id: string, minor: number): Share => ({ id, number: `N-${id}`, minor });
const short = (bookings: readonly Booking[]) =>
	bookings.map(({ n, document, minor, state }) => `${n} ${document ?? 'on account'} ${minor} ${state}`);
const total = (bookings: readonly Booking[]): number => bookings.reduce((all, { minor }) => all + minor, 0);

describe('a payment is spread', () => {
	it('over what it was meant for', () => {
		const payment = { minor: 150, shares: [share('a', 100), share('b', 50)], bookings: [] };
		expect(
			short(
				spread(
					payment,
					new Map([
						['a', 100],
						['b', 80],
					]),
				),
			),
		).toEqual(['0 a 100 planned', '1 b 50 planned']);
	});

	it('what no longer fits goes on account, in one booking, last', () => {
		const payment = { minor: 200, shares: [share('a', 100), share('b', 50), share('c', 50)], bookings: [] };
		expect(
			short(
				spread(
					payment,
					new Map([
						['a', 30],
						['c', 50],
					]),
				),
			),
		).toEqual(['0 a 30 planned', '1 c 50 planned', '2 on account 120 planned']);
		expect(short(spread(payment, new Map()))).toEqual(['0 on account 200 planned']);
	});

	it('anew: what is booked stays, numbers are not used again, no invoice gets a second booking', () => {
		const bookings: Booking[] = [
			{ n: 0, document: 'a', minor: 60, state: 'booked', external: 'x' },
			{ n: 1, document: 'b', minor: 50, state: 'sending', external: null },
			{ n: 2, document: null, minor: 40, state: 'planned', external: null },
		];
		const payment = { minor: 150, shares: [share('a', 100), share('b', 50)], bookings };
		expect(
			short(
				spread(
					payment,
					new Map([
						['a', 40],
						['b', 20],
					]),
				),
			),
		).toEqual(['0 a 60 booked', '3 b 20 planned', '4 on account 70 planned']);
	});
});

it('any payment, again and again over any debts: adds up exactly, and pays no invoice more than was meant or owed', () => {
	const ids = ['a', 'b', 'c', 'd', 'e'] as const;
	const minor = fc.integer({ min: 0, max: 1000 });
	const debts = fc.dictionary(fc.constantFrom(...ids), minor).map((all) => new Map(Object.entries(all)));
	const shares = fc.array(fc.record({ id: fc.constantFrom(...ids), number: fc.constant('N'), minor: fc.integer({ min: 1, max: 500 }) }));
	const round = fc.record({ owed: debts, booked: fc.nat({ max: 6 }) });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 3000 }), shares, fc.array(round, { minLength: 1, maxLength: 5 }), (amount, meant, rounds) => {
			let bookings: readonly Booking[] = [];
			const used = new Map<number, string>();
			for (const { owed, booked } of rounds) {
				bookings = spread({ minor: amount, shares: meant, bookings }, owed);
				expect(total(bookings)).toBe(amount);
				expect(bookings.every((each) => Number.isSafeInteger(each.minor) && each.minor > 0)).toBe(true);
				const documents = bookings.flatMap(({ document }) => document ?? []);
				expect(new Set(documents).size).toBe(documents.length);
				expect(bookings.filter(({ document }) => document === null).length).toBeLessThanOrEqual(1);
				for (const { n, document, minor: part, state } of bookings) {
					const what = `${document} ${part}`;
					if (state === 'planned') expect(used.has(n)).toBe(false);
					used.set(n, what);
					if (document === null || state === 'booked') continue;
					expect(part).toBeLessThanOrEqual(owed.get(document) ?? 0);
					expect(part).toBeLessThanOrEqual(meant.filter(({ id }) => id === document).reduce((all, each) => all + each.minor, 0));
				}
				// The ledger takes some of them in order, and refuses the next: all others are allocated anew.
				bookings = bookings.map((each, at) => (at < booked ? { ...each, state: 'booked', external: `x${each.n}` } : each));
				const onAccount = bookings.find(({ document }) => document === null);
				if (onAccount?.state === 'booked') return;
			}
		}),
		{ numRuns: 500 },
	);
});
