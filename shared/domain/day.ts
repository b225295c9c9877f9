/**
 * Civil days and instants. A due date is a day on a calendar, not a moment; "today" is the company's time zone's day.
 * A `Day` is the text YYYY-MM-DD, so days compare and sort as text. An `Instant` is ISO 8601 in UTC with milliseconds.
 *
 * By Date and Intl: every function imports this file, and temporal-polyfill costs 9.6 ms of each cold start (docs/adr/0003-days.md).
 * The tests compare each rule with Temporal.
 */

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
export const addMonths = (from: Day, months: number): Day => {
	const [year = 0, month = 0] = from.split('-').map(Number);
	// Day 0 of the month after is the last day of the month meant.
	const last = new Date(Date.UTC(year, month + months, 0));
	last.setUTCDate(Math.min(dayOfMonth(from), last.getUTCDate()));
	return day(last.toISOString().slice(0, 10));
};
/** `2026-11` of `2026-11-22`. */
export const monthOf = (of: Day): string => of.slice(0, 7);
/** 22 of `2026-11-22`. */
export const dayOfMonth = (of: Day): number => Number(of.slice(8, 10));

const offsetText = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/;

/** The moment itself in the canonical form, cut to milliseconds. Accepts ISO 8601 text with an offset; throws `DayError` otherwise. */
export const instant = (text: string): Instant => {
	const [, on = '', , , fraction = '', offset = ''] = offsetText.exec(text) ?? [];
	if (!isDay(on)) throw new DayError(`"${text}" is not a moment (ISO 8601 with an offset)`);
	// Date reads milliseconds only, and +hh:mm only.
	const zone = offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
	const clock = text.slice(11, text.length - offset.length - fraction.length);
	return instantOfMs(Date.parse(`${on}T${clock}${fraction.slice(0, 4).replace(',', '.')}${zone}`));
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

/** Making a formatter is dear (≈ 20 µs, the first in a process 13 ms), using it is not. */
const calendars = new Map<string, Intl.DateTimeFormat>();
const calendarOf = (zone: string): Intl.DateTimeFormat => {
	const known = calendars.get(zone);
	if (known) return known;
	const options = {
		timeZone: zone,
		calendar: 'iso8601',
		numberingSystem: 'latn',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	} as const;
	const made = new Intl.DateTimeFormat('en', options);
	calendars.set(zone, made);
	return made;
};

/** The civil day in `zone` at that moment. Throws `RangeError` for a zone this runtime does not know: see `isTimeZone`. */
export const dayIn = (zone: string, at: Instant): Day => {
	const parts = Object.fromEntries(
		calendarOf(zone)
			.formatToParts(msOf(at))
			.map(({ type, value }) => [type, value]),
	);
	return day(`${parts.year}-${parts.month}-${parts.day}`);
};

/**
 * The first moment in `zone` that is not before the civil day: its midnight, or what comes instead where the clock jumps over midnight
 * (or, as in Samoa on 30 December 2011, over the whole day). 27 looks at the calendar.
 */
export const startOfDay = (of: Day, zone: string): Instant => {
	// No zone is further than a day from UTC. `before` is before that moment, `from` is not.
	let before = ms(of) - dayMs;
	let from = ms(of) + dayMs;
	while (from - before > 1) {
		const middle = Math.floor((before + from) / 2);
		if (dayIn(zone, instantOfMs(middle)) < of) before = middle;
		else from = middle;
	}
	return instantOfMs(from);
};
