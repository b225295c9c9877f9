import type { BookTies } from '../../shared/ports/book-ties.ts';
import type { OpenLedgerBooks } from '../../shared/ports/ledger-books.ts';
import type { SyncPorts } from './ports.ts';

/** All that comparing with the general ledger needs from outside. */
export type BooksPorts = Omit<SyncPorts, 'companies'> & { readonly ties: BookTies; readonly openLedgerBooks: OpenLedgerBooks };
