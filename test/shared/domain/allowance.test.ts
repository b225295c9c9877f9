import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type Allowance,
	addedTo,
	apartMs,
	at,
	type Call,
	counted,
	dayLeft,
	heard,
	limits,
	mayAsk,
	newAllowance,
	nextDay,
	type Purpose,
	purposes,
	saysNothing,
	share,
	usedToday,
} from '../../../shared/domain/allowance.ts';
import { type Instant, instant, instantOfMs, later } from '../../../shared/domain/day.ts';

const noon = instant('2026-11-22T12:00:00.000Z');
const minute = 60_000;
const ofXero = newAllowance({ company: 'co', ledger: 'xero-a', provider: 'xero' }, noon);
const ofQuickbooks = newAllowance({ company: 'co', ledger: 'quickbooks-1', provider: 'quickbooks' }, noon);
const call = (when: Instant, purpose: Purpose = 'reading', what: Call['what'] = 'read'): Call => ({ at: when, purpose, what });
const calls = (times: number, when: Instant, purpose: Purpose = 'reading'): Call[] =>
	Array.from({ length: times }, () => call(when, purpose));
/** As if `times` calls had been made over the day. */
const having = (known: Allowance, times: number): Allowance => calls(times, noon).reduce(counted, known);
const left = (day: number, minuteLeft = 60) => ({ minute: minuteLeft, day, app: 10_000 });

describe('the day', () => {
	it('of an organisation that has not said how many it has is the least that Xero gives', () => {
		expect(dayLeft(ofXero, noon)).toEqual({ left: 1000, most: 1000, said: false });
		expect(dayLeft(having(ofXero, 300), noon)).toEqual({ left: 700, most: 1000, said: false });
	});

	it('is what Xero last said, less what was asked since: it knows of others, too', () => {
		const known = having(heard(having(ofXero, 10), left(4000), noon), 3);
		expect(dayLeft(known, noon)).toEqual({ left: 3997, most: 4010, said: true });
		// Tomorrow it has as many as it is known to have.
		expect(dayLeft(known, nextDay(noon))).toEqual({ left: 4010, most: 4010, said: false });
	});

	it('ends for each purpose at its share, comparing first and booking never before the last call', () => {
		fc.assert(
			fc.property(fc.constantFrom(1000, 5000), fc.nat(5000), (most, used) => {
				fc.pre(used <= most);
				const known = { ...heard(ofXero, left(most - used), noon), most };
				const may = purposes.filter((purpose) => mayAsk(known, null, call(noon, purpose)) === null);
				expect(may).toEqual(purposes.filter((purpose) => used < (most * share[purpose]) / 100));
				const [first] = purposes.filter((purpose) => !may.includes(purpose));
				if (first) expect(mayAsk(known, null, call(noon, first))?.until).toBe('2026-11-23T00:00:00.000Z');
			}),
		);
	});

	it('spreads what webhooks bring: not at all at first, evenly when half is gone', () => {
		expect(apartMs(ofXero, 6, noon)).toBe(0);
		const half = heard(ofXero, left(600), noon);
		// 400 calls of six in twelve hours.
		expect(apartMs(half, 6, noon)).toBe(Math.floor((12 * 60 * minute) / 66));
		expect(apartMs(heard(ofXero, left(203), noon), 6, noon)).toBe(12 * 60 * minute);
		expect(apartMs(ofQuickbooks, 6, noon)).toBe(0);
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 999 }), (n) => {
				expect(apartMs(heard(ofXero, left(n), noon), 6, noon)).toBeGreaterThanOrEqual(apartMs(heard(ofXero, left(n + 1), noon), 6, noon));
			}),
		);
	});
});

describe('the minute', () => {
	it('is the provider’s word while it is fresh', () => {
		const known = heard(ofXero, left(900, 13), noon);
		expect(mayAsk(known, null, call(noon))).toBeNull();
		const one = counted(known, call(noon));
		expect(mayAsk(one, null, call(noon))).toMatchObject({ until: later(noon, minute) });
		expect(mayAsk(one, null, call(noon, 'booking'))).toBeNull();
		expect(mayAsk(one, null, call(later(noon, minute)))).toBeNull();
	});

	it('is our count where it says nothing, and any sixty seconds stay within it', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.constantFrom(...purposes)), { maxLength: 1200 }), (tries) => {
				let known = ofQuickbooks;
				let now = noon;
				const made: number[] = [];
				for (const [gap, purpose] of tries) {
					now = later(now, gap % 300 === 0 ? gap : gap % 40);
					if (mayAsk(known, null, call(now, purpose)) !== null) continue;
					known = counted(known, call(now, purpose));
					made.push(Date.parse(now));
				}
				const { minute: most, spare } = limits.quickbooks;
				for (const [n, when] of made.entries())
					expect(made.filter((other, m) => m >= n && other < when + minute).length).toBeLessThanOrEqual(most - spare.booking);
			}),
			{ numRuns: 40 },
		);
	});

	it('that is full ends within two', () => {
		const full = having(ofQuickbooks, 480);
		const no = mayAsk(full, null, call(later(noon, 30_000), 'booking'));
		expect(no?.why).toBe('QuickBooks takes 500 calls a minute, and for this minute they are asked. It goes on by itself.');
		expect(mayAsk(full, null, call(no?.until ?? noon, 'booking'))).toBeNull();
	});

	it('of all our organisations together is kept to as well', () => {
		const busy = heard(ofXero, { minute: 60, day: 900, app: 400 }, noon);
		expect(mayAsk(busy, null, call(noon, 'booking'))).toBeNull();
		expect(mayAsk(busy, null, call(noon, 'reading'))?.why).toMatch(/no more calls from us/);
	});
});

describe('QuickBooks’ month', () => {
	const month = (used: number, ledgers = 10) => ({ of: '2026-11', used, ledgers });
	const may = (known: Allowance, used: number, purpose: Purpose, what: Call['what'] = 'read') =>
		mayAsk(known, month(used), call(noon, purpose, what));

	it('is shared evenly when a quarter is left: who read less than that goes on, who read more waits', () => {
		const heavy = { ...ofQuickbooks, month: { of: '2026-11', used: 50_000 } };
		const light = { ...ofQuickbooks, month: { of: '2026-11', used: 49_999 } };
		expect(may(heavy, 374_999, 'reading')).toBeNull();
		expect(may(heavy, 375_000, 'reading')).toMatchObject({ until: '2026-12-01T00:00:00.000Z' });
		expect(may(light, 375_000, 'reading')).toBeNull();
		expect(may(light, 475_000, 'reading')).not.toBeNull();
	});

	it('ends for comparing at half, for asking at 95 %, for booking at the end; writes are none of it', () => {
		expect(may(ofQuickbooks, 249_999, 'comparing')).toBeNull();
		expect(may(ofQuickbooks, 250_000, 'comparing')).not.toBeNull();
		expect(may(ofQuickbooks, 474_999, 'asked')).toBeNull();
		expect(may(ofQuickbooks, 475_000, 'asked')?.why).toBe(
			'Of the reads that QuickBooks gives Cobro for all its companies this month nearly all are used. What is left is kept for payments. It goes on next month.',
		);
		expect(may(ofQuickbooks, 499_999, 'booking')).toBeNull();
		expect(may(ofQuickbooks, 500_000, 'booking')).not.toBeNull();
		expect(may(ofQuickbooks, 500_000, 'booking', 'write')).toBeNull();
	});

	it('of December ends with the year', () => {
		const when = instant('2026-12-31T23:59:00.000Z');
		const no = mayAsk(at(ofQuickbooks, when), { of: '2026-12', used: 500_000, ledgers: 1 }, call(when));
		expect(no?.until).toBe('2027-01-01T00:00:00.000Z');
	});
});

describe('what several processes ask', () => {
	const gap = fc.nat(100_000);
	it('is added up, none of today’s lost, in whatever order they write', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(gap, fc.constantFrom(...purposes), fc.nat(2)), { maxLength: 60 }),
				fc.array(fc.nat(2)),
				(all, order) => {
					let now = noon;
					const made = all.map(([by, purpose, process]) => {
						now = later(now, by);
						return { ...call(now, purpose), process };
					});
					const writers = [...new Set([...order, 0, 1, 2])];
					const stored = writers.reduce((latest, process) => {
						const mine = made.filter((each) => each.process === process);
						return addedTo(latest, { calls: mine, said: null, most: null, wait: null });
					}, ofXero);
					const last = at(stored, now);
					expect(usedToday(last)).toBe(made.length);
					for (const purpose of purposes) expect(last.day.used[purpose]).toBe(made.filter((each) => each.purpose === purpose).length);
				},
			),
		);
	});

	it('forgets a day, a month and a pause when they are over', () => {
		const known = { ...having(ofQuickbooks, 30), wait: { until: later(noon, minute), why: 'told so' } };
		expect(mayAsk(known, null, call(noon, 'booking'))).toEqual({ until: later(noon, minute), why: 'told so' });
		const next = at(known, instant('2026-12-01T00:00:00.000Z'));
		expect(next).toMatchObject({ month: { used: 0 }, minute: { used: 0, before: 0 }, wait: null });
		expect(usedToday(next)).toBe(0);
		expect(at(known, instantOfMs(Date.parse(noon) - minute)).minute).toEqual(known.minute);
	});

	it('the latest word of the provider stays', () => {
		const old = heard(ofXero, left(700), noon);
		const { said, most } = heard(ofXero, left(650), later(noon, 5000));
		expect(addedTo(old, { calls: [], said, most, wait: null }).said?.day).toBe(650);
		const newer = { ...ofXero, said, most };
		expect(addedTo(newer, { calls: calls(2, noon), said: old.said, most: old.most, wait: null }).said).toMatchObject({
			day: 650,
			after: 2,
		});
		expect(heard(old, saysNothing, later(noon, 5000)).said).toEqual(old.said);
	});
});
