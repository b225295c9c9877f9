import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { BookTies } from '../../shared/ports/book-ties.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type BooksView, booksView, customersIn } from '../../shared/wire/books-view.ts';

type Ports = { readonly connections: Connections; readonly ties: BookTies; readonly books: Books };

/** The ledger must be the company's own. 1 RCU, 1–5 for the comparison, and 0.5 for each customer that it names (at most 100). */
export const viewBooks = async (company: CompanyId, ledger: LedgerId, ports: Ports): Promise<BooksView & { readonly timeZone: string }> => {
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	const tie = await ports.ties.tie(company, ledger);
	const names = tie === null ? new Map<string, string>() : await ports.books.names(company, customersIn(tie).slice(0, 100));
	return { ...booksView(connection, tie, names), timeZone: connection.timeZone ?? 'UTC' };
};
