/** What becomes of debtors when a person decides. Pure: what is to be written, all of it or nothing. */
import type { Instant } from './day.ts';
import type { Apart, Debtor, DebtorEvent, DebtorId, Member } from './debtor.ts';
import { maxMembers, maxMerged } from './debtor.ts';
import type { CompanyId, CustomerId } from './document.ts';
import { Refusal } from './refusal.ts';

export type Who = { readonly company: CompanyId; readonly at: Instant; readonly by: string };

/** `moves`: where each customer is and where it goes; null: to no debtor. */
export type DebtorChange = {
	readonly debtors: readonly Debtor[];
	readonly moves: readonly { readonly customer: CustomerId; readonly from: DebtorId | null; readonly to: DebtorId | null }[];
	readonly events: readonly { readonly debtor: DebtorId; readonly event: DebtorEvent }[];
	readonly apart: Apart | null;
};

const refuse = (code: string, title: string, detail: string): Refusal => new Refusal(409, code, title, detail);

/**
 * The chosen customers become one debtor. Those that belong to a debtor bring all of it along; the oldest of several stays and the others end.
 * @param chosen most at stake first
 * @param existing every debtor that one of them belongs to
 * @param freshId for a new debtor
 */
export const join = (
	chosen: readonly CustomerId[],
	existing: readonly Debtor[],
	freshId: DebtorId,
	{ company, at, by }: Who,
): DebtorChange => {
	const olds = existing.toSorted((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1));
	const [stays = { company, id: freshId, members: [], createdAt: at, rev: 0 }, ...ends] = olds;
	const inDebtor = new Set(olds.flatMap(({ members }) => members.map(({ customer }) => customer)));
	const joined = (customer: CustomerId): Member => ({ customer, since: at, by });
	const fresh = chosen.filter((customer) => !inDebtor.has(customer));
	const members = [
		...stays.members,
		...ends.flatMap((debtor) => debtor.members.map(({ customer }) => joined(customer))),
		...fresh.map(joined),
	];
	if (members.length < 2) throw refuse('TOO_FEW', 'One customer is no group', 'Choose two customers at least.');
	if (members.length === stays.members.length) throw refuse('NOTHING_NEW', 'They are one debtor already', 'Reload the page to see it.');
	if (members.length > maxMembers || ends.length >= maxMerged)
		throw refuse(
			'TOO_MANY',
			'That is too much at once',
			`A debtor owns at most ${maxMembers} customers, and at most ${maxMerged} debtors become one at once; with all that belongs to them, these would be ${members.length} customers of ${olds.length} debtors. Press "Look again now": what fits is proposed.`,
		);
	const came = ends.map((debtor) => ({ debtor, customers: debtor.members.map(({ customer }) => customer) }));
	return {
		debtors: [{ ...stays, members }, ...ends.map((debtor) => ({ ...debtor, members: [] }))],
		moves: [
			...came.flatMap(({ debtor, customers }) => customers.map((customer) => ({ customer, from: debtor.id, to: stays.id }))),
			...fresh.map((customer) => ({ customer, from: null, to: stays.id })),
		],
		events: [
			...came.flatMap(({ debtor, customers }) => [
				{ debtor: stays.id, event: { at, by, did: 'joined' as const, customers, other: debtor.id } },
				{ debtor: debtor.id, event: { at, by, did: 'split' as const, customers, other: stays.id } },
			]),
			...(fresh.length === 0 ? [] : [{ debtor: stays.id, event: { at, by, did: 'joined' as const, customers: fresh } }]),
		],
		apart: null,
	};
};

/**
 * Takes customers out of a debtor; one that would be left alone leaves too, and the debtor ends. What was taken out is remembered as another's, so that
 * nobody proposes it again. @param together the id of the new debtor that they become; null: each stands alone
 */
export const split = (
	debtor: Debtor,
	out: ReadonlySet<CustomerId>,
	together: DebtorId | null,
	apartId: string,
	{ company, at, by }: Who,
): DebtorChange => {
	const own = debtor.members.map(({ customer }) => customer);
	const leaving = own.filter((customer) => out.has(customer));
	if (leaving.length === 0) throw refuse('NOT_A_MEMBER', 'They are not of this debtor any more', 'Reload the page to see who is.');
	if (together !== null && (leaving.length < 2 || leaving.length === own.length))
		throw refuse('TOO_FEW', 'That makes no second debtor', 'Choose two customers at least, and not all.');
	const staying = own.filter((customer) => !out.has(customer));
	const gone = staying.length < 2 ? own : leaving;
	const alone = (together === null ? leaving : []).map((customer) => [customer]);
	const parts = [staying, ...alone, ...(together === null ? [] : [leaving])].filter((part) => part.length > 0);
	const to = (customer: CustomerId): DebtorId | null => (leaving.includes(customer) ? together : null);
	const fresh: Debtor[] =
		together === null
			? []
			: [{ company, id: together, members: leaving.map((customer) => ({ customer, since: at, by })), createdAt: at, rev: 0 }];
	const other = together === null ? {} : { other: together };
	return {
		debtors: [{ ...debtor, members: debtor.members.filter(({ customer }) => !gone.includes(customer)) }, ...fresh],
		moves: gone.map((customer) => ({ customer, from: debtor.id, to: to(customer) })),
		events: [
			{ debtor: debtor.id, event: { at, by, did: 'split', customers: gone, ...other } },
			...fresh.map(({ id }) => ({ debtor: id, event: { at, by, did: 'joined' as const, customers: leaving, other: debtor.id } })),
		],
		apart: parts.length < 2 ? null : { company, id: apartId, parts, at, by },
	};
};

/** Of a proposal the chosen are one debtor and the rest is another: what is told apart. Null when all are chosen. */
export const toldApart = (
	all: readonly CustomerId[],
	chosen: ReadonlySet<CustomerId>,
	id: string,
	{ company, at, by }: Who,
): Apart | null => {
	const [one, rest] = [all.filter((customer) => chosen.has(customer)), all.filter((customer) => !chosen.has(customer))];
	if (rest.length === 0) return null;
	return { company, id, parts: one.length === 0 ? all.map((customer) => [customer]) : [one, rest], at, by };
};
