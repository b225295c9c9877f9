import { operatorCompany } from '../../shared/domain/dead-letter.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Role } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import { connectionView } from '../../shared/wire/connection-view.ts';
import { deadLettersView } from '../../shared/wire/dead-letter-view.ts';
import type { AgingView, ConnectionsView, CustomersView, DeadLettersView } from '../../shared/wire/http.ts';
import type { AsOf } from './as-of.ts';
import { viewAging } from './view-aging.ts';
import { hubRows, viewCustomers } from './view-customers.ts';

type Ports = { readonly books: Books; readonly connections: Connections; readonly deadLetters: DeadLetters };
type Who = { readonly company: CompanyId; readonly roles: readonly Role[] };
export type Hub = {
	readonly aging: AgingView;
	readonly connections: ConnectionsView;
	readonly customers: readonly CustomersView[];
	readonly deadLetters: DeadLettersView;
};

const lettersShown = 20;

/** Everything on the first page. Bounded: totals by month, one page of customers a currency, connections, the newest dead letters. */
export const viewHub = async (
	at: AsOf,
	who: Who,
	page: { readonly currency: string | undefined; readonly from: string | undefined },
	ports: Ports,
): Promise<Hub> => {
	const letterCompanies = who.roles.includes('operator') ? [who.company, operatorCompany] : [who.company];
	const [aging, all, letters] = await Promise.all([
		viewAging(at, ports),
		ports.connections.connections(who.company),
		Promise.all(letterCompanies.map((company) => ports.deadLetters.list(company, lettersShown))),
	]);
	const customers = await Promise.all(
		aging.totals.map(({ currency }) =>
			viewCustomers(at, { currency, from: currency === page.currency ? page.from : undefined, rows: hubRows }, ports),
		),
	);
	const newest = letters.flat().toSorted((a, b) => (a.at < b.at ? 1 : -1));
	return {
		aging,
		connections: { connections: all.map(connectionView) },
		customers,
		deadLetters: deadLettersView(newest.slice(0, lettersShown)),
	};
};
