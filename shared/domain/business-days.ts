/** Days on which people work: Monday to Friday but for `holidays`, which come with issue 6 and are none until then. */
import { addDays, type Day, daysBetween } from './day.ts';

export type Holidays = ReadonlySet<Day>;
export const noHolidays: Holidays = new Set();

/** 3 January 2000 was a Monday. */
export const isBusinessDay = (of: Day, holidays: Holidays = noHolidays): boolean =>
	((daysBetween('2000-01-03' as Day, of) % 7) + 7) % 7 < 5 && !holidays.has(of);

/** After `from` up to and with `to`; 0 when `to` is not later. One step a week's rest and one a holiday. */
export const businessDaysBetween = (from: Day, to: Day, holidays: Holidays = noHolidays): number => {
	const days = daysBetween(from, to);
	if (days <= 0) return 0;
	const weeks = Math.floor(days / 7);
	let count = weeks * 5;
	for (let at = weeks * 7 + 1; at <= days; at++) if (isBusinessDay(addDays(from, at))) count++;
	for (const each of holidays) if (each > from && each <= to && isBusinessDay(each)) count--;
	return count;
};

/** Longest closure that is believed: whoever calls every day a holiday gets the last day looked at. */
const mostClosed = 60;

/** The n-th business day after `from`; 0: `from` itself, whatever day it is. */
export const addBusinessDays = (from: Day, n: number, holidays: Holidays = noHolidays): Day => {
	let at = from;
	for (let left = n, closed = 0; left > 0 && closed < mostClosed; ) {
		at = addDays(at, 1);
		const works = isBusinessDay(at, holidays);
		if (works) left--;
		closed = works ? 0 : closed + 1;
	}
	return at;
};
