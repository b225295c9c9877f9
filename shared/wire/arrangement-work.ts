/** GET /arrangements?kind=&from=: what waits for somebody in a company, over all its customers. Pure. */
import type { Arrangement } from '../domain/arrangements/arrangement.ts';
import { dayOf } from '../domain/arrangements/calendar.ts';
import { instalmentsLeft } from '../domain/arrangements/instalments.ts';
import type { ArrangementKind } from '../domain/arrangements/kinds.ts';
import { coveredBy, onItsWay, received } from '../domain/arrangements/received.ts';
import { isCreditedInVain } from '../domain/arrangements/to-post.ts';
import { addDays, type Day } from '../domain/day.ts';
import { type Around, type ArrangementView, arrangementView } from './arrangement-view.ts';

/** In the order in which they are shown. An arrangement stands in the first that fits. */
export const workGroups = [
	'approve',
	'late',
	'answer',
	'customer',
	'today',
	'broken',
	'undo',
	'missed',
	'week',
	'posting',
	'ending',
] as const;
export type WorkGroup = (typeof workGroups)[number];

export const workWords: Readonly<Record<WorkGroup, { readonly title: string; readonly what: string }>> = {
	approve: { title: 'Waits for approval', what: 'Somebody other than who asked says yes or no.' },
	late: { title: 'Our answer is late', what: 'The customer waits longer than we said.' },
	answer: { title: 'To be answered', what: 'Disputes that wait for our answer.' },
	today: {
		title: 'Promised for today',
		what: 'Look for the money; in the evening nothing is broken yet: each has two business days of grace.',
	},
	broken: { title: 'Broken lately', what: 'Promises and plans that were not kept, of the last two weeks. They are chased again.' },
	undo: {
		title: 'Credited, and the money went back',
		what: 'The rest of a settlement, or a reward, stands in the ledger as a credit, but the customer’s payment was taken back. Take the credit back there, or agree with them anew.',
	},
	missed: { title: 'Instalments missed', what: 'Plans that run and have an instalment past its day and grace.' },
	week: { title: 'Promised for the next seven days', what: 'Promises and settlements.' },
	customer: { title: 'Waits for the customer', what: 'Offered, and not answered yet.' },
	posting: { title: 'Agreed, and not in the ledger yet', what: 'Our own deadline: until then nobody chases it.' },
	ending: { title: 'Ends or is looked at again within seven days', what: 'Pauses that end, holds to review, claims to lodge.' },
};

export type WorkRow = {
	readonly arrangement: ArrangementView;
	/** The customer's name; empty where we no longer know it. */
	readonly name: string;
	/** The day it is about; null: none. */
	readonly day: string | null;
};
export type WorklistView = {
	readonly today: string;
	/** One kind only, all of them; null: all kinds, what waits for somebody. */
	readonly kind: ArrangementKind | null;
	readonly groups: readonly { readonly group: WorkGroup | 'all'; readonly rows: readonly WorkRow[] }[];
	/** The list of one kind goes on; of all kinds always null. */
	readonly next: string | null;
	/** Kinds of which there are more than were read: their own list has all. */
	readonly more: readonly ArrangementKind[];
};

const lately = 14;
/** Longer than a month is open in the ledger: nobody else tells of it. */
const creditedLately = 45;
const soon = 7;

type Found = { readonly group: WorkGroup; readonly day: Day | null } | null;

/** A plan whose invoices are not at hand has missed nothing that we know of. */
const missedOf = (plan: Arrangement, today: Day, { invoices }: Around): Day | null => {
	if (plan.kind !== 'plan' || coveredBy(plan, invoices) === null) return null;
	const { instalments, grace } = plan.terms;
	const here = received(plan, invoices) + onItsWay(plan, invoices, plan.unapplied);
	return instalmentsLeft(instalments, here).find(({ due, left }) => left > 0 && addDays(due, grace) < today)?.due ?? null;
};

const within = (day: Day | null, today: Day, group: WorkGroup): Found =>
	day !== null && day <= addDays(today, soon) ? { group, day } : null;
const answered = (day: Day, today: Day, group: WorkGroup): Found => ({ group: day < today ? 'late' : group, day });
const promised = (by: Day, today: Day): Found => (by <= today ? { group: 'today', day: by } : within(by, today, 'week'));
const gone = (day: Day | null, today: Day, group: WorkGroup = 'broken', days = lately): Found =>
	day !== null && day >= addDays(today, -days) ? { group, day } : null;

/** Which group it stands in on that day; null: it waits for nobody. */
export const workOf = (arrangement: Arrangement, today: Day, around: Around): Found => {
	const { kind, state, terms } = arrangement;
	switch (kind) {
		case 'dispute':
			if (state === 'proposed') return { group: 'approve', day: terms.answerBy };
			if (state === 'open') return answered(terms.answerBy, today, 'answer');
			return state === 'conceded' ? { group: 'posting', day: terms.answerBy } : null;
		case 'promise':
			if (state === 'open') return promised(terms.by, today);
			return state === 'broken' ? gone(terms.deadline, today) : null;
		case 'plan': {
			if (state === 'asked') return { group: 'approve', day: terms.answerBy };
			if (state === 'offered') return { group: 'customer', day: terms.answerBy };
			if (state === 'defaulted') return gone(terms.instalments.at(-1)?.due ?? null, today);
			const missed = state === 'active' ? missedOf(arrangement, today, around) : null;
			return missed === null ? null : { group: 'missed', day: missed };
		}
		case 'extension':
			return state === 'asked' ? { group: 'approve', day: terms.answerBy } : null;
		case 'settlement':
			if (isCreditedInVain(arrangement)) return gone(dayOf(arrangement), today, 'undo', creditedLately);
			if (state === 'asked') return { group: 'approve', day: terms.answerBy };
			if (state === 'paid') return { group: 'posting', day: null };
			return state === 'offered' ? promised(terms.by, today) : null;
		case 'set-off':
			if (state === 'asked') return { group: 'approve', day: terms.answerBy };
			return state === 'agreed' ? { group: 'posting', day: terms.answerBy } : null;
		case 'reward':
			if (isCreditedInVain(arrangement)) return gone(dayOf(arrangement), today, 'undo', creditedLately);
			if (state === 'asked') return { group: 'approve', day: terms.answerBy };
			return state === 'earned' ? { group: 'posting', day: null } : null;
		case 'pause':
			return state === 'active' ? within(terms.until, today, 'ending') : null;
		case 'hold':
			return state === 'active' ? within(terms.review, today, 'ending') : null;
		case 'insolvency':
			return state === 'active' ? within(terms.claimBy, today, 'ending') : null;
		case 'mandate':
			return state === 'asked' ? { group: 'customer', day: terms.answerBy } : null;
	}
};

const byDay = (a: WorkRow, b: WorkRow): number => {
	const [one, other] = [a.day ?? '9', b.day ?? '9'];
	return one < other ? -1 : one > other ? 1 : 0;
};

/** `arrangements`: of all kinds. `around.invoices`: at least those of the running plans, else nobody knows what they missed. */
export const worklistView = (
	arrangements: readonly Arrangement[],
	names: ReadonlyMap<string, string>,
	today: Day,
	around: Around,
	more: readonly ArrangementKind[] = [],
): WorklistView => {
	const found = arrangements.flatMap((each) => {
		const work = workOf(each, today, around);
		if (work === null) return [];
		return [
			{ group: work.group, row: { arrangement: arrangementView(each, around), name: names.get(each.customer) ?? '', day: work.day } },
		];
	});
	const groups = workGroups
		.map((group) => ({
			group,
			rows: found
				.filter((each) => each.group === group)
				.map(({ row }) => row)
				.toSorted(byDay),
		}))
		.filter(({ rows }) => rows.length > 0);
	return { today, kind: null, groups, next: null, more };
};

/** All of one kind, as they come. */
export const kindWorkView = (
	kind: ArrangementKind,
	arrangements: readonly Arrangement[],
	names: ReadonlyMap<string, string>,
	today: Day,
	around: Around,
	next: string | null,
): WorklistView => {
	const rows = arrangements.map((each) => ({
		arrangement: arrangementView(each, around),
		name: names.get(each.customer) ?? '',
		day: workOf(each, today, around)?.day ?? null,
	}));
	return { today, kind, groups: rows.length > 0 ? [{ group: 'all', rows }] : [], next, more: [] };
};
