import { type Connection, refusedInAll, refusedOf } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import { customerId, type ReadRow, rowName, type Unread } from '../../shared/domain/document.ts';
import type { Page } from '../../shared/ports/accounting.ts';
import { change, move } from './move.ts';
import type { SyncPorts } from './ports.ts';
import { isRunning } from './running.ts';

/** What was read; a page is one. */
type Rows = Pick<Page, 'documents' | 'customers' | 'refused' | 'whole'>;

/** Whatever its version was: the row is no more, never was one of ours, or is a list that came whole. */
export const anyVersion = '~';

const wellIn = ({ documents, customers, whole = [] }: Rows): ReadRow[] => [
	...documents.map(({ kind, id, version }) => ({ kind, id, version })),
	...customers.map(({ ledger, id, version }) => ({ kind: 'customer' as const, id: id.slice(customerId(ledger, '').length), version })),
	...whole.map(({ kind, id }) => ({ kind, id, version: anyVersion })),
];

/** The list is cut, and the count may be too high: the same step puts both right. */
const announced = (latest: Connection, coming: readonly Unread[]): Connection => ({
	...latest,
	refused: refusedOf([...latest.refused, ...coming]).refused,
	refusedInAll: refusedInAll(latest) + coming.length,
});

type Noted = { readonly changed: number; readonly unread: readonly Unread[] };

/**
 * After a page is saved: what it refused puts our copy in doubt, what it read well takes the doubt off. Null when it says nothing of either, which our own
 * record of the connection tells: then nothing is read or written. Only where more rows cannot be read than that record lists is each page looked at.
 *
 * New ones are written to the connection before the copy: a step that is cut in between is done again, perhaps on a page where the row reads well, and
 * must know then that there may be a doubt to take off.
 *
 * @param of with the run that a step is of; without one it is no step's
 * @param over rows that are no more: nothing of them can be in doubt
 */
export const noteUnread = async (
	of: Connection,
	page: Rows,
	now: Instant,
	ports: Pick<SyncPorts, 'books' | 'connections'>,
	over: readonly ReadRow[] = [],
): Promise<Noted | null> => {
	if (page.refused.length === 0 && refusedInAll(of) === 0) return null;
	const listed = new Set(of.refused.map(rowName));
	const well = [...wellIn(page), ...over];
	const whole = new Set(well.map(rowName));
	const told = refusedInAll(of) > of.refused.length || of.refused.some((row) => whole.has(rowName(row)));
	// Records from before rows were kept one by one: what they list is kept with the first page.
	const earlier = of.refusedInAll === undefined ? of.refused.filter((row) => !whole.has(rowName(row))) : [];
	const refused = [...earlier, ...page.refused];
	if (refused.length === 0 && !told) return null;
	const coming = page.refused.filter((row) => !listed.has(rowName(row)));
	const announce = (latest: Connection): Connection => announced(latest, coming);
	const saved = coming.length === 0 || (await (isRunning(of) ? move(of, announce, ports) : change(of, announce, ports))) !== null;
	return saved ? ports.books.noteRows(of, { refused, well }, now) : null;
};
