/**
 * Civil days and instants. A due date is a day on a calendar, not a moment; "today" is the company's time zone's day.
 * A `Day` is the text YYYY-MM-DD, so days compare and sort as text. An `Instant` is ISO 8601 in UTC with milliseconds.
 */
import { Temporal } from 'temporal-polyfill';

declare const dayMark: unique symbol;
declare const instantMark: unique symbol;
/** A civil day, `2026-11-22`. Years 1900 to 9999. */
export type Day = string & { readonly [dayMark]: true };
/** A moment, `2026-11-22T03:20:54.000Z`. Always UTC, always milliseconds: instants compare as text. */
export type Instant = string & { readonly [instantMark]: true };

export class DayError extends Error {
	override readonly name = 'DayError';
}

export const isDay = (text: unknown): text is Day => {
	if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1900') return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/** The day itself, checked. Throws `DayError` for 2026-02-30 and for anything that is not YYYY-MM-DD. */
export const day = (text: string): Day => {
	if (!isDay(text)) throw new DayError(`"${text}" is not a day (YYYY-MM-DD)`);
	return text;
};

const dayMs = 86_400_000;
const ms = (of: Day): number => Date.parse(`${of}T00:00:00Z`);

export const addDays = (from: Day, days: number): Day => day(new Date(ms(from) + days * dayMs).toISOString().slice(0, 10));
/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => (ms(to) - ms(from)) / dayMs;
/** Adds months, clamped to the month's end: 31 January + 1 = 28 (29) February. */
export const addMonths = (from: Day, months: number): Day => day(Temporal.PlainDate.from(from).add({ months }).toString());
/** `2026-11` of `2026-11-22`. */
export const monthOf = (of: Day): string => of.slice(0, 7);
/** 22 of `2026-11-22`. */
export const dayOfMonth = (of: Day): number => Number(of.slice(8, 10));

/** The moment itself in the canonical form. Accepts any ISO 8601 text with an offset; throws `DayError` otherwise. */
export const instant = (text: string): Instant => {
	try {
		return Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 }) as Instant;
	} catch {
		throw new DayError(`"${text}" is not a moment (ISO 8601 with an offset)`);
	}
};
export const instantOfMs = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;
export const msOf = (at: Instant): number => Date.parse(at);
export const later = (at: Instant, byMs: number): Instant => instantOfMs(msOf(at) + byMs);

/** True for an IANA zone name this runtime knows. */
export const isTimeZone = (zone: string): boolean => {
	try {
		return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
	} catch {
		return false;
	}
};

/** The civil day in `zone` at that moment. */
export const dayIn = (zone: string, at: Instant): Day => day(Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString());
/** The moment the civil day begins in `zone` (after a DST gap where midnight does not exist). */
export const startOfDay = (of: Day, zone: string): Instant =>
	instant(Temporal.PlainDate.from(of).toZonedDateTime(zone).toInstant().toString());
