/** Days as they happen, worked through. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { act, advanceAll } from '../../../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import { newDispute, newPlan, newPromise, newSettlement } from '../../../../shared/domain/arrangements/ask.ts';
import { nextLook } from '../../../../shared/domain/arrangements/calendar.ts';
import { equalInstalments } from '../../../../shared/domain/arrangements/instalments.ts';
import type { Act } from '../../../../shared/domain/arrangements/kinds.ts';
import { received } from '../../../../shared/domain/arrangements/received.ts';
import { slicesOf } from '../../../../shared/domain/arrangements/slices.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import type { Entry, StoredDocument } from '../../../../shared/domain/document.ts';
import { defaultPolicy, stageToday } from '../../../../shared/domain/policy.ts';
import { askingOf, byId, eur, invoiceOf, knownOf } from '../../../support/arrangements/books.ts';

const on = (today: string, arrangements: readonly Arrangement[], ...invoices: readonly StoredDocument[]): readonly Arrangement[] =>
	advanceAll(arrangements, { today: day(today), invoices: byId(...invoices), unapplied: () => 0, posting: () => null }).map(
		({ after }) => after,
	);
const states = (all: readonly Arrangement[]): readonly string[] => all.map(({ state }) => state);
const chased = (today: string, all: readonly Arrangement[], invoice: StoredDocument) =>
	slicesOf(invoice, all, byId(invoice), day(today)).map(({ minor, chase }) => [minor, chase.may ? chase.by : chase.why]);
/** The stage of an invoice of which everything was dealt with up to a day. */
const stage = (by: string, through: string, today: string) => stageToday(defaultPolicy, day(by), day(through), day(today))?.tone ?? null;

describe('a promise for Friday 11 December, before a holiday on Monday', () => {
	const invoice = invoiceOf({ id: 'i1', total: 90_000, due: '2026-11-27' });
	const known = knownOf('2026-12-01', [invoice], { holidays: new Set([day('2026-12-14')]) });
	const promise = newPromise(askingOf('p'), { invoices: ['i1'], minor: 90_000, by: day('2026-12-11') }, known);

	it('has two business days of grace: the weekend and the holiday are none', () => {
		expect(promise.terms.deadline).toBe('2026-12-16');
		expect(states(on('2026-12-16', [promise], invoice))).toEqual(['open']);
		expect(chased('2026-12-16', [promise], invoice)).toEqual([[90_000, 'PROMISED']]);
	});
	it('is broken the day after, and the reminder of that day is the one that is right then', () => {
		const after = on('2026-12-17', [promise], invoice);
		expect(states(after)).toEqual(['broken']);
		expect(chased('2026-12-17', after, invoice)).toEqual([[90_000, '2026-11-27']]);
		// 20 days past due, dealt with up to the day of the promise: the stage of +10 days, not the one of +3 that it slept through.
		expect(stage('2026-11-27', '2026-12-01', '2026-12-17')).toBe('reminder');
	});
	it('is kept after all when the bank dated the money in time', () => {
		const broken = on('2026-12-17', [promise], invoice);
		const paid = invoiceOf({ id: 'i1', total: 90_000, due: '2026-11-27', paid: [['2026-12-16', 90_000]] });
		expect(states(on('2026-12-18', broken, paid))).toEqual(['kept']);
		const late = invoiceOf({ id: 'i1', total: 90_000, due: '2026-11-27', paid: [['2026-12-17', 90_000]] });
		expect(states(on('2026-12-18', broken, late))).toEqual(['broken']);
	});
	it('is not broken while a debit is on its way, and is once that has failed', () => {
		const paying = invoiceOf({ id: 'i1', total: 90_000, due: '2026-11-27', held: 90_000 });
		const waits = on('2026-12-17', [promise], paying);
		expect(states(waits)).toEqual(['open']);
		expect(states(on('2026-12-21', waits, invoice))).toEqual(['broken']);
	});
});

describe('a plan of three instalments with one paid early', () => {
	const invoice = invoiceOf({ id: 'i1', total: 90_000, due: '2026-10-31' });
	const instalments = equalInstalments(90_000, eur, { count: 3, first: day('2026-12-01'), every: 'month', down: null });
	const asked = newPlan(askingOf('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments }, knownOf('2026-11-20', [invoice]));
	const plan = ['approve', 'accept'].reduce<Arrangement>((now, event) => {
		const done = act(now, event as 'approve' | 'accept');
		if ('refuses' in done) throw new Error(done.refuses);
		return done.arrangement;
	}, asked);

	it('is chased by its instalments, not by the due day of the invoice', () => {
		expect(plan.state).toBe('active');
		expect(chased('2026-11-25', [plan], invoice)).toEqual([
			[30_000, '2026-12-01'],
			[30_000, '2027-01-01'],
			[30_000, '2027-02-01'],
		]);
	});
	it('40,000 paid a week early settle the first and part of the second', () => {
		const paid = invoiceOf({ id: 'i1', total: 90_000, due: '2026-10-31', paid: [['2026-11-24', 40_000]] });
		expect(chased('2026-11-25', on('2026-11-25', [plan], paid), paid)).toEqual([
			[20_000, '2027-01-01'],
			[30_000, '2027-02-01'],
		]);
		// Nothing is missed in December.
		expect(states(on('2026-12-20', [plan], paid))).toEqual(['active']);
		expect(states(on('2027-01-31', [plan], paid))).toEqual(['active']);
	});
	it('is off once two are missed, or one for longer than 30 days, and completed with the last cent', () => {
		expect(states(on('2027-01-01', [plan], invoice))).toEqual(['defaulted']);
		const first = invoiceOf({ id: 'i1', total: 90_000, due: '2026-10-31', paid: [['2026-12-01', 30_000]] });
		expect(states(on('2027-01-31', [plan], first))).toEqual(['active']);
		expect(states(on('2027-02-01', [plan], first))).toEqual(['defaulted']);
		const all = invoiceOf({ id: 'i1', total: 90_000, due: '2026-10-31', paid: [['2026-12-01', 90_000]] });
		expect(states(on('2027-02-01', [plan], all))).toEqual(['completed']);
	});
	const anew = () =>
		newPlan(
			askingOf('n2'),
			{ wishes: [{ invoice: 'i1', minor: null }], instalments: [{ due: day('2027-03-01'), minor: 90_000 }] },
			knownOf('2026-11-25', [invoice], { arrangements: [plan], replaces: plan }),
		);
	const said = (of: Arrangement, ...events: readonly Act[]): Arrangement =>
		events.reduce((now, event) => {
			const done = act(now, event);
			if ('refuses' in done) throw new Error(done.refuses);
			return done.arrangement;
		}, of);

	it('agreed anew it stands until the customer agrees to the new one, and is superseded in the same moment', () => {
		const next = anew();
		expect([next.state, next.version, next.replaces]).toEqual(['asked', 2, 'n']);
		const running = chased('2026-11-26', [plan], invoice);
		for (const events of [[], ['approve']] as const) {
			const both = on('2026-11-26', [plan, said(next, ...events)], invoice);
			expect(states(both)).toEqual(['active', events.length === 0 ? 'asked' : 'offered']);
			expect(chased('2026-11-26', both, invoice)).toEqual(running);
		}
		const taken = on('2026-11-26', [said(plan, 'replace'), said(next, 'approve', 'accept')], invoice);
		expect(states(taken)).toEqual(['superseded', 'active']);
		expect(chased('2026-11-26', taken, invoice)).toEqual([[90_000, '2027-03-01']]);
	});
	it.each([
		['the second person says no', ['decline'], 'declined'],
		['the customer says no', ['approve', 'refuse'], 'refused'],
		['it is taken back', ['approve', 'withdraw'], 'cancelled'],
	] as const)('%s: the old one stands as if never asked', (_, events, ended) => {
		const both = on('2026-11-26', [plan, said(anew(), ...events)], invoice);
		expect(states(both)).toEqual(['active', ended]);
		expect(chased('2026-11-26', both, invoice)).toEqual(chased('2026-11-26', [plan], invoice));
	});
	it('nobody answers: it lapses, and the old one goes on', () => {
		expect(states(on('2026-12-03', [plan, anew()], invoice))).toEqual(['active', 'lapsed']);
	});
	it('the old one ends meanwhile: the new one waits for its answer in its own right', () => {
		const off = on('2027-02-01', [plan], invoice);
		expect(states(off)).toEqual(['defaulted']);
		const asked = { ...anew(), terms: { ...anew().terms, answerBy: day('2027-02-05') } };
		const both = on('2027-02-01', [plan, asked], invoice);
		expect(states(both)).toEqual(['defaulted', 'asked']);
		expect(chased('2027-02-01', both, invoice)).toEqual([[90_000, 'PLANNED']]);
	});
	it('a third version takes the place of the second, asked or offered, and of the first once it is in force', () => {
		const second = anew();
		const third = (second_: Arrangement) =>
			newPlan(
				askingOf('n3'),
				{ wishes: [{ invoice: 'i1', minor: null }], instalments: [{ due: day('2027-04-01'), minor: 90_000 }] },
				knownOf('2026-11-25', [invoice], { arrangements: [plan, second_], replaces: second_ }),
			);
		expect(third(second).insteadOf).toEqual(['n2', 'n']);
		expect(states(on('2026-11-26', [plan, second, third(second)], invoice))).toEqual(['active', 'superseded', 'asked']);
		const offered = said(second, 'approve');
		expect(states(on('2026-11-26', [plan, offered, third(offered)], invoice))).toEqual(['active', 'offered', 'asked']);
		expect(states(on('2026-11-26', [plan, offered, said(third(offered), 'approve')], invoice))).toEqual([
			'active',
			'superseded',
			'offered',
		]);
		// The customer said yes to the second one first.
		const accepted = said(offered, 'accept');
		const all = on('2026-11-26', [plan, accepted, third(offered)], invoice);
		expect(states(all)).toEqual(['superseded', 'active', 'asked']);
		expect(chased('2026-11-26', all, invoice)).toEqual([[90_000, '2027-03-01']]);
		const taken = on('2026-11-26', [plan, accepted, said(third(offered), 'approve', 'accept')], invoice);
		expect(states(taken)).toEqual(['superseded', 'superseded', 'active']);
	});
	it('is not agreed anew twice at once', () => {
		const known = knownOf('2026-11-26', [invoice], { arrangements: [plan, anew()], replaces: plan });
		const again = () =>
			newPlan(
				askingOf('n3'),
				{ wishes: [{ invoice: 'i1', minor: null }], instalments: [{ due: day('2027-04-01'), minor: 90_000 }] },
				known,
			);
		expect(again).toThrow(expect.objectContaining({ code: 'ANEW_ALREADY' }));
	});
	it('what the new one wants beyond the old one’s money waits like anything asked for', () => {
		const more = invoiceOf({ id: 'i2', total: 10_000, due: '2026-10-31' });
		const known = knownOf('2026-11-25', [invoice, more], { arrangements: [plan], replaces: plan });
		const wishes = [{ invoice: 'i1', minor: null } as const, { invoice: 'i2', minor: null } as const];
		const wider = newPlan(askingOf('n2'), { wishes, instalments: [{ due: day('2027-03-01'), minor: 100_000 }] }, known);
		const both = on('2026-11-26', [plan, wider], invoice, more);
		const slices = slicesOf(more, both, byId(invoice, more), day('2026-11-26'));
		expect(slices.map(({ minor, chase }) => [minor, chase.may ? chase.by : chase.why])).toEqual([[10_000, 'PLANNED']]);
		expect(chased('2026-11-26', both, invoice)).toEqual(chased('2026-11-26', [plan], invoice));
	});
});

describe('a dispute that is upheld after 20 days', () => {
	const invoice = invoiceOf({ id: 'i1', total: 50_000, due: '2026-11-27' });
	const dispute = newDispute(
		askingOf('d'),
		{ invoice: 'i1', minor: 20_000, reason: 'quality', text: 'scratched' },
		knownOf('2026-12-01', [invoice]),
	);

	it('leaves the rest chaseable meanwhile', () => {
		expect(chased('2026-12-05', [dispute], invoice)).toEqual([
			[20_000, 'DISPUTED'],
			[30_000, '2026-11-27'],
		]);
	});
	it('is late after five business days: its owner hears of it once', () => {
		expect(dispute.terms.answerBy).toBe('2026-12-08');
		const world = { invoices: byId(invoice), unapplied: () => 0, posting: () => null } as const;
		const [first] = advanceAll([dispute], { ...world, today: day('2026-12-09') });
		expect(first?.moves.map(({ event, to, does }) => [event, to, does])).toEqual([['due', 'open', ['task']]]);
		const [second] = advanceAll(first ? [first.after] : [], { ...world, today: day('2026-12-10') });
		expect(second?.moves).toEqual([]);
	});
	it('resumes at the stage that is right on that day', () => {
		const upheld = act(dispute, 'uphold');
		if ('refuses' in upheld) throw new Error(upheld.refuses);
		expect(upheld.move.does).toEqual(['tell', 'resume']);
		expect(chased('2026-12-21', [upheld.arrangement], invoice)).toEqual([[50_000, '2026-11-27']]);
		// 24 days past due; its own stages were dealt with up to 1 December only: firm (+21), and neither +3 nor +10 once more.
		expect(stage('2026-11-27', '2026-12-01', '2026-12-21')).toBe('firm');
	});
	it('breaks a promise only if it takes from what was promised', () => {
		const promised = (minor: number) =>
			newPromise(askingOf('p'), { invoices: ['i1'], minor, by: day('2026-12-11') }, knownOf('2026-12-01', [invoice]));
		expect(states(on('2026-12-02', [promised(30_000), dispute], invoice))).toEqual(['open', 'open']);
		expect(states(on('2026-12-02', [promised(30_001), dispute], invoice))).toEqual(['cancelled', 'open']);
	});
});

describe('a settlement: 800 of 1,000', () => {
	const invoice = invoiceOf({ id: 'i1', total: 1_000 });
	const asked = newSettlement(
		askingOf('s'),
		{ wishes: [{ invoice: 'i1', minor: null }], pays: 800, by: day('2026-11-20') },
		knownOf('2026-11-09', [invoice]),
	);
	const offered = act(asked, 'approve');
	if ('refuses' in offered) throw new Error(offered.refuses);

	it('the rest is credited once the money is here, not before', () => {
		const some = invoiceOf({ id: 'i1', total: 1_000, paid: [['2026-11-18', 799]] });
		expect(states(on('2026-11-19', [offered.arrangement], some))).toEqual(['offered']);
		const all = invoiceOf({ id: 'i1', total: 1_000, paid: [['2026-11-18', 800]] });
		const [paid] = advanceAll([offered.arrangement], {
			today: day('2026-11-19'),
			invoices: byId(all),
			unapplied: () => 0,
			posting: () => null,
		});
		expect(paid?.moves.map(({ to, does }) => [to, does])).toEqual([['paid', ['post']]]);
		expect(chased('2026-11-19', paid ? [paid.after] : [], all)).toEqual([[200, 'CREDIT_PENDING']]);
	});
	it('agreed anew, it holds until the new offer goes out; paid before that, the new one is called off', () => {
		const known = knownOf('2026-11-10', [invoice], { arrangements: [offered.arrangement], replaces: offered.arrangement });
		const lower = newSettlement(askingOf('s2'), { wishes: [{ invoice: 'i1', minor: null }], pays: 700, by: day('2026-11-20') }, known);
		const waits = on('2026-11-11', [offered.arrangement, lower], invoice);
		expect(states(waits)).toEqual(['offered', 'asked']);
		expect(chased('2026-11-11', waits, invoice)).toEqual(chased('2026-11-11', [offered.arrangement], invoice));
		const yes = act(lower, 'approve');
		if ('refuses' in yes) throw new Error(yes.refuses);
		expect(states(on('2026-11-11', [offered.arrangement, yes.arrangement], invoice))).toEqual(['superseded', 'offered']);
		const paid = invoiceOf({ id: 'i1', total: 1_000, paid: [['2026-11-12', 800]] });
		expect(states(on('2026-11-12', [offered.arrangement, lower], paid))).toEqual(['paid', 'cancelled']);
	});
	it('too late it lapses, and everything is owed', () => {
		const lapsed = on('2026-11-25', [offered.arrangement], invoice);
		expect(states(lapsed)).toEqual(['lapsed']);
		expect(chased('2026-11-25', lapsed, invoice)).toEqual([[1_000, '2026-10-31']]);
	});
});

describe('money from before a promise or a plan', () => {
	const payment = (source: string, on: string, minor: number): Entry => ({ day: day(on), kind: 'payment', minor: -minor, source });
	/** 1,000, of which 200 were paid by p1 on 5 November. */
	const books = (...entries: readonly Entry[]): StoredDocument => {
		const bare = invoiceOf({ id: 'i1', total: 1_000 });
		const all = [...bare.entries, ...entries];
		return { ...bare, entries: all, open: all.reduce((sum, { minor }) => sum + minor, 0) };
	};
	const first = payment('p1', '2026-11-05', 200);
	const then = books(first);
	const known = knownOf('2026-11-09', [then]);
	const promise = newPromise(askingOf('p'), { invoices: ['i1'], minor: 300, by: day('2026-11-13') }, known);
	const plan = (state: 'active' | 'offered' = 'active') => ({
		...newPlan(
			askingOf('n'),
			{
				wishes: [{ invoice: 'i1', minor: 600 }],
				instalments: equalInstalments(600, eur, { count: 2, first: day('2026-11-13'), every: 'month', down: null }),
			},
			known,
		),
		state,
	});
	const of = (...entries: readonly Entry[]) => {
		const now = books(...entries);
		return { promise: received(promise, byId(now)), plan: received(plan(), byId(now)) };
	};

	it('goes back: what came since counts in full', () => {
		const since = payment('p2', '2026-11-12', 300);
		expect(of(first, since)).toEqual({ promise: 300, plan: 300 });
		expect(of(since)).toEqual({ promise: 300, plan: 300 });
		const now = books(since);
		expect(states(on('2026-11-30', [promise], now))).toEqual(['kept']);
		expect(states(on('2026-12-31', [plan()], now))).toEqual(['active']);
		// The 200 are owed again, and free: 300 are left of the plan.
		expect(now.open).toBe(700);
		expect(chased('2026-11-30', on('2026-11-30', [plan()], now), now)).toEqual([
			[300, '2026-12-13'],
			[400, '2026-10-31'],
		]);
	});
	it('half of it goes back, and nothing came since: that is nothing, not less', () => {
		expect(of(payment('p1', '2026-11-05', 100))).toEqual({ promise: 0, plan: 0 });
	});
	it('is booked anew under another number, or another day: it is the same money', () => {
		expect(of(payment('p9', '2026-11-05', 200))).toEqual({ promise: 0, plan: 0 });
		expect(of(payment('p8', '2026-11-05', 150), payment('p9', '2026-11-05', 50))).toEqual({ promise: 0, plan: 0 });
		expect(of(payment('p1', '2026-11-10', 200))).toEqual({ promise: 0, plan: 0 });
		expect(of(payment('p9', '2026-11-05', 260))).toEqual({ promise: 60, plan: 60 });
	});
	it('a transfer from before that is booked late was not there: it counts, by its own day', () => {
		expect(of(first, payment('p2', '2026-11-06', 300))).toEqual({ promise: 300, plan: 300 });
		expect(states(on('2026-11-30', [promise], books(first, payment('p2', '2026-11-18', 300))))).toEqual(['broken']);
	});
	it('QuickBooks says the day of a payment later, or not just now: it is the same money', () => {
		const unnamed = { day: day('2026-11-08'), kind: 'payment', minor: -200, estimated: true } as const;
		const later = newPromise(
			askingOf('p'),
			{ invoices: ['i1'], minor: 300, by: day('2026-11-13') },
			knownOf('2026-11-09', [books(unnamed)]),
		);
		expect(received(later, byId(books(first)))).toBe(0);
		expect(received(later, byId(books(first, payment('p2', '2026-11-12', 300))))).toBe(300);
		expect(of({ day: day('2026-11-12'), kind: 'payment', minor: -500, estimated: true })).toEqual({ promise: 300, plan: 300 });
	});
	it('a record from before payments were remembered one by one goes by the sum', () => {
		const { before: _, ...bare } = promise.parts[0] ?? { invoice: '', minor: 0, base: 0 };
		expect(received({ parts: [bare] }, byId(books(payment('p2', '2026-11-12', 300))))).toBe(100);
	});
});

describe('credit that nobody applies', () => {
	const invoice = invoiceOf({ id: 'i1', total: 90_000 });
	const known = knownOf('2026-11-20', [invoice], { unapplied: 5_000 });
	const instalments = equalInstalments(90_000, eur, { count: 3, first: day('2026-12-01'), every: 'month', down: null });
	const plan = { ...newPlan(askingOf('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments }, known), state: 'active' as const };
	const promise = newPromise(askingOf('p'), { invoices: ['i1'], minor: 30_000, by: day('2026-12-01') }, known);
	const withCredit = (today: string, of: Arrangement, unapplied: number) =>
		advanceAll([of], { today: day(today), invoices: byId(invoice), unapplied: () => unapplied, posting: () => null })[0]?.after.state;

	it('may be meant for an instalment, but for a fortnight after it is missed and no longer', () => {
		// 60,000 came on account and stay there: the first instalment counts as missed from 19 December, 30 days after its day it is off.
		expect(withCredit('2026-12-31', plan, 65_000)).toBe('active');
		expect(withCredit('2027-01-01', plan, 65_000)).toBe('defaulted');
	});
	it('what was there when it was agreed was not meant for it', () => {
		expect(withCredit('2027-01-01', plan, 5_000)).toBe('defaulted');
	});
	it('enough for the first instalment only holds the second one back no longer', () => {
		const patient = { ...plan, terms: { ...plan.terms, off: { missed: 2, days: 90 } } };
		// Missed on 5 January: the second. The first is held back by credit until 18 December only.
		expect(withCredit('2027-01-04', patient, 35_000)).toBe('active');
		expect(withCredit('2027-01-05', patient, 35_000)).toBe('defaulted');
		expect(withCredit('2027-01-05', patient, 65_000)).toBe('active');
		expect(withCredit('2027-01-19', patient, 65_000)).toBe('defaulted');
	});
	it('a promise: from the fifteenth day after its grace it is broken', () => {
		expect(promise.terms.deadline).toBe('2026-12-03');
		expect(withCredit('2026-12-17', promise, 35_000)).toBe('open');
		expect(withCredit('2026-12-18', promise, 35_000)).toBe('broken');
	});
	it('the day on which it stops counting is one on which it is looked at', () => {
		fc.assert(
			fc.property(fc.nat(120_000), fc.nat(90_000), fc.constantFrom<Arrangement>(plan, promise), (unapplied, paid, of) => {
				const books = invoiceOf({ id: 'i1', total: 90_000, paid: paid > 0 ? [['2026-11-28', paid]] : [] });
				let now: Arrangement = of;
				let look = nextLook(now, day('2026-11-20'));
				for (let today = day('2026-11-21'); today < '2027-04-01'; today = addDays(today, 1)) {
					const [found] = advanceAll([now], { today, invoices: byId(books), unapplied: () => unapplied, posting: () => null });
					if (!found) throw new Error('nothing came back');
					// Money moves it when it is heard of, which here is before the first day.
					if (today > '2026-11-21' && found.moves.length > 0) expect(today).toBe(look);
					now = found.after;
					if (today >= look) look = nextLook(now, today);
				}
			}),
			{ numRuns: 60 },
		);
	});
});
