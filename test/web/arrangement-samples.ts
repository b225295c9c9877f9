/** A customer with something of every kind, as the domain itself begins them. */
import { act } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement, Person } from '../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newHold,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newSetOff,
	newSettlement,
} from '../../shared/domain/arrangements/ask.ts';
import { equalInstalments } from '../../shared/domain/arrangements/instalments.ts';
import type { Act } from '../../shared/domain/arrangements/kinds.ts';
import { day, instant } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import type { ArrangementChange } from '../../shared/ports/arrangements.ts';
import { actsOf, aloneOf } from '../../shared/wire/arrangement-acts.ts';
import { anewFields, type RefusedForm } from '../../shared/wire/arrangement-fields.ts';
import { invoiceSlicesView } from '../../shared/wire/arrangement-slices.ts';
import { arrangementView, changeView, customerArrangementsView } from '../../shared/wire/arrangement-view.ts';
import { kindWorkView, worklistView } from '../../shared/wire/arrangement-work.ts';
import { authorityView } from '../../shared/wire/authority-view.ts';
import type { ArrangementFrame, ArrangementPageView } from '../../web/arrangement-frame.ts';
import type { ArrangementsPageView } from '../../web/arrangements-page.ts';
import type { LimitsPageView } from '../../web/limits-page.ts';
import type { WorklistPageView } from '../../web/worklist-page.ts';
import { ann, askingOf, bob, byId, customer, eur, invoiceOf, knownOf, mandateOf, rewardOf } from '../support/arrangements/books.ts';

export const today = day('2026-11-22');
const before = '2026-11-02';
const user = { name: 'Ann', roles: ['finance'] };
const users = new Map([
	['u-ann', 'Ann'],
	['u-bob', 'Bob'],
]);

export const invoices = [
	invoiceOf({ id: 'inv-0107', total: 100_000, due: '2026-10-20', held: 10_000 }),
	invoiceOf({ id: 'inv-0131', total: 64_000, due: '2026-11-10', paid: [['2026-11-12', 14_000]] }),
	invoiceOf({ id: 'inv-0140', total: 25_000, due: '2026-11-15' }),
	invoiceOf({ id: 'inv-0151', total: 80_000, due: '2026-12-04' }),
	invoiceOf({ id: 'inv-0152', total: 1_205_00, due: '2026-11-18' }),
	invoiceOf({ id: 'inv-0160', total: 9_900, due: '2026-12-10', doubt: true }),
] as const;
const [first, second, third, fourth, fifth] = invoices;

/** Begun three weeks ago, so that what came since counts. */
const known = knownOf(
	before,
	invoices.map((each) => ({ ...each, open: each.total, held: 0, entries: each.entries.filter(({ kind }) => kind === 'issued') })),
);
const by = (id: string, who: Person = ann) => ({ ...askingOf(id, who), owner: who.id });
/** The domain refuses what cannot be: a sample that does not work out is a mistake here. */
export const moved = (arrangement: Arrangement, event: Act): Arrangement => {
	const found = act(arrangement, event);
	if ('refuses' in found) throw new Error(`${arrangement.kind} ${event}: ${found.refuses}`);
	return { ...found.arrangement, rev: arrangement.rev + 1 };
};

export const dispute = newDispute(
	by('a-dispute'),
	{ invoice: first.id, minor: 40_000, reason: 'quality', text: 'Two of five boxes came wet. They want <b>new</b> ones.' },
	known,
);
export const proposed: Arrangement = {
	...moved(dispute, 'propose'),
	kind: 'dispute',
	state: 'proposed',
	terms: { ...dispute.terms, concession: { as: 'credit-note', minor: 30_000 } },
};
export const promise = newPromise(by('a-promise', bob), { invoices: [third.id], minor: 20_000, by: today }, known);
export const plan = newPlan(
	by('a-plan'),
	{
		wishes: [{ invoice: second.id, minor: null }],
		instalments: equalInstalments(64_000, eur, { count: 4, first: day('2026-11-10'), every: 'week', down: null }),
	},
	known,
);
export const runningPlan = moved(moved(plan, 'approve'), 'accept');
export const extension = newExtension(by('a-extension'), { invoices: [fourth.id], to: day('2027-01-15') }, known);
export const settlement = newSettlement(
	by('a-settlement'),
	{ wishes: [{ invoice: fifth.id, minor: 50_000 }], pays: 40_000, by: day('2026-11-27') },
	known,
);
export const setOff = newSetOff(by('a-set-off'), { invoice: fifth.id, minor: 10_000, bill: 'bill-77' }, known);
export const pause = newPause(by('a-pause'), { invoice: fourth.id, until: day('2026-11-25'), why: 'Their buyer is away' }, known);
export const hold = newHold(
	by('a-hold'),
	{ level: 'reduced-limit', limit: { minor: 500_000, currency: eur }, review: day('2026-11-28'), why: 'Late twice' },
	known,
);
export const insolvency = newInsolvency(
	by('a-insolvency'),
	{ since: day('2026-10-30'), claimBy: day('2026-11-27'), reference: 'HRB 12/345' },
	known,
);
export const mandate = mandateOf('a-mandate', day('2026-11-20'));
export const reward = rewardOf('a-reward', fourth, 1_600);

const broken: Arrangement = {
	...newPromise(by('a-broken'), { invoices: [fifth.id], minor: 5_000, by: day('2026-11-16') }, known),
	state: 'broken',
};

/** One of each kind as it begins. */
export const begun: readonly Arrangement[] = [
	dispute,
	promise,
	plan,
	extension,
	settlement,
	setOff,
	reward,
	pause,
	hold,
	insolvency,
	mandate,
];
const around = { users, invoices: byId(...invoices) };
const now: readonly Arrangement[] = [
	proposed,
	promise,
	runningPlan,
	moved(extension, 'approve'),
	settlement,
	moved(setOff, 'approve'),
	hold,
	broken,
];

export const frame: ArrangementFrame = {
	user,
	me: 'u-ann',
	timeZone: 'Europe/London',
	bills: [],
	isSupplier: true,
	users: [
		{ id: 'u-ann', name: 'Ann' },
		{ id: 'u-bob', name: 'Bob' },
	],
	token: () => 'a-random-token',
};

export const who = { id: customer, name: 'Tanner & Daughters' };
export const arrangementsView: ArrangementsPageView = {
	...frame,
	view: customerArrangementsView(who, now, invoices, today, around),
	notice: 'Asked for. Bob can approve it.',
};
export const refusedPromise: RefusedForm = {
	form: 'promise',
	fields: { invoices: [fifth.id], amount: ['12O.50'], by: ['2026-12-01'], text: ['said on the "phone"'] },
	code: 'ARRANGEMENT_UNREADABLE',
	title: 'Something is missing',
	detail: 'Write the amount in digits, like 12.50.',
	errors: [{ path: 'amount', message: 'Write the amount in digits, like 12.50.' }],
};
export const refusedArrangementsView: ArrangementsPageView = { ...frame, view: arrangementsView.view, refused: refusedPromise };

const change = (after: Arrangement, more: Partial<ArrangementChange>): ArrangementChange => ({
	at: instant('2026-11-20T09:12:00.000Z'),
	by: ann,
	event: 'begin',
	from: null,
	to: after.state,
	does: [],
	text: null,
	before: null,
	after,
	...more,
});

export const pageOf = (
	arrangement: Arrangement,
	person: Person = ann,
	roles: readonly string[] = ['finance'],
	history: readonly ArrangementChange[] = [change(arrangement, {})],
): ArrangementPageView => {
	const actor = { person, roles };
	const open = invoices.map((each) => invoiceSlicesView(each, [arrangement], around.invoices, today));
	return {
		...frame,
		user: { name: person.name, roles },
		me: person.id,
		invoices: open,
		view: {
			customer: who,
			today,
			arrangement: arrangementView(arrangement, around),
			history: history.map(changeView),
			acts: actsOf(arrangement, actor, null),
			alone: aloneOf(arrangement, actor, null),
			invoices: open.filter(({ id }) => arrangement.parts.some((part) => part.invoice === id)),
			anew: anewFields(arrangement, today, around.invoices),
		},
	};
};

export const disputePage = pageOf(dispute);
export const proposedPage = pageOf(
	proposed,
	bob,
	['owner'],
	[
		change(proposed, { event: 'propose', from: 'open', does: ['ask'], text: 'Photos are in the mail of the 19th', before: dispute }),
		change(dispute, { does: [], by: { id: 'link', name: 'the customer, by the link mailed on 2026-11-19 (33b6465a)', side: 'customer' } }),
	],
);
export const planPage = pageOf(runningPlan);

const everything = [...begun, ...now, moved(plan, 'approve')].map((each, n) => ({ ...each, id: `${each.id}-${n}` }));
const names = new Map([[customer, who.name]]);
export const workView: WorklistPageView = {
	user,
	view: worklistView(everything, names, today, around, ['promise']),
	laterPage: false,
	notice: 'Approved.',
};
export const kindView: WorklistPageView = {
	user,
	view: kindWorkView('promise', [promise, broken], names, today, around, 'more'),
	laterPage: true,
};

export const limitsView: LimitsPageView = {
	user: { name: 'Olga', roles: ['owner'] },
	clock: { timeZone: 'Europe/Madrid', today },
	view: authorityView(
		{ limits: { finance: { [currency('EUR')]: 40_000, [currency('GBP')]: 'any' }, owner: { [currency('EUR')]: 500_000 } }, rev: 3 },
		[
			{
				company: 'acme',
				at: instant('2026-11-20T09:12:00.000Z'),
				by: { id: 'u-olga', name: 'Olga' },
				role: 'finance',
				currency: currency('EUR'),
				before: null,
				limit: 40_000,
			},
		],
		true,
	),
};
