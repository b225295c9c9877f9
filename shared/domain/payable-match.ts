/**
 * Which suppliers are customers too. One contact of Xero that is both is certain; anything else is a proposal with its reasons, which a person confirms or
 * rejects. Nothing of it is ever written to a ledger.
 */
import type { Customer, CustomerId } from './document.ts';
import type { Currency } from './money.ts';
import { asVendor, netOf, type Vendor, type VendorId, type VendorOwed } from './payables.ts';
import { evidence, isWorthAsking, type Party, partyKeys, type Reason, type Strength, signs } from './same-party.ts';

export type Pair = { readonly vendor: VendorId; readonly customer: CustomerId };
/** One text for a pair: of the rejected ones. */
export const pairKey = ({ vendor, customer }: Pair): string => `${vendor} ${customer}`;

type Amounts = readonly { readonly currency: Currency; readonly minor: number }[];
/** The same contact of one ledger. */
export type SameContact = Pair & { readonly name: string; readonly owed: Amounts };
export type Proposal = Pair & {
	readonly vendorName: string;
	readonly customerName: string;
	/** 1 to 99: how much speaks for it. */
	readonly score: number;
	/** Strongest first. What both share may be personal. */
	readonly reasons: readonly Reason[];
	readonly owed: Amounts;
};
export type Found = {
	/** Those with the largest amounts, at most `foundKept` of each … */
	readonly same: readonly SameContact[];
	readonly proposals: readonly Proposal[];
	/** … of so many. */
	readonly sameInAll: number;
	readonly proposalsInAll: number;
};
/** What people have decided. */
export type Decided = { readonly confirmed: ReadonlySet<VendorId>; readonly rejected: ReadonlySet<string> };

export const foundKept = 200;
/** Customers proposed for one vendor. */
const perVendor = 3;
/** A sign that so many customers share tells none of them from another. */
const commonAbove = 50;

const weight: Readonly<Record<Strength, number>> = { strong: 60, fair: 30, weak: 5 };
const scoreOf = (reasons: readonly Reason[]): number =>
	Math.min(
		99,
		reasons.reduce((all, { strength }) => all + weight[strength], 0),
	);

/** Under each of its names: a vendor of QuickBooks may not be called as a customer is, and has its company's name beside. */
export const partiesOfVendor = ({
	name,
	companyName,
	emails,
	country,
	taxId,
	companyNumber,
	phone,
	address,
	bankAccounts,
}: Vendor): Party[] =>
	[...new Set([name, companyName ?? name])].map((one) => ({
		name: one,
		emails,
		country,
		...(taxId === undefined ? {} : { taxId }),
		...(companyNumber === undefined ? {} : { companyNumber }),
		...(phone === undefined ? {} : { phone }),
		...(address === undefined ? {} : { address }),
		...(bankAccounts === undefined ? {} : { bankAccounts }),
	}));

export const partyOfCustomer = ({ name, email, country, details = {} }: Customer): Party => {
	const { taxId, companyNumber, phone, address, people = [] } = details;
	return {
		name,
		emails: [...(email === null ? [] : [email]), ...people.flatMap((person) => person.email ?? [])],
		country,
		...(taxId === undefined ? {} : { taxId }),
		...(companyNumber === undefined ? {} : { companyNumber }),
		...(phone === undefined ? {} : { phone }),
		...(address === undefined ? {} : { address }),
	};
};

const strengths: readonly Strength[] = ['weak', 'fair', 'strong'];
/** Each sign once, with the most that any of the vendor's names gives it. */
const reasonsFor = (vendor: readonly Party[], customer: Party): Reason[] => {
	const best = new Map<string, Reason>();
	for (const reason of vendor.flatMap((party) => evidence(party, customer))) {
		const seen = best.get(reason.sign);
		if (!seen || strengths.indexOf(reason.strength) > strengths.indexOf(seen.strength)) best.set(reason.sign, reason);
	}
	return signs.flatMap((sign) => best.get(sign) ?? []);
};

export type Known = { readonly id: CustomerId; readonly name: string; readonly party: Party };

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The largest of each currency first, then the second largest of each …: amounts of two currencies are never compared. */
export const byAmount = <Row extends Pair & { readonly owed: Amounts }>(rows: readonly Row[]): Row[] => {
	const rank = new Map<Row, number>();
	for (const code of new Set(rows.flatMap(({ owed }) => owed.map(({ currency }) => currency)))) {
		const amount = (row: Row): number => row.owed.find(({ currency }) => currency === code)?.minor ?? 0;
		const sorted = rows.filter((row) => amount(row) !== 0).sort((a, b) => amount(b) - amount(a) || order(pairKey(a), pairKey(b)));
		for (const [at, row] of sorted.entries()) rank.set(row, Math.min(rank.get(row) ?? at, at));
	}
	const last = rows.length;
	return rows.toSorted((a, b) => (rank.get(a) ?? last) - (rank.get(b) ?? last) || order(pairKey(a), pairKey(b)));
};

/** Who shares what, so that no two lists are compared each with each. */
const indexed = (customers: readonly Known[]): ReadonlyMap<string, readonly Known[]> => {
	const byKey = new Map<string, Known[]>();
	for (const customer of customers)
		for (const { sign, key } of partyKeys(customer.party)) {
			const all = byKey.get(`${sign} ${key}`);
			if (all) all.push(customer);
			else byKey.set(`${sign} ${key}`, [customer]);
		}
	return byKey;
};

const amountsOf = ({ owed }: VendorOwed): Amounts => owed.map((one) => ({ currency: one.currency, minor: netOf(one) }));

/** Pure; the order of neither list matters. About one step for each key that a vendor and a customer share. */
export const findMatches = (vendors: readonly VendorOwed[], customers: readonly Known[], { confirmed, rejected }: Decided): Found => {
	const byKey = indexed(customers);
	const both = new Set(customers.flatMap(({ id }) => asVendor(id)));
	const same: SameContact[] = [];
	const proposals: Proposal[] = [];
	for (const one of vendors) {
		const { vendor } = one;
		if (confirmed.has(vendor.id)) continue;
		const owed = amountsOf(one);
		if (both.has(vendor.id)) {
			same.push({ vendor: vendor.id, customer: vendor.id, name: vendor.name, owed });
			continue;
		}
		const parties = partiesOfVendor(vendor);
		const near = new Set(
			parties.flatMap(partyKeys).flatMap(({ sign, key }) => {
				const sharing = byKey.get(`${sign} ${key}`) ?? [];
				return sharing.length > commonAbove ? [] : sharing;
			}),
		);
		const found = [...near].flatMap((customer): Proposal[] => {
			const pair = { vendor: vendor.id, customer: customer.id };
			const reasons = rejected.has(pairKey(pair)) ? [] : reasonsFor(parties, customer.party);
			if (!isWorthAsking(reasons)) return [];
			return [{ ...pair, vendorName: vendor.name, customerName: customer.name, score: scoreOf(reasons), reasons, owed }];
		});
		proposals.push(...found.sort((a, b) => b.score - a.score || order(a.customer, b.customer)).slice(0, perVendor));
	}
	return {
		same: byAmount(same).slice(0, foundKept),
		proposals: byAmount(proposals).slice(0, foundKept),
		sameInAll: same.length,
		proposalsInAll: proposals.length,
	};
};
