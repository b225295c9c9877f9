/** Which reminders are to be noted in their ledger: those that were sent and did not come back, of companies that said so. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notedAsked, noteInLedger } from '../../functions/reminders/note-in-ledger.ts';
import { day, later } from '../../shared/domain/day.ts';
import type { LedgerNote, Mailing } from '../../shared/domain/mailing.ts';
import { notedInvoices } from '../../shared/domain/reminder-note.ts';
import { anInvoice, type Bench, ledger, startBench, who } from '../shared/adapters/dynamo/table.ts';
import { type Answer, eventBody, World } from './rig.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const customer = who('c0');
const start = async (noted: boolean, ...answers: Answer[]) => {
	const world = new World(bench);
	world.answers = answers;
	await world.begin();
	await world.customers({ email: 'ana@acme.example' });
	// 10 days late.
	await world.save(anInvoice({ id: 'i1', customer, due: day('2026-11-12') }), anInvoice({ id: 'i2', customer, due: day('2026-11-10') }));
	if (noted) await noteInLedger(world.company, ledger, true, world.ports);
	const mailing = async (): Promise<Mailing> => {
		const [found] = await world.mailings();
		if (!found) throw new Error('nobody was reminded');
		return found;
	};
	const due = async () => (await world.ports.mailings.dueNotes(world.now, 10)).filter(({ company }) => company === world.company);
	const note = async (): Promise<LedgerNote['state'] | null> => (await mailing()).note?.state ?? null;
	const tell = async (kind: string, more: object = {}): Promise<void> => {
		const [sent] = world.mails;
		if (!sent) throw new Error('no mail');
		await world.event(eventBody(sent.mail, sent.id, sent.at, kind, more));
	};
	return { world, mailing, due, note, tell };
};

describe('a reminder', () => {
	it('is not noted unless somebody says so', async () => {
		const { world, mailing, due } = await start(false);
		await world.today();
		expect(await mailing()).toMatchObject({ state: 'sent' });
		expect((await mailing()).note).toBeUndefined();
		await world.tick(20);
		expect(await due()).toEqual([]);
	});

	it('is to be noted as soon as it is delivered, with the invoices it asked for, and no address in full', async () => {
		const { world, mailing, due, note, tell } = await start(true);
		await world.today();
		expect(await note()).toBe('waits');
		expect(await due()).toEqual([]);
		await tell('Delivery', { delivery: { timestamp: world.now } });
		expect(await mailing()).toMatchObject({ delivery: 'delivered', note: { state: 'owed', to: 'a•••@acme.example', invoices: 0 } });
		expect(notedInvoices(await mailing()).toSorted()).toEqual(['i1', 'i2']);
		expect((await due()).map(({ id }) => id)).toEqual([(await mailing()).id]);
		// It is the other station's work now: this one neither looks at it nor ends it.
		const before = (await mailing()).rev;
		await world.tick(20);
		await tell('Delivery', { delivery: { timestamp: world.now } });
		expect((await mailing()).rev).toBe(before);
	});

	it('of which nothing more is heard is to be noted after a quarter of an hour: it was taken', async () => {
		const { world, note } = await start(true);
		await world.today();
		await world.tick(10);
		expect(await note()).toBe('waits');
		await world.tick(10);
		expect(await note()).toBe('owed');
	});

	it.each([
		['Bounce', { bounce: { bounceType: 'Permanent', bouncedRecipients: [], timestamp: '2026-11-22T09:01:00.000Z' } }],
		['Reject', {}],
	])('that came back (%s) is not noted', async (kind, more) => {
		const { world, mailing, due, note, tell } = await start(true);
		await world.today();
		await tell(kind, more);
		expect(await note()).toBe('done');
		expect((await mailing()).wake).toBeNull();
		await world.tick(20);
		expect(await due()).toEqual([]);
	});

	it('that was delivered and came back after all, before it was noted, is not', async () => {
		const { world, mailing, due, note, tell } = await start(true);
		await world.today();
		await tell('Delivery', { delivery: { timestamp: world.now } });
		expect(await note()).toBe('owed');
		const bounce = { bounceType: 'Permanent', bouncedRecipients: [], timestamp: later(world.now, 60_000) };
		for (let twice = 0; twice < 2; twice++) await tell('Bounce', { bounce });
		expect(await mailing()).toMatchObject({ delivery: 'bounced', note: { state: 'done' }, wake: null });
		await tell('Delivery', { delivery: { timestamp: later(world.now, 120_000) } });
		expect(await note()).toBe('done');
		expect(await due()).toEqual([]);
	});

	it('of which nobody knows is not noted until it is known', async () => {
		const { world, mailing, due, note, tell } = await start(true, 'lost-sent');
		world.eventStream = false;
		await world.today();
		for (let n = 0; n < 8; n++) await world.tick(15);
		expect(await mailing()).toMatchObject({ state: 'unknown' });
		expect(await due()).toEqual([]);
		await tell('Delivery', { delivery: { timestamp: world.now } });
		expect(await mailing()).toMatchObject({ state: 'sent' });
		expect(await note()).toBe('owed');
		expect(await due()).toHaveLength(1);
	});

	it('that is complained about was read: it is noted once all the same', async () => {
		const { world, note, tell } = await start(true);
		await world.today();
		const complaint = { complaint: { complainedRecipients: [], timestamp: later(world.now, 60_000) } };
		for (let twice = 0; twice < 2; twice++) await tell('Complaint', complaint);
		expect(await note()).toBe('owed');
	});
});

describe('the setting', () => {
	it('is of one ledger, is the same said twice, and is taken back', async () => {
		const { world } = await start(true);
		const said = async () => (await world.ports.mailings.sending(world.company))?.notedIn;
		expect(await said()).toEqual([ledger]);
		await noteInLedger(world.company, ledger, true, world.ports);
		expect(await said()).toEqual([ledger]);
		await noteInLedger(world.company, ledger, false, world.ports);
		expect(await said()).toEqual([]);
	});

	it('of a ledger that is not theirs is refused, and so is what is neither yes nor no', async () => {
		const { world } = await start(false);
		await expect(noteInLedger(world.company, 'quickbooks-999', true, world.ports)).rejects.toMatchObject({ status: 404 });
		expect(() => notedAsked('perhaps')).toThrow(/yes or no/);
		expect([notedAsked('yes'), notedAsked('no')]).toEqual([true, false]);
	});
});
