import { refusedInAll } from '../../shared/domain/connection.ts';
import { holdsCredit } from '../../shared/domain/document.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import type { LetterPorts } from './ports.ts';

/**
 * The ledger has a row of this customer that cannot be read: of the customer itself, so nobody knows whom to write to, or of a credit, also one that is closed
 * in our copy, so nobody knows what is unapplied. Invoices are left out one by one (`leftOut`). 1 RCU; none for a ledger of which every row was read.
 */
export const isUnsure = async (
	{ company, ledger, customer }: Pick<Mailing, 'company' | 'ledger' | 'customer'>,
	connection: Pick<Connection, 'refused' | 'refusedInAll'>,
	{ books }: Pick<LetterPorts, 'books'>,
): Promise<boolean> => {
	if (refusedInAll(connection) === 0) return false;
	const unread = await books.unread({ company, ledger }, customer);
	return unread.some(({ kind }) => kind === 'customer' || holdsCredit({ kind, ledger }));
};
