/** Customers as members of a debtor, and their figures added up. */
import { age, type buckets, mergeLadders } from '../../shared/domain/aging.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { Day } from '../../shared/domain/day.ts';
import { type CustomerId, ledgerOfCustomer, providerOf, type StoredCustomer } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Books, CustomerLadder } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Debtors } from '../../shared/ports/debtors.ts';
import type { DebtorMemberView, DebtorTotal } from '../../shared/wire/debtor-view.ts';
import type { AsOf } from './as-of.ts';

export type MemberPorts = { readonly debtors: Debtors; readonly books: Books; readonly connections: Pick<Connections, 'connections'> };

export type Gathered = {
	readonly customers: ReadonlyMap<CustomerId, StoredCustomer>;
	readonly ladders: ReadonlyMap<CustomerId, readonly CustomerLadder[]>;
	readonly ledgers: ReadonlyMap<string, Connection>;
};

/** At once: each is one small query. */
const lanes = 16;

/** 0.5 RCU a customer and 1 for its ladders, 1 for the connections. */
export const gather = async (
	{ company }: AsOf,
	ids: readonly CustomerId[],
	{ debtors, books, connections }: MemberPorts,
): Promise<Gathered> => {
	const unique = [...new Set(ids)];
	const [customers, ledgers] = await Promise.all([debtors.customers(company.id, unique), connections.connections(company.id)]);
	const ladders = new Map<CustomerId, readonly CustomerLadder[]>();
	for (let i = 0; i < unique.length; i += lanes)
		for (const [id, own] of await Promise.all(
			unique.slice(i, i + lanes).map(async (id) => [id, await books.laddersOf(company.id, id)] as const),
		))
			ladders.set(id, own);
	return { customers, ladders, ledgers: new Map(ledgers.map((one) => [one.ledger, one])) };
};

/** A disconnected ledger's figures have left the company's totals; they leave the debtor's too. */
const isCounted = ({ ledgers }: Gathered, id: CustomerId): boolean => {
	const ledger = ledgers.get(ledgerOfCustomer(id));
	return ledger !== undefined && ledger.state !== 'disconnected' && ledger.phase === 'live';
};

export const memberView = (gathered: Gathered, id: CustomerId, asOf: Day, joined: DebtorMemberView['joined']): DebtorMemberView => {
	const customer = gathered.customers.get(id);
	const ledger = ledgerOfCustomer(id);
	const archived = customer?.archived === true ? 'archived' : 'active';
	return {
		customer: id,
		name: customer?.name ?? '',
		ledger,
		ledgerName: gathered.ledgers.get(ledger)?.name ?? '',
		provider: providerOf(ledger),
		country: customer?.country ?? null,
		state: customer === undefined ? 'gone' : archived,
		counted: isCounted(gathered, id),
		balances: (gathered.ladders.get(id) ?? []).map(({ currency, ladder, unapplied }) => {
			const total = age(currency, ladder, unapplied, asOf);
			const text = (minor: number): string => toDecimal({ minor, currency });
			return { currency, open: text(total.open), overdue: text(total.overdue), unapplied: text(total.unapplied) };
		}),
		joined,
	};
};

/** Per currency Σ of the members' ladders, those that count. Currencies in which nothing stands are left out. */
export const totalsOf = (gathered: Gathered, ids: readonly CustomerId[], asOf: Day): DebtorTotal[] => {
	const counted = ids.filter((id) => isCounted(gathered, id)).flatMap((id) => gathered.ladders.get(id) ?? []);
	return [...Map.groupBy(counted, ({ currency }) => currency)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([currency, own]) => {
			const unapplied = own.reduce((all, one) => all + one.unapplied, 0);
			const total = age(currency, mergeLadders(own.map(({ ladder }) => ladder)), unapplied, asOf);
			if (total.open === 0 && total.unapplied === 0) return [];
			const text = (minor: number): string => toDecimal({ minor, currency });
			const rung = (name: (typeof buckets)[number]) => ({ amount: text(total.buckets[name].minor), invoices: total.buckets[name].count });
			return {
				currency,
				buckets: {
					current: rung('current'),
					'1-30': rung('1-30'),
					'31-60': rung('31-60'),
					'61-90': rung('61-90'),
					'91+': rung('91+'),
				},
				open: text(total.open),
				overdue: text(total.overdue),
				unapplied: text(total.unapplied),
				net: text(total.net),
			};
		});
};
