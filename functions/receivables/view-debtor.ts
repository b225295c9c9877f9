import type { Debtor } from '../../shared/domain/debtor.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { DebtorRowView, DebtorView } from '../../shared/wire/debtor-view.ts';
import type { AsOf } from './as-of.ts';
import { type Gathered, gather, type MemberPorts, memberView, totalsOf } from './debtor-members.ts';

const eventsShown = 50;

export const idsOf = ({ members }: Debtor): CustomerId[] => members.map(({ customer }) => customer);

/** Names of the company's people by id; of one who left, the id. */
export const peopleOf = async ({ company }: AsOf, companies: Companies): Promise<(id: string) => string> => {
	const names = new Map((await companies.users(company.id)).map((user) => [user.id, user.name]));
	return (id) => names.get(id) ?? id;
};

export const rowOf = (debtor: Debtor, gathered: Gathered, { asOf }: AsOf): DebtorRowView => {
	const ids = idsOf(debtor);
	return {
		id: debtor.id,
		name: gathered.customers.get(ids[0] ?? '')?.name ?? '',
		members: ids.length,
		totals: totalsOf(gathered, ids, asOf),
		uncounted: ids.filter((id) => !memberView(gathered, id, asOf, null).counted).length,
	};
};

/** One debtor: its customers, what they owe together, and who decided what. ≤ 50 members: 1.5 RCU each, and 0.5 a name in its history. */
export const viewDebtor = async (at: AsOf, id: string, ports: MemberPorts & { readonly companies: Companies }): Promise<DebtorView> => {
	const { company, asOf } = at;
	const debtor = await ports.debtors.debtor(company.id, id);
	if (!debtor) throw notFound('debtor');
	const ids = idsOf(debtor);
	const [gathered, events, person] = await Promise.all([
		gather(at, ids, ports),
		ports.debtors.events(company.id, id, eventsShown),
		peopleOf(at, ports.companies),
	]);
	const former = await ports.debtors.customers(company.id, [...new Set(events.flatMap(({ customers }) => customers))]);
	const nameOf = (customer: CustomerId): string => former.get(customer)?.name ?? '';
	return {
		id,
		name: gathered.customers.get(ids[0] ?? '')?.name ?? nameOf(events[0]?.customers[0] ?? ''),
		asOf,
		members: debtor.members.map(({ customer, since, by }) => memberView(gathered, customer, asOf, { at: since, by: person(by) })),
		totals: totalsOf(gathered, ids, asOf),
		history: events.map(({ at: when, by, did, customers, other }) => ({
			at: when,
			by: person(by),
			did,
			customers: customers.map((customer) => ({ customer, name: nameOf(customer) })),
			other: other ?? null,
		})),
	};
};

/** The debtor that a customer is part of, as its page says it. Null: of none. 0.5 RCU where there is none. */
export const debtorRowOf = async (at: AsOf, customer: CustomerId, ports: MemberPorts): Promise<DebtorRowView | null> => {
	const id = await ports.debtors.debtorOf(at.company.id, customer);
	const debtor = id === null ? null : await ports.debtors.debtor(at.company.id, id);
	if (!debtor || debtor.members.length === 0) return null;
	return rowOf(debtor, await gather(at, idsOf(debtor), ports), at);
};
