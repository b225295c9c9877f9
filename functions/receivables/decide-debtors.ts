import type { Proposal } from '../../shared/domain/debtor.ts';
import { type DebtorChange, join, split, toldApart, type Who } from '../../shared/domain/debtor-decisions.ts';
import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Debtors } from '../../shared/ports/debtors.ts';

type Ports = { readonly debtors: Debtors; readonly clock: Clock /** A new id each time. */; readonly freshId: () => string };
type By = { readonly company: CompanyId; readonly user: string };

const changed = (): Refusal =>
	new Refusal(409, 'CHANGED_MEANWHILE', 'Somebody decided something else meanwhile', 'Reload the page and look again.');

const openProposal = async (company: CompanyId, id: string, { debtors }: Ports): Promise<Proposal> => {
	const proposal = await debtors.proposal(company, id);
	if (!proposal) throw notFound('proposal');
	if (proposal.state !== 'open') throw changed();
	return proposal;
};

const who = ({ company, user }: By, { clock }: Ports): Who => ({ company, at: clock.now(), by: user });

/** Sorts by time: decisions are read newest first. */
const apartId = ({ at }: Who, { freshId }: Ports): string => `${at}~${freshId()}`;

const decide = async (change: DebtorChange, proposal: Proposal | null, { company }: By, { debtors }: Ports): Promise<void> => {
	if ((await debtors.decide(company, change, proposal)) === 'stale') throw changed();
};

/**
 * The chosen customers of a proposal are one debtor; those not chosen are told apart from it. Debtors they belong to join whole. All of it or nothing: who
 * decides later about the same customers is refused (409). @returns the debtor
 */
export const confirmProposal = async (by: By, id: string, asked: readonly CustomerId[], ports: Ports): Promise<string> => {
	const { debtors } = ports;
	const proposal = await openProposal(by.company, id, ports);
	const chosen = new Set(asked.filter((customer) => proposal.customers.includes(customer)));
	const decided = who(by, ports);
	const places = await debtors.debtorsOf(by.company, [...chosen]);
	const existing = await Promise.all([...new Set(places.values())].map((debtor) => debtors.debtor(by.company, debtor)));
	const ordered = proposal.customers.filter((customer) => chosen.has(customer));
	const change = join(
		ordered,
		existing.filter((debtor) => debtor !== null),
		ports.freshId(),
		decided,
	);
	const apart = toldApart(proposal.customers, chosen, apartId(decided, ports), decided);
	await decide({ ...change, apart }, { ...proposal, state: 'confirmed', by: decided.by, at: decided.at }, by, ports);
	return change.debtors[0]?.id ?? '';
};

/** None of a proposal's customers is the same debtor as another, but for those that are one debtor already. */
export const rejectProposal = async (by: By, id: string, ports: Ports): Promise<void> => {
	const proposal = await openProposal(by.company, id, ports);
	const decided = who(by, ports);
	const places = await ports.debtors.debtorsOf(by.company, proposal.customers);
	const parts = [...Map.groupBy(proposal.customers, (customer) => places.get(customer) ?? `alone ${customer}`).values()];
	const apart = { company: by.company, id: apartId(decided, ports), parts, at: decided.at, by: decided.by };
	const change: DebtorChange = { debtors: [], moves: [], events: [], apart };
	await decide(change, { ...proposal, state: 'rejected', by: decided.by, at: decided.at }, by, ports);
};

/** Takes customers out of a debtor: each stands alone again, or `together` they are a debtor of their own. */
export const splitDebtor = async (by: By, id: string, customers: readonly CustomerId[], together: boolean, ports: Ports): Promise<void> => {
	const debtor = await ports.debtors.debtor(by.company, id);
	if (!debtor) throw notFound('debtor');
	const decided = who(by, ports);
	const fresh = together ? ports.freshId() : null;
	await decide(split(debtor, new Set(customers), fresh, apartId(decided, ports), decided), null, by, ports);
};
