/**
 * A customer's months in memory: payments, credits, money taken back, disputes, promises, plans, holds, autopay and what the ledger answers, at random.
 * After each of them everything that follows is followed (`advanceAll`), and the three answers are compared with those of an oracle (`oracle.ts`).
 */
import { act, advanceAll, answerOf, type World } from '../../../shared/domain/arrangements/advance.ts';
import { insteadOf } from '../../../shared/domain/arrangements/anew.ts';
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newHold,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newReward,
	newSetOff,
	newSettlement,
} from '../../../shared/domain/arrangements/ask.ts';
import { type Known, roomOn } from '../../../shared/domain/arrangements/asking.ts';
import { equalInstalments } from '../../../shared/domain/arrangements/instalments.ts';
import { type Act, type ArrangementEvent, acts } from '../../../shared/domain/arrangements/kinds.ts';
import { slicesOf } from '../../../shared/domain/arrangements/slices.ts';
import { isCreditedInVain, isPosted, isRecalled } from '../../../shared/domain/arrangements/to-post.ts';
import { addBusinessDays } from '../../../shared/domain/business-days.ts';
import { addDays, instantOfMs } from '../../../shared/domain/day.ts';
import type { Entry, StoredDocument } from '../../../shared/domain/document.ts';
import { Refusal } from '../../../shared/domain/refusal.ts';
import { ann, askingOf, bob, eur, knownOf, mandateOf } from './books.ts';
import { CustomerBooks, dice } from './customer-books.ts';
import { cameSince, placesOf, tallyOf } from './oracle.ts';

export type Lived = {
	/** `kind state event` of each pair that was put to the table, and how often it moved something. */
	readonly visited: ReadonlyMap<string, number>;
	readonly moved: ReadonlyMap<string, number>;
	readonly counts: Readonly<Record<string, number>>;
	readonly differences: readonly string[];
};

/** What was asked for in the ledger was looked for. */
const found = (each: Arrangement): Arrangement => (each.recall ? { ...each, recall: { ...each.recall, done: true } } : each);

class Customer {
	readonly #own: CustomerBooks;
	#arrangements: Arrangement[] = [];
	readonly #postings = new Map<string, 'written' | 'refused' | 'late'>();
	/** Settlements that hold no more, which the ledger has credited, and nobody here knows it. */
	readonly #unheard = new Set<string>();
	/** What stood on the invoices when each began. */
	readonly #before = new Map<string, ReadonlyMap<string, readonly Entry[]>>();
	#serial = 0;
	readonly visited = new Map<string, number>();
	readonly moved = new Map<string, number>();
	readonly counts: Record<string, number> = {};
	readonly differences: string[] = [];

	constructor(seed: number) {
		this.#own = new CustomerBooks(dice(seed));
	}

	#entriesOf({ id }: Arrangement, invoice: string): readonly Entry[] {
		return this.#before.get(id)?.get(invoice) ?? [];
	}
	#count(what: string): void {
		this.counts[what] = (this.counts[what] ?? 0) + 1;
	}
	#world(): World {
		return {
			today: this.#own.today,
			invoices: this.#own.invoices(),
			unapplied: () => this.#own.unapplied,
			posting: (each) => {
				const isThere = isCreditedInVain(each) || (each.kind === 'reward' && (each.written ?? []).length > 0);
				const found = isThere ? 'written' : this.#postings.get(each.id);
				return found === undefined || found === 'late' ? null : found;
			},
		};
	}
	#known(replaces: Arrangement | null = null): Known {
		return knownOf(this.#own.today, [...this.#own.invoices().values()], {
			arrangements: this.#arrangements,
			unapplied: this.#own.unapplied,
			replaces,
		});
	}
	#visit(of: Arrangement, event: ArrangementEvent, moves: boolean): void {
		const name = `${of.kind} ${of.state} ${event}`;
		this.visited.set(name, (this.visited.get(name) ?? 0) + 1);
		if (moves) this.moved.set(name, (this.moved.get(name) ?? 0) + 1);
	}

	#write(one: Arrangement): void {
		this.#postings.set(one.id, 'written');
		for (const { invoice, minor } of one.parts)
			this.#own.credit(invoice, one.kind === 'dispute' ? (one.terms.concession?.minor ?? 0) : minor);
	}

	/** What becomes of what was agreed: it is paid, written, heard of. */
	readonly #deeds: Readonly<Record<string, () => void>> = {
		/** A settlement is paid as it was offered; and that payment bounces, perhaps while our credit is on its way. */
		settle: () => {
			const waits = this.#arrangements.filter(
				({ kind, state }) =>
					((kind === 'settlement' || kind === 'reward') && state === 'offered') || (kind === 'reward' && state === 'lost'),
			);
			const one = this.#own.one(waits);
			let left = one?.kind === 'settlement' ? one.terms.pays : one ? 1_000 : 0;
			for (const { invoice } of one?.parts ?? []) {
				const row = this.#own.rows.find(({ id }) => id === invoice);
				const minor = row ? Math.min(left, this.#own.open(row) - row.held) : 0;
				// A reward that is lost: the books date it in time.
				if (row && minor > 0) this.#own.paid(row, one?.kind === 'reward' && one.state === 'lost' ? one.terms.by : this.#own.today, minor);
				left -= Math.max(0, minor);
			}
		},
		bounce: () => {
			const one = this.#own.one(
				this.#arrangements.filter(
					({ kind, state }) => (kind === 'settlement' && state === 'paid') || (kind === 'reward' && state === 'earned'),
				),
			);
			const rows = this.#own.rows.filter(({ id }) => one?.parts.some(({ invoice }) => invoice === id));
			if (one && this.#own.roll(4)) this.#postings.set(one.id, 'late');
			for (const row of rows)
				row.entries = row.entries.filter(({ kind, day: on }) => kind !== 'payment' || on < addDays(this.#own.today, -20));
		},
		/** What was agreed is written to the ledger and read back, or the ledger refuses. */
		post: () => {
			// A dispute that the ledger refused the credit of is open again; tried again, the ledger may take it.
			const isAgain = ({ id, kind, state }: Arrangement): boolean =>
				kind === 'dispute' && state === 'open' && this.#postings.get(id) === 'refused';
			const waits = this.#arrangements.filter((each) => ['conceded', 'paid', 'agreed', 'earned'].includes(each.state) || isAgain(each));
			const one = this.#own.one(waits);
			if (!one) return;
			if (this.#own.roll(4) === 0) {
				this.#postings.set(one.id, 'refused');
				return;
			}
			// A settlement's credit may stand there a while before anybody here has heard of it.
			if ((one.kind === 'settlement' || one.kind === 'reward') && this.#own.roll(2)) this.#postings.set(one.id, 'late');
			else this.#write(one);
		},
		/** What the ledger did is heard of. */
		hear: () => {
			const one = this.#own.one(this.#arrangements.filter(({ id }) => this.#postings.get(id) === 'late' || this.#unheard.has(id)));
			// What was credited in vain is heard of before its invoice is long settled otherwise.
			if (!one || (!this.#unheard.has(one.id) && this.#own.roll(2))) return;
			if (!this.#unheard.delete(one.id)) return this.#write(one);
			const [part] = one.parts;
			if (part && one.kind !== 'reward') this.#own.credit(part.invoice, part.minor);
			this.#arrangements = this.#arrangements.map((each) =>
				each.id === one.id ? found({ ...each, written: [part?.invoice ?? ''] }) : each,
			);
		},
		/** A mandate's charge that the bank refused; and an answer that is not the last one. */
		charge: () => {
			const mandate = this.#arrangements.find(({ kind, state }) => kind === 'mandate' && state === 'active');
			if (mandate && this.#own.roll(3) === 0) this.#postings.set(mandate.id, 'refused');
		},
	};

	#begin(): void {
		const id = `a${String(++this.#serial).padStart(3, '0')}`;
		const invoices = [...this.#own.invoices().values()];
		const some = this.#own.roll(2)
			? invoices.slice(0, 1 + this.#own.roll(invoices.length))
			: [this.#own.one(invoices.filter(({ open }) => open > 0)) ?? invoices[0]].flatMap((each) => each ?? []);
		const first = some[0];
		if (!first) return;
		const minor = 1 + this.#own.roll(30);
		const replaceable = this.#arrangements.filter((each) => {
			const answer = answerOf(each, 'replace');
			return answer !== 'stays' && !('refuses' in answer);
		});
		// During a dispute a plan is agreed anew about the rest.
		const stands = replaceable.filter(({ state }) => state === 'suspended');
		const old = this.#own.roll(3) === 0 ? (this.#own.one(stands.length > 0 && this.#own.roll(2) ? stands : replaceable) ?? null) : null;
		const known = this.#known(old);
		const asking = askingOf(id, ann, instantOfMs(Date.parse(`${this.#own.today}T12:00:00Z`) + this.#serial));
		const soon = addDays(this.#own.today, this.#own.roll(20) - 1);
		const names = some.map((each) => each.id);
		const wishes = names.map((invoice) => ({ invoice, minor: this.#own.roll(3) ? null : minor }));
		const rooms = some.reduce((all, each, n) => all + (wishes[n]?.minor ?? roomOn(each, known)), 0);
		const kinds: Readonly<Record<Arrangement['kind'], () => Arrangement>> = {
			dispute: () => newDispute(asking, { invoice: first.id, minor: this.#own.roll(2) ? null : minor, reason: 'price', text: '' }, known),
			promise: () => newPromise(asking, { invoices: names, minor, by: soon }, known),
			plan: () => {
				const count = 1 + this.#own.roll(4);
				return newPlan(
					asking,
					{ wishes, instalments: equalInstalments(Math.max(1, rooms), eur, { count, first: soon, every: 'two-weeks', down: null }) },
					known,
				);
			},
			extension: () => newExtension(asking, { invoices: names, to: addDays(soon, 20) }, known),
			settlement: () => newSettlement(asking, { wishes, pays: 1 + this.#own.roll(Math.max(1, rooms)), by: soon }, known),
			'set-off': () => newSetOff(asking, { invoice: first.id, minor, bill: 'b1' }, known),
			reward: () => newReward(asking, { invoices: names, minor: 1, by: soon }, known),
			pause: () => newPause(asking, { invoice: this.#own.roll(2) ? null : first.id, until: soon, why: '' }, known),
			hold: () => newHold(asking, { level: 'warn', limit: null, review: soon, why: '' }, known),
			insolvency: () => newInsolvency(asking, { since: this.#own.today, claimBy: addDays(this.#own.today, 20), reference: '' }, known),
			mandate: () => ({
				...mandateOf(id, soon),
				...(old && { replaces: old.id, insteadOf: [old.id, ...insteadOf(old)], version: old.version + 1 }),
			}),
		};
		// What has many states comes oftener; an insolvency ends so much else that few are enough.
		const rare = this.#own.roll(5) === 0 ? (['insolvency'] as const) : [];
		const usual = ['dispute', 'dispute', 'promise', 'promise', 'plan', 'plan', 'plan', 'settlement', 'settlement', 'set-off'] as const;
		const kind = old?.kind ?? this.#own.one([...usual, 'extension', 'reward', 'pause', 'hold', 'mandate', ...rare] as const) ?? 'promise';
		try {
			const fresh = kinds[kind]();
			if (kind === 'mandate' && !old && this.#arrangements.some((each) => each.kind === 'mandate' && each.state !== 'ended')) return;
			if (old && old.kind === kind) this.#do(old, 'replace');
			// The table gives them in no order that means anything.
			this.#arrangements = this.#own.roll(2) ? [...this.#arrangements, fresh] : [fresh, ...this.#arrangements];
			this.#before.set(id, new Map(this.#own.rows.map((row) => [row.id, [...row.entries]])));
			this.#count(`begun: ${kind}`);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			this.#count(`refused: ${error.code}`);
		}
	}

	#do(of: Arrangement, event: Act): void {
		const ready: Arrangement =
			of.kind === 'dispute' && (event === 'concede' || event === 'propose') && of.state === 'open'
				? {
						...of,
						asked: bob,
						terms: { ...of.terms, concession: { as: 'credit-note', minor: 1 + this.#own.roll(of.parts[0]?.minor ?? 1) } },
					}
				: of;
		const done = act(ready, event);
		this.#visit(of, event, !('refuses' in done));
		if ('refuses' in done) return;
		this.#postings.delete(of.id);
		this.#arrangements = this.#arrangements.map((each) => (each.id === of.id ? done.arrangement : each));
		this.#count(`done: ${event}`);
	}

	/** Somebody does something: mostly what is possible, and goes through with what was asked for rather than ending it. */
	#try(): void {
		const possible = (of: Arrangement): readonly Act[] => acts.filter((each) => !('refuses' in Object(answerOf(of, each))));
		const alive = this.#arrangements.filter((each) => possible(each).length > 0);
		const of = this.#own.one(this.#own.roll(5) && alive.length > 0 ? alive : this.#arrangements);
		if (!of) return;
		const ends: readonly Act[] = ['decline', 'refuse', 'uphold', 'withdraw', 'replace'];
		const goesOn = possible(of).filter((each) => !ends.includes(each));
		const event = this.#own.one(this.#own.roll(4) && goesOn.length > 0 ? goesOn : this.#own.roll(3) ? possible(of) : acts);
		if (event && event !== 'replace') this.#do(of, event);
		if (event === 'replace' && this.#own.roll(2)) this.#do(of, event);
	}

	#follow(): void {
		const world = this.#world();
		const advanced = advanceAll(this.#arrangements, world);
		for (const { before, moves } of advanced)
			for (const { event, from } of moves) {
				this.#visit({ ...before, state: from } as Arrangement, event, true);
				if (event === 'replaced') this.#mustBeInPlace(before, from);
			}
		for (const { before, after } of advanced) {
			// A dispute that is open again because the ledger refused keeps its posting: somebody may try that again.
			const mayTryAgain = after.kind === 'dispute' && after.state === 'open' && before.state === 'conceded';
			if (before.state === after.state || mayTryAgain) continue;
			if ((after.kind === 'settlement' || after.kind === 'reward') && this.#postings.get(after.id) === 'late') this.#unheard.add(after.id);
			this.#postings.delete(after.id);
		}
		for (const { before, after } of advanced)
			if (isRecalled(before) && (isPosted(before) || (isPosted(after) && isRecalled(after))))
				this.differences.push(`${before.id} is paid again before anybody knows what became of its first credit`);
		// Where nothing was written for what is paid no more, that is found at once.
		this.#arrangements = advanced.map(({ after }) => (this.#unheard.has(after.id) ? after : found(after)));
		const again = advanceAll(this.#arrangements, this.#world()).flatMap(({ moves }) => moves);
		if (again.length > 0)
			this.differences.push(`moves once more: ${again.map(({ event, from, to }) => `${from} ${event} ${to}`).join(', ')}`);
	}

	/** Nothing gives way before somebody has said yes to what takes its place, as far as the old one was. */
	#mustBeInPlace(older: Arrangement, from: Arrangement['state']): void {
		const newer = this.#arrangements.filter((each) => placesOf(each, this.#arrangements).includes(older));
		const enough = from === 'asked' ? ['asked', 'offered', 'active'] : from === 'offered' ? ['offered', 'active'] : ['active', 'open'];
		if (!newer.some(({ state }) => enough.includes(state)))
			this.differences.push(`${older.id} gave way as ${from} to ${newer.map(({ id, state }) => `${id} ${state}`).join(', ') || 'nobody'}`);
		this.#count('gave way');
	}

	/** Of two versions never both hold: nobody pays one plan by two lists of days. */
	#mustNotBeBoth(): void {
		const steps: readonly (readonly Arrangement['state'][])[] = [['asked'], ['offered'], ['active', 'suspended', 'open']];
		const stepOf = ({ state }: Arrangement): number => steps.findIndex((states) => states.includes(state));
		for (const newer of this.#arrangements)
			for (const older of placesOf(newer, this.#arrangements))
				if (stepOf(older) >= 0 && stepOf(newer) >= stepOf(older))
					this.differences.push(`${newer.id} is ${newer.state}, and ${older.id}, whose place it takes, still ${older.state}`);
	}

	#compare(): void {
		this.#mustNotBeBoth();
		const invoices = this.#own.invoices();
		for (const invoice of invoices.values()) {
			const slices = slicesOf(invoice, this.#arrangements, invoices, this.#own.today);
			const sum = (is: (slice: (typeof slices)[number]) => boolean): number => slices.filter(is).reduce((all, { minor }) => all + minor, 0);
			const whole = sum(() => true);
			if (whole !== Math.max(0, invoice.open)) this.differences.push(`${invoice.id}: slices of ${whole}, open ${invoice.open}`);
			const ours = {
				chased: sum(({ chase }) => chase.may),
				charged: sum(({ charge }) => charge.may),
				funded: sum(({ funds }) => funds.counts),
			};
			const theirs = tallyOf(invoice, this.#arrangements, this.#own.today, (each, of) => this.#entriesOf(each, of));
			const settling = this.#arrangements.some(({ kind, state }) => kind === 'settlement' && (state === 'asked' || state === 'offered'));
			// What a settlement will credit is rounded up by its invoice; the oracle funds none of it.
			if (
				ours.chased !== theirs.chased ||
				ours.charged !== theirs.charged ||
				(settling ? ours.funded < theirs.funded : ours.funded !== theirs.funded)
			)
				this.differences.push(`${invoice.id}: ${JSON.stringify(ours)}, by the oracle ${JSON.stringify(theirs)}`);
			this.#count('answers compared');
		}
		for (const each of this.#arrangements)
			if (each.kind === 'promise' && (each.state === 'kept' || each.state === 'broken')) this.#judge(each, invoices);
	}

	/** A promise is kept if by its day and two business days as much was paid as was promised, or all that was left. */
	#judge(promise: Extract<Arrangement, { kind: 'promise' }>, invoices: ReadonlyMap<string, StoredDocument>): void {
		const last = addBusinessDays(promise.terms.by, 2);
		const covered = promise.parts.flatMap(({ invoice }) => invoices.get(invoice) ?? []);
		if (covered.some(({ doubt }) => doubt)) return;
		const paid = covered.reduce((all, each) => all + cameSince(this.#entriesOf(promise, each.id), each, last), 0);
		const nothingLeft = covered.every(
			({ entries }) => entries.filter(({ day: on }) => on <= last).reduce((all, { minor }) => all + minor, 0) <= 0,
		);
		const kept = paid >= promise.terms.minor || (paid > 0 && nothingLeft);
		if (kept !== (promise.state === 'kept'))
			this.differences.push(`${promise.id} is ${promise.state}, paid ${paid} of ${promise.terms.minor} by ${last}`);
		this.#count(`promise ${promise.state}`);
	}

	live(steps: number): void {
		// Time passes oftener than anything else happens.
		const doings = { ...this.#own.acts, ...this.#deeds };
		const names = [...Object.keys(doings), 'days', 'days'];
		for (let step = 0; step < steps && this.differences.length === 0; step++) {
			const what = this.#own.roll(10);
			if (what < 2) this.#begin();
			else if (what < 5) this.#try();
			else {
				const name = names[this.#own.roll(names.length)] ?? 'days';
				doings[name]?.();
				this.#count(name);
			}
			this.#follow();
			this.#compare();
		}
	}
}

export const liveThrough = (seed: number, steps = 80): Lived => {
	const customer = new Customer(seed);
	customer.live(steps);
	const { visited, moved, counts, differences } = customer;
	return { visited, moved, counts, differences: differences.map((text) => `seed ${seed}: ${text}`) };
};
