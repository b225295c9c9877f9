/** Telling a company's own people that a consent is lost, or will end: when, how often, and what was said so far. Pure. */
import { type Instant, later, msOf } from './day.ts';
import type { LedgerId } from './document.ts';

/** The letters about one incident, as far as they went. */
export type Telling = {
	/** Letters begun: the moments that passed while nothing could be sent count as one with the next. */
	readonly letters: number;
	/** Ledgers that the latest letter names. */
	readonly of: readonly LedgerId[];
	/** Users whom it was begun for. Written before each is sent, so that nobody gets it twice. */
	readonly to: readonly string[];
	/** Not everybody has it yet. */
	readonly open: boolean;
};
/** `since`: when the consent was lost. One incident of one ledger. */
export type Lost = Telling & { readonly since: Instant };
/** `end`: when a consent ends by itself, as it was known when the letter was begun. */
export type Ending = Telling & { readonly end: Instant };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const nothing: Telling = { letters: 0, of: [], to: [], open: false };
/** Nothing was said yet. */
export const newlyTelling: Telling = nothing;

/** The first waits a minute, so that it names all ledgers of a consent that are lost at once; then after 3 days and after 7, if nobody acted. */
const lostAfterMs = [minuteMs, 3 * dayMs, 7 * dayMs] as const;
/** So long before a consent ends by itself. */
const endingBeforeMs = [14 * dayMs, 3 * dayMs] as const;

export const newlyLost = (since: Instant): Lost => ({ ...nothing, since });

/** How many letters its age asks for. */
const lostSoFar = ({ since }: Lost, now: Instant): number => lostAfterMs.filter((ms) => now >= later(since, ms)).length;

/** When the next one is due; null: there are no more. */
export const nextLostAt = ({ since, letters }: Lost): Instant | null => {
	const ms = lostAfterMs[letters];
	return ms === undefined ? null : later(since, ms);
};
export const isLastLost = ({ letters }: Lost): boolean => letters >= lostAfterMs.length;

const begun = <T extends Telling>(telling: T, letters: number, of: readonly LedgerId[]): T => ({
	...telling,
	letters,
	of,
	to: [],
	open: true,
});

/** The next letter, or null while none is due. One that is under way goes on. */
export const lostLetter = (lost: Lost, of: readonly LedgerId[], now: Instant): Lost | null => {
	if (lost.open) return lost;
	const due = lostSoFar(lost, now);
	return due > lost.letters ? begun(lost, due, of) : null;
};

/** Another answer of the provider about the same end may differ by so much. */
const sameEndMs = dayMs;

/**
 * The next letter about a consent that ends at `end`, or null while none is due. Each refresh of Xero's moves the end 60 days on, and of QuickBooks' 100,
 * until its five years are over: an end that is near is one that no refresh moves.
 */
export const endingLetter = (known: Ending | null, end: Instant, of: readonly LedgerId[], now: Instant): Ending | null => {
	const same = known !== null && Math.abs(msOf(known.end) - msOf(end)) < sameEndMs;
	const ending: Ending = same ? known : { ...nothing, end };
	const due = endingBeforeMs.filter((ms) => now >= later(end, -ms)).length;
	if (ending.open) return ending;
	return due > ending.letters ? begun({ ...ending, end }, due, of) : null;
};
export const isLastEnding = ({ letters }: Ending): boolean => letters >= endingBeforeMs.length;

/** Nobody has gone on with it meanwhile. */
export const isAsItWas = (a: Telling, b: Telling): boolean =>
	a.letters === b.letters && a.open === b.open && a.to.join() === b.to.join() && a.of.join() === b.of.join();

/** The one letter about something that is told once; null: it was written. One that is under way goes on. */
export const onceLetter = (telling: Telling, of: readonly LedgerId[]): Telling | null => {
	if (telling.open) return telling;
	return telling.letters > 0 ? null : begun(telling, 1, of);
};

/** Where the letter under way is begun for one more person. */
export const toOneMore = <T extends Telling>(telling: T, user: string): T => ({ ...telling, to: [...telling.to, user] });
/** It was certainly not sent to that person. */
export const notTo = <T extends Telling>(telling: T, user: string): T => ({ ...telling, to: telling.to.filter((each) => each !== user) });
/** Everybody has it. */
export const closed = <T extends Telling>(telling: T): T => ({ ...telling, to: [], open: false });

/** A ledger whose consent is lost. */
export type LostLedger = { readonly ledger: LedgerId; readonly lost: Lost };

type Voice =
	| { readonly is: 'covered'; readonly letters: number }
	| { readonly is: 'waits' }
	| { readonly is: 'speaks'; readonly of: readonly LedgerId[] };

/** Lost no longer after one another than this, ledgers of one consent are one incident. */
const togetherMs = 10 * minuteMs;
/** Longer than that nobody waits for the one who speaks. */
const patienceMs = 60 * minuteMs;

/** Those lost in one go with `me`, itself among them: no two that follow each other are further apart. */
const lostWith = (me: LostLedger, all: readonly LostLedger[]): readonly LostLedger[] => {
	const groups: LostLedger[][] = [];
	for (const each of all.toSorted((a, b) => msOf(a.lost.since) - msOf(b.lost.since))) {
		const latest = groups.at(-1);
		const before = latest?.at(-1);
		if (latest && before && msOf(each.lost.since) - msOf(before.lost.since) <= togetherMs) latest.push(each);
		else groups.push([each]);
	}
	return groups.find((group) => group.some(({ ledger }) => ledger === me.ledger)) ?? [me];
};

/** The one whose letter names it, though it has not noted so itself. */
const covererOf = (me: LostLedger, all: readonly LostLedger[]): LostLedger | undefined =>
	all.find(({ ledger, lost }) => ledger !== me.ledger && lost.letters > me.lost.letters && lost.of.includes(me.ledger));

/**
 * Ledgers of one consent that were lost in one go are one incident, and one of them speaks for all: the first by its id. `all`: those of this consent
 * that are lost, `me` among them. `covered`: a letter names this one already, and is its own `letters`-th. `waits`: the one that speaks has not begun
 * yet. `speaks`: this one writes, and names the ledgers in `of`. Where the one that spoke is connected again within the minute it takes the others to
 * note it, they are told of once more.
 */
export const voiceOf = (me: LostLedger, all: readonly LostLedger[], now: Instant): Voice => {
	const covering = covererOf(me, all);
	if (covering) return { is: 'covered', letters: covering.lost.letters };
	const silent = lostWith(me, all).filter((each) => each.lost.letters <= me.lost.letters && !covererOf(each, all));
	const dueAt = nextLostAt(me.lost) ?? now;
	if (silent.some(({ ledger }) => ledger < me.ledger) && msOf(now) - msOf(dueAt) < patienceMs) return { is: 'waits' };
	return {
		is: 'speaks',
		of: silent
			.map(({ ledger }) => ledger)
			.filter((ledger) => ledger >= me.ledger)
			.toSorted(),
	};
};
