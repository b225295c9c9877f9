/**
 * Where a read is, as text that survives anything.
 *
 * Lists are in order of UpdatedDateUTC, oldest change first, and change while we read them: a row that is paid leaves the list, a row that is
 * edited moves to its end. Either way the rows behind it move up by one, over the edge of a page. Read forwards, such a row slips from the page
 * we have not read to the page we have, and is lost. So page 1 is read to learn how many pages there are, then the last one, and so on back to
 * page 1 once more, when its rows are taken: rows then slip only into pages that are still to come. It costs one call more than there are pages,
 * where there is more than one. What came to the end meanwhile has changed since the read began, and the next delta begins before that.
 */
import * as z from 'zod/mini';
import { type Day, type Instant, instant, isDay } from '../../domain/day.ts';
import type { Cursor } from '../../ports/accounting.ts';
import { AccountingFault } from '../../ports/accounting.ts';

const count = z.int().check(z.gte(0));
const shape = z.object({
	mode: z.enum(['everything', 'changes']),
	/** Horizon day, or the watermark the delta begins at. */
	from: z.string(),
	slice: count,
	page: z.int().check(z.gte(1)),
	/** How many pages this slice had when its page 1 was first read; 0 before that. */
	pages: count,
	/** Rows of this slice that were read. */
	done: count,
	/** Rows of the slices before it that were of the same kind. */
	before: count,
	/** Xero's clock at the first call of this read, less the overlap; null before it. */
	watermark: z.nullable(z.string()),
});
export type Place = z.infer<typeof shape>;

export const start = (mode: Place['mode'], from: string): Place => ({
	mode,
	from,
	slice: 0,
	page: 1,
	pages: 0,
	done: 0,
	before: 0,
	watermark: null,
});

export const write = (place: Place): Cursor => JSON.stringify(place);
/** Throws `AccountingFault` `refused` for a cursor that this adapter did not make. */
export const read = (cursor: Cursor): Place => {
	try {
		return shape.parse(JSON.parse(cursor));
	} catch {
		throw new AccountingFault('refused', 'this is not a place in a read of Xero');
	}
};
export const horizonOf = (place: Place): Day => {
	if (isDay(place.from)) return place.from;
	throw new AccountingFault('refused', 'this is not a place in a read of Xero');
};
export const sinceOf = (place: Place): Instant => {
	try {
		return instant(place.from);
	} catch {
		throw new AccountingFault('refused', 'this is not a place in a read of Xero');
	}
};

/** The next page of the same slice, or null when it is finished. `found` is the page count as this very page says it. */
export const nextPage = (place: Place, found: number): Pick<Place, 'page' | 'pages'> | null => {
	if (place.pages === 0) return found > 1 ? { page: found, pages: found } : null;
	return place.page > 1 ? { page: place.page - 1, pages: place.pages } : null;
};
