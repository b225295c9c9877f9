/**
 * Where a read goes on: the steps still to be made, as JSON. Every step is one provider call, so a cursor stored between two of them survives anything:
 * a crash, and a deployment that reads otherwise.
 */
import * as z from 'zod/mini';
import { addDays, type Day, dayIn, type Instant, isDay, isTimeZone } from '../../domain/day.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import { AccountingFault, type Cursor, type Watermark } from '../../ports/accounting.ts';
import { changeable, changeables, entity } from './client.ts';
import { type List, list, openLists, wholeLists } from './lists.ts';
import { firstPace, order, pace, turn } from './paging.ts';

/** Raised whenever the same text would mean another place: what an earlier deployment wrote then begins its read anew. */
const version = 3;

const count = z.int().check(z.gte(0));
const moment = z.custom<Instant>((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));
const someDay = z.custom<Day>(isDay);
const home = z.nullable(z.custom<Currency>(isCurrency));
/** The company's time zone, and the day (UTC) on which QuickBooks said so. */
const zoned = z.object({ name: z.string().check(z.refine(isTimeZone)), asked: someDay });

/** `tries`: how often this list was read before, and came short. */
const part = { list, tries: count };
const step = z.discriminatedUnion('do', [
	z.object({ do: z.literal('preferences') }),
	z.object({ do: z.literal('company') }),
	z.object({ do: z.literal('count'), ...part, by: order }),
	z.object({ do: z.literal('rows'), ...part, turn }),
	/** Did a list that seems short come whole? */
	z.object({ do: z.literal('check'), ...part, items: count, older: count }),
	z.object({
		do: z.literal('changes'),
		of: z.array(changeable).check(z.minLength(1)),
		/** What QuickBooks is asked for. */
		since: moment,
		/** Changes before this came with a capped answer; null: there was none. */
		from: z.nullable(moment),
		/** Different rows in the capped answers, deletions apart; null: those rows are read from a list instead. */
		live: z.nullable(count),
	}),
	/** Did the capped answers hold all rows that changed? */
	z.object({ do: z.literal('verify'), of: entity, live: count }),
	/** What journal entries left on customers. `named`: those that a change was about (`journalId`). */
	z.object({ do: z.literal('journals'), tries: count, named: z.array(z.string()) }),
]);
export type Step = z.infer<typeof step>;
export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

/** The report could not be had: what changes had named of it (`journalId`) the next delta asks for. Absent: nothing is owed. */
const owed = z.optional(z.array(z.string()));

/** Of a whole read, of a delta, or of what is open: one of them is said. */
const bounds = { horizon: z.nullable(someDay), since: z.nullable(moment), open: z.optional(z.literal(true)) };
const reading = z.object({
	v: z.literal(version),
	...bounds,
	/** The server's clock at the first call; null before it. */
	at: z.nullable(moment),
	home,
	zone: z.nullable(zoned),
	pace,
	/** Rows read and rows counted, by kind. */
	done: z.record(z.string(), z.number()),
	total: z.record(z.string(), z.number()),
	owed,
	steps: z.array(step),
});
export type Reading = z.infer<typeof reading>;

const mark = z.object({ at: moment, home: z.catch(home, null), zone: z.catch(z.nullable(zoned), null), owed: z.catch(owed, undefined) });
type Mark = z.infer<typeof mark>;

const nowhere = (): AccountingFault => new AccountingFault('refused', 'this is not a place in a read of QuickBooks');
const json = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		throw nowhere();
	}
};

/** The home currency and the time zone travel with the watermark, so that a delta need not ask for them again. */
export const writeWatermark = ({ at, home, zone, owed }: Mark): Watermark => JSON.stringify({ at, home, zone, owed });
/** Throws `AccountingFault` `refused` for a text that says no moment. */
export const readWatermark = (text: Watermark): Mark => {
	const read = mark.safeParse(json(text));
	if (!read.success) throw nowhere();
	return read.data;
};

const fresh = { v: version, at: null, pace: firstPace, done: {}, total: {} } as const;
const unasked = { home: null, zone: null, since: null } as const;
const through = (lists: readonly List[]): Step[] => [
	{ do: 'preferences' },
	{ do: 'company' },
	...lists.map((name) => ({ do: 'count', list: name, tries: 0, by: 'time' }) as const),
	{ do: 'journals', tries: 0, named: [] },
];

export const wholeRead = (horizon: Day): Reading => ({ ...fresh, ...unasked, horizon, steps: through(wholeLists) });
/** An earlier deployment refuses its places: neither the lists nor the bound are known there. */
export const openRead = (): Reading => ({ ...fresh, ...unasked, horizon: null, open: true, steps: through(openLists) });

/** A zone that QuickBooks said so long ago is asked for again: people correct it. */
const zoneDays = 7;

export const deltaRead = ({ at, home, zone, owed }: Mark, now: Instant): Reading => ({
	...fresh,
	horizon: null,
	since: at,
	home,
	zone,
	steps: [
		...(home === null ? [{ do: 'preferences' } as const] : []),
		...(zone === null || addDays(zone.asked, zoneDays) <= dayIn('UTC', now) ? [{ do: 'company' } as const] : []),
		{ do: 'changes', of: [...changeables], since: at, from: null, live: 0 },
		...(owed === undefined ? [] : [{ do: 'journals', tries: 0, named: owed } as const]),
	],
	owed,
});

export const writeCursor = (state: Reading): Cursor => JSON.stringify(state);
const isBound = ({ horizon, since, open }: Reading): boolean =>
	[horizon !== null, since !== null, open === true].filter(Boolean).length === 1;
/**
 * A place of another version, or with a step that we do not know, is the beginning of the same read: rows come again, none is left out. Throws
 * `AccountingFault` `refused` for a text that says nothing we could begin at.
 */
export const readCursor = (text: Cursor, now: Instant): Reading => {
	const said = json(text);
	const known = reading.safeParse(said);
	if (known.success && isBound(known.data)) return known.data;
	const { horizon, since, open } = z.object(bounds).safeParse(said).data ?? { horizon: null, since: null };
	if (horizon !== null) return wholeRead(horizon);
	if (since === null && open) return openRead();
	if (since === null) throw nowhere();
	return deltaRead(mark.parse({ ...(said as object), at: since }), now);
};
