import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	add,
	allocate,
	type Currency,
	currency,
	exponentOf,
	isCurrency,
	isFinerThanMinor,
	type Money,
	MoneyError,
	money,
	moneyFromNumber,
	negate,
	parseMoney,
	type Rounding,
	subtract,
	sum,
	toDecimal,
	zero,
} from '../../../shared/domain/money.ts';
import { anyCurrency, anyMinor } from './any.ts';

const eur = currency('EUR');
const jpy = currency('JPY');
const kwd = currency('KWD');
const minors = (parts: readonly Money[]): number[] => parts.map(({ minor }) => minor);

describe('currencies', () => {
	it('take their decimals from ISO 4217, not from Intl', () => {
		const iso = { JPY: 0, CLP: 0, EUR: 2, HUF: 2, COP: 2, IDR: 2, PKR: 2, ISK: 0, KWD: 3, IQD: 3, TND: 3, CLF: 4 };
		expect(Object.fromEntries(Object.keys(iso).map((code) => [code, exponentOf(currency(code))]))).toEqual(iso);
	});

	it.each(['XYZ', 'eur', 'EURO', '', 'MGA', 'MRU', 'constructor'])('refuse %o', (code) => {
		expect(isCurrency(code)).toBe(false);
		expect(() => currency(code)).toThrow(MoneyError);
	});

	it('refuse what only claims to be one', () => {
		expect(() => toDecimal({ minor: 1, currency: 'QQQ' as Currency })).toThrow(MoneyError);
		expect([null, undefined, 7, {}].map(isCurrency)).toEqual([false, false, false, false]);
	});

	it('never meet', () => {
		fc.assert(
			fc.property(anyCurrency, anyCurrency, anyMinor, anyMinor, (a, b, x, y) => {
				fc.pre(a !== b);
				expect(() => add(money(x, a), money(y, b))).toThrow(MoneyError);
				expect(() => subtract(money(x, a), money(y, b))).toThrow(MoneyError);
				expect(() => sum([money(x, a)], b)).toThrow(MoneyError);
			}),
		);
	});
});

describe('arithmetic', () => {
	it('is that of whole numbers, or throws where a double could not hold the result', () => {
		fc.assert(
			fc.property(anyMinor, anyMinor, (x, y) => {
				const [a, b] = [money(x, eur), money(y, eur)];
				for (const [run, exact] of [
					[() => add(a, b), BigInt(x) + BigInt(y)],
					[() => subtract(a, b), BigInt(x) - BigInt(y)],
				] as const) {
					const held = exact >= BigInt(Number.MIN_SAFE_INTEGER) && exact <= BigInt(Number.MAX_SAFE_INTEGER);
					if (held) expect(BigInt(run().minor)).toBe(exact);
					else expect(run).toThrow(MoneyError);
				}
			}),
		);
	});

	it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d minor units', (minor) => {
		expect(() => money(minor, eur)).toThrow(MoneyError);
	});

	it('knows no negative zero', () => {
		for (const nothing of [
			negate(zero(eur)),
			money(-0, eur),
			parseMoney('-0.00', eur),
			parseMoney('-0.004', eur),
			moneyFromNumber(-0, eur),
		])
			expect(Object.is(nothing.minor, 0)).toBe(true);
	});

	it('sums nothing to zero', () => expect(sum([], kwd)).toEqual({ minor: 0, currency: 'KWD' }));
});

describe('allocate', () => {
	it.each([
		[100, jpy, [1, 1, 1], [34, 33, 33]],
		[100_000, kwd, [1, 1, 1], [33_334, 33_333, 33_333]],
		[-100, eur, [1, 1, 1], [-34, -33, -33]],
		[10, eur, [0, 1, 1, 1], [0, 4, 3, 3]],
		[5, eur, [3, 7], [2, 3]],
		[1, eur, [1, 1], [1, 0]],
		[0, eur, [1, 2], [0, 0]],
		// Beyond what doubles multiply exactly.
		[Number.MAX_SAFE_INTEGER, eur, [1, 2], [3_002_399_751_580_331, 6_004_799_503_160_660]],
	] as const)('%d %s by %j', (whole, code, weights, parts) => {
		expect(minors(allocate(money(whole, code), weights))).toEqual(parts);
	});

	it.each([[[]], [[0, 0]], [[1, -1]], [[0.5, 0.5]], [[Number.NaN]]])('refuses the weights %j', (weights) => {
		expect(() => allocate(money(10, eur), weights)).toThrow(MoneyError);
	});

	it('gives what is left over to a part that was cut, never to one whose share is whole', () => {
		expect(minors(allocate(money(7, eur), [4, 2, 1, 1]))).toEqual([4, 2, 1, 0]);
		expect(minors(allocate(money(42 * 3 + 1, eur), [21, 1, 20]))).toEqual([64, 3, 60]);
	});

	const weights = fc
		.array(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: Number.MAX_SAFE_INTEGER })), { minLength: 1, maxLength: 12 })
		.filter((all) => all.some((weight) => weight > 0));

	it('loses nothing, gives each its share to less than a unit, and nothing to a weight of nothing', () => {
		fc.assert(
			fc.property(anyMinor, anyCurrency, weights, (whole, code, by) => {
				const parts = allocate(money(whole, code), by);
				const all = by.reduce((total, weight) => total + BigInt(weight), 0n);
				expect(parts.reduce((total, part) => total + BigInt(part.minor), 0n)).toBe(BigInt(whole));
				parts.forEach((part, at) => {
					const off = BigInt(part.minor) * all - BigInt(whole) * BigInt(by[at] ?? 0);
					expect(off < all && off > -all).toBe(true);
					if (by[at] === 0) expect(part.minor).toBe(0);
					expect(part.currency).toBe(code);
				});
			}),
		);
	});

	it('of a reversal is the reversed allocation', () => {
		fc.assert(
			fc.property(anyMinor, weights, (whole, by) => {
				expect(allocate(money(-whole, eur), by)).toEqual(allocate(money(whole, eur), by).map(negate));
			}),
		);
	});
});

describe('decimal texts', () => {
	it('come back as they went, in every currency', () => {
		fc.assert(
			fc.property(anyMinor, anyCurrency, (minor, code) => {
				const text = toDecimal(money(minor, code));
				expect(text).toMatch(exponentOf(code) ? new RegExp(`^-?\\d+\\.\\d{${exponentOf(code)}}$`) : /^-?\d+$/);
				expect(parseMoney(text, code)).toEqual(money(minor, code));
				expect(isFinerThanMinor(text, code)).toBe(false);
			}),
		);
	});

	it.each([
		[1250, eur, '12.50'],
		[1250, jpy, '1250'],
		[-5, kwd, '-0.005'],
		[0, eur, '0.00'],
		[Number.MAX_SAFE_INTEGER, kwd, '9007199254740.991'],
	] as const)('%d %s is "%s"', (minor, code, text) => {
		expect(toDecimal(money(minor, code))).toBe(text);
	});

	it.each(['', ' 1', '1,000.00', '1e3', '.5', '5.', '--1', 'NaN', '1.2.3', '０', '0x10', '1 '])('refuse %o', (text) => {
		expect(() => parseMoney(text, eur)).toThrow(MoneyError);
	});

	it('beyond what a double holds are refused, not rounded', () => {
		expect(parseMoney('90071992547409.91', eur).minor).toBe(Number.MAX_SAFE_INTEGER);
		expect(() => parseMoney('90071992547409.92', eur)).toThrow(MoneyError);
		expect(() => parseMoney('90071992547409.915', eur)).toThrow(MoneyError);
	});

	// https://en.wikipedia.org/wiki/Rounding: ties to even, ties away from zero.
	it.each([
		['2.5', 2, 3],
		['3.5', 4, 4],
		['-2.5', -2, -3],
		['-3.5', -4, -4],
		['2.500000000000000001', 3, 3],
		['2.499999999999999999', 2, 2],
		['0.5', 0, 1],
		['0.50', 0, 1],
		['1.5000', 2, 2],
	] as const)('%s yen: half-even %d, half-up %d', (text, even, up) => {
		expect(parseMoney(text, jpy, 'half-even').minor).toBe(even);
		expect(parseMoney(text, jpy, 'half-up').minor).toBe(up);
	});

	it('are settled as long division settles them', () => {
		const digits = (minLength: number, maxLength: number) =>
			fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength, maxLength });
		const anyRounding = fc.constantFrom<Rounding>('half-even', 'half-up');
		fc.assert(
			fc.property(digits(1, 10), digits(1, 12), fc.boolean(), anyCurrency, anyRounding, (whole, fraction, negative, code, rounding) => {
				// The oracle divides the scaled whole number and looks at the remainder.
				const divisor = 10n ** BigInt(fraction.length);
				const scaled = BigInt(whole + fraction) * 10n ** BigInt(exponentOf(code));
				const floor = scaled / divisor;
				const twice = (scaled % divisor) * 2n;
				const up = twice > divisor || (twice === divisor && (rounding === 'half-up' || floor % 2n === 1n));
				const expected = Number(up ? floor + 1n : floor);
				const text = `${negative ? '-' : ''}${whole}.${fraction}`;
				expect(parseMoney(text, code, rounding).minor).toBe(negative && expected !== 0 ? -expected : expected);
				expect(isFinerThanMinor(text, code)).toBe(scaled % divisor !== 0n);
			}),
		);
	});
});

describe('numbers of a provider', () => {
	it('mean the text that was sent', () => {
		fc.assert(
			fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), anyCurrency, (minor, code) => {
				const text = toDecimal(money(minor, code));
				expect(moneyFromNumber(JSON.parse(text), code)).toEqual(parseMoney(text, code));
			}),
		);
	});

	it.each([
		[0.1 + 0.2, eur, 30],
		[1.005, eur, 100],
		[1.015, eur, 102],
		[2309.7899999999995, eur, 230_979],
		[1733.475, kwd, 1_733_475],
	] as const)('%d %s is %d', (value, code, minor) => {
		expect(moneyFromNumber(value, code).minor).toBe(minor);
	});

	it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21])('refuse %d', (value) => {
		expect(() => moneyFromNumber(value, eur)).toThrow(MoneyError);
	});
});
