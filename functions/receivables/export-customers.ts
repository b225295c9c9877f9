import { ledgerOfCustomer } from '../../shared/domain/document.ts';
import type { Books, CustomerRow } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { CustomerRowView } from '../../shared/wire/http.ts';
import type { AsOf } from './as-of.ts';
import { currencyAsked, customerRowView, named, rankedCustomers } from './view-customers.ts';

const namesAtOnce = 100;

/** All customers of one currency, in the order of the page: reads every ladder once and every name once. */
export const exportCustomers = async (
	at: AsOf,
	code: string | undefined,
	ports: { readonly books: Books; readonly connections: Connections },
): Promise<readonly CustomerRowView[]> => {
	const ranked = await rankedCustomers(at.company.id, currencyAsked(code), at.asOf, ports);
	const rows: CustomerRow[] = [];
	for (let i = 0; i < ranked.length; i += namesAtOnce)
		rows.push(...(await named(at.company.id, ranked.slice(i, i + namesAtOnce), ports.books)));
	return rows.map((row) => ({ ...customerRowView(row, at.asOf), ledger: ledgerOfCustomer(row.customer) }));
};
