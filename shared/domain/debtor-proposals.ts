/** Which customers are proposed as one debtor. Pure, and the same whatever the order of what is given. */
import { type Apart, type DebtorId, maxMembers, maxMerged, reasonsBetween } from './debtor.ts';
import type { Customer, CustomerId } from './document.ts';
import type { Strength } from './same-party.ts';

/** So many are kept, those with most at stake. */
export const maxProposals = 200;
/** Pairs looked at in one search: a list in which everybody shares something with everybody must end too. */
export const maxPairs = 1_000_000;

export type Candidate = { readonly customer: Customer; readonly stake: number };
export type Decided = {
	readonly debtorOf: ReadonlyMap<CustomerId, DebtorId>;
	/** Customers of each of those debtors, with those that owe nothing: it joins whole. */
	readonly sizeOf: ReadonlyMap<DebtorId, number>;
	readonly apart: readonly Apart[];
};
export type Proposed = { readonly customers: readonly CustomerId[]; readonly stake: number };
export type Search = {
	/** Most at stake first, at most `maxProposals` … */
	readonly proposals: readonly Proposed[];
	/** … of so many. */
	readonly found: number;
	/** Not every pair was looked at. */
	readonly cut: boolean;
	/** Times that two parts stayed apart because together they are more than one decision can make one debtor. */
	readonly tooGreat: number;
};

type Edge = { readonly a: CustomerId; readonly b: CustomerId; readonly rank: number };
const ranks: Readonly<Record<Strength, number>> = { strong: 0, fair: 1, weak: 2 };

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const pairsOf = (
	groups: readonly (readonly CustomerId[])[],
): { readonly pairs: readonly (readonly [CustomerId, CustomerId])[]; readonly cut: boolean } => {
	const sorted = groups
		.map((group) => [...new Set(group)].sort())
		.sort((a, b) => a.length - b.length || byText(a.join('\n'), b.join('\n')));
	const seen = new Set<string>();
	const pairs: (readonly [CustomerId, CustomerId])[] = [];
	for (const group of sorted)
		for (const [i, a] of group.entries())
			for (const b of group.slice(i + 1)) {
				if (seen.has(`${a}\n${b}`)) continue;
				if (pairs.length === maxPairs) return { pairs, cut: true };
				seen.add(`${a}\n${b}`);
				pairs.push([a, b]);
			}
	return { pairs, cut: false };
};

/** A part of the customers that is taken for one debtor so far. `apart`: which part of each decision it is. */
type Cluster = {
	readonly members: CustomerId[];
	/** Debtors and single customers in it. */
	sides: number;
	readonly debtors: Set<DebtorId>;
	readonly apart: Map<string, number>;
	/** Customers that the debtor would own. */
	size: number;
};

const partsOf = (apart: readonly Apart[]): Map<CustomerId, [id: string, part: number][]> => {
	const all = new Map<CustomerId, [string, number][]>();
	for (const { id, parts } of apart)
		for (const [part, customers] of parts.entries())
			for (const customer of customers) all.set(customer, [...(all.get(customer) ?? []), [id, part]]);
	return all;
};

const areApart = (a: Cluster, b: Cluster): boolean => [...a.apart].some(([id, part]) => b.apart.has(id) && b.apart.get(id) !== part);

/** What is proposed can be confirmed whole. */
const isTooGreat = (a: Cluster, b: Cluster): boolean => a.size + b.size > maxMembers || a.debtors.size + b.debtors.size > maxMerged;

const clustersOf = (customers: readonly CustomerId[], { debtorOf, sizeOf, apart }: Decided): Map<CustomerId, Cluster> => {
	const parts = partsOf(apart);
	const clusters = new Map<CustomerId, Cluster>();
	const ofDebtor = new Map<DebtorId, Cluster>();
	for (const customer of customers) {
		const debtor = debtorOf.get(customer);
		const cluster: Cluster = (debtor === undefined ? undefined : ofDebtor.get(debtor)) ?? {
			members: [],
			sides: 1,
			debtors: new Set(debtor === undefined ? [] : [debtor]),
			apart: new Map(),
			size: debtor === undefined ? 1 : (sizeOf.get(debtor) ?? 0),
		};
		if (debtor !== undefined) ofDebtor.set(debtor, cluster);
		cluster.members.push(customer);
		cluster.size = Math.max(cluster.size, cluster.members.length);
		for (const [id, part] of parts.get(customer) ?? []) cluster.apart.set(id, part);
		clusters.set(customer, cluster);
	}
	return clusters;
};

/** The smaller goes into the greater, so that each customer moves a few times at most. */
const unite = (clusters: Map<CustomerId, Cluster>, a: Cluster, b: Cluster): void => {
	const [into, from] = a.members.length >= b.members.length ? [a, b] : [b, a];
	for (const customer of from.members) {
		into.members.push(customer);
		clusters.set(customer, into);
	}
	for (const debtor of from.debtors) into.debtors.add(debtor);
	into.sides += from.sides;
	into.size += from.size;
	for (const [id, part] of from.apart) into.apart.set(id, part);
};

/**
 * @param groups customers that share a key of `searchKeys`, each group of bounded size. The strongest reasons join first; what a person told apart, or what
 * is more than a debtor may own or one decision may join, is not joined. Weak reasons alone propose nothing. Linear in the pairs within groups.
 */
export const proposalsFrom = (candidates: readonly Candidate[], groups: readonly (readonly CustomerId[])[], decided: Decided): Search => {
	const known = new Map(candidates.map((candidate) => [candidate.customer.id, candidate]));
	const { pairs, cut } = pairsOf(groups.map((group) => group.filter((id) => known.has(id))));
	const edges = pairs.flatMap(([a, b]): Edge[] => {
		const [one, other] = [known.get(a), known.get(b)];
		if (!one || !other) return [];
		const rank = Math.min(...reasonsBetween(one.customer, other.customer).map(({ strength }) => ranks[strength]), ranks.weak);
		return rank === ranks.weak ? [] : [{ a, b, rank }];
	});
	edges.sort((x, y) => x.rank - y.rank || byText(x.a, y.a) || byText(x.b, y.b));
	const clusters = clustersOf([...known.keys()].sort(), decided);
	for (const { a, b } of edges) {
		const [one, other] = [clusters.get(a), clusters.get(b)];
		if (!one || !other || one === other || areApart(one, other) || isTooGreat(one, other)) continue;
		unite(clusters, one, other);
	}
	const left = new Map<Cluster, Set<Cluster>>();
	for (const { a, b } of edges) {
		const [one, other] = [clusters.get(a), clusters.get(b)];
		if (!one || !other || one === other || areApart(one, other) || left.get(other)?.has(one)) continue;
		left.set(one, (left.get(one) ?? new Set()).add(other));
	}
	const stakeOf = (id: CustomerId): number => known.get(id)?.stake ?? 0;
	const all = [...new Set(clusters.values())]
		.filter(({ sides }) => sides > 1)
		.map(({ members }): Proposed => {
			const customers = members.toSorted((a, b) => stakeOf(b) - stakeOf(a) || byText(a, b));
			return { customers, stake: customers.reduce((sum, id) => sum + stakeOf(id), 0) };
		})
		.sort((a, b) => b.stake - a.stake || byText(a.customers.join('\n'), b.customers.join('\n')));
	const tooGreat = [...left.values()].reduce((sum, others) => sum + others.size, 0);
	return { proposals: all.slice(0, maxProposals), found: all.length, cut, tooGreat };
};
