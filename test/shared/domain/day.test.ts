import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
	addDays,
	addMonths,
	type Day,
	DayError,
	day,
	dayIn,
	dayOfMonth,
	daysBetween,
	instant,
	instantOfMs,
	isDay,
	isTimeZone,
	later,
	monthOf,
	msOf,
	startOfDay,
} from '../../../shared/domain/day.ts';
import { anyDay } from './any.ts';

/** Julian day number by the formula of Fliegel and Van Flandern (Communications of the ACM 11/10, 1968): shares nothing with Date. */
const julian = (of: string): number => {
	const [y = 0, m = 0, d = 0] = of.split('-').map(Number);
	const a = Math.trunc((m - 14) / 12);
	return (
		d -
		32_075 +
		Math.trunc((1461 * (y + 4800 + a)) / 4) +
		Math.trunc((367 * (m - 2 - a * 12)) / 12) -
		Math.trunc((3 * Math.trunc((y + 4900 + a) / 100)) / 4)
	);
};

describe('days', () => {
	it.each(['1900-01-01', '2000-02-29', '2024-02-29', '2026-12-31', '9999-12-31'])('%s is one', (text) => {
		expect(isDay(text)).toBe(true);
	});
	it.each([
		'1900-02-29',
		'2026-02-29',
		'2026-02-30',
		'2026-04-31',
		'2026-13-01',
		'2026-00-10',
		'2026-01-00',
		'1899-12-31',
		'2026-1-1',
		'2026-01-01T00:00:00Z',
		'20260101',
		'',
		'+002026-01-01',
	])('%s is none', (text) => {
		expect(isDay(text)).toBe(false);
		expect(() => day(text)).toThrow(DayError);
	});
	it('are texts, nothing else', () =>
		expect([null, 20_260_101, new Date(0), ['2026-01-01']].map(isDay)).toEqual([false, false, false, false]));

	it('count as the Julian day number counts', () => {
		fc.assert(
			fc.property(anyDay, anyDay, (a, b) => {
				expect(daysBetween(a, b)).toBe(julian(b) - julian(a));
				expect(addDays(a, daysBetween(a, b))).toBe(b);
				expect(a < b).toBe(daysBetween(a, b) > 0);
			}),
		);
	});
	it('leave the calendar with an error', () => {
		expect(() => addDays(day('9999-12-31'), 1)).toThrow(DayError);
		expect(() => addDays(day('1900-01-01'), -1)).toThrow(DayError);
	});

	it.each([
		['2026-01-31', 1, '2026-02-28'],
		['2024-01-31', 1, '2024-02-29'],
		['2024-02-29', 12, '2025-02-28'],
		['2026-03-31', -1, '2026-02-28'],
		['2026-08-31', 1, '2026-09-30'],
		['2026-11-30', 3, '2027-02-28'],
	] as const)('%s and %d months is %s', (from, months, to) => {
		expect(addMonths(day(from), months)).toBe(to);
	});
	it('a month later is in the next month, on the same day or on its last', () => {
		fc.assert(
			fc.property(anyDay, fc.integer({ min: 0, max: 48 }), (from, months) => {
				const to = addMonths(from, months);
				const index = (of: Day): number => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
				expect(index(to)).toBe(index(from) + months);
				const clamped = monthOf(addDays(to, 1)) !== monthOf(to);
				expect(dayOfMonth(to) === dayOfMonth(from) || (clamped && dayOfMonth(to) < dayOfMonth(from))).toBe(true);
			}),
		);
	});
});

describe('instants', () => {
	it('have one form, so that they compare as text', () => {
		expect(instant('2026-11-22T03:20:54Z')).toBe('2026-11-22T03:20:54.000Z');
		expect(instant('2026-11-22T03:20:54.123456-08:00')).toBe('2026-11-22T11:20:54.123Z');
		expect(instant('2026-03-29T02:30:00+01:00')).toBe('2026-03-29T01:30:00.000Z');
	});
	it.each([
		'2026-11-22',
		'2026-11-22T03:20:54',
		'yesterday',
		'',
		'2026-02-30T00:00:00Z',
		'2026-11-22T24:00:00Z',
		'2026-11-22T03:60:00Z',
		'2026-11-22T03:20:54+2',
		'2026-11-22T03:20:54+25:00',
		'2026-11-22 03:20:54Z',
	])('%o is none', (text) => {
		expect(() => instant(text)).toThrow(DayError);
	});
	it('go to milliseconds and back, in order', () => {
		const anyMs = fc.integer({ min: -2_208_988_800_000, max: 5_680_281_600_000 });
		fc.assert(
			fc.property(anyMs, anyMs, (a, b) => {
				expect(msOf(instantOfMs(a))).toBe(a);
				expect(instant(instantOfMs(a))).toBe(instantOfMs(a));
				expect(later(instantOfMs(a), b - a)).toBe(instantOfMs(b));
				expect(instantOfMs(a) < instantOfMs(b)).toBe(a < b);
			}),
		);
	});
});

describe('the day of a zone', () => {
	it.each([
		// Published rules: clocks in the EU move on 29 March and 25 October 2026, in the US on 8 March and 1 November.
		['Europe/Madrid', '2026-03-28T22:59:59.999Z', '2026-03-28'],
		['Europe/Madrid', '2026-03-28T23:00:00Z', '2026-03-29'],
		['Europe/Madrid', '2026-03-29T21:59:59Z', '2026-03-29'],
		['Europe/Madrid', '2026-03-29T22:00:00Z', '2026-03-30'],
		['Europe/London', '2026-10-25T23:59:59Z', '2026-10-25'],
		['America/Denver', '2026-11-01T05:59:59Z', '2026-10-31'],
		['America/Denver', '2026-11-02T06:59:59Z', '2026-11-01'],
		['Asia/Kathmandu', '2026-06-30T18:15:00Z', '2026-07-01'],
		['Pacific/Auckland', '2026-11-22T11:00:00Z', '2026-11-23'],
		['Pacific/Pago_Pago', '2026-11-22T10:59:59Z', '2026-11-21'],
	] as const)('%s at %s is %s', (zone, at, expected) => {
		expect(dayIn(zone, instant(at))).toBe(expected);
	});

	it.each([
		['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'], // the day that never was
		['America/Asuncion', '2023-10-01', '2023-10-01T04:00:00.000Z'], // midnight does not exist: the clock goes from 0 to 1
		['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z'],
		['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'], // 0 to 1 o'clock comes twice: the first counts
		['Europe/London', '2026-07-01', '2026-06-30T23:00:00.000Z'],
	] as const)('%s: %s begins at %s', (zone, of, at) => {
		expect(startOfDay(day(of), zone)).toBe(at);
	});

	it('begins at its start and not a millisecond earlier', () => {
		const zones = ['UTC', 'Europe/London', 'America/Denver', 'America/Asuncion', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Kolkata'];
		const days = fc.integer({ min: 0, max: 25_000 }).map((n) => addDays(day('1971-01-01'), n));
		fc.assert(
			fc.property(fc.constantFrom(...zones), days, (zone, of) => {
				const start = startOfDay(of, zone);
				expect(dayIn(zone, start)).toBe(of);
				expect(dayIn(zone, later(start, -1))).toBe(addDays(of, -1));
			}),
		);
	});

	it('knows its zones', () => {
		expect(['Europe/Madrid', 'America/Mexico_City', 'UTC'].map(isTimeZone)).toEqual([true, true, true]);
		expect(['Europe/Atlantis', '', 'GMT Standard Time'].map(isTimeZone)).toEqual([false, false, false]);
	});
});

describe('as Temporal has it', () => {
	const zones = Intl.supportedValuesOf('timeZone');
	const anyMoment = fc.integer({ min: Date.parse('1950-01-01'), max: Date.parse('2080-01-01') }).map(instantOfMs);

	it('the day in every zone of the world', () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), anyMoment, (zone, at) => {
				expect(dayIn(zone, at)).toBe(Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString());
			}),
			{ numRuns: 300 },
		);
	});

	it('the start of the day in every zone of the world, from 2012 on', () => {
		const days = fc.integer({ min: 0, max: 25_000 }).map((n) => addDays(day('2012-01-01'), n));
		fc.assert(
			fc.property(fc.constantFrom(...zones), days, (zone, of) => {
				expect(startOfDay(of, zone)).toBe(instant(Temporal.PlainDate.from(of).toZonedDateTime(zone).toInstant().toString()));
			}),
			{ numRuns: 200 },
		);
	});

	it('months', () => {
		fc.assert(
			fc.property(anyDay, fc.integer({ min: -20, max: 200 }), (from, months) => {
				const expected = Temporal.PlainDate.from(from).add({ months }).toString();
				if (expected < '1900') expect(() => addMonths(from, months)).toThrow(DayError);
				else expect(addMonths(from, months)).toBe(expected);
			}),
		);
	});

	it('moments with any offset and precision', () => {
		const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
		const fraction = fc.option(fc.integer({ min: 0, max: 999_999_999 }).map(String), { nil: null });
		const offset = fc.oneof(
			fc.constant('Z'),
			fc.tuple(fc.constantFrom('+', '-'), two(14), fc.constantFrom(':', ''), two(59)).map((all) => all.join('')),
		);
		fc.assert(
			fc.property(anyDay, two(23), two(59), two(59), fraction, offset, (on, hour, minute, second, parts, zone) => {
				const text = `${on}T${hour}:${minute}:${second}${parts === null ? '' : `.${parts}`}${zone}`;
				expect(instant(text)).toBe(Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 }));
			}),
		);
	});
});
