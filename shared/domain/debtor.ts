/**
 * One debtor may own several customers of the ledgers: one for each currency, ledger or branch. We propose, a person decides, and may decide otherwise later.
 * Nothing of it is written to a ledger.
 */
import type { Instant } from './day.ts';
import type { CompanyId, Customer, CustomerId } from './document.ts';
import { evidence, type Party, type Reason as PartyReason, partyKeys, type Strength } from './same-party.ts';

export type DebtorId = string;
export type Member = { readonly customer: CustomerId; readonly since: Instant /** The user. */; readonly by: string };

/** A debtor owns at most so many customers: they are decided about in one transaction and shown on one page. */
export const maxMembers = 50;
/** Debtors that one decision makes one: all of it fits into one transaction. */
export const maxMerged = 10;

/** No members: it was split up; its history stays. The first member lends it its name. */
export type Debtor = {
	readonly company: CompanyId;
	readonly id: DebtorId;
	readonly members: readonly Member[];
	readonly createdAt: Instant;
	readonly rev: number;
};

/** What a person did with a debtor. `other`: the debtor that those customers came from or went to. */
export type DebtorEvent = {
	readonly at: Instant;
	readonly by: string;
	readonly did: 'joined' | 'split';
	readonly customers: readonly CustomerId[];
	readonly other?: DebtorId;
};

/** A person says that customers of one part are another debtor than those of any other part. Within a part nothing is said. */
export type Apart = {
	readonly company: CompanyId;
	readonly id: string;
	readonly parts: readonly (readonly CustomerId[])[];
	readonly at: Instant;
	readonly by: string;
};

/** Customers that may be one debtor's. `stake`: what is open, in whole units of the currency with most: for their order only. */
export type Proposal = {
	readonly company: CompanyId;
	readonly id: string;
	readonly customers: readonly CustomerId[];
	readonly stake: number;
	readonly state: 'open' | 'confirmed' | 'rejected';
	readonly by: string | null;
	readonly at: Instant | null;
	readonly rev: number;
};

export type DebtorReason = PartyReason | { readonly sign: 'parent'; readonly strength: Strength; readonly shared: string };

export const partyOf = ({ name, email, country, details }: Customer): Party => {
	const emails = [email, ...(details?.people ?? []).map((person) => person.email)].filter((one) => typeof one === 'string');
	return {
		name,
		emails,
		country,
		...(details?.taxId === undefined ? {} : { taxId: details.taxId }),
		...(details?.companyNumber === undefined ? {} : { companyNumber: details.companyNumber }),
		...(details?.address === undefined ? {} : { address: details.address }),
		...(details?.phone === undefined ? {} : { phone: details.phone }),
	};
};

/** Customers without a key in common have no reason between them. */
export const searchKeys = (customer: Customer): string[] => [
	...partyKeys(partyOf(customer)).map(({ sign, key }) => `${sign} ${key}`),
	`parent ${customer.id}`,
	...(customer.details?.parent === undefined ? [] : [`parent ${customer.details.parent}`]),
];

/** Branches of one customer, or the customer itself, as the ledger has them. Null: it says nothing of the kind. */
const sharedParent = (a: Customer, b: Customer): CustomerId | null => {
	const [up, other] = [a.details?.parent, b.details?.parent];
	if (up === b.id || other === a.id) return up === b.id ? b.id : a.id;
	return up !== undefined && up === other ? up : null;
};

/** Why two customers may be one debtor's, strongest first. Symmetric. */
export const reasonsBetween = (a: Customer, b: Customer): DebtorReason[] => {
	const parent = sharedParent(a, b);
	const said = evidence(partyOf(a), partyOf(b));
	return parent === null ? said : [{ sign: 'parent', strength: 'strong', shared: parent }, ...said];
};
