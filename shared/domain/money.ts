/**
 * Money: a whole number of minor units in one ISO 4217 currency (JPY 0 decimals, EUR 2, KWD 3).
 *
 * Exponents come from the ISO 4217 table that dinero.js ships, never from `Intl` (16 real currencies differ).
 * `minor` is a safe integer: ±9,007,199,254,740,991 minor units. Beyond that every operation throws.
 */

import * as iso from 'dinero.js/currencies';

declare const currencyMark: unique symbol;
/** An ISO 4217 code that has been checked against the table: `EUR`, `JPY`, `KWD`. */
export type Currency = string & { readonly [currencyMark]: true };

/** `minor` of `currency`: {minor: 1250, currency: 'EUR'} is 12.50 EUR, {minor: 1250, currency: 'JPY'} is 1,250 JPY. */
export type Money = { readonly minor: number; readonly currency: Currency };

/** How a value between two minor units is settled. `half-even`: to the even neighbour (imports, conversions). `half-up`: away from zero (statutes that say so). */
export type Rounding = 'half-even' | 'half-up';

export class MoneyError extends Error {
	override readonly name = 'MoneyError';
}

/** Currencies whose minor unit is a power of ten. MGA and MRU (five to one) are refused: decimals cannot express them. */
const exponents: ReadonlyMap<string, number> = new Map(
	Object.values(iso)
		.filter((entry) => entry.base === 10)
		.map((entry) => [entry.code, entry.exponent]),
);

export const isCurrency = (code: unknown): code is Currency => typeof code === 'string' && exponents.has(code);

/** The code itself, checked. Throws `MoneyError` for a code the ISO table does not hold. */
export const currency = (code: string): Currency => {
	if (!isCurrency(code)) throw new MoneyError(`"${code}" is not an ISO 4217 currency we can account in`);
	return code;
};

/** Decimals of the currency's minor unit: JPY 0, EUR 2, KWD 3. */
export const exponentOf = (code: Currency): number => {
	const exponent = exponents.get(code);
	if (exponent === undefined) throw new MoneyError(`"${code}" is not an ISO 4217 currency we can account in`);
	return exponent;
};

const safe = (minor: number): number => {
	if (!Number.isSafeInteger(minor)) throw new MoneyError(`${minor} is not a whole number of minor units we can hold`);
	return minor === 0 ? 0 : minor;
};

export const money = (minor: number, code: Currency): Money => ({ minor: safe(minor), currency: code });
export const zero = (code: Currency): Money => ({ minor: 0, currency: code });

const same = (a: Money, b: Money): void => {
	if (a.currency !== b.currency) throw new MoneyError(`${a.currency} and ${b.currency} cannot be put together`);
};

export const add = (a: Money, b: Money): Money => {
	same(a, b);
	return money(a.minor + b.minor, a.currency);
};
export const subtract = (a: Money, b: Money): Money => {
	same(a, b);
	return money(a.minor - b.minor, a.currency);
};
export const negate = (a: Money): Money => money(-a.minor, a.currency);

/** Sum in one currency; an empty list is zero of `code`. Throws when a currency differs. */
export const sum = (all: readonly Money[], code: Currency): Money => all.reduce(add, zero(code));

/**
 * Splits by whole weights (≥ 0, not all 0) and loses nothing: the parts add up to the whole. Every part is its exact share cut to a whole
 * unit; left-over units go one by one to the first parts that were cut, so no part is a whole unit off. The parts of −x are the negated parts of x, so that a reversal
 * reverses. Exact at any size: shares are worked out in BigInt (dinero.js multiplies in doubles).
 */
export const allocate = (whole: Money, weights: readonly number[]): Money[] => {
	const usable = weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0) && weights.some((weight) => weight > 0);
	if (!usable) throw new MoneyError(`${whole.minor} cannot be split by [${weights.join(', ')}]`);
	const all = weights.reduce((total, weight) => total + BigInt(weight), 0n);
	const size = BigInt(Math.abs(whole.minor));
	const exact = weights.map((weight) => size * BigInt(weight));
	const shares = exact.map((share) => Number(share / all));
	let rest = Math.abs(whole.minor) - shares.reduce((total, share) => total + share, 0);
	return shares.map((share, at) => {
		const cut = (exact[at] ?? 0n) % all !== 0n;
		const extra = rest > 0 && cut ? 1 : 0;
		rest -= extra;
		return money(whole.minor < 0 ? -(share + extra) : share + extra, whole.currency);
	});
};

const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads a plain decimal text ("1234.5", "-0.005") into minor units, exactly, by the named rounding.
 * No exponents, separators or spaces: `MoneyError` names the text.
 */
export const parseMoney = (text: string, code: Currency, rounding: Rounding = 'half-even'): Money => {
	const match = decimal.exec(text);
	if (!match) throw new MoneyError(`"${text}" is not a decimal amount`);
	const places = exponentOf(code);
	const fraction = match[3] ?? '';
	const kept = fraction.slice(0, places).padEnd(places, '0');
	const rest = fraction.slice(places);
	let units = BigInt(`${match[2]}${kept}`);
	const half = `5${'0'.repeat(Math.max(0, rest.length - 1))}`;
	const up = rest.length > 0 && (rest > half || (rest === half && (rounding === 'half-up' || units % 2n === 1n)));
	if (up) units += 1n;
	return money(Number(match[1] === '-' ? -units : units), code);
};

/** True when the text carries more decimals than the currency has, other than zeros. */
export const isFinerThanMinor = (text: string, code: Currency): boolean =>
	/[1-9]/.test((decimal.exec(text)?.[3] ?? '').slice(exponentOf(code)));

/**
 * Reads a provider's JSON number (Xero and QuickBooks send amounts as numbers). The shortest text that names the double is
 * what the provider wrote, so 0.1 reads as "0.1"; then half-even to the minor unit.
 */
export const moneyFromNumber = (value: number, code: Currency): Money => {
	const text = String(value);
	if (!decimal.test(text)) throw new MoneyError(`${text} is not an amount`);
	return parseMoney(text, code);
};

/** The wire form: a decimal text with exactly the currency's decimals. "12.50", "1250" (JPY), "-0.005" (KWD). */
export const toDecimal = ({ minor, currency: code }: Money): string => {
	const places = exponentOf(code);
	const digits = String(Math.abs(minor)).padStart(places + 1, '0');
	const whole = digits.slice(0, digits.length - places);
	return `${minor < 0 ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
};
