/** Reading single fields of xero-node's models. The SDK types days as text but hands out Date objects; amounts are JSON numbers. */
import { type Day, day, type Instant, instantOfMs, isDay } from '../../domain/day.ts';
import { type Currency, currency, isFinerThanMinor, moneyFromNumber } from '../../domain/money.ts';

/** A row that cannot become what we keep, in words for a person. */
class RowRefused extends Error {
	override readonly name = 'RowRefused';
}
export const refuse = (reason: string): never => {
	throw new RowRefused(reason);
};

const oldestMs = Date.UTC(1900, 0, 1);
const newestMs = Date.UTC(9999, 11, 31);

// A real Date within our centuries is a real day: 2,000 of them a page need no second look.
const inOurCenturies = (value: unknown): value is Date =>
	value instanceof Date && value.getTime() >= oldestMs && value.getTime() <= newestMs;
const civil = (date: Date): Day => date.toISOString().slice(0, 10) as Day;

/** Midnight UTC of the civil day, whatever the zone of this machine. Throws `RowRefused` when there is no day. */
export const dayOf = (value: unknown, what: string): Day => {
	if (inOurCenturies(value)) return civil(value);
	if (typeof value === 'string' && value.length >= 10) return day(value.slice(0, 10));
	return refuse(`it has no ${what}`);
};

/** Null when there is none, or none that can be. */
export const dayIfAny = (value: unknown): Day | null => {
	if (inOurCenturies(value)) return civil(value);
	const text = typeof value === 'string' ? value.slice(0, 10) : '';
	return isDay(text) ? text : null;
};

export const momentOf = (value: unknown): Instant =>
	value instanceof Date && !Number.isNaN(value.getTime()) ? instantOfMs(value.getTime()) : refuse('it has no UpdatedDateUTC');

/** Epoch milliseconds; null when there is no moment. */
export const msIn = (value: unknown): number | null => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.getTime() : null);

export const currencyOf = (value: unknown): Currency => currency(typeof value === 'string' ? value : '');

export const minorOf = (value: unknown, code: Currency, what: string): number => {
	if (typeof value !== 'number') return refuse(`it has no ${what}`);
	// Rounded, it would be another amount than the ledger's: what is left could never be paid to nothing.
	if (isFinerThanMinor(String(value), code)) return refuse(`its ${what} ${value} has more decimals than ${code} has`);
	return moneyFromNumber(value, code).minor;
};

export const idOf = (value: string | undefined, what: string): string => (value ? value.toLowerCase() : refuse(`it has no ${what}`));
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** The SDK's enums are typed as numbers and arrive as their words. */
export const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
