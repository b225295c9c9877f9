/**
 * Where in one list of Xero a read is, and where it goes on.
 *
 * Lists are in order of UpdatedDateUTC, oldest change first, and change while we read them: a row that is paid leaves the list, a row that is
 * edited moves to its end. Either way the rows behind it move up by one, over the edge of a page. Read forwards, such a row slips from the page
 * we have not read to the page we have, and is lost. So page 1 is read to learn how many rows there are, then the last page, and so on back to
 * page 1 once more, when its rows are taken: rows then slip only into pages that are still to come. It costs one call more than there are pages,
 * where there is more than one. What came to the end meanwhile has changed since the read began, and the next delta begins before that.
 *
 * The place is a number of rows, not of a page: whatever the size of the next page, it is the one that holds the last row still to be read. So the
 * size may change from page to page; rows may be read twice by that, none is left out.
 *
 * Xero says that rows with equal times are in order of their ids (developer.xero.com, Invoices, "Optimised ordering"; said for contacts, invoices,
 * credit notes and payments, not for over- and prepayments). Should that not hold, one of them comes twice and another never: `distinct` counts what
 * really came, and whoever reads compares it with Xero's own count.
 */
import type { Pagination } from 'xero-node/dist/gen/model/accounting/pagination';
import * as z from 'zod/mini';

/** Xero's largest page. */
export const largestPage = 1000;
/** Xero's page where none is asked for; we go no lower either. */
export const defaultPage = 100;
/** Marks kept of the rows at the edge: no record of ours grows with the data. */
const marksKept = 1500;

const count = z.int().check(z.gte(0));
export const turn = z.object({
	/** Rows at the beginning of the list that are still to be read; null until they are counted. */
	rest: z.nullable(count),
	/** The page looked at while they are counted. */
	page: z.int().check(z.gte(1)),
	size: z.int().check(z.gte(1), z.lte(largestPage)),
	/** Pages still to come in time before one may be larger. */
	held: count,
	/** How many rows the list had in the latest answer; 0 before that. */
	items: count,
	/** Different rows read, of those the list had when it was counted. */
	done: count,
	/** Marks of the rows read that have the time of the oldest of them: the only ones that can come again out of order. */
	edge: z.nullable(z.object({ at: z.number(), marks: z.array(z.string()) })),
});
export type Turn = z.infer<typeof turn>;

/** From the first row again; pages are as large as they were `before`. */
export const firstTurn = (before: Pick<Turn, 'size' | 'held'> = { size: largestPage, held: 0 }): Turn => ({
	rest: null,
	page: 1,
	size: before.size,
	held: before.held,
	items: 0,
	done: 0,
	edge: null,
});

/** One answer. `at` is UpdatedDateUTC, epoch milliseconds; null where a row has none. */
export type Seen = {
	readonly rows: readonly { readonly id: string; readonly at: number | null }[];
	readonly pagination: Pagination | undefined;
};
export type Advance =
	/** `takes`: the rows of this answer are to be kept; otherwise they come again. */
	| { readonly takes: boolean; readonly turn: Turn }
	/** The list is over. `counted`: Xero's own count at the end; null when it says none. */
	| { readonly takes: true; readonly turn: null; readonly distinct: number; readonly counted: number | null };

export const pageOf = ({ rest, page, size }: Turn): number => (rest === null ? page : Math.max(1, Math.ceil(rest / size)));

/** 32 bits (FNV-1a) of an id: two rows of one edge share them about once in a million. */
const markOf = (id: string): string => {
	let bits = 0x811c9dc5;
	for (let at = 0; at < id.length; at++) bits = Math.imul(bits ^ id.charCodeAt(at), 0x01000193);
	return (bits >>> 0).toString(36);
};

const whole = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null);

/** Counting. Nothing is kept, unless the first page is all there is. */
const counting = (at: Turn, { rows, pagination }: Seen, served: number): Advance => {
	const items = whole(pagination?.itemCount);
	const over = (counted: number | null): Advance => ({
		takes: true,
		turn: null,
		distinct: new Set(rows.map(({ id }) => id)).size,
		counted,
	});
	const counted = (rest: number, size: number): Advance => ({ takes: false, turn: { ...at, rest, items: rest, size } });
	if (items !== null) return at.page === 1 && items <= served ? over(items) : counted(items, served);
	// The specification lets Xero leave the block out: pages until one is short.
	if (rows.length >= defaultPage) return { takes: false, turn: { ...at, page: at.page + 1, size: defaultPage } };
	return at.page === 1 ? over(null) : counted((at.page - 1) * defaultPage + rows.length, defaultPage);
};

const edgeOf = ({ edge }: Turn, rows: Seen['rows']): Turn['edge'] => {
	const oldest = rows[0];
	if (oldest === undefined) return edge;
	if (oldest.at === null) return null;
	const marks = new Set(edge?.at === oldest.at ? edge.marks : []);
	for (const row of rows) if (row.at === oldest.at) marks.add(markOf(row.id));
	return { at: oldest.at, marks: [...marks].slice(-marksKept) };
};

/** Going back to the beginning, page by page. */
const taking = (at: Turn, rest: number, { rows, pagination }: Seen): Advance => {
	const base = (pageOf(at) - 1) * at.size;
	const marks = new Set(at.edge?.marks);
	const again = (row: Seen['rows'][number]): boolean => at.edge !== null && row.at === at.edge.at && marks.has(markOf(row.id));
	// Rows from `rest` on were read before, or have come since.
	const fresh = rows.slice(0, rest - base).filter((row) => !again(row));
	const distinct = at.done + new Set(fresh.map(({ id }) => id)).size;
	const items = whole(pagination?.itemCount);
	if (base === 0) return { takes: true, turn: null, distinct, counted: items };
	return { takes: true, turn: { ...at, rest: base, items: items ?? at.items, done: distinct, edge: edgeOf(at, rows) } };
};

/** Where a read goes on after an answer to `pageOf(at)`. */
export const advance = (at: Turn, seen: Seen): Advance => {
	// Without a word of it our page size may not have been heeded: then pages of Xero's own size, which are the same either way.
	const served = whole(seen.pagination?.pageSize) || defaultPage;
	if (at.rest === null) return counting(at, seen, served);
	// Another page size than we asked for: these are other rows than we meant.
	return served === at.size ? taking(at, at.rest, seen) : { takes: false, turn: { ...at, size: Math.min(largestPage, served) } };
};

/** Pages that must come in time, after one did not, before a larger one is tried. */
const heldFor = 8;
/** The same place with half the page; null when that is too little. */
export const halved = (at: Turn): Turn | null =>
	at.size > defaultPage ? { ...at, size: Math.max(defaultPage, Math.floor(at.size / 2)), held: heldFor } : null;
/** A full page was soon there: the next may be larger, unless one came too late not long ago. */
export const grown = (at: Turn): Turn => (at.held > 0 ? { ...at, held: at.held - 1 } : { ...at, size: Math.min(largestPage, at.size * 2) });
