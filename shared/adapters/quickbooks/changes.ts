/**
 * Change data capture: what changed since a moment, deletions too, which no list shows. It remembers 30 days, and an answer holds at most 1,000 objects,
 * all its entities together. A full answer is asked for again entity by entity; one that is full still is followed forward in time, each question
 * beginning where the answer before it ended. What cannot be had so is read from lists, and that deletions may be missing is said.
 */
import { type Instant, instantOfMs, later, msOf } from '../../domain/day.ts';
import type { Refused } from '../../domain/document.ts';
import { type Entity, entities } from './client.ts';
import type { Reading, Step, StepOf } from './cursor.ts';
import { askReport, withJournals } from './journals.ts';
import { changed, changedList, listed } from './lists.ts';
import { deletedRow, kindOf, seenIn } from './row.ts';
import { type Asking, counted, nextFrom, nothing, type Stepped } from './step.ts';

const cap = 1000;
/** QuickBooks looks back 30 days; a day is kept in hand. */
const memoryMs = 29 * 86_400_000;
/** QuickBooks' times are whole seconds. */
const secondMs = 1000;

const words: Readonly<Record<Entity, string>> = {
	Customer: 'customers',
	Invoice: 'invoices',
	CreditMemo: 'credit memos',
	Payment: 'payments',
	RefundReceipt: 'refund receipts',
};
const dayText = (at: Instant): string => at.slice(0, 10);
const mends = 'may still stand in our copy. The comparison with the ledger’s own totals tells whether money is concerned.';

const forgotten = (since: Instant, reach: Instant): Refused => ({
	kind: 'invoice',
	id: 'list deletions',
	reason: `QuickBooks remembers for 30 days what was deleted, and this ledger was last read on ${dayText(since)}: what was deleted between then and ${dayText(reach)} ${mends}`,
});
const unlisted = (of: Entity, since: Instant, why: string): Refused[] =>
	// QuickBooks only ever archives customers.
	of === 'Customer'
		? []
		: [
				{
					kind: kindOf[of],
					id: 'list deletions',
					reason: `Of the changes of ${words[of]} since ${dayText(since)} QuickBooks gave ${cap} at a time${why}: some that were deleted ${mends}`,
				},
			];

const counting = (of: Entity): Step => ({ do: 'count', list: changedList(of), tries: 0, by: 'time' });

/** Steps that begin before QuickBooks' memory begin with it, and what changed before that is read from lists. Done anew before each step: a read may rest for weeks. */
export const withinMemory = (state: Reading, now: Instant): { readonly state: Reading; readonly refused: readonly Refused[] } => {
	const reach = later(now, -memoryMs);
	const isOld = (step: Step): step is StepOf<'changes'> => step.do === 'changes' && step.since < reach;
	const old = state.steps.filter(isOld);
	if (old.length === 0) return { state, refused: [] };
	const of = entities.filter((each) => old.some((step) => step.of.includes(each)));
	const steps = state.steps.map((step) => (isOld(step) ? { ...step, since: reach, from: null, live: null } : step));
	const journals = old.some((step) => step.of.includes('JournalEntry')) ? [] : null;
	return {
		state: { ...state, steps: withJournals([...steps, ...of.map(counting)], journals) },
		refused: [forgotten(state.since ?? reach, reach)],
	};
};

type Row = { readonly at: number | null; readonly gone: boolean };
/** Each object once, where it came last. */
const once = (rows: readonly unknown[]): Row[] => {
	const found = new Map<string, Row>();
	for (const row of rows) {
		const { id, at } = seenIn(row);
		found.delete(id);
		found.set(id, { at, gone: deletedRow.safeParse(row).success });
	}
	return [...found.values()];
};
/** The times of rows in order; null when they are not, or one says none: then nobody knows which ones a full answer left out. */
const orderedTimes = (rows: readonly Row[]): number[] | null => {
	const times: number[] = [];
	for (const { at } of rows) {
		if (at === null || at < (times.at(-1) ?? at)) return null;
		times.push(at);
	}
	return times;
};

type Onward = { readonly refused: readonly Refused[]; readonly first: readonly Step[] };

/** A full answer for one entity: where the next question begins. */
const onward = ({ state, now }: Asking, of: Entity, step: StepOf<'changes'>, rows: readonly Row[]): Onward => {
	const lost = (why: string, more: readonly Step[] = []): Onward => ({
		refused: unlisted(of, state.since ?? now, why),
		first: [...more, ...(step.live === null ? [] : [counting(of)])],
	});
	const times = orderedTimes(rows);
	const last = times?.at(-1);
	if (times === null || last === undefined) return lost(', and not in order of time');
	const from = msOf(step.from ?? step.since);
	// Whether what changed in a second is "since" that second, QuickBooks does not say: just before it, it is either way.
	const next = (beginning: number, live: number | null): Step => ({
		do: 'changes',
		of: [of],
		from: instantOfMs(beginning),
		since: instantOfMs(beginning - 1),
		live,
	});
	if (last > from) return { refused: [], first: [next(last, liveIn(step, rows, last, state, now))] };
	return lost(', all of one second', [next(from + secondMs, null)]);
};

/** Different rows that came, up to `before`; those that changed since the read began come with the next delta. */
const liveIn = (step: StepOf<'changes'>, rows: readonly Row[], before: number, state: Reading, now: Instant): number | null => {
	if (step.live === null) return null;
	const [from, until] = [msOf(step.from ?? step.since), Math.min(before, msOf(nextFrom(state.at ?? now)))];
	return step.live + rows.filter(({ at, gone }) => !gone && at !== null && at >= from && at < until).length;
};

export const makeChanges = async (asking: Asking, step: StepOf<'changes'>): Promise<Stepped> => {
	const { client, now } = asking;
	const { is: parts, time } = await client.changes(step.of, step.since);
	let { done, total } = asking.state;
	for (const { entity, rows } of parts) {
		done = counted(done, kindOf[entity], rows.length);
		total = counted(total, kindOf[entity], rows.length);
	}
	const state = { ...asking.state, done, total };
	const read = { ...nothing, state, time, parts };
	const full = parts.reduce((all, part) => all + part.rows.length, 0) >= cap;
	const [of, ...others] = step.of;
	if (others.length > 0) return full ? { ...read, first: apart(step) } : read;
	// The report says what became of entries: of those that a full answer leaves out too.
	if (of === 'JournalEntry') return full ? { ...read, last: [askReport] } : read;
	if (of === undefined) return read;
	const rows = once(parts.flatMap((part) => part.rows));
	if (full) return { ...read, ...onward({ ...asking, state }, of, step, rows) };
	const live = step.from === null ? null : liveIn(step, rows, Number.POSITIVE_INFINITY, state, now);
	return live === null ? read : { ...read, first: [{ do: 'verify', of, live }] };
};

/** The same question for each entity alone. */
export const apart = (step: StepOf<'changes'>): Step[] => step.of.map((one) => ({ ...step, of: [one] }));

/** Capped answers that came in order were cut at their end, we take it. Were they not, rows are missing that a list has. */
export const makeVerify = async ({ client, state, now }: Asking, { of, live }: StepOf<'verify'>): Promise<Stepped> => {
	const { entity, where } = listed(changedList(of), state);
	const { is: rows, time } = await client.count(entity, [...where, changed('<', nextFrom(state.at ?? now))]);
	const read = { ...nothing, state, time };
	if (live >= rows) return read;
	return { ...read, refused: unlisted(of, state.since ?? now, `, and not all that it counts`), first: [counting(of)] };
};
