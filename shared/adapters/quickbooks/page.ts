/** One step of a read: one provider call, and what its rows become. */
import * as z from 'zod/mini';
import { type Instant, later, msOf } from '../../domain/day.ts';
import type { Customer, Document, Refused } from '../../domain/document.ts';
import { isCurrency } from '../../domain/money.ts';
import type { Page, Progress } from '../../ports/accounting.ts';
import { type Client, type Entity, type EntityRows, entities } from './client.ts';
import { changedSlice, countSlices, pageSize, pagesOf, type Reading, type Step, sliceOf, writeCursor, writeWatermark } from './cursor.ts';
import { customerFrom } from './customers.ts';
import { applicationsIn, creditNoteFrom, deletedFrom, invoiceFrom, paymentFrom } from './documents.ts';
import { deletedRow, kindOf, mapRows, type Place } from './row.ts';

/** Clocks of a provider's machines differ, and a change may be seen a moment after its own time. */
const overlapMs = 120_000;
/** Objects in one CDC answer, all entities together: at the cap, something may be missing. */
const cdcCap = 1000;
/** CDC looks back 30 days; a day is kept in hand. */
const cdcMs = 29 * 86_400_000;

/** Where a delta begins. Older than CDC's memory: what changed is queried for instead, and deletions are known only by a full read. */
export const deltaRead = (since: Instant, home: Reading['home'], now: Instant): Reading => {
	const first: Step[] = home === null ? [{ do: 'preferences' }] : [];
	const old = msOf(now) - msOf(since) > cdcMs;
	const steps: Step[] = [...first, ...(old ? countSlices(entities.map(changedSlice)) : [{ do: 'changes' as const, of: [...entities] }])];
	return { at: null, home, horizon: null, since, done: {}, total: {}, steps };
};

type Mapped = { readonly customers: readonly Customer[]; readonly documents: readonly Document[]; readonly refused: readonly Refused[] };

const mapped = (place: Place, parts: readonly EntityRows[], at: Instant): Mapped => {
	const known = applicationsIn(
		place,
		parts.flatMap((part) => (part.entity === 'Payment' ? part.rows : [])),
	);
	const customers: Customer[] = [];
	const documents: Document[] = [];
	const refused: Refused[] = [];
	for (const { entity, rows } of parts) {
		const gone = rows.filter((row) => deletedRow.safeParse(row).success);
		const live = rows.filter((row) => !gone.includes(row));
		if (entity === 'Customer') {
			const read = mapRows(entity, live, customerFrom(place));
			customers.push(...read.good);
			refused.push(...read.refused);
			// QuickBooks only ever archives customers; should one be gone, our copy keeps what its documents need.
			for (const row of gone)
				refused.push({ kind: 'customer', id: deletedRow.parse(row).Id, reason: 'deleted in the ledger: the copy keeps what it knew' });
			continue;
		}
		const map = { Invoice: invoiceFrom(place, known), CreditMemo: creditNoteFrom(place, known), Payment: paymentFrom(place) }[entity];
		for (const read of [mapRows(entity, live, map), mapRows(entity, gone, deletedFrom(place, entity, at))]) {
			documents.push(...read.good);
			refused.push(...read.refused);
		}
	}
	return { customers, documents, refused };
};

type Stepped = {
	readonly time: Instant | null;
	readonly parts: readonly EntityRows[];
	readonly more: readonly Step[];
	readonly state: Reading;
};

const kinds = (counts: Readonly<Record<string, number>>, kind: string, more: number) => ({ ...counts, [kind]: (counts[kind] ?? 0) + more });
const currencyPrefs = z.object({ CurrencyPrefs: z.object({ HomeCurrency: z.object({ value: z.string() }) }) });
/** The company's own currency, as its preferences say; null where they do not. */
export const homeIn = (preferences: unknown): Reading['home'] => {
	const value = currencyPrefs.safeParse(preferences).data?.CurrencyPrefs.HomeCurrency.value;
	return isCurrency(value) ? value : null;
};

/** Everything that changed, in one call; where the cap was reached, once more for each entity; where it still is, by query. */
const makeChanges = async (client: Client, of: readonly Entity[], state: Reading, now: Instant): Promise<Stepped> => {
	const { is, time } = await client.changes(of, state.since ?? now);
	let { done, total } = state;
	for (const { entity, rows } of is) {
		done = kinds(done, kindOf[entity], rows.length);
		total = kinds(total, kindOf[entity], rows.length);
	}
	const capped = is.reduce((all, part) => all + part.rows.length, 0) >= cdcCap;
	const each: Step[] = of.length > 1 ? of.map((one) => ({ do: 'changes', of: [one] })) : countSlices(of.map(changedSlice));
	return { time, parts: is, more: capped ? each : [], state: { ...state, done, total } };
};

const make = async (client: Client, step: Step, state: Reading, now: Instant): Promise<Stepped> => {
	if (step.do === 'changes') return makeChanges(client, step.of, state, now);
	if (step.do === 'preferences') {
		const { is, time } = await client.preferences();
		return { time, parts: [], more: [], state: { ...state, home: homeIn(is) } };
	}
	const { entity, where } = sliceOf(step.slice, state);
	if (step.do === 'count') {
		const { is, time } = await client.count(entity, where);
		return { time, parts: [], more: pagesOf(step.slice, is), state: { ...state, total: kinds(state.total, kindOf[entity], is) } };
	}
	const { is, time } = await client.rows(entity, where, 'MetaData.LastUpdatedTime', step.start, pageSize);
	return { time, parts: [{ entity, rows: is }], more: [], state: { ...state, done: kinds(state.done, kindOf[entity], is.length) } };
};

/** Counts go before pages: progress knows its totals from the start. */
const inOrder = (steps: readonly Step[]): Step[] => [
	...steps.filter((step) => step.do !== 'rows'),
	...steps.filter((step) => step.do === 'rows'),
];

const progressOf = (step: Step, state: Reading, parts: readonly EntityRows[]): Progress => {
	const [most] = parts.toSorted((a, b) => b.rows.length - a.rows.length);
	const kind = most ? kindOf[most.entity] : step.do === 'count' ? kindOf[sliceOf(step.slice, state).entity] : 'invoice';
	const total = state.total[kind] ?? 0;
	return { kind, done: Math.min(state.done[kind] ?? 0, total), total };
};

/** Cost: 1 call. */
export const readPage = async (client: Client, ledger: Place['ledger'], from: Reading, now: () => Instant): Promise<Page> => {
	const [step, ...rest] = from.steps;
	if (!step) throw new RangeError('this cursor is at its end');
	const { time, parts, more, state } = await make(client, step, from, now());
	const at = from.at ?? time ?? now();
	const found = mapped({ ledger, home: state.home }, parts, at);
	const { horizon } = state;
	const page = {
		customers: found.customers,
		documents:
			horizon === null
				? found.documents
				: found.documents.filter((document) => document.open + document.unapplied > 0 || document.issued >= horizon),
		refused: found.refused,
		progress: progressOf(step, state, parts),
		calls: 1,
	};
	const steps = inOrder([...rest, ...more]);
	return steps.length
		? { ...page, next: writeCursor({ ...state, at, steps }) }
		: { ...page, next: null, watermark: writeWatermark(later(at, -overlapMs), state.home) };
};
