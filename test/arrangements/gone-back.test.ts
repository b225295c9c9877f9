/** The customer's money goes back after it had come: what was to be credited for it is not, and what was credited is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewWorklist } from '../../functions/arrangements/view.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { cutter } from '../reconcile/world.ts';
import { type Bench, ledger, startBench } from '../shared/adapters/dynamo/table.ts';
import { memoryWorld, postingOf, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());
const world = () => startWorld(bench, store);

describe('a settlement whose money goes back while its credit waits', () => {
	/** Paid on time by p1, and so agreed to be credited. */
	const paid = async (all: World, more: readonly string[] = []): Promise<string> => {
		const { id } = await all.began({ kind: 'settlement', invoices: ['i1', ...more], pays: '800.00', by: '2026-12-01' });
		await all.acted(id, { act: 'approve', rev: 1 }, 'olga');
		await all.pay('i1', 80_000);
		all.read();
		return id;
	};
	/** The bank takes the payment back. */
	const bounce = async (all: World): Promise<void> => {
		const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		const entries = found.entries.filter(({ kind }) => kind !== 'payment');
		const open = entries.reduce((sum, { minor }) => sum + minor, 0);
		await all.put({ ...found, entries, open, state: 'open' });
		all.read();
	};
	const planned = async (all: World) =>
		(await all.postings.postings(all.company, 10, null)).rows.map(({ state, minor }) => `${state} ${minor}`);

	it('what was to be written is given up; paid again, it is asked for anew and closed', async () => {
		const all = await world();
		const id = await paid(all);
		await all.drain();
		expect(await planned(all)).toEqual(['planned 20000']);
		await bounce(all);
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered', posting: null });
		expect(await planned(all)).toEqual(['cancelled 20000']);
		await all.pay('i1', 80_000);
		all.read();
		await all.drain();
		const posting = await postingOf(all, id);
		expect((await planned(all)).toSorted()).toEqual(['cancelled 20000', 'planned 20000']);
		await all.write(posting);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'closed' });
		expect((await all.books.document(all.company, ledger, 'invoice', 'i1'))?.open).toBe(0);
	});

	it('too late for its day it lapses in the same look, and nothing is credited', async () => {
		const all = await memoryWorld();
		const id = await paid(all);
		await all.drain();
		all.days(20);
		await bounce(all);
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'lapsed' });
		expect(await planned(all)).toEqual(['cancelled 20000']);
	});

	it('written already: a person is told once, and no other credit follows', async () => {
		const all = await world();
		const id = await paid(all);
		await all.drain();
		await all.write(await postingOf(all, id));
		// The read that shows the credit shows that the money is gone as well.
		const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		const entries = found.entries.filter(({ kind }) => kind !== 'payment');
		all.lose();
		await all.put({ ...found, entries, open: 80_000, state: 'open' });
		await all.tended();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered', written: ['i1'], noted: ['posted'] });
		expect((await all.history(id)).map(({ event, does }) => [event, does.join()])).toEqual([
			['posted', 'task'],
			['unpaid', 'task'],
			['paid', 'post'],
			['approve', 'tell'],
			['begin', ''],
		]);
		const { view } = await viewWorklist(all.company, { kind: undefined, from: undefined }, all.portsOf());
		expect(view.groups.map(({ group, rows }) => [group, rows.length])).toEqual([['undo', 1]]);
		await all.liveOn(24 * 20);
		expect(await all.one(id)).toMatchObject({ state: 'lapsed' });
		expect((await all.history(id)).filter(({ event }) => event === 'posted')).toHaveLength(1);
		expect(await planned(all)).toEqual(['written 20000']);
	});

	it('the ledger has not answered yet: it is waited for, then given up or told', async () => {
		for (const answer of ['no', 'yes'] as const) {
			const all = await memoryWorld();
			const id = await paid(all);
			await all.drain();
			const posting = await postingOf(all, id);
			const [first, ...rest] = (await all.posting(posting)).steps;
			if (!first) throw new Error('no step');
			await all.settle(posting, { state: 'writing', steps: [{ ...first, state: 'sending', sent: all.clock.now }, ...rest] });
			await bounce(all);
			await all.drain();
			expect(await all.posting(posting)).toMatchObject({ state: 'writing' });
			expect(await all.one(id)).toMatchObject({ state: 'offered', recall: { done: false } });
			await all.settle(posting, {
				steps: [answer === 'yes' ? { ...first, state: 'written', external: 'cn1' } : { ...first, state: 'planned' }, ...rest],
			});
			await all.liveOn(1);
			expect((await all.posting(posting)).state).toBe(answer === 'yes' ? 'writing' : 'cancelled');
			expect((await all.one(id)).noted).toEqual(answer === 'yes' ? ['posted'] : []);
		}
	});

	it('of two invoices one was credited: the other is given up, and a person is told of the first', async () => {
		const all = await memoryWorld([{ id: 'i2', open: 50_000 }]);
		const id = await paid(all, ['i2']);
		await all.drain();
		await all.write(await postingOf(all, id));
		await all.tended();
		await all.drain();
		expect((await planned(all)).toSorted()).toEqual(['planned 50000', 'written 20000']);
		await bounce(all);
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered', written: ['i1'], noted: ['posted'] });
		expect((await planned(all)).toSorted()).toEqual(['cancelled 50000', 'written 20000']);
	});

	it('credited, gone back, and paid again on the other invoice: not closed over what is still open, but a task', async () => {
		const all = await memoryWorld([{ id: 'i2', open: 50_000 }]);
		const id = await paid(all, ['i2']);
		await all.drain();
		await all.write(await postingOf(all, id));
		await all.tended();
		await all.drain();
		await bounce(all);
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered', written: ['i1'] });
		// 700.00 of the first invoice is to be given up now, and 200.00 was.
		await all.pay('i2', 50_000);
		await all.pay('i1', 30_000);
		all.read();
		await all.drain();
		await all.liveOn(5);
		expect(await all.one(id)).toMatchObject({ state: 'paid', posting: null, noted: ['posted', 'rejected'] });
		const told = (await all.history(id)).filter(({ event }) => event === 'rejected');
		expect(told.map(({ does }) => does)).toEqual([['task']]);
		expect((await planned(all)).filter((row) => row.startsWith('planned'))).toEqual([]);
		// Somebody credits the rest by hand.
		await all.credit('i1', 50_000);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'closed' });
	});

	it('credited, gone back, and paid again as before: closed by the credit that is there', async () => {
		const all = await memoryWorld();
		const id = await paid(all);
		await all.drain();
		await all.write(await postingOf(all, id));
		await bounce(all);
		await all.drain();
		await all.pay('i1', 80_000);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'closed' });
		expect((await all.books.document(all.company, ledger, 'invoice', 'i1'))?.open).toBe(0);
		expect(await planned(all)).toEqual(['written 20000']);
	});

	it('paid again before the ledger has answered: it waits for the answer, and no second credit is asked for', async () => {
		const all = await memoryWorld();
		const id = await paid(all);
		await all.drain();
		const posting = await postingOf(all, id);
		const [first, ...rest] = (await all.posting(posting)).steps;
		if (!first) throw new Error('no step');
		await all.settle(posting, { state: 'writing', steps: [{ ...first, state: 'sending', sent: all.clock.now }, ...rest] });
		await bounce(all);
		await all.drain();
		await all.pay('i1', 80_000);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered', recall: { done: false } });
		await all.write(posting);
		all.read();
		await all.drain();
		await all.liveOn(1);
		expect(await all.one(id)).toMatchObject({ state: 'closed', recall: { done: true }, written: ['i1'] });
		expect(await planned(all)).toEqual(['written 20000']);
	});

	it.each([
		['before', false],
		['after', false],
		['before', true],
		['after', true],
	] as const)('cut %s each call, queues lost: %s: nothing is credited', async (when, lost) => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const all = await memoryWorld();
			const power = cutter(n, when);
			let isCut = false;
			const id = await paid(all);
			const step = async (): Promise<void> => {
				const messages = [
					...all.sent(),
					{ type: 'arrangements.tend', company: all.company, customer: (await all.one(id)).customer } as const,
				];
				all.lose();
				for (const message of messages) {
					if (message.type === 'reconcile.post') continue;
					const outcome = isCut ? await all.handle(message) : await all.handle(message, power.wrap);
					if (outcome === 'cut') {
						isCut = true;
						if (lost) return all.lose();
						await all.handle(message);
					}
				}
			};
			for (let round = 0; round < 2; round++) await step();
			await bounce(all);
			for (let round = 0; round < 3; round++) await step();
			await all.liveOn(1);
			const rows = await planned(all);
			expect(rows.filter((row) => !row.startsWith('cancelled'))).toEqual([]);
			expect(await all.one(id)).toMatchObject({ state: 'offered', posting: null });
			if (!isCut) break;
			cuts += 1;
		}
		console.log(`${cuts} cuts ${when} a call, ${lost ? 'then all queues lost' : 'each message again'}`);
		expect(cuts).toBeGreaterThan(20);
	});
});
