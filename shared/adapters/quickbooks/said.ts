/**
 * Fields of a row that no figure is reckoned from, each read for itself: one that is not of its kind counts as absent and never costs the row. By hand and
 * not by a schema, since every row of every list is read so.
 */
import { type Instant, instantOfMs } from '../../domain/day.ts';

type Thing = Readonly<Record<string, unknown>>;
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null;

export const fieldIn = (of: unknown, name: string): unknown => (isThing(of) ? of[name] : undefined);
export const listIn = (of: unknown, name: string): readonly unknown[] => {
	const value = fieldIn(of, name);
	return Array.isArray(value) ? value : [];
};
/** Trimmed; never empty. */
export const textIn = (of: unknown, name: string): string | undefined => {
	const value = fieldIn(of, name);
	return typeof value === 'string' ? value.trim() || undefined : undefined;
};
/** The name in a reference, which QuickBooks gives of most: without it there is only its own number for it. */
export const nameIn = (of: unknown, name: string): string | undefined => textIn(fieldIn(of, name), 'name');
/** Of a number, without an exponent. */
export const decimalIn = (of: unknown, name: string): string | undefined => {
	const value = fieldIn(of, name);
	if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
	const text = String(value);
	return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
};
const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
/** Half the time of `instant`, which asks whether there is such a day: here it decides nothing. */
export const momentIn = (of: unknown, name: string): Instant | undefined => {
	const text = textIn(of, name);
	const ms = text !== undefined && withOffset.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(ms) ? undefined : instantOfMs(ms);
};
/** At most so many letters, and no half of one: a letter may be two units of a text. */
export const shortened = (text: string, letters: number): string => {
	if (text.length <= letters) return text;
	return Array.from(text.slice(0, letters * 2))
		.slice(0, letters)
		.join('')
		.trimEnd();
};
