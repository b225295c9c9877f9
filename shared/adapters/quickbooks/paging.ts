/**
 * Where in one list of QuickBooks a read is, and where it goes on.
 *
 * A list is counted, then read **from its end backwards**, in order of the time of the last change. A document that changes while we read gets the
 * newest time: it leaves its place and joins at the end, or leaves the list. Rows behind its old place move down by one, into positions we have not
 * read yet: they may be read twice, never be missed. Whatever joined at the end changed after the read began, so the next delta brings it. A count
 * that is out of date does no harm for the same reason. (Reading forwards would skip a row at every move.)
 *
 * Times are whole seconds, and imports and bulk edits give thousands of rows one and the same. QuickBooks says nothing of the order of those (nor
 * that one may order by a second field): should it differ between two requests, one row comes twice and another never. So the different rows that
 * came are counted. A list that came short is read again in order of Id, which no two rows share; there a row is passed over only if an older one
 * joins the list just then, as a paid invoice does that opens again.
 */
import * as z from 'zod/mini';

/** QuickBooks' largest page. */
export const largestPage = 1000;
/** Its page where none is asked for; we go no lower either. */
export const smallestPage = 100;
/** No record of ours grows with the data. */
const marksKept = 1500;
/** In order of id only the rows at the beginning of a page come again: as many as left the list before the next. */
const leavers = 200;

const count = z.int().check(z.gte(0));
export const order = z.enum(['time', 'id']);
export type Order = z.infer<typeof order>;
export const orderField: Readonly<Record<Order, string>> = { time: 'MetaData.LastUpdatedTime', id: 'Id' };

/** How many rows are asked for at once. `held`: pages still to come in time before more are asked for. */
export const pace = z.object({ size: z.int().check(z.gte(1), z.lte(largestPage)), held: count });
export type Pace = z.infer<typeof pace>;
export const firstPace: Pace = { size: largestPage, held: 0 };

export const turn = z.object({
	by: order,
	/** Rows at the beginning of the list that are still to be read. */
	rest: count,
	/** How many rows QuickBooks counted. */
	items: count,
	/** Different rows read; and how many of them had not changed since the read began. */
	distinct: count,
	older: count,
	/** Rows read that may come again: those of the oldest time (epoch milliseconds), or the first of the page before where the order is by id. */
	edge: z.nullable(z.object({ at: z.nullable(z.number()), ids: z.array(z.string()) })),
	/** More rows share one time than are remembered: `distinct` may be too high. */
	blurred: z.boolean(),
});
export type Turn = z.infer<typeof turn>;

export const firstTurn = (by: Order, items: number): Turn => ({
	by,
	rest: items,
	items,
	distinct: 0,
	older: 0,
	edge: null,
	blurred: false,
});

/** Positions in QuickBooks' words, from 1. A place is a number of rows, not of a page: the size may change from page to page. */
export const pageOf = ({ rest }: Turn, size: number): { readonly start: number; readonly max: number } => {
	const start = Math.max(1, rest - size + 1);
	return { start, max: rest - start + 1 };
};

/** `at`: of the last change, epoch milliseconds; null where the row does not say it. */
export type Seen = { readonly id: string; readonly at: number | null };

const edgeByTime = (edge: Turn['edge'], rows: readonly Seen[]): { readonly edge: Turn['edge']; readonly over: boolean } => {
	const times = rows.flatMap(({ at }) => (at === null ? [] : [at]));
	if (times.length === 0) return { edge, over: false };
	const at = times.reduce((least, time) => Math.min(least, time));
	const ids = new Set(edge?.at === at ? edge.ids : []);
	for (const row of rows) if (row.at === at) ids.add(row.id);
	return { edge: { at, ids: [...ids].slice(-marksKept) }, over: ids.size > marksKept };
};

/** After the answer to `pageOf`, which began at `start`. `beganMs`: rows changed since then come with the next delta. */
export const advance = (at: Turn, start: number, rows: readonly Seen[], beganMs: number): Turn => {
	const { edge, by } = at;
	const known = new Set(edge?.ids);
	const again = (row: Seen): boolean => {
		if (by === 'id' || row.at === null || edge?.at == null) return known.has(row.id);
		// A row of a later time than the oldest so far stood behind it, and came down.
		return row.at > edge.at || (row.at === edge.at && known.has(row.id));
	};
	const fresh = [...new Map(rows.map((row) => [row.id, row])).values()].filter((row) => !again(row));
	const next =
		by === 'time' ? edgeByTime(edge, rows) : { edge: { at: null, ids: rows.slice(0, leavers).map(({ id }) => id) }, over: false };
	return {
		...at,
		rest: start - 1,
		distinct: at.distinct + fresh.length,
		older: at.older + fresh.filter((row) => row.at === null || row.at < beganMs).length,
		edge: next.edge,
		blurred: at.blurred || (next.over && start > 1),
	};
};

/** Pages that must come in time, after one did not, before a larger one is tried. */
const heldFor = 8;
/** Half the page; null when that is too little. */
export const halved = ({ size }: Pace): Pace | null =>
	size > smallestPage ? { size: Math.max(smallestPage, Math.floor(size / 2)), held: heldFor } : null;
/** A full page was soon there: the next may be larger, unless one came too late not long ago. */
export const grown = ({ size, held }: Pace): Pace =>
	held > 0 ? { size, held: held - 1 } : { size: Math.min(largestPage, size * 2), held };
