/** What embarrasses a company with its customers: each complaint a test, on the real table. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, instant } from '../../shared/domain/day.ts';
import {
	aCredit,
	anInvoice,
	type Bench,
	eur,
	gbp,
	ledger,
	otherLedger,
	startBench,
	today,
	version,
	who,
} from '../shared/adapters/dynamo/table.ts';
import { inWords, World } from './rig.ts';

let bench: Bench;
let world: World;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
	world = new World(bench);
	await world.begin();
	await world.customers({});
});
const c0 = who('c0');
/** Overdue by so many days today. */
const overdue = (id: string, days: number, over = {}) => anInvoice({ id, customer: c0, due: addDays(today, -days), ...over });
const asked = () =>
	world.mails.map(({ order }) => (order.kind === 'reminder' ? [order.tone, order.asked, order.currency, order.lines.length] : []));
const outcomes = async () => (await world.all(c0)).map(inWords);

describe('complaints', () => {
	it('"you chased me after I paid": paid in the ledger between planning and sending', async () => {
		await world.save(overdue('a', 3));
		await world.ports.mailings.saveSending({
			company: world.company,
			mode: 'live',
			stopped: null,
			plannedFor: null,
			cursor: null,
			wake: world.now,
			rev: 0,
		});
		world.inLedger(overdue('a', 3, { version: version(2), open: 0 }));
		await world.today();
		expect(world.mails).toEqual([]);
		expect(await outcomes()).toEqual(['suppressed PAID']);
		expect((await world.all(c0))[0]?.facts?.documents).toEqual([
			{ id: 'a', number: 'INV-a', due: addDays(today, -3), open: 0, held: 0, stage: 3, out: 'PAID' },
		]);
	});

	it('"it was cancelled": voided in the ledger meanwhile is not called paid', async () => {
		await world.save(overdue('a', 3));
		world.inLedger(overdue('a', 3, { version: version(2), open: 0, state: 'void' }));
		await world.today();
		expect(await outcomes()).toEqual(['suppressed NOTHING_DUE']);
	});

	it('"I got it twice": every message twice, and again after the mail', async () => {
		await world.save(overdue('a', 3));
		await world.today();
		for (const { id } of await world.all(c0)) {
			const message = { type: 'reminders.send', company: world.company, mail: id } as const;
			await Promise.all([world.deliver(message), world.deliver(message)]);
		}
		await world.today();
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
		expect(await outcomes()).toEqual(['sent']);
	});

	it('"one mail for each invoice": all that is due in one mail with one link', async () => {
		await world.save(
			overdue('a', 3, { open: 100 }),
			overdue('b', 10, { open: 200 }),
			overdue('c', 1, { open: 400 }),
			overdue('d', -2, { open: 800 }),
		);
		await world.today();
		expect(asked()).toEqual([['reminder', 700, eur, 3]]);
		expect(world.mails[0]?.order.payUrl).toMatch(/^https:\/\/hub\.example\/pay\/[\w-]{22}$/);
	});

	it('"you mixed up currencies": one mail for each, each with its own sum', async () => {
		await world.save(overdue('a', 3, { open: 100 }), overdue('b', 3, { open: 200, currency: gbp }));
		await world.today();
		expect(asked().toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
			['soft', 100, eur, 1],
			['soft', 200, gbp, 1],
		]);
	});

	it('"I had paid half of it": what is on its way is not asked for', async () => {
		const { payments } = world.ports;
		await world.save(overdue('a', 3, { open: 6_000, total: 10_000 }));
		const checkout = {
			company: world.company,
			id: 'chk1',
			customer: c0,
			ledger,
			currency: eur,
			shares: [{ id: 'a', number: 'INV-a', minor: 2_500 }],
			total: 2_500,
			state: 'reserving',
			reserved: 0,
			session: null,
			url: null,
			link: '',
			locale: 'en',
			payment: null,
			createdAt: world.now,
			expiresAt: world.now,
			wake: null,
			rev: 0,
		} as const;
		expect(await payments.reserve(checkout)).toHaveProperty('reserved');
		await world.today();
		expect(asked()).toEqual([['soft', 3_500, eur, 1]]);
		expect(world.mails[0]?.order).toMatchObject({ held: 2_500, lines: [{ total: 10_000, asked: 3_500 }] });
	});

	it('"I have credit with you": credit that covers it all holds the mail back until it is applied', async () => {
		await world.save(overdue('a', 3), aCredit({ id: 'cn', customer: c0, unapplied: 10_000 }));
		await world.today();
		expect(await outcomes()).toEqual(['suppressed COVERED_BY_CREDIT']);
		await world.save(aCredit({ id: 'cn', customer: c0, unapplied: 100, version: version(2) }));
		await world.tick(24 * 60, 1);
		await world.today();
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
		expect(world.mails[0]?.order).toMatchObject({ unapplied: 100 });
	});

	it('"five mails after your outage": k days without us are one mail, at the stage that is right then', async () => {
		await world.save(overdue('a', -5));
		for (const days of [9, 1, 5]) {
			world.now = instant(`${addDays(today, days)}T09:00:00Z`);
			await world.today();
		}
		// Due on +5: on day 9 it is 4 late (soft), on day 1 and 5 nothing new.
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
	});

	it('"it falls due on … last week": a notice before the due day is never sent after it', async () => {
		await world.save(overdue('a', -4));
		world.now = instant(`${addDays(today, 5)}T09:00:00Z`);
		await world.today();
		expect(asked()).toEqual([]);
		world.now = instant(`${addDays(today, 7)}T09:00:00Z`);
		await world.today();
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
	});

	it('"a day too early": the day is that of the company’s zone', async () => {
		world = new World(bench);
		await world.begin('Pacific/Auckland');
		await world.customers({});
		await world.save(overdue('a', 2)); // soft on the 23rd
		world.now = instant('2026-11-22T10:30:00Z'); // 23:30 of the 22nd there
		await world.today();
		expect(asked()).toEqual([]);
		world.now = instant('2026-11-22T11:10:00Z'); // 00:10 of the 23rd
		await world.tick(1);
		await world.tick(1);
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
	});

	it('"final notice by a machine": that stage is a person’s', async () => {
		await world.save(overdue('a', 35), overdue('b', 3));
		await world.today();
		expect([asked(), await outcomes()]).toEqual([[], ['suppressed NEEDS_PERSON']]);
	});

	it('"an old scrap from two years ago": what was long overdue when we first looked stays out, also of later mails', async () => {
		await world.save(overdue('old', 200, { open: 7 }), overdue('new', 0, { open: 500 }));
		await world.today();
		expect(await outcomes()).toEqual(['suppressed BACKLOG']);
		world.now = instant(`${addDays(today, 3)}T09:00:00Z`);
		await world.today();
		expect(asked()).toEqual([['soft', 500, eur, 1]]);
		expect((await world.all(c0))[0]?.facts?.documents.map(({ id, out }) => [id, out])).toEqual([
			['new', null],
			['old', 'BACKLOG'],
		]);
	});

	it('"you wrote to an address that bounced": no more, until the ledger has another', async () => {
		await world.save(overdue('a', 3));
		await world.today();
		const sent = world.mails[0];
		if (!sent) throw new Error('nothing was sent');
		const { eventBody } = await import('./rig.ts');
		const bounce = { bounce: { bounceType: 'Permanent', timestamp: world.now, bouncedRecipients: [{ emailAddress: 'C0@example.com' }] } };
		await world.event(eventBody(sent.mail, sent.id, world.now, 'Bounce', bounce));
		expect(await world.all(c0)).toMatchObject([{ state: 'sent', delivery: 'bounced' }]);
		world.now = instant(`${addDays(today, 7)}T09:00:00Z`);
		await world.today();
		expect((await outcomes())[0]).toBe('suppressed ADDRESS_REFUSED');
		await world.customers({ version: version(2), email: 'new@example.com' });
		world.now = instant(`${addDays(today, 8)}T09:00:00Z`);
		await world.today();
		expect((await outcomes())[0]).toBe('sent');
	});

	it('"you wrote to nobody": a customer without an address, or archived, stays a candidate and says why', async () => {
		await world.customers({ email: null, version: version(2) });
		await world.save(overdue('a', 3));
		await world.today();
		expect(await outcomes()).toEqual(['suppressed NO_ADDRESS']);
		await world.customers({ archived: true, version: version(3) });
		world.now = instant(`${addDays(today, 1)}T09:00:00Z`);
		await world.today();
		expect((await outcomes())[0]).toBe('suppressed ARCHIVED');
	});

	it('"your mail was full of holes": a text that cannot be written is not sent, says why, and goes out once it is mended', async () => {
		await world.save(overdue('a', 3));
		world.templates = false;
		await world.today();
		expect(await outcomes()).toEqual(['suppressed TEMPLATE_BROKEN']);
		expect(world.mails).toEqual([]);
		world.templates = true;
		world.now = instant(`${addDays(today, 1)}T09:00:00Z`);
		await world.today();
		expect(await outcomes()).toEqual(['sent', 'suppressed TEMPLATE_BROKEN']);
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
	});

	it('"your ledger was down": nothing is sent on stale knowledge, nothing is lost', async () => {
		await world.save(overdue('a', 3));
		world.ledgerReadable = false;
		world.now = instant('2026-11-22T10:00:00Z');
		await world.today();
		await world.tick(2, 5);
		expect(await outcomes()).toEqual(['planned LEDGER_STALE']);
		// One question a minute at most.
		expect(world.pulls).toBeLessThan(10);
		world.ledgerReadable = true;
		await world.tick(2);
		expect(asked()).toEqual([['soft', 10_000, eur, 1]]);
	});

	it('two ledgers: one that is down holds only its own customers', async () => {
		world = new World(bench);
		await world.begin('UTC', [ledger, otherLedger]);
		await world.customers({});
		await world.connection(otherLedger, { state: 'needs-reconnecting' });
		await world.save(overdue('a', 3), overdue('q', 3, { ledger: otherLedger, customer: who('q0', otherLedger) }));
		await world.today();
		expect((await world.mailings()).map(inWords).toSorted()).toEqual(['planned LEDGER_STALE', 'sent']);
	});
});
