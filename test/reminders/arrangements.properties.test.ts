/**
 * Any arrangements, payments, ends and days on which nothing ran: no mail asks a minor unit that `slicesOf` forbids, each candidate ends decided, no stage is told
 * twice, and whatever may be chased was told of at the last stage that came for it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceAll } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { type Slice, slicesOf } from '../../shared/domain/arrangements/slices.ts';
import { addDays, type Day, day } from '../../shared/domain/day.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { defaultPolicy } from '../../shared/domain/policy.ts';
import { movesOn } from '../../shared/domain/reasons.ts';
import { arranged, type Wish, wish } from '../support/arrangements/random.ts';
import { Days, owed } from '../support/arrangements/reminded.ts';
import { isFinal } from './rig.ts';

const start = day('2026-11-22');

type Step =
	| { readonly do: 'days'; readonly n: number }
	/** Nothing runs for so many days. */
	| { readonly do: 'silence'; readonly n: number }
	| { readonly do: 'agree'; readonly wish: Wish }
	| { readonly do: 'pay'; readonly on: number; readonly minor: number }
	| { readonly do: 'end'; readonly n: number };
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('days' as const), n: fc.integer({ min: 1, max: 6 }) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('silence' as const), n: fc.integer({ min: 1, max: 12 }) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('agree' as const), wish: wish(60) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('pay' as const), on: fc.nat(3), minor: fc.integer({ min: 1, max: 500 }) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), n: fc.nat(5) }) },
);

/** Over by what a person did. */
const ended: Readonly<Partial<Record<Arrangement['kind'], string>>> = {
	dispute: 'upheld',
	promise: 'cancelled',
	plan: 'cancelled',
	extension: 'cancelled',
	settlement: 'cancelled',
	'set-off': 'cancelled',
	pause: 'lifted',
	insolvency: 'ended',
};

type Seen = { readonly day: Day; readonly slices: ReadonlyMap<string, readonly Slice[]> };
const dueOf = ({ due, issued }: { readonly due: Day | null; readonly issued: Day }): Day => due ?? issued;

/** Its days as they went, and what was chaseable on each that was lived. */
class Life {
	readonly days: Days;
	readonly wrong: string[] = [];
	readonly #seen = new Map<Day, Seen['slices']>();
	#serial = 0;

	constructor(invoices: readonly { readonly due: number; readonly total: number }[]) {
		this.days = new Days(start, ...invoices.map(({ due, total }, n) => owed(`i${n}`, addDays(start, due), total)));
	}

	/** As the books have it today, worked out apart from the station. */
	#chaseable(): Seen['slices'] {
		const { model, today } = this.days;
		const world = { today, invoices: model.documents, unapplied: () => 0, posting: () => null };
		const now = advanceAll([...model.arrangements.all.values()], world).map(({ after }) => after);
		return new Map(
			[...model.documents.values()].map((each) => [each.id, slicesOf(each, now, model.documents, today).filter(({ chase }) => chase.may)]),
		);
	}
	async #live(): Promise<void> {
		const { days } = this;
		const slices = this.#chaseable();
		this.#seen.set(days.today, slices);
		await days.live();
		const mail = days.of(days.today);
		if (mail && days.model.taken.has(mail.id)) this.#judge(mail, slices);
		for (const [id, all] of slices) for (const { chase } of all) if (chase.may) this.#mustBeTold(id, chase.by);
	}
	#judge(mail: Mailing, slices: Seen['slices']): void {
		const lines = mail.facts?.documents.filter(({ out }) => out === null) ?? [];
		let most = 0;
		for (const { id, due } of lines) for (const { minor, chase } of slices.get(id) ?? []) if (chase.may && chase.by === due) most += minor;
		if (mail.amount !== most) this.wrong.push(`${mail.day} asks ${mail.amount}, and ${most} may be asked`);
	}

	/** The last stage since its day, unless a mail has named the invoice since, or it was free by its due day when a decision was dealt with, or it is a person's. */
	#mustBeTold(id: string, by: Day): void {
		const { model, today } = this.days;
		const invoice = model.documents.get(id);
		const last = defaultPolicy.stages.findLast((stage) => stage.day >= 0 && addDays(by, stage.day) <= today);
		if (!invoice || !last || by < addDays(start, -defaultPolicy.backlogAfter)) return;
		const own = by !== dueOf(invoice);
		const dealt = [...model.mails.values()].some((mail) => {
			if (mail.day < addDays(by, last.day)) return false;
			if (mail.state === 'suppressed' && !movesOn(mail.reasons)) return false;
			const was = this.#seen.get(mail.day)?.get(id) ?? [];
			const free = was.some(({ chase }) => chase.may && chase.by === dueOf(invoice));
			const named = mail.facts?.documents.some((each) => each.id === id && each.out === null) ?? false;
			return free || (own && named);
		});
		if (!dealt)
			this.wrong.push(`${today} ${id} by ${by}: nobody told of +${last.day}; ${this.days.of(today)?.reasons.join(' ') ?? 'no candidate'}`);
	}

	async take(each: Step): Promise<void> {
		const { days } = this;
		if (each.do === 'days')
			for (let n = 0; n < each.n; n++) {
				days.today = addDays(days.today, 1);
				await this.#live();
			}
		else if (each.do === 'silence') days.today = addDays(days.today, each.n);
		else if (each.do === 'pay') {
			const all = [...days.model.documents.values()].filter(({ open }) => open > 0);
			const invoice = all[each.on % Math.max(1, all.length)];
			if (invoice) days.pays(invoice.id, Math.min(each.minor, invoice.open));
		} else if (each.do === 'end') {
			const all = [...days.model.arrangements.all.values()];
			const one = all[each.n % Math.max(1, all.length)];
			const state = one && ended[one.kind];
			if (one && state) days.agree({ ...one, state } as Arrangement);
		} else {
			const made = arranged(each.wish, days.asking(`a${this.#serial++}`), days.known());
			if (made) days.agree(made);
		}
	}
}

describe('over any arrangements, payments and days', () => {
	it('what may be chased is, at the last stage that came, and nothing else; no stage twice', async () => {
		const outcomes = new Map<string, number>();
		let own = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ due: fc.integer({ min: -30, max: 20 }), total: fc.integer({ min: 50, max: 900 }) }), {
					minLength: 1,
					maxLength: 3,
				}),
				fc.array(step, { minLength: 5, maxLength: 22 }),
				async (invoices, steps) => {
					const life = new Life(invoices);
					for (const each of steps) await life.take(each);
					const mails = [...life.days.model.mails.values()];
					expect(life.wrong).toEqual([]);
					expect(mails.filter((mail) => !isFinal(mail) && mail.day < life.days.today)).toEqual([]);
					const told = mails
						.filter(({ id }) => life.days.model.taken.has(id))
						.flatMap(({ facts }) => facts?.documents ?? [])
						.flatMap(({ id, stage, due, out }) => (stage === null || out !== null ? [] : [`${id} ${due} +${stage}`]));
					expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
					for (const { state, reasons } of mails)
						outcomes.set([state, ...reasons].join(' '), (outcomes.get([state, ...reasons].join(' ')) ?? 0) + 1);
					own += mails
						.flatMap(({ facts }) => facts?.documents ?? [])
						.filter(({ out, claims }) => out === null && claims?.some(({ by }) => by)).length;
				},
			),
			{ numRuns: 150 },
		);
		console.info(Object.fromEntries(outcomes), `${own} lines by a day of their own`);
		for (const reason of ['DISPUTED', 'PROMISED', 'PLANNED', 'EXTENDED', 'PAUSED', 'SETTLING'])
			expect([...outcomes.keys()].join(' ')).toContain(reason);
		expect(own).toBeGreaterThan(0);
	}, 120_000);
});
