/** What the ledger says of documents that were asked for by id, taken over. */
import type { Connection } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import { type DocumentKind, journalList, type ReadRow } from '../../shared/domain/document.ts';
import { gone } from '../../shared/domain/sweep.ts';
import type { Looked } from '../../shared/ports/accounting.ts';
import { anyVersion, noteUnread } from './note-unread.ts';
import type { SyncPorts } from './ports.ts';
import { settledOf } from './settled-of.ts';
import type { Mended } from './sweep-moves.ts';

/**
 * Changed documents, also those at the version that we hold; those that are gone, or settled; those that cannot be read. Idempotent. `unread`: of the connection as it
 * is to be saved then; null when nothing was said of any.
 */
export const settleLooked = async (
	of: Connection,
	kind: DocumentKind,
	asked: readonly string[],
	answer: Looked,
	now: Instant,
	ports: Pick<SyncPorts, 'books' | 'connections'>,
): Promise<Mended> => {
	const { company, ledger } = of;
	const held = await Promise.all(answer.gone.map((id) => ports.books.document(company, ledger, kind, id)));
	const ended = held.flatMap((document) => (document === null || document.state === 'deleted' ? [] : [gone(document)]));
	const settled = await settledOf({ company, ledger }, answer.settled ?? [], ports);
	const { written, findings } = await ports.books.repair({ company, ledger }, [...answer.documents, ...ended, ...settled], now);
	const told = new Set([...answer.documents, ...answer.refused].map(({ id }) => id));
	// The ledger's list of them could not be had, or came short: of those it does not name it said nothing.
	const silent = kind === 'journal' && told.has(journalList);
	const over = (silent ? [] : asked.filter((id) => !told.has(id))).map((id): ReadRow => ({ kind, id, version: anyVersion }));
	const noted = await noteUnread(of, { ...answer, customers: [] }, now, ports, over);
	return { changed: written + (noted?.changed ?? 0), findings, unread: noted?.unread ?? null };
};
