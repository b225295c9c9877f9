import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { day } from '../../shared/domain/day.ts';
import { cutter } from '../reconcile/world.ts';
import { type Bench, ledger, startBench, who } from '../shared/adapters/dynamo/table.ts';
import { dispute, postingOf, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());
const world = (more: Parameters<typeof startWorld>[2] = []) => startWorld(bench, store, more);

const promise = (amount: string, by = '2026-12-04') => ({ kind: 'promise', invoices: ['i1'], amount, by });
const conceded = async (all: World, as: 'credit-note' | 'write-off' = 'credit-note'): Promise<string> => {
	const { id } = await all.began(dispute);
	await all.acted(id, { act: 'propose', rev: 1, as, amount: '400.00' });
	await all.acted(id, { act: 'approve', rev: 2 }, 'olga');
	return id;
};

describe('by the calendar', () => {
	it('a promise for Friday is broken when its grace is over, at the company’s midnight, and not before', async () => {
		const { began, one, clock, liveOn } = await world();
		const { id, wake } = await began(promise('300.00'));
		// Friday 4 December, two business days: Tuesday 8; Wednesday begins at 23:00 UTC.
		expect(wake).toBe('2026-11-29T23:00:00.000Z');
		await liveOn(15 * 24 + 12);
		expect([clock.now < '2026-12-08T23:00:00.000Z', (await one(id)).state]).toEqual([true, 'open']);
		await liveOn(2);
		expect(await one(id)).toMatchObject({ state: 'broken' });
	});

	it('money in time keeps it, also when the books hear of it late', async () => {
		const all = await world();
		const { id } = await all.began(promise('300.00'));
		await all.liveOn(17 * 24);
		expect(await all.one(id)).toMatchObject({ state: 'broken' });
		await all.pay('i1', 30_000, day('2026-12-07'));
		all.read();
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'kept' });
		expect((await all.history(id)).map(({ event }) => event)).toEqual(['paid', 'due', 'begin']);
	});

	it('a pause ends the day after its last', async () => {
		const all = await world();
		const { id } = await all.began({ kind: 'pause', until: '2026-11-24', why: 'On holiday' });
		await all.liveOn(24);
		expect(await all.one(id)).toMatchObject({ state: 'active' });
		await all.liveOn(24);
		expect(await all.one(id)).toMatchObject({ state: 'over' });
	});

	it('over for 60 days and settled it is put away; with something open it stays', async () => {
		const all = await world();
		const { id } = await all.began(promise('300.00'));
		await all.acted(id, { act: 'withdraw', rev: 1 });
		await all.liveOn(61 * 24);
		expect(await all.all()).toHaveLength(1);
		await all.pay('i1', 100_000);
		await all.liveOn(31 * 24);
		expect(await all.all()).toHaveLength(0);
		expect(await all.one(id)).toMatchObject({ state: 'cancelled', wake: null });
	});

	it('once looked at, looking again writes nothing', async () => {
		const all = await world();
		const { id } = await all.began(dispute);
		await all.tended();
		const { rev } = await all.one(id);
		for (let again = 0; again < 3; again++) await all.tended();
		expect((await all.one(id)).rev).toBe(rev);
	});
});

describe('into the ledger', () => {
	it('asked for once, however often; done when a read that began later has shown it', async () => {
		const all = await world();
		const id = await conceded(all);
		await all.drain();
		const posting = await postingOf(all, id);
		expect(await all.posting(posting)).toMatchObject({ what: { kind: 'credit', invoice: 'i1' }, minor: 40_000, state: 'planned' });
		await all.tended();
		await all.drain();
		expect((await all.postings.postings(all.company, 10, null)).rows).toHaveLength(1);
		await all.write(posting);
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'conceded' });
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'resolved' });
		expect((await all.history(id)).map(({ event }) => event)).toEqual(['posted', 'approve', 'propose', 'begin']);
	});

	it('with every queue lost it gets there all the same', async () => {
		const all = await world();
		const id = await conceded(all);
		all.lose();
		await all.liveOn(0.2);
		await all.write(await postingOf(all, id));
		all.read();
		all.lose();
		await all.liveOn(1);
		expect(await all.one(id)).toMatchObject({ state: 'resolved' });
	});

	it('a write-off that a second person approved is not held to what one writes off alone', async () => {
		const all = await world();
		const id = await conceded(all, 'write-off');
		await all.drain();
		expect(await all.posting(await postingOf(all, id))).toMatchObject({ what: { kind: 'write-off' }, minor: 40_000 });
	});

	it('the ledger refuses: the dispute is open again; tried again and taken, it is resolved', async () => {
		const all = await world();
		const id = await conceded(all);
		await all.drain();
		const posting = await postingOf(all, id);
		await all.settle(posting, { state: 'stuck', problem: 'The period is locked.', wake: null });
		await all.tended();
		const open = await all.one(id);
		expect(open).toMatchObject({ state: 'open', posting });
		const concede = { act: 'concede', rev: open.rev, as: 'goodwill', amount: '100.00' } as const;
		await expect(all.acted(id, concede)).rejects.toMatchObject({ code: 'POSTING_WAITS' });
		await all.write(posting);
		all.read();
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'resolved' });
	});

	it('given up by a person after part of it was written: not written, and the dispute is its owner’s again', async () => {
		const all = await world();
		const id = await conceded(all);
		await all.drain();
		const posting = await postingOf(all, id);
		const [note, ...rest] = (await all.posting(posting)).steps;
		if (!note) throw new Error('no step');
		const steps = [{ ...note, state: 'written' as const, external: 'note-1' }, ...rest];
		await all.settle(posting, { state: 'stuck', problem: 'The period is locked.', steps, wake: null });
		await all.tended();
		await all.settle(posting, { givenUp: true });
		all.read();
		await all.drain();
		const open = await all.one(id);
		expect(open).toMatchObject({ state: 'open', terms: { concession: { minor: 40_000 } } });
		expect((await all.history(id)).map(({ event, does }) => [event, does.join()])[0]).toEqual(['rejected', 'task']);
		// What was not written is not taken for written, however often it is looked at; and its owner may decide anew.
		await all.liveOn(48);
		expect(await all.one(id)).toMatchObject({ state: 'open' });
		const { rev } = await all.one(id);
		expect(await all.acted(id, { act: 'uphold', rev, text: 'As delivered.' })).toMatchObject({ state: 'upheld' });
	});

	it('given up, and finished by hand: the books show our own credit note on the invoice', async () => {
		const all = await world();
		const id = await conceded(all);
		await all.drain();
		const posting = await postingOf(all, id);
		const [note, ...rest] = (await all.posting(posting)).steps;
		if (!note) throw new Error('no step');
		const steps = [{ ...note, state: 'written' as const, external: 'note-1' }, ...rest];
		await all.settle(posting, { state: 'stuck', givenUp: true, steps, wake: null });
		await all.credit('i1', 40_000);
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'open' });
		const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		const entries = found.entries.map((entry) => (entry.kind === 'credit' ? { ...entry, source: 'note-1' } : entry));
		await all.put({ ...found, entries });
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'resolved' });
	});

	it('given up before anything was written, it is decided anew, with a posting of its own', async () => {
		const all = await world();
		const id = await conceded(all);
		await all.drain();
		const first = await postingOf(all, id);
		await all.settle(first, { state: 'cancelled', givenUp: true, wake: null });
		await all.tended();
		const { rev } = await all.one(id);
		all.days(1);
		await all.acted(id, { act: 'concede', rev, as: 'goodwill', amount: '100.00' });
		await all.drain();
		const second = await postingOf(all, id);
		expect(second).not.toBe(first);
		expect(await all.posting(second)).toMatchObject({ minor: 10_000 });
	});

	it('refused before anything was asked for: said in its history, once', async () => {
		const all = await world();
		const id = await conceded(all);
		// A payment is on its way meanwhile: nothing of it may be credited.
		await all.pay('i1', 70_000);
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'open', posting: null });
		const [last] = await all.history(id);
		expect(last).toMatchObject({ event: 'rejected', from: 'conceded', to: 'open', does: ['task'], by: null });
		expect(last?.text).toContain('300.00 EUR');
	});
});

describe('a set-off', () => {
	const agreed = async (all: World): Promise<string> => {
		const { id } = await all.began({ kind: 'set-off', invoice: 'i1', amount: '250.00', bill: 'their-bill' });
		await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
		return id;
	};

	it('asked for, it holds nothing; approved, it is written, and done when a read has shown it', async () => {
		const all = await world();
		const id = await agreed(all);
		await all.drain();
		const posting = await postingOf(all, id);
		expect(await all.posting(posting)).toMatchObject({ what: { kind: 'set-off', invoice: 'i1', bill: 'their-bill' }, minor: 25_000 });
		await all.write(posting);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'done' });
	});

	it('what it needs is not chosen: said once, and asked for again until somebody chose it', async () => {
		const all = await world();
		const settings = await all.postings.settings(all.company, ledger);
		if (!settings) throw new Error('no settings');
		await all.postings.saveSettings({ ...settings, chosen: { banks: {} } });
		const id = await agreed(all);
		await all.drain();
		await all.liveOn(5);
		expect(await all.one(id)).toMatchObject({ state: 'agreed', posting: null, noted: ['rejected'] });
		expect((await all.history(id)).map(({ event }) => event)).toEqual(['rejected', 'approve', 'begin']);
		const now = await all.postings.settings(all.company, ledger);
		if (!now) throw new Error('no settings');
		await all.postings.saveSettings({ ...now, chosen: settings.chosen });
		await all.liveOn(2);
		expect((await all.posting(await postingOf(all, id))).state).toBe('planned');
	});
});

describe('a settlement over two invoices', () => {
	const begun = async (all: World): Promise<string> => {
		const { id } = await all.began({ kind: 'settlement', invoices: ['i1', 'i2'], pays: '900.00', by: '2026-12-01' });
		await all.acted(id, { act: 'approve', rev: 1 }, 'olga');
		return id;
	};

	it('the rest is credited once the money is here, one invoice after the other, never more than was given up', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await begun(all);
		await all.pay('i1', 70_000);
		await all.pay('i2', 20_000);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'paid' });
		for (const [invoice, minor] of [
			['i1', 30_000],
			['i2', 30_000],
		] as const) {
			const posting = await postingOf(all, id);
			expect(await all.posting(posting)).toMatchObject({ what: { invoice, reason: 'correction' }, minor });
			await all.write(posting);
			await all.tended();
			await all.drain();
		}
		expect((await all.postings.postings(all.company, 10, null)).rows).toHaveLength(2);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'closed' });
		expect((await all.books.document(all.company, (await all.one(id)).ledger, 'invoice', 'i2'))?.open).toBe(0);
	});

	it('paid too little in time it lapses, and nothing is credited', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await begun(all);
		await all.pay('i1', 89_999);
		await all.liveOn(20 * 24);
		expect(await all.one(id)).toMatchObject({ state: 'lapsed' });
		expect((await all.postings.postings(all.company, 10, null)).rows).toHaveLength(0);
	});
});

describe('customers that the ledger merges', () => {
	it('what was agreed about their invoices goes along, with its history, whichever call is cut', async () => {
		for (let n = 0; ; n++) {
			const all = await world([{ id: 'i2', open: 50_000 }]);
			const { id } = await all.began(dispute);
			const pause = await all.began({ kind: 'pause', until: '2026-12-24', why: 'On holiday' });
			await all.drain();
			const bolt = who('bolt');
			const now = { ...(await all.books.document(all.company, ledger, 'invoice', 'i1')) };
			await all.put({ ...(now as Parameters<World['put']>[0]), customer: bolt });
			const power = cutter(n === 0 ? 10_000 : n, 'after');
			const outcome = await all.tended(power.wrap);
			if (outcome === 'cut') await all.tended();
			await all.drain();
			const there = await all.arrangements.current(all.company, bolt);
			expect(there).toMatchObject([{ id, customer: bolt, state: 'open' }]);
			// What names no invoice is about the customer that it was said of.
			expect(await all.all()).toMatchObject([{ id: pause.id, kind: 'pause' }]);
			const { rows } = await all.arrangements.changes(all.company, bolt, 10, null);
			expect(rows.map(({ event, before }) => [event, before?.customer === bolt])).toEqual([['edit', false]]);
			if (n > 0 && outcome === 'done') break;
		}
	});
	it('of one that is about several it stays while only some went', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const { id } = await all.began({ kind: 'promise', invoices: ['i1', 'i2'], amount: '1200.00', by: '2026-12-04' });
		const now = await all.books.document(all.company, ledger, 'invoice', 'i2');
		await all.put({ ...(now as Parameters<World['put']>[0]), customer: who('bolt') });
		await all.tended();
		expect(await all.all()).toMatchObject([{ id, state: 'open' }]);
	});
});
