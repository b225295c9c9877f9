/** Amounts as customers type them. Nothing is guessed: what can be read two ways in the customer's language is refused with words. */
import { type Currency, exponentOf } from './money.ts';

export type AmountProblem = 'empty' | 'unreadable' | 'negative' | 'zero' | 'too-fine' | 'too-large';
export type TypedAmount = { readonly minor: number } | { readonly problem: AmountProblem };

const spaces = /[\s\u00a0\u202f\u2009'’]/g;
const grouped = (text: string, separator: string): boolean => {
	const [first = '', ...rest] = text.split(separator);
	return /^\d{1,3}$/.test(first) && rest.length > 0 && rest.every((group) => /^\d{3}$/.test(group));
};

/** Which sign separates decimals in this text; null where it has none; undefined where the text is no amount. */
const decimalSign = (text: string, usual: '.' | ',', places: number): '.' | ',' | null | undefined => {
	const dot = text.lastIndexOf('.');
	const comma = text.lastIndexOf(',');
	if (dot < 0 && comma < 0) return null;
	if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
	const sign = dot >= 0 ? '.' : ',';
	const once = text.indexOf(sign) === Math.max(dot, comma);
	if (!once) return grouped(text, sign) ? null : undefined;
	if (sign === usual) return sign;
	// The other language's sign: thousands where three digits follow, else decimals that cannot be anything else.
	if (grouped(text, sign)) return null;
	return text.length - 1 - Math.max(dot, comma) <= Math.max(places, 2) ? sign : undefined;
};

/** @param usual the sign that separates decimals in the customer's language */
export const typedAmount = (typed: string, currency: Currency, usual: '.' | ','): TypedAmount => {
	const text = typed
		.normalize('NFKC')
		.replace(spaces, '')
		.replace(/\p{Sc}/gu, '')
		.replace(new RegExp(`^${currency}|${currency}$`, 'i'), '')
		.replace(/^[−–—]/, '-');
	if (text === '') return { problem: 'empty' };
	const negative = text.startsWith('-');
	const digits = text.replace(/^[+-]/, '');
	if (!/^[\d.,]+$/.test(digits) || !/\d/.test(digits)) return { problem: 'unreadable' };
	const places = exponentOf(currency);
	const sign = decimalSign(digits, usual, places);
	if (sign === undefined) return { problem: 'unreadable' };
	const [whole = '', fraction = '', ...more] = sign === null ? [digits] : digits.split(sign);
	const other = sign === ',' ? '.' : ',';
	const plain = sign === null ? whole.replaceAll('.', '').replaceAll(',', '') : whole.replaceAll(other, '');
	if (more.length > 0 || fraction.includes(other) || (whole.includes(other) && sign !== null && !grouped(whole, other)))
		return { problem: 'unreadable' };
	if (negative) return { problem: 'negative' };
	if (/[1-9]/.test(fraction.slice(places))) return { problem: 'too-fine' };
	const units = BigInt(`${plain || '0'}${fraction.slice(0, places).padEnd(places, '0')}`);
	if (units > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'too-large' };
	return units === 0n ? { problem: 'zero' } : { minor: Number(units) };
};
