/** What a review found: each as it happened, and as it must not happen again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { later } from '../../shared/domain/day.ts';
import { type Bench, ledger, startBench, who } from '../shared/adapters/dynamo/table.ts';
import { dispute, memoryWorld, postingOf, refusal, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());
const world = (more: Parameters<typeof startWorld>[2] = []) => startWorld(bench, store, more);
const unchosen = async (all: World): Promise<void> => {
	const settings = await all.postings.settings(all.company, ledger);
	if (!settings) throw new Error('no settings');
	await all.postings.saveSettings({ ...settings, chosen: { banks: {} } });
};

it('a settlement of two invoices is not closed by whoever does something else after its first credit', async () => {
	const all = await world([{ id: 'i2', open: 50_000 }]);
	const { id } = await all.began({ kind: 'settlement', invoices: ['i1', 'i2'], pays: '900.00', by: '2026-12-01' });
	await all.acted(id, { act: 'approve', rev: 1 }, 'olga');
	await all.pay('i1', 70_000);
	await all.pay('i2', 20_000);
	all.read();
	await all.drain();
	await all.write(await postingOf(all, id));
	all.read();
	// The message of that read is late; a colleague is not.
	all.lose();
	await all.began({ kind: 'pause', until: '2026-12-24', why: 'On holiday' });
	expect(await all.one(id)).toMatchObject({ state: 'paid' });
	await all.tended();
	await all.drain();
	await all.write(await postingOf(all, id));
	all.read();
	await all.drain();
	expect(await all.one(id)).toMatchObject({ state: 'closed' });
	expect((await all.postings.postings(all.company, 10, null)).rows.map(({ minor }) => minor)).toEqual([30_000, 30_000]);
});

it('a concession in pieces is one: what is above one’s authority together needs a second person', async () => {
	const all = await world();
	const first = await all.began({ ...dispute, amount: '250.00' });
	await all.acted(first.id, { act: 'concede', rev: 1, as: 'credit-note', amount: '250.00' });
	await all.drain();
	await all.write(await postingOf(all, first.id));
	all.read();
	await all.drain();
	expect(await all.one(first.id)).toMatchObject({ state: 'resolved' });
	const second = await all.began({ ...dispute, amount: '250.00' });
	expect(await refusal(all.acted(second.id, { act: 'concede', rev: 1, as: 'credit-note', amount: '0.01' }))).toBe('409 ABOVE_AUTHORITY');
	await all.acted(second.id, { act: 'propose', rev: 1, as: 'credit-note', amount: '0.01' });
	expect(await refusal(all.acted(second.id, { act: 'approve', rev: 2 }, 'fay'))).toBe('409 ABOVE_AUTHORITY');
	await all.acted(second.id, { act: 'approve', rev: 2 }, 'olga');
	expect((await all.one(second.id)).approved).toMatchObject({ id: 'olga' });
});

it('what one gives up alone is held to what one writes off alone in the ledger too', async () => {
	const all = await world();
	const { id } = await all.began(dispute);
	await all.acted(id, { act: 'concede', rev: 1, as: 'credit-note', amount: '100.00' });
	expect((await all.one(id)).approved).toBeUndefined();
});

it('a set-off that the ledger refuses can be ended, one that is being written cannot', async () => {
	const all = await world();
	const { id } = await all.began({ kind: 'set-off', invoice: 'i1', amount: '250.00', bill: 'their-bill' });
	await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
	await unchosen(all);
	expect(await refusal(all.acted(id, { act: 'withdraw', rev: 2 }))).toBe('409 AGREED_ALREADY');
	await all.drain();
	const { rev, noted } = await all.one(id);
	expect(noted).toEqual(['rejected']);
	await all.acted(id, { act: 'withdraw', rev });
	expect(await all.one(id)).toMatchObject({ state: 'cancelled' });
	await all.drain();
	await all.liveOn(24);
	expect((await all.postings.postings(all.company, 10, null)).rows).toEqual([]);
});

it('a settlement whose last day is over is not offered; a plan that is approved late can still be answered', async () => {
	const all = await world([{ id: 'i2', open: 50_000 }]);
	const settlement = await all.began({ kind: 'settlement', invoices: ['i1'], pays: '900.00', by: '2026-11-24' });
	const plan = await all.began({ kind: 'plan', invoices: ['i2'], cut: 'own', lines: '2026-12-20 500.00' });
	// Asked on a Monday, approved on the Monday after: the last day to answer.
	all.days(7);
	expect(await refusal(all.acted(settlement.id, { act: 'approve', rev: 1 }, 'olga'))).toBe('409 IN_THE_PAST');
	const approved = await all.acted(plan.id, { act: 'approve', rev: 1 }, 'olga');
	expect(approved).toMatchObject({ state: 'offered', terms: { answerBy: '2026-12-07' } });
	all.days(1);
	await all.tended();
	expect(await all.one(plan.id)).toMatchObject({ state: 'offered' });
});

it('an extension whose new day is over is not agreed any more', async () => {
	const all = await memoryWorld();
	const { id } = await all.began({ kind: 'extension', invoices: ['i1'], to: '2026-11-24' });
	all.days(3);
	expect(await refusal(all.acted(id, { act: 'approve', rev: 1 }, 'fay'))).toBe('409 IN_THE_PAST');
});

it('a plan that stood still for a dispute goes on with its grace, however long that took', async () => {
	const all = await memoryWorld();
	const { id } = await all.began({ kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2026-12-01 500.00\n2026-12-10 500.00' });
	await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
	await all.acted(id, { act: 'accept', rev: 2 }, 'fay');
	const { id: question } = await all.began({ ...dispute, amount: '1000.00' });
	all.days(30);
	await all.acted(question, { act: 'uphold', rev: (await all.one(question)).rev, text: 'No' }, 'olga');
	await all.drain();
	expect(await all.one(id)).toMatchObject({ state: 'active', resumed: '2026-12-23' });
	// Three days of grace: the 26th is the last.
	await all.liveOn(3 * 24);
	expect(await all.one(id)).toMatchObject({ state: 'active' });
	await all.liveOn(24);
	expect(await all.one(id)).toMatchObject({ state: 'defaulted' });
});

it('no plan reaches further than five years', async () => {
	const all = await world();
	expect(await refusal(all.began({ kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2062-12-01 1000.00' }))).toBe('409 TOO_FAR');
});

it('what belongs to a customer that is not there any more is looked at once a day, not by every sweep', async () => {
	const all = await world();
	const { id } = await all.began(dispute);
	const change = { at: all.clock.now, by: null, event: 'edit', from: 'open', to: 'open', does: [], text: null } as const;
	const before = await all.one(id);
	const after = { ...before, customer: who('nobody'), wake: all.clock.now, rev: 0 };
	expect(await all.arrangements.moveHome({ ...change, before, after })).toBe('saved');
	await all.handle({ type: 'arrangements.tend', company: all.company, customer: who('nobody') });
	const [found] = await all.arrangements.current(all.company, who('nobody'));
	expect(found?.wake).toBe(later(all.clock.now, 24 * 3_600_000));
});
