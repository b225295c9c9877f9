/** Where a read of a whole ledger is, as text that survives any crash and any deployment. */
import * as z from 'zod/mini';
import { type Day, type Instant, instant, isDay } from '../../domain/day.ts';
import type { Cursor, Watermark } from '../../ports/accounting.ts';
import { AccountingFault } from '../../ports/accounting.ts';
import { firstTurn, turn } from './paging.ts';

/** Raised whenever the same text would mean another place: what an earlier deployment wrote then begins its read anew. */
const version = 2;

const zoned = z.object({ name: z.string(), asked: z.string() });
/** The company's time zone, and the day (UTC) on which Xero said so. */
export type Zoned = z.infer<typeof zoned>;

const run = {
	mode: z.enum(['everything', 'changes', 'open']),
	/** Horizon day, or the watermark the delta begins at; what is open begins nowhere. */
	from: z.string(),
};
const count = z.int().check(z.gte(0));
const shape = z.object({
	v: z.literal(version),
	...run,
	/** By name, not by number: lists come and go between deployments. */
	list: z.string(),
	turn,
	/** How often this list was read to its end and came short. */
	tries: count,
	/** Xero's clock at the first look at this list; null before it. */
	began: z.nullable(z.string()),
	/** Rows of the lists before it that were of the same kind. */
	before: count,
	zone: z.nullable(zoned),
	/** Xero's clock at the first call of this read, less the overlap; null before it. */
	watermark: z.nullable(z.string()),
});
export type Place = z.infer<typeof shape>;
export type Mode = Place['mode'];

/** `2026-11-22T09:58:00.000Z Europe/London 2026-11-20`: before there were zones in it, the moment alone. */
export const watermarkOf = (at: string, zone: Zoned): Watermark => `${at} ${zone.name} ${zone.asked}`;

const nowhere = (): AccountingFault => new AccountingFault('refused', 'this is not a place in a read of Xero');

export const horizonOf = ({ from }: Place): Day => {
	if (isDay(from)) return from;
	throw nowhere();
};
export const sinceOf = ({ from }: Place): Instant => {
	try {
		return instant(from.split(' ')[0] ?? '');
	} catch {
		throw nowhere();
	}
};
const zoneIn = (from: string): Zoned | null => {
	const [, name, asked] = from.split(' ');
	return name && asked && isDay(asked) ? { name, asked } : null;
};

export const start = (mode: Mode, from: string, list: string): Place => ({
	v: version,
	mode,
	from,
	list,
	turn: firstTurn(),
	tries: 0,
	began: null,
	before: 0,
	zone: mode === 'changes' ? zoneIn(from) : null,
	watermark: null,
});

export const write = (place: Place): Cursor => JSON.stringify(place);

const json = (cursor: Cursor): unknown => {
	try {
		return JSON.parse(cursor);
	} catch {
		throw nowhere();
	}
};
/**
 * `lists` are the names of each mode's lists, in order. A place in a list that we do not know, or of another version, is the beginning of the same read:
 * rows come again, none is left out. Throws `AccountingFault` `refused` for a text that says nothing we could begin at.
 */
export const read = (cursor: Cursor, lists: Readonly<Record<Mode, readonly [string, ...string[]]>>): Place => {
	const said = json(cursor);
	const place = shape.safeParse(said);
	if (place.success && lists[place.data.mode].includes(place.data.list)) return place.data;
	const known = z.object(run).safeParse(said);
	if (!known.success) throw nowhere();
	return start(known.data.mode, known.data.from, lists[known.data.mode][0]);
};
