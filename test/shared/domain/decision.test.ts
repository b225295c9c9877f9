/** What is left out of a mail and comes back: a customer's days against a memory kept invoice by invoice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '../../../shared/domain/aging.ts';
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import { decide } from '../../../shared/domain/decision.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import { allThrough, exceptionsAfter, leftOut, mostExceptions, noExceptions, type Reach } from '../../../shared/domain/exceptions.ts';
import { defaultPolicy, highestToday, nextStageDay, type Stage, stageToday } from '../../../shared/domain/policy.ts';
import { leftOutText, movesOn } from '../../../shared/domain/reasons.ts';
import { anInvoice, at } from '../adapters/dynamo/table.ts';

const start = day('2026-11-22');
const invoice = (id: string, due: number, over: Partial<StoredDocument> = {}): StoredDocument => ({
	...anInvoice({ id, due: addDays(start, due), open: 1_000 }),
	rev: 1,
	seen: at,
	saved: at,
	held: 0,
	...over,
});
const deciding = (reach: Reach, documents: readonly StoredDocument[], today = start, since: Day | null = addDays(start, -30)) =>
	decide({ policy: defaultPolicy, today, ...reach, since, documents, unapplied: 0, freshAsOf: at, plannedAt: at });
const yesterday: Reach = { through: addDays(start, -1), exceptions: noExceptions };
/** A is at its +10 and wholly held, B at its +3. */
const [a, b] = [invoice('a', -10, { held: 1_000 }), invoice('b', -3)];

describe('an invoice that is left out', () => {
	it('keeps the day it came with; released it is mailed once, at the stage that is right then', () => {
		const first = deciding(yesterday, [a, b]);
		expect([first.reasons, first.stage?.day, first.lines.map(({ document }) => document.id)]).toEqual([[], 3, ['b']]);
		const then = { through: start, exceptions: exceptionsAfter(yesterday, first.facts, start) };
		expect([...then.exceptions]).toEqual([['a', { why: 'IN_FLIGHT', through: addDays(start, -1) }]]);

		const tomorrow = addDays(start, 1);
		expect(deciding(then, [a, b], tomorrow).reasons).toEqual(['IN_FLIGHT']);
		const second = deciding(then, [{ ...a, held: 0 }, b], tomorrow);
		expect([second.reasons, second.stage?.day, second.lines.map(({ document }) => document.id)]).toEqual([[], 10, ['a', 'b']]);
		expect(exceptionsAfter(then, second.facts, tomorrow).size).toBe(0);
		// Held beyond its next stage: that one alone.
		expect(deciding(then, [{ ...a, held: 0 }, b], addDays(start, 12)).stage?.day).toBe(21);
	});

	it('is not one of which a part is asked for', () => {
		const part = { ...a, held: 999 };
		expect([leftOut(part), leftOut(a), leftOut({ ...a, held: 1_001 }), leftOut({ ...a, open: 0 })]).toEqual([
			null,
			'IN_FLIGHT',
			'IN_FLIGHT',
			null,
		]);
		const { stage, asked, facts } = deciding(yesterday, [part, b]);
		expect([stage?.day, asked, exceptionsAfter(yesterday, facts, start).size]).toEqual([10, 1_001, 0]);
	});

	it('stays on the list when a person has the rest in hand, and leaves it when it is paid or has no stage any more', () => {
		const final = deciding(yesterday, [a, invoice('c', -35)]);
		expect([final.reasons, [...exceptionsAfter(yesterday, final.facts, start).keys()]]).toEqual([['NEEDS_PERSON'], ['a']]);
		const listed = { through: start, exceptions: exceptionsAfter(yesterday, deciding(yesterday, [a, b]).facts, start) };
		for (const now of [{ open: 0, held: 0, state: 'closed' }, { due: addDays(start, 40) }] as const) {
			const decision = deciding(listed, [{ ...a, ...now }, b], addDays(start, 1));
			expect(decision.reasons).toEqual(['open' in now ? 'PAID' : 'NOTHING_DUE']);
			expect(exceptionsAfter(listed, decision.facts, addDays(start, 1)).size).toBe(0);
		}
	});

	it('is never backlog: that is left out for ever', () => {
		const { reasons, facts } = deciding(yesterday, [invoice('old', -200, { held: 1_000 }), b], start, start);
		expect([reasons, exceptionsAfter(yesterday, facts, start).size]).toEqual([[], 0]);
	});

	it('is named in words, with what becomes of it', () => {
		const { facts } = deciding(yesterday, [a, b]);
		expect(leftOutText({ facts: { ...facts, hash: '' }, reasons: [] })).toBe(
			'Left out for now: INV-a. The customer has paid through us; the money is on its way or being booked in the ledger. What is still owed when that is over is reminded of then, at the stage of that day.',
		);
		expect(leftOutText({ facts: { ...facts, hash: '' }, reasons: ['IN_FLIGHT'] })).toBe('');
		expect(leftOutText({ facts: null, reasons: [] })).toBe('');
	});

	it('among more than the list may hold: nobody is written to and nothing moves on; what was left out is noted whole in a long mail too', () => {
		const held = (count: number) => Array.from({ length: count }, (_, i) => invoice(`h${i}`, -10, { held: 1_000 }));
		const due = Array.from({ length: 600 }, (_, i) => invoice(`d${i}`, -3));
		const most = deciding(yesterday, [...due, ...held(mostExceptions)]);
		expect([most.reasons, most.lines.length, most.facts.documents.length]).toEqual([[], 600, 500]);
		expect(exceptionsAfter(yesterday, most.facts, start).size).toBe(mostExceptions);
		const more = deciding(yesterday, [...due, ...held(mostExceptions + 1)]);
		expect([more.reasons, movesOn(more.reasons)]).toEqual([['IN_FLIGHT'], false]);
	});
});

type Life = {
	readonly due: number;
	/** Held from a day on, for so many days: all of it, or a part. */
	readonly holds: readonly { readonly from: number; readonly days: number; readonly part: boolean }[];
	readonly closes: number | null;
};
const lives = fc.array(
	fc.record({
		due: fc.integer({ min: -90, max: 30 }),
		holds: fc.array(fc.record({ from: fc.nat(40), days: fc.integer({ min: 1, max: 25 }), part: fc.boolean() }), { maxLength: 3 }),
		closes: fc.option(fc.nat(60), { freq: 3 }),
	}),
	{ minLength: 1, maxLength: 5 },
);
const lastDay = 70;

const standing = (all: readonly Life[], n: number): StoredDocument[] =>
	all.map(({ due, holds, closes }, i) => {
		if (closes !== null && closes <= n) return invoice(`i${i}`, due, { open: 0, state: 'closed' });
		const mine = holds.filter(({ from, days }) => from <= n && n < from + days);
		if (mine.length === 0) return invoice(`i${i}`, due);
		return invoice(`i${i}`, due, { held: mine.some(({ part }) => !part) ? 1_000 : 400 });
	});

const rungsOf = (documents: readonly StoredDocument[]): Map<Day, Rung> =>
	new Map(documents.flatMap(({ due, open }) => (due && open > 0 ? [[due, { minor: open, count: 1 }] as const] : [])));
const top = (stages: readonly Stage[]): Stage | null =>
	stages.reduce<Stage | null>((best, each) => (best && best.day >= each.day ? best : each), null);

/** One customer, day by day: as the product does it, and by a memory of its own for each invoice. What differs is in `wrong`. */
class Customer {
	readonly wrong: string[] = [];
	mails = 0;
	/** Days on which it was a candidate with something on the list. */
	listed = 0;
	reach: Reach = { through: null, exceptions: noExceptions };
	#since: Day | null = null;
	readonly #told = new Map<string, Day>();
	readonly #mailed = new Set<string>();

	#must(what: string, is: unknown, should: unknown): void {
		const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
		if (left !== right) this.wrong.push(`${what}: ${left}, not ${right}`);
	}
	/** The stage that is right today of each open invoice that is no backlog. */
	stages(documents: readonly StoredDocument[], today: Day): Map<string, Stage> {
		const backlogBefore = addDays(this.#since ?? today, -defaultPolicy.backlogAfter);
		const found = new Map<string, Stage>();
		for (const { id, open, due } of documents) {
			const stage = due && open > 0 && due >= backlogBefore ? stageToday(defaultPolicy, due, this.#told.get(id) ?? null, today) : null;
			if (stage) found.set(id, stage);
		}
		return found;
	}
	/** A save takes off what it closes, whether or not anything is planned. */
	saved(documents: readonly StoredDocument[]): void {
		const left = [...this.reach.exceptions].filter(([id]) => documents.some((each) => each.id === id && each.open > 0));
		this.reach = { ...this.reach, exceptions: new Map(left) };
	}
	planned(documents: readonly StoredDocument[], today: Day): void {
		const stages = this.stages(documents, today);
		const isFree = (id: string) => documents.some((each) => each.id === id && each.held < each.open);
		const free = [...stages].filter(([id]) => isFree(id));
		const rungs = rungsOf(documents);
		const next = nextStageDay(defaultPolicy, rungs, allThrough(this.reach));
		const isLooked = next !== null && next <= today;
		const isCandidate = isLooked && highestToday(defaultPolicy, rungs, allThrough(this.reach), today) !== null;
		if (isCandidate) this.#decided(documents, today, stages, free, isFree);
		else if (isLooked) this.reach = { through: addDays(today, -1), exceptions: noExceptions };
		// Early, never late.
		if (!isCandidate) this.#must(`${today} is no candidate`, [...stages], []);
	}
	#decided(
		documents: readonly StoredDocument[],
		today: Day,
		stages: ReadonlyMap<string, Stage>,
		free: readonly (readonly [string, Stage])[],
		isFree: (id: string) => boolean,
	): void {
		this.listed += this.reach.exceptions.size > 0 ? 1 : 0;
		const highest = top(free.map(([, stage]) => stage));
		const { reasons, stage, facts } = deciding(this.reach, documents, today, this.#since);
		if (highest?.by === 'person') this.#must(`${today} a person`, reasons, ['NEEDS_PERSON']);
		else if (highest) this.#must(`${today} the stage`, [reasons, stage], [[], highest]);
		else if (stages.size > 0) this.#must(`${today} on its way`, reasons, ['IN_FLIGHT']);
		else this.#must(`${today} nothing`, [reasons.length > 0, movesOn(reasons)], [true, true]);
		if (reasons.length === 0) {
			this.mails += 1;
			const told = facts.documents.flatMap((each) => (each.stage !== null && each.out === null ? [`${each.id} ${each.stage}`] : []));
			// A notice before the due day yields to a mail about what is overdue.
			const due = free.filter(([, { day: on }]) => on >= 0 || (highest?.day ?? 0) < 0).map(([id, { day: on }]) => `${id} ${on}`);
			this.#must(`${today} in the mail`, told.toSorted(), due.toSorted());
			this.#must(
				`${today} twice`,
				told.filter((each) => this.#mailed.has(each)),
				[],
			);
			for (const each of told) this.#mailed.add(each);
		}
		if (reasons.length > 0 && !movesOn(reasons)) return;
		this.reach = { through: today, exceptions: exceptionsAfter(this.reach, facts, today) };
		this.#since ??= today;
		for (const { id } of documents) if (!stages.has(id) || isFree(id)) this.#told.set(id, today);
		const left = [...stages.keys()].filter((id) => !isFree(id));
		this.#must(`${today} left out`, [...this.reach.exceptions.keys()].toSorted(), left.toSorted());
	}
}

describe('over any days, holds, payments and outages', () => {
	it('each stage of an invoice is mailed once, as the highest that was crossed, as soon as it may be asked for', () => {
		let mails = 0;
		let listed = 0;
		fc.assert(
			fc.property(lives, fc.uniqueArray(fc.nat(lastDay - 1), { maxLength: 40 }), (all, outages) => {
				const customer = new Customer();
				for (let n = 0; n <= lastDay; n++) {
					const documents = standing(all, n);
					customer.saved(documents);
					if (!outages.includes(n)) customer.planned(documents, addDays(start, n));
				}
				expect(customer.wrong).toEqual([]);
				// Every hold is over by then.
				expect([...customer.stages(standing(all, lastDay), addDays(start, lastDay))]).toEqual([]);
				expect(customer.reach.exceptions.size).toBe(0);
				mails += customer.mails;
				listed += customer.listed;
			}),
			{ numRuns: 250 },
		);
		console.info(`${mails} mails, ${listed} candidates with something on the list`);
		expect(mails > 0 && listed > 0).toBe(true);
	});
});
