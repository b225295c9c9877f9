/** How far the reading of a ledger's payables is. One record per ledger; each read is a generation of its own, and only a whole one is shown. */
import { type Instant, later } from './day.ts';
import type { CompanyId, LedgerId } from './document.ts';
import type { PayableRefused } from './payables.ts';

/** pages → reckon → (swap). What is replaced is cleared a while later (`mayClear`). */
export type PayablesRun = {
	/** Of the generation that it fills. */
	readonly id: string;
	readonly stage: 'pages' | 'reckon';
	readonly step: number;
	readonly cursor: string | null;
	readonly startedAt: Instant;
	readonly calls: number;
	readonly asked: boolean;
	/** The first few … */
	readonly refused: readonly PayableRefused[];
	/** … of so many. */
	readonly refusedInAll: number;
};

/** A whole read: what people see. */
export type PayablesState = {
	readonly id: string;
	/** When the read began: what was paid or billed later is not in it. */
	readonly asOf: Instant;
	/** Since when people see it; older records do not say. */
	readonly shownSince?: Instant;
	readonly calls: number;
	readonly vendors: number;
	readonly bills: number;
	readonly credits: number;
	readonly sameInAll: number;
	readonly proposalsInAll: number;
	readonly refused: readonly PayableRefused[];
	readonly refusedInAll: number;
};

export type PayablesRead = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	/** Saved as `rev + 1`; 0: never saved. */
	readonly rev: number;
	/** Due or looked at again from then on; null: never by itself. */
	readonly wake: Instant | null;
	readonly run: PayablesRun | null;
	readonly current: PayablesState | null;
	/** Generations that nobody sees any more and that are still to be cleared. */
	readonly old: readonly string[];
	/** Tries in a row that failed. */
	readonly failures: number;
	/** After a read that was given up: none is begun by itself before this. */
	readonly retryAt: Instant | null;
	/** `reconnect`: only a person helps. */
	readonly problem: { readonly text: string; readonly at: Instant; readonly reconnect: boolean } | null;
	/** Somebody pressed the button: a read that began no earlier is enough. */
	readonly wanted: Instant | null;
};

export const newPayablesRead = ({ company, ledger }: Pick<PayablesRead, 'company' | 'ledger'>): PayablesRead => ({
	company,
	ledger,
	rev: 0,
	wake: null,
	run: null,
	current: null,
	old: [],
	failures: 0,
	retryAt: null,
	problem: null,
	wanted: null,
});

export const refusedKept = 20;

/** Read whole so often … */
export const payablesEveryMs = 24 * 60 * 60_000;
/** … and not again within this, whoever asks. */
export const payablesPauseMs = 10 * 60_000;
/** Longer than a function lives: whoever is at it, is at it no more. */
export const payablesLeaseMs = 6 * 60_000;
/** 10 min, 20 min … at most a day. */
export const payablesPauseAfter = (failures: number): number => Math.min(10 * 60_000 * 2 ** Math.min(failures - 1, 8), payablesEveryMs);

/** Is a read to begin now? */
export const isDue = ({ run, current, wanted, retryAt }: PayablesRead, now: Instant): boolean => {
	if (run !== null) return false;
	if (wanted !== null && (current === null || (wanted > current.asOf && later(current.asOf, payablesPauseMs) <= now))) return true;
	if (retryAt !== null && retryAt > now) return false;
	return current === null || later(current.asOf, payablesEveryMs) <= now;
};

export const begun = (known: PayablesRead, id: string, now: Instant): PayablesRead => ({
	...known,
	run: { id, stage: 'pages', step: 0, cursor: null, startedAt: now, calls: 0, asked: known.wanted !== null, refused: [], refusedInAll: 0 },
	wake: later(now, payablesLeaseMs),
});

type Ended = Pick<PayablesState, 'vendors' | 'bills' | 'credits' | 'sameInAll' | 'proposalsInAll'>;
/** The swap: from this save on the new generation is what people see, and the one before is to be cleared. */
export const swapped = (known: PayablesRead & { readonly run: PayablesRun }, found: Ended, now: Instant): PayablesRead => {
	const { id, startedAt, calls, refused, refusedInAll } = known.run;
	return {
		...known,
		run: null,
		current: { id, asOf: startedAt, shownSince: now, calls, refused, refusedInAll, ...found },
		old: known.current === null ? known.old : [...known.old, known.current.id],
		failures: 0,
		retryAt: null,
		problem: null,
		wanted: known.wanted !== null && known.wanted > startedAt ? known.wanted : null,
		// What is replaced is cleared then.
		wake: later(now, payablesLeaseMs),
	};
};

/** Who began to look before the swap still reads the generation before: no page takes so long. Shorter than the lease, after which the ledger wakes to clear it. */
const readersMs = 60_000;
export const mayClear = ({ current }: Pick<PayablesRead, 'current'>, now: Instant): boolean =>
	current?.shownSince === undefined || later(current.shownSince, readersMs) <= now;

/** Nothing is under way and nothing to be cleared: when the next read is due. */
export const resting = (known: PayablesRead, now: Instant): PayablesRead => {
	const next = known.current === null ? now : later(known.current.asOf, payablesEveryMs);
	const due = known.retryAt !== null && known.retryAt > next ? known.retryAt : next;
	return { ...known, wake: due > now ? due : later(now, payablesLeaseMs) };
};

/** The read is given up; what it wrote is to be cleared and what people see stays. */
export const dropped = (known: PayablesRead): PayablesRead =>
	known.run === null ? known : { ...known, run: null, old: [...known.old, known.run.id] };
