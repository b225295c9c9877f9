import { type Apart, type DebtorReason, maxMembers, maxMerged, type Proposal, reasonsBetween } from '../../shared/domain/debtor.ts';
import type { CustomerId, StoredCustomer } from '../../shared/domain/document.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { DebtorReasonView, DebtorsView, ProposalView } from '../../shared/wire/debtor-view.ts';
import type { AsOf } from './as-of.ts';
import { type Gathered, gather, type MemberPorts, memberView } from './debtor-members.ts';
import { idsOf, peopleOf, rowOf } from './view-debtor.ts';

const debtorsShown = 20;
const proposalsShown = 10;
const apartShown = 20;

/** Each thing that some of them share, with who does; strongest first. At most 1,225 pairs a proposal, mostly one. */
const reasonsOf = (customers: readonly StoredCustomer[]): DebtorReasonView[] => {
	const all = new Map<string, { readonly reason: DebtorReason; readonly customers: Set<CustomerId> }>();
	for (const [i, a] of customers.entries())
		for (const b of customers.slice(i + 1))
			for (const reason of reasonsBetween(a, b)) {
				const key = `${reason.sign} ${reason.strength} ${reason.shared}`;
				const seen = all.get(key) ?? { reason, customers: new Set() };
				seen.customers.add(a.id).add(b.id);
				all.set(key, seen);
			}
	const order = { strong: 0, fair: 1, weak: 2 } as const;
	return [...all.values()]
		.sort((a, b) => order[a.reason.strength] - order[b.reason.strength])
		.map(({ reason, customers: who }) => ({ ...reason, customers: [...who] }));
};

const proposalView = (
	{ id, customers }: Proposal,
	gathered: Gathered,
	debtorOf: ReadonlyMap<CustomerId, string>,
	names: ReadonlyMap<string, string>,
	sizes: ReadonlyMap<string, number>,
	{ asOf }: AsOf,
): ProposalView => {
	const members = Map.groupBy(
		customers.filter((customer) => debtorOf.has(customer)),
		(customer) => debtorOf.get(customer) ?? '',
	);
	const alone = customers.filter((customer) => !debtorOf.has(customer)).length;
	const inAll = [...members.keys()].reduce((sum, debtor) => sum + (sizes.get(debtor) ?? 0), alone);
	return {
		id,
		members: customers.map((customer) => memberView(gathered, customer, asOf, null)),
		reasons: reasonsOf(customers.flatMap((customer) => gathered.customers.get(customer) ?? [])),
		debtors: [...members].map(([debtor, own]) => ({ id: debtor, name: names.get(debtor) ?? '', customers: own })),
		inAll,
		tooGreat: inAll > maxMembers || members.size > maxMerged,
	};
};

const apartView = ({ id, at, parts }: Apart, by: string, names: ReadonlyMap<CustomerId, StoredCustomer>): DebtorsView['apart'][number] => ({
	id,
	at,
	by,
	parts: parts.map((part) => part.map((customer) => ({ customer, name: names.get(customer)?.name ?? '' }))),
});

/** Debtors, what is proposed, and what was told apart: a page of each. ≈ 1.5 RCU a customer on it. */
export const viewDebtors = async (
	at: AsOf,
	asked: { readonly from: string | undefined; readonly proposals: string | undefined },
	ports: MemberPorts & { readonly companies: Companies },
): Promise<DebtorsView> => {
	const { company, asOf } = at;
	const { debtors } = ports;
	const search = await debtors.search(company.id);
	const shown = search?.shown ?? null;
	const [page, proposed, apart, person] = await Promise.all([
		debtors.debtors(company.id, debtorsShown, asked.from || null),
		shown === null ? { rows: [], next: null } : debtors.proposals(company.id, shown.run, proposalsShown, asked.proposals || null),
		debtors.apart(company.id, apartShown),
		peopleOf(at, ports.companies),
	]);
	const inProposals = proposed.rows.flatMap(({ customers }) => customers);
	const debtorOf = await debtors.debtorsOf(company.id, inProposals);
	const others = await Promise.all([...new Set(debtorOf.values())].map((id) => debtors.debtor(company.id, id)));
	const [gathered, toldApart, leads] = await Promise.all([
		gather(at, [...page.rows.flatMap(idsOf), ...inProposals], ports),
		debtors.customers(company.id, apart.flatMap(({ parts }) => parts.flat()).slice(0, 500)),
		debtors.customers(
			company.id,
			others.flatMap((debtor) => debtor?.members[0]?.customer ?? []),
		),
	]);
	const names = new Map(
		others.flatMap((debtor) => (debtor ? [[debtor.id, leads.get(debtor.members[0]?.customer ?? '')?.name ?? '']] : [])),
	);
	const sizes = new Map(others.flatMap((debtor) => (debtor ? [[debtor.id, debtor.members.length]] : [])));
	return {
		asOf,
		debtors: page.rows.map((debtor) => rowOf(debtor, gathered, at)),
		next: page.next,
		proposals: proposed.rows.map((proposal) => proposalView(proposal, gathered, debtorOf, names, sizes, at)),
		nextProposals: proposed.next,
		search: {
			reading: search?.run?.read ?? null,
			shown: shown && {
				at: shown.at,
				found: shown.found,
				kept: shown.kept,
				customers: shown.customers,
				crowded: shown.crowded,
				cut: shown.cut,
				tooGreat: shown.tooGreat ?? 0,
			},
		},
		apart: apart.map((one) => apartView(one, person(one.by), toldApart)),
	};
};
