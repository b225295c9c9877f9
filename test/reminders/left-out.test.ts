/** An invoice that is being paid is left out of a mail about the others. When that payment fails, it is reminded of after all: once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewMail } from '../../functions/reminders/view-mails.ts';
import { viewNext } from '../../functions/reminders/view-next.ts';
import { newExtension } from '../../shared/domain/arrangements/ask.ts';
import { noHolidays } from '../../shared/domain/business-days.ts';
import { addDays, later } from '../../shared/domain/day.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import { anInvoice, type Bench, eur, ledger, startBench, today, version, who } from '../shared/adapters/dynamo/table.ts';
import { ann } from '../support/arrangements/books.ts';
import { inWords, World } from './rig.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const customer = who('c0');
const late = (id: string, days: number) => anInvoice({ id, customer, due: addDays(today, -days), open: 1_000, total: 1_000 });

/** The customer pays all of an invoice by bank debit: it is held until the debit is through or fails. */
const pays = async ({ company, now, ports }: World, id: string): Promise<Checkout> => {
	const checkout: Checkout = {
		company,
		id: `chk-${id}`,
		customer,
		ledger,
		currency: eur,
		shares: [{ id, number: `INV-${id}`, minor: 1_000 }],
		total: 1_000,
		state: 'reserving',
		reserved: 0,
		session: null,
		url: null,
		link: 'l',
		locale: 'en',
		payment: null,
		createdAt: now,
		expiresAt: later(now, 31 * 60_000),
		wake: null,
		rev: 0,
	};
	const answer = await ports.payments.reserve(checkout);
	if (typeof answer === 'string' || !('reserved' in answer)) throw new Error(JSON.stringify(answer));
	return answer.reserved;
};

/** A at +10 is held, B at +3 is mailed. */
const begun = async (): Promise<{ readonly world: World; readonly debit: Checkout }> => {
	const world = new World(bench);
	await world.begin();
	await world.customers({});
	await world.save(late('a', 10), late('b', 3));
	const debit = await pays(world, 'a');
	await world.today();
	return { world, debit };
};
const nextDay = async (world: World): Promise<void> => {
	world.now = later(world.now, 24 * 3_600_000);
	await world.today();
};
/** What each mail listed, and at which stage of the whole. */
const told = ({ mails }: World): readonly string[] =>
	mails.map(({ order }) => (order.kind === 'reminder' ? `${order.tone} ${order.lines.map(({ number }) => number).join(' ')}` : order.kind));
const exceptionsOf = async ({ company, ports }: World) => [...((await ports.mailings.standing(company, customer, eur))?.exceptions ?? [])];

describe('a debit', () => {
	it('that fails after the others were mailed: the next day its invoice is, at the stage of that day, and nobody hears of the others’ again', async () => {
		const { world, debit } = await begun();
		expect((await world.mailings()).map(inWords)).toEqual(['sent']);
		expect(told(world)).toEqual(['soft INV-b']);
		expect(await exceptionsOf(world)).toEqual([['a', { why: 'IN_FLIGHT', through: null }]]);
		const [mail] = await world.mailings();
		const seen = await viewMail(world.company, mail?.id ?? '', world.ports);
		expect(seen.why).toMatch(/Left out for now: INV-a\. The customer has paid through us.* at the stage of that day\.$/);
		expect(seen.facts?.documents.map(({ number, out }) => [number, out?.code])).toEqual([
			['INV-b', undefined],
			['INV-a', 'IN_FLIGHT'],
		]);

		// Still on its way: looked at once a day, however often anybody looks.
		await nextDay(world);
		await world.tick(1, 30);
		expect((await world.mailings()).map(inWords)).toEqual(['suppressed IN_FLIGHT']);
		const calm = await world.mailings();
		await world.tick(5, 12);
		expect(await world.mailings()).toEqual(calm);
		expect((await viewNext(world.company, undefined, world.ports)).rows).toMatchObject([
			{ stage: null, why: expect.stringContaining('on its way') },
		]);

		expect(await world.ports.payments.release(debit, 'failed')).toBe('saved');
		expect((await viewNext(world.company, undefined, world.ports)).rows).toMatchObject([
			{ stage: { day: 10 }, amount: '20.00', why: null },
		]);
		await nextDay(world);
		expect((await world.mailings()).map(inWords)).toEqual(['sent']);
		expect(told(world)).toEqual(['soft INV-b', 'reminder INV-a INV-b']);
		expect(await exceptionsOf(world)).toEqual([]);
		await nextDay(world);
		expect(await world.mailings()).toEqual([]);
		// A's next stage, +21, and not before.
		for (let day = 4; day < 11; day++) await nextDay(world);
		expect(told(world).slice(2)).toEqual(['reminder INV-a INV-b']);
		await nextDay(world);
		expect(told(world).slice(3)).toEqual(['firm INV-a INV-b']);
	});

	it('that fails after days on which nothing ran: one mail, at the highest stage', async () => {
		const { world, debit } = await begun();
		await world.ports.payments.release(debit, 'failed');
		world.now = later(world.now, 12 * 24 * 3_600_000);
		await world.today();
		await nextDay(world);
		expect(told(world)).toEqual(['soft INV-b', 'firm INV-a INV-b']);
	});

	it('that is through and booked: nothing more, and no candidate for it', async () => {
		const { world, debit } = await begun();
		await world.save({ ...late('a', 10), version: version(2), open: 0, state: 'closed' });
		expect(await exceptionsOf(world)).toEqual([]);
		await world.ports.payments.release(debit, 'closed');
		await nextDay(world);
		expect([await world.mailings(), told(world)]).toEqual([[], ['soft INV-b']]);
	});

	it('beside a mail of which nobody knows whether it went out: that counts as one, and the invoice keeps its stage', async () => {
		const world = new World(bench);
		await world.begin();
		await world.customers({});
		await world.save(late('a', 10), late('b', 3));
		const debit = await pays(world, 'a');
		world.answers = ['lost-unsent'];
		await world.today();
		await world.tick(20, 4);
		expect((await world.mailings()).map(inWords)).toEqual(['unknown']);
		expect(await exceptionsOf(world)).toEqual([['a', { why: 'IN_FLIGHT', through: null }]]);
		await world.ports.payments.release(debit, 'failed');
		await nextDay(world);
		expect(told(world)).toEqual(['reminder INV-a INV-b']);
	});
});

describe('an extension', () => {
	it('is heeded by the plan of the day, the decision and the ladder alike, and each of its own days is told once', async () => {
		const world = new World(bench);
		await world.begin();
		await world.customers({});
		const [a, b] = [late('a', 10), late('b', 3)];
		await world.save(a, b);
		const stored = await world.ports.books.document(world.company, ledger, 'invoice', 'a');
		if (!stored) throw new Error('not saved');
		const asking = { company: world.company, customer, ledger, id: 'e', by: ann, at: world.now, owner: null };
		const known = { today, holidays: noHolidays, invoices: new Map([['a', stored]]), arrangements: [], unapplied: 0, replaces: null };
		const after = { ...newExtension(asking, { invoices: ['a'], to: addDays(today, 6) }, known), state: 'active' as const };
		const change = {
			at: world.now,
			by: ann,
			event: 'begin' as const,
			from: null,
			to: after.state,
			does: [],
			text: null,
			before: null,
			after,
		};
		expect(await world.ports.arrangements.save([change])).toBe('saved');
		await world.today();
		// And the customer is told of the day that was agreed.
		expect(told(world)).toEqual(['soft INV-b', 'notice']);
		expect(await exceptionsOf(world)).toEqual([['a', { why: 'EXTENDED', through: null }]]);
		const [mail] = await world.mailings();
		const { facts } = await viewMail(world.company, mail?.id ?? '', world.ports);
		expect(facts?.documents.find(({ id }) => id === 'a')).toMatchObject({
			out: { code: 'EXTENDED' },
			claims: [{ code: 'EXTENDED', arrangement: 'e', amount: '10.00', by: addDays(today, 6) }],
		});
		await nextDay(world);
		expect(told(world).slice(2)).toEqual(['before INV-a']);
		expect(await exceptionsOf(world)).toEqual([['a', { why: 'EXTENDED', through: null, own: addDays(today, 1) }]]);
		await nextDay(world);
		expect((await world.mailings()).map(inWords)).toEqual(['suppressed EXTENDED']);
		// Looked at each day: what ends an extension writes nothing here.
		const due = await world.ports.mailings.dueCustomers(world.company, addDays(today, 2), 10, null);
		expect(due.rows.map((row) => row.customer)).toEqual([customer]);
	});
});
