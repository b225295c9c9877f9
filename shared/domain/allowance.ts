/**
 * What a provider lets us ask of a ledger, what we have asked, and who may still ask: pure. ADR 0012.
 *
 * Xero: 60 calls a minute and 1,000 (Starter) or 5,000 a day for an organisation, 10,000 a minute for us; each answer says what is left. QuickBooks: 500
 * a minute for a company, and on the free tier 500,000 reads a month for all companies together; it says nothing, so we count.
 */
import { type Day, day, type Instant, instantOfMs, later, msOf } from './day.ts';
import type { CompanyId, LedgerId, Provider } from './document.ts';

/**
 * Why a ledger is asked. `booking`: money that customers paid. `asked`: a mail or a person waits, or the ledger is new. `reading`: what changed, by the
 * clock or a webhook. `comparing`: each document, and the totals. `noting`: that a reminder was sent.
 */
export const purposes = ['booking', 'asked', 'reading', 'comparing', 'noting'] as const;
export type Purpose = (typeof purposes)[number];

/** Of what a day or a month has, in hundredths: whoever has a smaller share stops earlier, and what is left is for the others. */
export const share: Readonly<Record<Purpose, number>> = { booking: 100, asked: 95, reading: 80, comparing: 50, noting: 40 };

type Limits = {
	/** Calls a minute, of one ledger. */
	readonly minute: number;
	/** Of those, how many are left for whom nobody planned, and for those whose purpose is more pressing. */
	readonly spare: Readonly<Record<Purpose, number>>;
	/** Calls a day of one ledger while the provider has not said how many are left: its least. Null: it has no such limit. */
	readonly day: number | null;
	/** Reads a month of all ledgers together. */
	readonly month: number | null;
};
export const limits: Readonly<Record<Provider, Limits>> = {
	xero: { minute: 60, spare: { booking: 5, asked: 8, reading: 12, comparing: 12, noting: 30 }, day: 1000, month: null },
	quickbooks: { minute: 500, spare: { booking: 20, asked: 30, reading: 50, comparing: 50, noting: 250 }, day: null, month: 500_000 },
};
/** Of Xero's 10,000 calls a minute for all organisations together. */
const appSpare: Readonly<Record<Purpose, number>> = { booking: 100, asked: 250, reading: 500, comparing: 1000, noting: 2000 };
/** When so much of a month is used, in hundredths, the rest is shared evenly over the ledgers that were read in it. */
export const sharedFrom = 75;

/** What is left, as an answer says. Null: it does not. */
export type Left = { readonly minute: number | null; readonly day: number | null; readonly app: number | null };
export const saysNothing: Left = { minute: null, day: null, app: null };

/** `after`: calls since then, which that answer does not know of. */
export type Said = Left & { readonly at: Instant; readonly after: number };

/** What was asked of one ledger. May be a little too much, never too little by more than what a process that was cut had asked. */
export type Allowance = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly provider: Provider;
	/** `of`: as in 2026-11-22T09:00, UTC. `before`: calls in the minute before it. */
	readonly minute: { readonly of: string; readonly used: number; readonly before: number };
	readonly day: { readonly of: Day; readonly used: Readonly<Record<Purpose, number>> };
	/** Reads. */
	readonly month: { readonly of: string; readonly used: number };
	readonly said: Said | null;
	/** Calls a day has, by the provider's word and our count. Null: it has not said. */
	readonly most: number | null;
	/** The provider told us to wait until then. */
	readonly wait: { readonly until: Instant; readonly why: string } | null;
	readonly rev: number;
};

/** Of all ledgers at one provider, in one month. */
export type AppMonth = { readonly of: string; readonly used: number; readonly ledgers: number };

export type Call = { readonly at: Instant; readonly purpose: Purpose; readonly what: 'read' | 'write' };

const minuteMs = 60_000;
const dayMs = 86_400_000;
const minuteOf = (at: Instant): string => at.slice(0, 16);
export const dayOf = (at: Instant): Day => day(at.slice(0, 10));
export const monthOf = (at: Instant): string => at.slice(0, 7);
const nextMinute = (at: Instant): Instant => instantOfMs(msOf(at) - (msOf(at) % minuteMs) + minuteMs);
/** Xero does not say when its day begins; ours is UTC's, and an answer that says otherwise is believed. */
export const nextDay = (at: Instant): Instant => instantOfMs(msOf(at) - (msOf(at) % dayMs) + dayMs);
const nextMonth = (at: Instant): Instant =>
	`${monthOf(instantOfMs(Date.parse(`${monthOf(at)}-28T00:00:00Z`) + 4 * dayMs))}-01T00:00:00.000Z` as Instant;

/** A day's count that was stored before a purpose came lacks it: nothing was asked for it. */
export const noCalls: Readonly<Record<Purpose, number>> = { booking: 0, asked: 0, reading: 0, comparing: 0, noting: 0 };
export const usedToday = ({ day: { used } }: Allowance): number => purposes.reduce((all, each) => all + used[each], 0);

export const newAllowance = (
	{ company, ledger, provider }: Pick<Allowance, 'company' | 'ledger' | 'provider'>,
	now: Instant,
): Allowance => ({
	company,
	ledger,
	provider,
	minute: { of: minuteOf(now), used: 0, before: 0 },
	day: { of: dayOf(now), used: noCalls },
	month: { of: monthOf(now), used: 0 },
	said: null,
	most: null,
	wait: null,
	rev: 0,
});

/** As it stands at `now`: what is over begins at nothing again. Time that goes back a little changes nothing. */
export const at = (known: Allowance, now: Instant): Allowance => {
	const { minute, day: today, month, wait } = known;
	const [thisMinute, thisDay, thisMonth] = [minuteOf(now), dayOf(now), monthOf(now)];
	const before = minute.of === minuteOf(later(now, -minuteMs)) ? minute.used : 0;
	return {
		...known,
		minute: thisMinute > minute.of ? { of: thisMinute, used: 0, before } : minute,
		// What was kept before there was a purpose lacks it.
		day: thisDay > today.of ? { of: thisDay, used: noCalls } : { of: today.of, used: { ...noCalls, ...today.used } },
		month: thisMonth > month.of ? { of: thisMonth, used: 0 } : month,
		wait: wait !== null && wait.until > now ? wait : null,
	};
};

/** One more call. Of an hour that is over nothing is counted any more. */
export const counted = (known: Allowance, { at: when, purpose, what }: Call): Allowance => {
	const now = at(known, when);
	const { minute, day: today, month, said } = now;
	const used = { ...today.used, [purpose]: today.used[purpose] + 1 };
	return {
		...now,
		minute: { ...minute, used: minute.used + 1 },
		day: today.of === dayOf(when) ? { ...today, used } : today,
		month: what === 'read' && month.of === monthOf(when) ? { ...month, used: month.used + 1 } : month,
		said: said && { ...said, after: said.after + 1 },
	};
};

/** An answer said what is left. */
export const heard = (known: Allowance, left: Left, when: Instant): Allowance => {
	const now = at(known, when);
	if ((left.minute ?? left.day ?? left.app) === null) return now;
	const { day: least } = limits[now.provider];
	const most = left.day === null ? now.most : Math.max(least ?? 0, left.day + usedToday(now));
	return { ...now, said: { ...left, at: when, after: 0 }, most };
};

/** Not now: `until` when, and why, for a person. */
export type No = { readonly until: Instant; readonly why: string };

const names: Readonly<Record<Provider, string>> = { xero: 'Xero', quickbooks: 'QuickBooks' };
const number = (of: number): string => String(of).replace(/\B(?=(?:\d{3})+$)/g, ',');

const keptFor: Readonly<Record<Purpose, string>> = {
	booking: '',
	asked: 'What is left is kept for payments.',
	reading: 'What is left is kept for payments, for mails and for who presses “Sync now”.',
	comparing: 'What is left is kept for reading, for mails and for payments.',
	noting: 'What is left is kept for everything else.',
};

/** What the provider said within a minute knows of everybody's calls; otherwise this minute and the one before are ours to count. */
const minuteNo = ({ provider, minute, said }: Allowance, purpose: Purpose, now: Instant): No | null => {
	const { minute: most, spare } = limits[provider];
	const fresh = said !== null && said.at > later(now, -minuteMs) ? said : null;
	const why = `${names[provider]} takes ${most} calls a minute, and for this minute they are asked. It goes on by itself.`;
	if (fresh?.app != null && fresh.app - fresh.after <= appSpare[purpose])
		return { until: later(fresh.at, minuteMs), why: `${names[provider]} takes no more calls from us this minute. It goes on by itself.` };
	if (fresh?.minute != null) return fresh.minute - fresh.after > spare[purpose] ? null : { until: later(fresh.at, minuteMs), why };
	if (minute.used + minute.before + spare[purpose] < most) return null;
	// This minute is the one before, then.
	const until = nextMinute(now);
	return { until: minute.used + spare[purpose] < most ? until : later(until, minuteMs), why };
};

export type DayLeft = { readonly left: number; readonly most: number; readonly said: boolean };

/** Calls that today still has: as the provider said, less those since; while it has not, as few as it gives anybody. Null: it has no such limit. */
export const dayLeft = (known: Allowance, now: Instant): DayLeft | null => {
	const { provider, said, most, ...rest } = at(known, now);
	const { day: least } = limits[provider];
	if (least === null) return null;
	if (said?.day != null && dayOf(said.at) === dayOf(now))
		return { left: Math.max(0, said.day - said.after), most: most ?? least, said: true };
	return { left: Math.max(0, (most ?? least) - usedToday({ provider, said, most, ...rest })), most: most ?? least, said: false };
};

/** Of so many, for whoever has a larger share. */
const reserveOf = (most: number, hundredths: number): number => Math.ceil((most * (100 - hundredths)) / 100);

const dayNo = (known: Allowance, purpose: Purpose, now: Instant): No | null => {
	const today = dayLeft(known, now);
	if (today === null || today.left > reserveOf(today.most, share[purpose])) return null;
	const some = today.left === 0 ? 'none is' : `${number(today.left)} are`;
	const why = `Of the ${number(today.most)} calls that ${names[known.provider]} takes today ${some} left. ${keptFor[purpose]}`.trim();
	return { until: nextDay(now), why: `${why} It goes on tomorrow, by UTC.` };
};

/** A ledger that was read less than its even part goes on when the others wait. */
const monthShare = ({ month }: Allowance, { ledgers }: AppMonth, purpose: Purpose, most: number): number =>
	purpose !== 'reading' ? share[purpose] : month.used < most / Math.max(1, ledgers) ? share.asked : sharedFrom;

const monthNo = (known: Allowance, app: AppMonth | null, purpose: Purpose, what: Call['what'], now: Instant): No | null => {
	const { month: most } = limits[known.provider];
	if (most === null || what === 'write' || app === null || app.of !== monthOf(now)) return null;
	if (most - app.used > reserveOf(most, monthShare(known, app, purpose, most))) return null;
	const why =
		`Of the reads that ${names[known.provider]} gives Cobro for all its companies this month nearly all are used. ${keptFor[purpose]}`.trim();
	return { until: nextMonth(now), why: `${why} It goes on next month.` };
};

/** Whether one more call may be made, or not before when and why. `app`: null where the provider has no limit for all ledgers together. */
export const mayAsk = (known: Allowance, app: AppMonth | null, { at: now, purpose, what }: Call): No | null => {
	const here = at(known, now);
	if (here.wait) return here.wait;
	return dayNo(here, purpose, now) ?? monthNo(here, app, purpose, what, now) ?? minuteNo(here, purpose, now);
};

/**
 * How far apart reads that webhooks bring are to be, so that the day's share of reading lasts: nothing as long as most of it is there, evenly over what is
 * left of the day when half is gone. `callsARead`: what the last one cost. 0: as often as they like.
 */
export const apartMs = (known: Allowance, callsARead: number, now: Instant): number => {
	const today = dayLeft(known, now);
	if (today === null) return 0;
	const reserve = reserveOf(today.most, share.reading);
	const rest = today.left - reserve;
	const untilNext = msOf(nextDay(now)) - msOf(now);
	const reads = Math.floor(rest / Math.max(1, callsARead));
	if (reads < 1) return untilNext;
	const gone = 1 - rest / Math.max(1, today.most - reserve);
	return Math.floor((untilNext / reads) * Math.min(1, Math.max(0, 2 * gone)));
};

/** Another process may have written meanwhile: `latest` is what is stored, the rest is what one process asked and heard since it last looked. */
export const addedTo = (
	latest: Allowance,
	{ calls, said, most, wait }: { readonly calls: readonly Call[] } & Pick<Allowance, 'said' | 'most' | 'wait'>,
): Allowance => {
	const sum = calls.reduce(counted, latest);
	const newer = said !== null && (latest.said === null || said.at >= latest.said.at);
	return {
		...sum,
		...(newer ? { said, most } : {}),
		wait: wait !== null && (sum.wait === null || wait.until > sum.wait.until) ? wait : sum.wait,
	};
};
