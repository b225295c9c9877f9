/**
 * Reminders noted in the ledger: one note of each invoice a mail asked for, wherever the power goes and whichever messages are lost; last in line for the ledger's
 * calls; left out, with words, where they cannot be.
 */
import { describe, expect, it } from 'vitest';
import { type NotePorts, noteMail, noteMailFailure } from '../../functions/reconcile/note-mail.ts';
import { sweepNotes } from '../../functions/reconcile/sweep-notes.ts';
import { type Allowance, newAllowance } from '../../shared/domain/allowance.ts';
import { day, type Instant, instant, later } from '../../shared/domain/day.ts';
import type { LedgerNote, Mailing, Sending } from '../../shared/domain/mailing.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { fake } from '../support/fake.ts';
import { company, customer, ledger, startPostWorld } from './post-world.ts';
import { cutter, PowerCut } from './world.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
const unharmed: Wrap = (port) => port;
const mail = `rem|2026-11-21|GBP|${customer}`;
const waits: LedgerNote = { state: 'owed', to: 'a•••@acme.example', invoices: 0 };

const mailingOf = (now: Instant, invoices: readonly string[]): Mailing => ({
	company,
	id: mail,
	kind: 'reminder',
	customer,
	ledger,
	currency: currency('GBP'),
	day: day('2026-11-21'),
	stage: { day: 10, tone: 'reminder' },
	policy: 'default/1',
	state: 'sent',
	reasons: [],
	facts: {
		freshAsOf: now,
		unapplied: 0,
		hash: '',
		documents: [
			...invoices.map((id) => ({ id, number: id, due: day('2026-11-11'), open: 1, held: 0, stage: 10, out: null })),
			{ id: 'left-out', number: 'x', due: day('2026-11-11'), open: 1, held: 0, stage: 10, out: 'DISPUTED' as const },
		],
	},
	amount: 2,
	language: 'en',
	subject: '',
	payment: null,
	note: waits,
	plannedAt: now,
	lease: null,
	sendingAt: now,
	sentAt: now,
	messageId: 'm',
	delivery: 'delivered',
	deliveryAt: now,
	by: null,
	tries: 0,
	wake: now,
	rev: 1,
});

const start = async (invoices: readonly string[] = ['inv-1', 'inv-2']) => {
	const world = await startPostWorld();
	const { clock } = world;
	let mailing = mailingOf(clock.now, invoices);
	let notedIn: Sending['notedIn'] = [ledger];
	let queue: Message[] = [];
	const allowances = memoryAllowances();
	const mailings = fake<Mailings>({
		mailing: async (_, id) => (id === mail ? mailing : null),
		save: async (next) => {
			if (next.rev !== mailing.rev) return 'stale';
			mailing = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		sending: async () => ({ company, ...(notedIn ? { notedIn } : {}) }) as Sending,
		dueNotes: async (now) =>
			mailing.note?.state === 'owed' && mailing.wake !== null && mailing.wake <= now ? [{ company, id: mail }] : [],
	});
	const change = { allowances: allowances.port };
	const ports = (wrap: Wrap): NotePorts => ({
		...world.portsOf(wrap, change),
		mailings: wrap(mailings),
		queues: wrap({ send: async (message: Message) => void queue.push(message) }),
	});
	const notes = (): readonly Posting[] => [...world.all.values()].filter(({ by }) => by === 'reminders');
	const deliver = async (message: Message, wrap: Wrap = unharmed): Promise<'done' | 'cut'> => {
		if (message.type === 'reconcile.post') return world.deliver(message.posting, wrap, change);
		if (message.type !== 'reconcile.note') return 'done';
		try {
			await noteMail(message, ports(wrap));
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	/** Everything that waits, each so often. */
	const drain = async (times = 1): Promise<void> => {
		for (let left = queue; left.length > 0; left = queue) {
			queue = [];
			for (const message of left) for (let n = 0; n < times; n++) await deliver(message);
		}
	};
	/** All queues are lost: each minute the sweep sees what is saved. */
	const liveOn = async (minutes: number): Promise<void> => {
		for (let minute = 0; minute < minutes; minute++) {
			clock.now = later(clock.now, 60_000);
			queue = [];
			await sweepNotes({ mailings, queues: { send: async (message) => void queue.push(message) }, clock: { now: () => clock.now } });
			await drain();
			for (const { id, wake } of notes()) if (wake !== null && wake <= clock.now) await world.deliver(id, unharmed, change);
		}
	};
	return {
		world,
		clock,
		deliver,
		drain,
		liveOn,
		notes,
		first: () => ({ type: 'reconcile.note', company, mail }) as const,
		mailing: () => mailing,
		inLedger: () => world.there.effects.filter((each) => each.do === 'note').map(({ target }) => target),
		queued: () => queue.splice(0),
		off: () => {
			notedIn = undefined;
		},
		use: (over: Partial<Allowance>) =>
			void allowances.stored.set(`${company}#${ledger}`, {
				...newAllowance({ company, ledger, provider: 'xero' }, clock.now),
				rev: 1,
				...over,
			}),
		ports,
	};
};
const target = (id: string): unknown => expect.stringContaining(`"id":"${id}"`);

describe('each invoice that a mail asked for is noted once', () => {
	it.each([
		['before', 'the messages come twice'],
		['after', 'the messages come twice'],
		['before', 'all queues are lost'],
		['after', 'all queues are lost'],
	] as const)('cut %s each call, then %s', async (when, then) => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const on = await start();
			const power = cutter(n, when);
			const outcomes = [await on.deliver(on.first(), power.wrap)];
			for (const message of outcomes[0] === 'done' ? on.queued() : []) outcomes.push(await on.deliver(message, power.wrap));
			const ended = outcomes.every((each) => each === 'done');
			if (!ended) cuts += 1;
			if (then === 'the messages come twice') {
				await on.deliver(on.first());
				for (const { id } of on.notes()) for (let i = 0; i < 2; i++) await on.deliver({ type: 'reconcile.post', company, posting: id });
				await on.drain(2);
			}
			await on.liveOn(12);
			expect(on.inLedger().toSorted()).toEqual([target('inv-1'), target('inv-2')]);
			expect(on.notes().map(({ state, problem }) => [state, problem])).toEqual([
				['written', null],
				['written', null],
			]);
			expect(on.mailing()).toMatchObject({ note: { state: 'done', invoices: 2 }, wake: null });
			if (ended) break;
		}
		console.log(`${cuts} cuts ${when} a call, then ${then}`);
		expect(cuts).toBeGreaterThan(25);
	});

	it('says which reminder, where to and when, and nothing of who or how much', async () => {
		const on = await start();
		await on.deliver(on.first());
		expect(on.notes().map(({ text, minor, by }) => [text, minor, by])).toEqual([
			['Reminder 2 sent by e-mail to a•••@acme.example on 21 Nov 2026 by Cobro', 0, 'reminders'],
			['Reminder 2 sent by e-mail to a•••@acme.example on 21 Nov 2026 by Cobro', 0, 'reminders'],
		]);
	});

	it('a few at a time, however many it named', async () => {
		const many = Array.from({ length: 12 }, (_, n) => `many-${n}`);
		const on = await start(many);
		for (const id of many) on.world.there.put('invoice', customer, { id, open: 100 });
		await on.world.books.repair({ company, ledger }, [...on.world.there.documents.values()], on.clock.now);
		const made: number[] = [];
		for (let minute = 0; minute < 4; minute++) {
			await on.liveOn(1);
			made.push(on.notes().length);
		}
		expect(made).toEqual([5, 10, 12, 12]);
		expect(on.mailing().note).toMatchObject({ state: 'done', invoices: 12 });
	});
});

describe('what stands in the way', () => {
	it('switched off meanwhile: none', async () => {
		const on = await start();
		on.off();
		await on.liveOn(2);
		expect(on.notes()).toEqual([]);
		expect(on.mailing().note).toMatchObject({ state: 'done', leftOut: 'Notes in this ledger were switched off.' });
	});

	it('an invoice that was voided in between has none, and the other one has', async () => {
		const on = await start();
		const there = [...on.world.there.documents.values()].find(({ id }) => id === 'inv-1');
		if (!there) throw new Error('no invoice');
		await on.world.books.repair({ company, ledger }, [{ ...there, state: 'void', open: 0, version: '99' }], on.clock.now);
		await on.liveOn(3);
		expect(on.inLedger()).toEqual([target('inv-2')]);
		expect(on.mailing().note?.state).toBe('done');
	});

	it('the ledger says no: left out with its words, no letter to anybody, and nothing is tried again', async () => {
		const on = await start();
		await on.deliver(on.first());
		on.world.there.locked = true;
		await on.liveOn(5);
		const [gone] = on.notes().filter(({ what }) => what.kind === 'note' && what.document.id === 'inv-1');
		expect(gone).toMatchObject({ state: 'cancelled', wake: null });
		expect(gone?.problem).toMatch(/^Left out\. /);
		expect(on.world.letters.size).toBe(0);
	});

	it('not connected for a day: left out', async () => {
		const on = await start();
		await on.deliver(on.first());
		on.world.connect(false);
		for (let hour = 0; hour < 26; hour++) {
			on.clock.now = later(on.clock.now, 3_600_000);
			await on.liveOn(1);
		}
		expect(on.notes().map(({ state, wake }) => [state, wake])).toEqual([
			['cancelled', null],
			['cancelled', null],
		]);
		expect(on.notes()[0]?.problem).toMatch(/could not be written for a day/);
	});

	it('where nothing is written, nothing waits to be', async () => {
		const on = await start();
		await on.deliver(on.first());
		const [note] = on.notes();
		if (!note) throw new Error('no note');
		await on.world.deliver(note.id, unharmed, { booksForReal: false });
		expect(on.world.posting(note.id)).toMatchObject({ state: 'cancelled', wake: null });
		expect(on.inLedger()).toEqual([]);
	});

	it('whose turn did not come for three days: none', async () => {
		const on = await start();
		on.clock.now = later(on.clock.now, 73 * 3_600_000);
		await on.liveOn(1);
		expect(on.notes()).toEqual([]);
		expect(on.mailing().note).toMatchObject({ state: 'done', leftOut: 'Its turn did not come within three days.' });
	});

	it('a failure nobody foresaw stands in no other mail’s way', async () => {
		const on = await start();
		await noteMailFailure(on.first(), 'out of memory', on.ports(unharmed));
		expect(on.mailing()).toMatchObject({ note: { state: 'done', leftOut: 'out of memory' }, wake: null });
	});
});

describe('the ledger’s calls', () => {
	const used = (booking: number) => ({ booking, asked: 0, reading: 0, comparing: 0, noting: 0 });

	it('of a day are for the others from 40 in the hundred on: the mail is done, and says why', async () => {
		const on = await start();
		on.use({ day: { of: day('2026-11-22'), used: used(400) } });
		await on.liveOn(1);
		expect(on.notes()).toEqual([]);
		expect(on.mailing().note?.leftOut).toMatch(
			/^Of the 1,000 calls that Xero takes today 600 are left\. What is left is kept for everything else\./,
		);
	});

	it('used up after it was asked for: left out with the reason in its record', async () => {
		const on = await start();
		await on.deliver(on.first());
		on.use({ day: { of: day('2026-11-22'), used: used(400) } });
		await on.drain();
		expect(on.notes().map(({ state, problem }) => [state, problem?.slice(0, 27)])).toEqual([
			['cancelled', 'Left out. Of the 1,000 call'],
			['cancelled', 'Left out. Of the 1,000 call'],
		]);
		expect(on.inLedger()).toEqual([]);
	});

	it('of a minute: they wait for the next one, and are written then', async () => {
		const on = await start();
		on.use({ minute: { of: '2026-11-22T12:00', used: 40, before: 0 } });
		await on.deliver(on.first());
		expect(on.notes()).toEqual([]);
		expect(on.mailing().note?.state).toBe('owed');
		await on.liveOn(6);
		expect(on.inLedger()).toHaveLength(2);
	});
});

it('of a flood a few are taken up each minute, of one ledger three: the others’ are not kept waiting by it', async () => {
	const sent: string[] = [];
	const now = instant('2026-11-22T12:00:00Z');
	const of = (which: string, n: number): string => `rem|2026-11-21|GBP|${ledger.slice(0, -1)}${which}~c${n}`;
	const due = [
		...Array.from({ length: 400 }, (_, n) => ({ company, id: of('1', n) })),
		...['2', '3', '4', '5', '6', '7', '8', '9'].flatMap((which) => [0, 1, 2, 3].map((n) => ({ company, id: of(which, n) }))),
	];
	const sweep = async (): Promise<readonly string[]> => {
		sent.length = 0;
		await sweepNotes({
			mailings: fake<Mailings>({ dueNotes: async (_, limit) => due.slice(0, limit) }),
			queues: { send: async (message) => void sent.push('mail' in message ? (message.mail.split('~')[0]?.slice(-1) ?? '') : '') },
			clock: { now: () => now },
		});
		return sent;
	};
	expect((await sweep()).join('')).toBe('11122233344455566677');
	due.splice(400);
	expect((await sweep()).join('')).toBe('111');
});
