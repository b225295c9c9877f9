import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoMailings } from '../../../../shared/adapters/dynamo/mailings.ts';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import { addDays, day, later } from '../../../../shared/domain/day.ts';
import { type Mailing, mailId, mailRef } from '../../../../shared/domain/mailing.ts';
import { codeMail, noticeMail } from '../../../../shared/domain/notice-mail.ts';
import { defaultPolicy, nextStageDay } from '../../../../shared/domain/policy.ts';
import { TryLater } from '../../../../shared/ports/books.ts';
import { delivered } from './model.ts';
import { aCredit, anInvoice, at, type Bench, eur, gbp, ledger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const open = () => {
	const store = bench.open();
	const company = bench.company();
	return { store, company, scope: { company, ledger }, mailings: dynamoMailings(store), books: dynamoBooks(store) };
};
const aMail = (company: string, over: Partial<Mailing> = {}): Mailing => {
	const customer = over.customer ?? who('acme');
	const on = over.day ?? today;
	const currency = over.currency ?? eur;
	return {
		company,
		id: mailId({ kind: 'reminder', day: on, currency, customer }),
		kind: 'reminder',
		customer,
		ledger,
		currency,
		day: on,
		stage: { day: 3, tone: 'soft' },
		policy: 'default/1',
		state: 'planned',
		reasons: [],
		facts: null,
		amount: 0,
		language: null,
		subject: null,
		payment: null,
		plannedAt: at,
		lease: null,
		sendingAt: null,
		sentAt: null,
		messageId: null,
		delivery: 'none',
		deliveryAt: null,
		by: null,
		tries: 0,
		wake: later(at, 120_000),
		rev: 0,
		...over,
	};
};
const acme = who('acme');
const due = (days: number, over = {}) => anInvoice({ id: 'i', due: addDays(today, days), ...over });

describe('who is due', () => {
	it('is known by every save, by the ladder alone', async () => {
		const { company, scope, mailings, books } = open();
		const dueOn = async (on = today) => (await mailings.dueCustomers(company, on, 10, null)).rows.map(({ next }) => next);
		await books.save(scope, [due(7)], at);
		expect([await dueOn(), await dueOn(addDays(today, 2))]).toEqual([[], [addDays(today, 2)]]);
		await mailings.moveThrough(company, acme, eur, addDays(today, 2));
		expect([await dueOn(addDays(today, 9)), await dueOn(addDays(today, 10))]).toEqual([[], [addDays(today, 10)]]);
		await books.save(scope, [due(7, { version: version(2), open: 0 })], at);
		expect(await dueOn(day('9999-12-31'))).toEqual([]);
	});

	it('comes page by page, each currency by itself', async () => {
		const { company, scope, mailings, books } = open();
		await books.save(
			scope,
			Array.from({ length: 7 }, (_, i) => due(-i, { id: `i${i}`, customer: who(`c${i}`), currency: i % 2 ? gbp : eur })),
			at,
		);
		const all: string[] = [];
		for (let from: string | null = null, more = true; more; ) {
			const page = await mailings.dueCustomers(company, today, 3, from);
			all.push(...page.rows.map(({ customer, currency }) => `${customer} ${currency}`));
			from = page.next;
			more = from !== null;
		}
		expect(all.toSorted()).toEqual(Array.from({ length: 7 }, (_, i) => `${who(`c${i}`)} ${i % 2 ? gbp : eur}`));
		await expect(mailings.dueCustomers(company, today, 3, 'eyJh')).rejects.toThrow('Start again');
	});

	it('costs nothing for those who are not', async () => {
		const { store, company, scope, mailings, books } = open();
		await books.save(
			scope,
			Array.from({ length: 60 }, (_, i) => due(30, { id: `i${i}`, customer: who(`c${i}`) })),
			at,
		);
		const before = store.count.reads;
		expect((await mailings.dueCustomers(company, today, 100, null)).rows).toEqual([]);
		console.info(`${(store.count.reads - before) / 60} RCU for a customer who is not due`);
		expect((store.count.reads - before) / 60).toBeLessThanOrEqual(0.1);
	});

	it('survives saves, recounts and rolls: through and since are carried along, also over nothing owed', async () => {
		const { company, scope, mailings, books } = open();
		const reach = async () => {
			const { through, since } = (await mailings.standing(company, acme, eur)) ?? {};
			return [through, since];
		};
		const then = addDays(today, -2);
		await books.load(scope, [due(-10)], at);
		await books.recount(scope, 'write', today);
		expect(await reach()).toEqual([null, null]);
		await mailings.moveThrough(company, acme, eur, then);
		await mailings.moveThrough(company, acme, eur, today);
		await mailings.moveThrough(company, acme, eur, then); // never back
		expect(await reach()).toEqual([today, then]);
		await books.save(scope, [due(-10, { version: version(2), open: 50 })], at);
		await books.roll(company, addDays(today, -20), addDays(today, 1));
		await books.recount(scope, 'write', today);
		expect(await reach()).toEqual([today, then]);
		await books.save(scope, [due(-10, { version: version(3), open: 0 })], at);
		await books.recount(scope, 'write', today);
		expect(await reach()).toEqual([today, then]);
		await books.save(scope, [due(-10, { version: version(4), open: 70 })], at);
		expect(await reach()).toEqual([today, then]);
		expect((await mailings.dueCustomers(company, addDays(today, 30), 10, null)).rows).toMatchObject([{ next: addDays(today, 11) }]);
	});

	it('a recount keeps how far a customer is who no longer owes anything', async () => {
		const { store, company, scope, mailings, books } = open();
		await books.save(scope, [due(-10), due(-10, { id: 'other', customer: who('b') })], at);
		await mailings.moveThrough(company, acme, eur, today);
		// Both documents vanish past the product: only the ladders are left.
		for (const id of ['i', 'other']) {
			const { keys } = await import('../../../../shared/wire/table.ts');
			await store.delete(keys.document(company, ledger, 'invoice', id));
		}
		await books.recount(scope, 'write', today);
		expect(await mailings.standing(company, acme, eur)).toMatchObject({ ladder: new Map(), through: today });
		expect(await mailings.standing(company, who('b'), eur)).toBeNull();
	});

	it('is right whatever comes between: saves and moves beside each other, under conflicts and lagging indexes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ open: fc.constantFrom(0, 1, 500), due: fc.integer({ min: -50, max: 20 }) }), { minLength: 1, maxLength: 5 }),
				fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 4 }),
				async (invoices, moves) => {
					const { company, scope, mailings, books } = open();
					Object.assign(bench.dynamo.faults, { transactionConflict: 0.15, writeConflict: 0.15, answerLost: 0.15 });
					bench.dynamo.faults.indexLag = { unit: 'writes', min: 1, max: 20 };
					const saves = invoices.map((each, i) =>
						delivered(() => books.save(scope, [due(each.due, { id: `i${i}`, open: each.open })], at)),
					);
					await Promise.all([
						...saves,
						...moves.map((days) => delivered(() => mailings.moveThrough(company, acme, eur, addDays(today, days)))),
					]);
					bench.dynamo.faults.clear();
					await bench.dynamo.settleIndexes();
					const standing = await mailings.standing(company, acme, eur);
					const page = await mailings.dueCustomers(company, day('9999-12-31'), 10, null);
					const next = standing && nextStageDay(defaultPolicy, standing.ladder, standing.through);
					expect(page.rows.map((row) => row.next)).toEqual(next ? [next] : []);
				},
			),
			{ numRuns: 12 },
		);
	});
});

describe('what a mail left out', () => {
	const left = (ids: readonly string[], out: 'IN_FLIGHT' | null = 'IN_FLIGHT'): Mailing['facts'] => ({
		freshAsOf: at,
		unapplied: 0,
		hash: 'h',
		documents: ids.map((id) => ({ id, number: id, due: addDays(today, -10), open: 500, held: out ? 500 : 0, stage: 10, out })),
	});
	const before = addDays(today, -8);
	/** i and j are left out of the mail of today. */
	const begun = async () => {
		const it = open();
		const { company, scope, mailings, books } = it;
		await books.save(scope, [due(-10), due(-10, { id: 'j' }), due(-3, { id: 'k' })], at);
		await mailings.moveThrough(company, acme, eur, before);
		const mail = aMail(company, { facts: left(['i', 'j']) });
		await mailings.plan(mail);
		const sent: Mailing = { ...mail, state: 'sent', wake: null, rev: 1 };
		expect(await mailings.settle(sent, today)).toBe('saved');
		const list = async (customer = acme) => [...((await mailings.standing(company, customer, eur))?.exceptions ?? [])];
		const next = async () => (await mailings.dueCustomers(company, day('9999-12-31'), 10, null)).rows.map((row) => row.next);
		return { ...it, sent: { ...sent, rev: 2 }, list, next };
	};
	const own = { why: 'IN_FLIGHT', through: before };

	it('is listed with the day it came with, in the same step; its customer is looked at from then on', async () => {
		const { company, mailings, list, next } = await begun();
		expect(await list()).toEqual([
			['i', own],
			['j', own],
		]);
		expect(await mailings.standing(company, acme, eur)).toMatchObject({ through: today });
		expect((await next())[0] ?? '9').toMatch(/^2026-11-(1\d|2[0-2])$/);
	});

	it('stays as it was when the same is told again, also by an earlier mail, and leaves with the mail that names it', async () => {
		const { company, mailings, sent, list } = await begun();
		expect(await mailings.settle({ ...sent, delivery: 'delivered' }, today)).toBe('saved');
		const other = aMail(company, { day: addDays(today, -1), facts: left([]) });
		await mailings.plan(other);
		expect(await mailings.settle({ ...other, state: 'unknown', rev: 1 }, other.day)).toBe('saved');
		expect(await list()).toHaveLength(2);
		const named = aMail(company, { day: addDays(today, 1), facts: left(['i'], null) });
		await mailings.plan(named);
		expect(await mailings.settle({ ...named, state: 'sent', wake: null, rev: 1 }, named.day)).toBe('saved');
		expect(await list()).toEqual([]);
	});

	it('goes with what is owed: through saves, rolls and recounts, to another customer, and off the list once it is not open', async () => {
		const { company, scope, mailings, books, list, next } = await begun();
		await books.save(
			scope,
			[due(-10, { version: version(2), open: 400 }), due(-10, { id: 'j', version: version(2), customer: who('b') })],
			at,
		);
		await books.roll(company, addDays(today, -20), addDays(today, 1));
		await books.recount(scope, 'write', today);
		expect([await list(), await list(who('b'))]).toEqual([[['i', own]], [['j', own]]]);
		// A credit may have the id of an invoice.
		await books.save(scope, [aCredit({ id: 'i' })], at);
		await books.save(scope, [aCredit({ id: 'i', version: version(2), unapplied: 0, state: 'closed' })], at);
		expect(await list()).toEqual([['i', own]]);
		await books.save(
			scope,
			[due(-10, { version: version(3), open: 0 }), due(-10, { id: 'j', version: version(3), open: 0, state: 'void' })],
			at,
		);
		expect([await list(), await list(who('b'))]).toEqual([[], []]);
		// k is past its +3, which was dealt with.
		expect(await next()).toEqual([addDays(today, 7)]);
		expect(await mailings.standing(company, acme, eur)).toMatchObject({ through: today });
	});

	it('ends when the day is moved on and no stage of anything is open; not while one is', async () => {
		const { company, scope, mailings, books, list } = await begun();
		await mailings.moveThrough(company, acme, eur, today);
		expect(await list()).toHaveLength(2);
		const later = { due: addDays(today, 60), version: version(2) };
		await books.save(scope, [due(0, later), due(0, { id: 'j', ...later }), due(0, { id: 'k', ...later })], at);
		await mailings.moveThrough(company, acme, eur, today);
		expect(await list()).toEqual([]);
	});

	it('costs nothing where nothing is, and is not stored there', async () => {
		const { company, scope, store, mailings, books } = open();
		await books.save(scope, [due(-3)], at);
		const mail = aMail(company, { facts: left([]) });
		await mailings.plan(mail);
		const { writes, requests } = store.count;
		await mailings.settle({ ...mail, state: 'sent', wake: null, rev: 1 }, today);
		console.info(`settling a mail that left out nothing: ${store.count.writes - writes} WCU`);
		expect([store.count.requests - requests, store.count.writes - writes <= 16]).toEqual([2, true]);
		const { keys } = await import('../../../../shared/wire/table.ts');
		expect(await store.get(keys.customerLadder(company, acme, eur), 'consistent')).not.toHaveProperty('exceptions');
	});

	it('is kept whatever comes between: answers lost, conflicts, saves beside it', async () => {
		const { company, scope, mailings, books, list } = await begun();
		Object.assign(bench.dynamo.faults, { transactionConflict: 0.2, writeConflict: 0.2, answerLost: 0.2 });
		const mail = aMail(company, { day: addDays(today, 1), facts: left(['i']) });
		await delivered(() => mailings.plan(mail));
		const saves = Array.from({ length: 5 }, (_, i) =>
			delivered(() => books.save(scope, [due(-10, { version: version(i + 2), open: 100 + i })], at)),
		);
		const settled = delivered(() => mailings.settle({ ...mail, state: 'sent', wake: null, rev: 1 }, mail.day));
		await Promise.all([...saves, settled]);
		bench.dynamo.faults.clear();
		expect([await settled, await list()]).toEqual(['saved', [['i', own]]]);
	});
});

describe('mails', () => {
	it('are planned once, saved over what was seen, read back as they were', async () => {
		const { company, mailings } = open();
		const mail = aMail(company, { facts: { freshAsOf: at, documents: [], unapplied: 3, hash: 'h' } });
		expect([await mailings.plan(mail), await mailings.plan(mail)]).toEqual(['planned', 'exists']);
		expect(await mailings.mailing(company, mail.id)).toEqual({ ...mail, rev: 1 });
		const claimed = { ...mail, state: 'claimed', rev: 1 } as const;
		expect([await mailings.save(claimed), await mailings.save(claimed)]).toEqual(['saved', 'stale']);
		expect(await mailings.mailing('other', mail.id)).toBeNull();
	});

	it.each([
		'',
		'rem',
		'rem|x|EUR|c',
		'rem|2026-11-22|XXQ|c',
		'rem|2026-11-22|EUR|',
		'rem|2026-11-22|EUR|a#b',
		'rcp|',
		'rcp|#|c',
		'x'.repeat(999),
	])('%j is no mail', async (id) => expect(await dynamoMailings(bench.open()).mailing('co', id)).toBeNull());

	it('ids are taken apart as they were put together', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), (customer) => {
				const reminder = { kind: 'reminder', day: today, currency: eur, customer } as const;
				expect(mailRef(mailId(reminder))).toEqual(reminder);
				const receipt = { kind: 'receipt', payment: 'pi_1', customer } as const;
				expect(mailRef(mailId(receipt))).toEqual(receipt);
			}),
		);
	});

	it('are settled with their customer’s reach in one step, beside saves that rewrite the ladder', async () => {
		const { company, scope, mailings, books } = open();
		await books.save(scope, [due(-3)], at);
		const mail = aMail(company);
		await mailings.plan(mail);
		const saves = Array.from({ length: 6 }, (_, i) =>
			delivered(() => books.save(scope, [due(-3, { version: version(i + 2), open: 100 + i })], at)),
		);
		const sent = { ...mail, state: 'sent', wake: null, rev: 1 } as const;
		const settled = delivered(() => mailings.settle(sent, today));
		expect(await settled).toBe('saved');
		await Promise.all(saves);
		expect(await mailings.settle({ ...sent, messageId: 'late' }, addDays(today, 5))).toBe('stale');
		expect(await mailings.standing(company, acme, eur)).toMatchObject({ through: today, since: today });
		expect((await mailings.mailing(company, mail.id))?.state).toBe('sent');
	});

	it('are listed by day, state and customer; and wake', async () => {
		const { company, mailings } = open();
		for (const [i, state] of (['planned', 'sent', 'planned', 'suppressed'] as const).entries())
			await mailings.plan(aMail(company, { customer: who(`c${i}`), state, wake: state === 'planned' ? at : null }));
		await mailings.plan(aMail(company, { customer: who('c0'), day: addDays(today, 1), wake: null }));
		const first = await mailings.ofDay(company, today, null, 3, null);
		const rest = await mailings.ofDay(company, today, null, 3, first.next);
		expect([...first.rows, ...rest.rows].map(({ customer, state }) => `${state} ${customer}`)).toEqual([
			`planned ${who('c0')}`,
			`planned ${who('c2')}`,
			`sent ${who('c1')}`,
			`suppressed ${who('c3')}`,
		]);
		expect(rest.next).toBeNull();
		expect((await mailings.ofDay(company, today, 'planned', 10, null)).rows).toHaveLength(2);
		for (const read of ['ofCustomer', 'remindersOf'] as const)
			expect((await mailings[read](company, who('c0'), 5)).map(({ day }) => day)).toEqual([addDays(today, 1), today]);
		const sending = { company, mode: 'live', stopped: null, plannedFor: null, cursor: null, wake: at, rev: 0 } as const;
		await mailings.saveSending(sending);
		expect(await mailings.sending(company)).toEqual({ ...sending, rev: 1 });
		const mine = <T extends { readonly company: string }>(all: readonly T[]): readonly T[] =>
			all.filter((each) => each.company === company);
		expect(mine(await mailings.dueSendings(at, 100))).toEqual([{ company, id: 'sending' }]);
		expect(mine(await mailings.dueMailings(at, 100))).toHaveLength(2);
		expect(mine(await mailings.dueMailings(later(at, -1), 100))).toEqual([]);
	});

	it('that tell something are kept by their moment: a few read are the latest ones, whatever they are about', async () => {
		const { store, company, mailings } = open();
		const told = (n: number): Mailing => {
			const since = later(at, n * 3_600_000);
			const id = createHash('sha256').update(`${n}`).digest('hex').slice(0, 20);
			if (n % 3 === 0) return codeMail({ company, customer: acme, ledger, at: since }, id, '123456', later(since, 600_000));
			const after = { company, customer: acme, ledger, currency: eur, id, kind: 'promise', state: 'broken', since } as Arrangement;
			const change = { at: since, event: 'due', from: 'open', to: 'broken', does: ['tell'] } as const;
			const mail = noticeMail({ ...change, by: null, text: null, before: null, after });
			if (!mail) throw new Error('nothing is told');
			return mail;
		};
		const all = Array.from({ length: 30 }, (_, n) => told(n));
		for (const mail of all.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await mailings.plan(mail);
		const before = store.count.reads;
		const latest = await mailings.ofCustomer(company, acme, 12);
		expect(latest.map(({ id }) => id)).toEqual(
			all
				.slice(-12)
				.map(({ id }) => id)
				.toReversed(),
		);
		expect(store.count.reads - before).toBeLessThanOrEqual(6);
	});

	it('know refused addresses without holding them, and the switch for everybody', async () => {
		const { company, mailings } = open();
		await mailings.refuseAddress(company, acme, 'Ann@Example.com ', at);
		expect(await mailings.isRefused(company, acme, 'ann@example.com')).toBe(true);
		expect(await mailings.isRefused(company, acme, 'ben@example.com')).toBe(false);
		expect(await mailings.isRefused(company, who('b'), 'ann@example.com')).toBe(false);
		expect(await mailings.stoppedEverywhere()).toBeNull();
		await mailings.stopEverywhere({ by: 'op', at });
		expect(await mailings.stoppedEverywhere()).toEqual({ by: 'op', at });
		await mailings.stopEverywhere(null);
		expect(await mailings.stoppedEverywhere()).toBeNull();
	});

	it('say to come later when the ladder never stands still', async () => {
		const { company, scope, mailings, books } = open();
		await books.save(scope, [due(-3)], at);
		bench.dynamo.faults.writeConflict = 1;
		await expect(mailings.moveThrough(company, acme, eur, today)).rejects.toThrow(TryLater);
	});
});
