/** Every minor unit of what is open gets one answer to each of the three questions. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceAll } from '../../../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newSetOff,
	newSettlement,
} from '../../../../shared/domain/arrangements/ask.ts';
import { slicesOf } from '../../../../shared/domain/arrangements/slices.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import { Refusal } from '../../../../shared/domain/refusal.ts';
import { askingOf, byId, inState, invoiceOf, knownOf, mandateOf } from '../../../support/arrangements/books.ts';
import { arranged, wish } from '../../../support/arrangements/random.ts';

const today = day('2026-11-02');
const soon = addDays(today, 10);
const invoice = invoiceOf({ id: 'i1', total: 1000 });
const known = knownOf(today, [invoice]);
const said = (arrangements: readonly Arrangement[], of = invoice) =>
	slicesOf(of, arrangements, byId(of), today).map(({ minor, chase, charge, funds }) => [
		minor,
		chase.may ? chase.by : chase.why,
		charge.may ? 'taken' : charge.why,
		funds.counts ? 'funded' : funds.why,
	]);

const dispute = newDispute(askingOf('d'), { invoice: 'i1', minor: 400, reason: 'price', text: '' }, known);
const promise = newPromise(askingOf('p'), { invoices: ['i1'], minor: 300, by: soon }, known);
const mandate: Arrangement = { ...mandateOf('m', today), state: 'active' } as Arrangement;

describe('what an invoice is under', () => {
	it('nothing: all of it is chased by its due day', () => {
		expect(said([])).toEqual([[1000, '2026-10-31', 'NO_MANDATE', 'funded']]);
	});
	it('a dispute and a promise: the rest is chased', () => {
		expect(said([promise, dispute])).toEqual([
			[400, 'DISPUTED', 'DISPUTED', 'DISPUTED'],
			[300, 'PROMISED', 'PROMISED', 'funded'],
			[300, '2026-10-31', 'NO_MANDATE', 'funded'],
		]);
	});
	it('a payment pays the undisputed part first', () => {
		const paid = invoiceOf({ id: 'i1', total: 1000, paid: [['2026-11-02', 700]] });
		expect(said([dispute], paid)).toEqual([[300, 'DISPUTED', 'DISPUTED', 'DISPUTED']]);
	});
	it('what is on its way is the money that was promised', () => {
		const paying = invoiceOf({ id: 'i1', total: 1000, held: 300 });
		expect(said([promise], paying)).toEqual([
			[300, 'IN_FLIGHT', 'IN_FLIGHT', 'IN_FLIGHT'],
			[700, '2026-10-31', 'NO_MANDATE', 'funded'],
		]);
	});
	it('autopay is not nagged, and takes nothing that is disputed, promised or paused', () => {
		expect(said([mandate, dispute, promise])).toEqual([
			[400, 'DISPUTED', 'DISPUTED', 'DISPUTED'],
			[300, 'PROMISED', 'PROMISED', 'funded'],
			[300, 'AUTOPAY', 'taken', 'funded'],
		]);
		const pause = newPause(askingOf('z'), { invoice: null, until: soon, why: 'asked us to' }, known);
		expect(said([mandate, pause])).toEqual([[1000, 'AUTOPAY', 'PAUSED', 'funded']]);
	});
	it('an extension is chased by its own day and taken no earlier; its due day stays for lenders', () => {
		const extension = inState(newExtension(askingOf('e'), { invoices: ['i1'], to: soon }, known), 'active');
		expect(said([extension])).toEqual([[1000, soon, 'EXTENDED', 'funded']]);
		expect(said([extension, mandate])).toEqual([[1000, 'AUTOPAY', 'EXTENDED', 'funded']]);
	});
	it('a settlement: what will be credited is not funded', () => {
		const settlement = newSettlement(askingOf('s'), { wishes: [{ invoice: 'i1', minor: null }], pays: 800, by: soon }, known);
		expect(said([settlement])).toEqual([
			[200, 'SETTLING', 'SETTLING', 'SETTLING'],
			[800, 'SETTLING', 'SETTLING', 'funded'],
		]);
	});
	it('an agreed set-off is no claim any more; one that is only asked for is', () => {
		const setOff = newSetOff(askingOf('o'), { invoice: 'i1', minor: 250, bill: 'b1' }, known);
		expect(said([setOff])).toEqual([[1000, '2026-10-31', 'NO_MANDATE', 'funded']]);
		expect(said([inState(setOff, 'agreed')])[0]).toEqual([250, 'SET_OFF', 'SET_OFF', 'SET_OFF']);
	});
	it('insolvency stops everything, whatever else was agreed', () => {
		const insolvency = newInsolvency(askingOf('x'), { since: today, claimBy: null, reference: '12 IN 34/26' }, known);
		for (const slice of slicesOf(invoice, [insolvency, promise, mandate, dispute], byId(invoice), today))
			expect([slice.chase.may, slice.charge.may, slice.funds.counts]).toEqual([false, false, false]);
	});
	it('a plan over two invoices: each instalment has its day, and money pays the earliest', () => {
		const first = invoiceOf({ id: 'i1', total: 500 });
		const second = invoiceOf({ id: 'i2', total: 400 });
		const both = knownOf(today, [first, second]);
		const instalments = [
			{ due: addDays(today, 5), minor: 300 },
			{ due: addDays(today, 35), minor: 300 },
			{ due: addDays(today, 65), minor: 300 },
		];
		const wishes = [
			{ invoice: 'i1', minor: null },
			{ invoice: 'i2', minor: null },
		];
		const plan = inState(newPlan(askingOf('n'), { wishes, instalments }, both), 'active');
		const cut = (a = first, b = second) =>
			[a, b].map((of) => slicesOf(of, [plan], byId(a, b), today).map(({ minor, chase }) => [minor, chase.may && chase.by]));
		expect(cut()).toEqual([
			[
				[300, '2026-11-07'],
				[200, '2026-12-07'],
			],
			[
				[100, '2026-12-07'],
				[300, '2027-01-06'],
			],
		]);
		const paid = invoiceOf({ id: 'i1', total: 500, paid: [['2026-11-02', 350]] });
		expect(cut(paid)).toEqual([
			[[150, '2026-12-07']],
			[
				[100, '2026-12-07'],
				[300, '2027-01-06'],
			],
		]);
	});
});

describe('any of them together', () => {
	const amounts = fc.record({
		total: fc.integer({ min: 1, max: 60 }),
		paid: fc.nat(60),
		held: fc.nat(40),
		d: fc.nat(60),
		p: fc.nat(60),
		s: fc.nat(60),
	});
	it('the slices are what is open, and what is disputed is exactly so much', () => {
		fc.assert(
			fc.property(amounts, ({ total, paid, held, d, p, s }) => {
				const of = invoiceOf({ id: 'i1', total, paid: [['2026-10-10', Math.min(paid, total)]], held });
				const part = (minor: number) => [{ invoice: 'i1', minor, base: Math.min(paid, total) }];
				const all = [
					...(d ? [{ ...dispute, parts: part(d) }] : []),
					...(p ? [{ ...promise, parts: part(p) }] : []),
					...(s ? [{ ...promise, id: 'q', parts: part(s) }] : []),
				];
				const slices = slicesOf(of, all, byId(of), today);
				const sum = (why: string | null) =>
					slices
						.filter(({ chase }) => (why === null ? chase.may : !chase.may && chase.why === why))
						.reduce((sums, { minor }) => sums + minor, 0);
				expect(slices.every(({ minor }) => minor > 0)).toBe(true);
				expect(slices.reduce((sums, { minor }) => sums + minor, 0)).toBe(of.open);
				const inFlight = Math.min(held, of.open);
				expect(sum('IN_FLIGHT')).toBe(inFlight);
				expect(sum('DISPUTED')).toBe(Math.min(d, of.open - inFlight));
				const expected = p + s - Math.min(inFlight, p + s);
				expect(sum(null)).toBe(Math.max(0, of.open - inFlight - d - expected));
			}),
		);
	});
});

describe('agreed anew about the same money', () => {
	const invoices = [invoiceOf({ id: 'i1', total: 900 }), invoiceOf({ id: 'i2', total: 400, held: 100 })];
	const knownWith = (arrangements: readonly Arrangement[], replaces: Arrangement | null = null) =>
		knownOf(today, invoices, { arrangements, replaces });
	const answers = (arrangements: readonly Arrangement[]) => {
		const world = { today, invoices: byId(...invoices), unapplied: () => 0, posting: () => null } as const;
		const now = advanceAll(arrangements, world).map(({ after }) => after);
		return invoices.map((of) =>
			slicesOf(of, now, byId(...invoices), today).map(({ minor, chase, charge, funds }) => ({ minor, chase, charge, funds })),
		);
	};
	const inForce: Readonly<Partial<Record<Arrangement['kind'], Arrangement['state']>>> = {
		plan: 'active',
		extension: 'active',
		settlement: 'offered',
		promise: 'open',
	};
	const anewOf = (old: Arrangement, others: readonly Arrangement[]): Arrangement | null => {
		const [asking, free] = [askingOf('zz'), knownWith(others, old)];
		const wishes = old.parts.map(({ invoice: of, minor }) => ({ invoice: of, minor }));
		const whole = wishes.reduce((all, { minor }) => all + minor, 0);
		const names = wishes.map(({ invoice: of }) => of);
		try {
			if (old.kind === 'plan') return newPlan(asking, { wishes, instalments: [{ due: addDays(today, 60), minor: whole }] }, free);
			if (old.kind === 'settlement') return newSettlement(asking, { wishes, pays: Math.max(1, whole - 1), by: addDays(today, 20) }, free);
			if (old.kind === 'extension') return newExtension(asking, { invoices: names, to: addDays(today, 30) }, free);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
		}
		return null;
	};

	it('asked for it changes no answer; in force it is as if the old one had never been', () => {
		let tried = 0;
		fc.assert(
			fc.property(fc.array(wish(), { minLength: 1, maxLength: 5 }), fc.nat(4), (wishes, at) => {
				const all: Arrangement[] = [];
				for (const [n, each] of wishes.entries()) {
					const made = arranged(each, askingOf(`a${n}`), knownWith(all));
					if (made) all.push(made);
				}
				const old = all[at % Math.max(1, all.length)];
				const state = old && inForce[old.kind];
				if (!old || state === undefined || old.state !== state) return;
				const anew = anewOf(old, all);
				if (!anew) return;
				tried += 1;
				expect(answers([...all, anew])).toEqual(answers(all));
				const taken = { ...anew, state } as Arrangement;
				expect(answers([...all, taken])).toEqual(answers([...all.filter((each) => each !== old), { ...taken, replaces: null }]));
			}),
			{ numRuns: 600 },
		);
		expect(tried).toBeGreaterThan(50);
	});
});
