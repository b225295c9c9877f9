/** A reward for paying in time: asked for, approved within authority, earned by the books, credited on whatever is open then. */
import { describe, expect, it } from 'vitest';
import { noticeNameOf } from '../../shared/domain/arrangements/notices.ts';
import { day, later } from '../../shared/domain/day.ts';
import { ledger } from '../shared/adapters/dynamo/table.ts';
import { postingOf, refusal, type World, memoryWorld as world } from './world.ts';

const reward = { kind: 'reward', invoices: ['i1'], amount: '20.00', by: '2026-11-27' };
const offered = async (all: World, fields: Readonly<Record<string, unknown>> = {}): Promise<string> => {
	const { id } = await all.began({ ...reward, ...fields });
	await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
	return id;
};
const postings = async (all: World) => (await all.postings.postings(all.company, 10, null)).rows;

describe('a reward for paying in time', () => {
	it('all paid by the day: its credit goes on the next open invoice, once, and is granted when a read has shown it', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		expect(await all.one(id)).toMatchObject({ state: 'offered' });
		await all.pay('i1', 99_999);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered' });
		await all.pay('i1', 1);
		all.read();
		await all.drain();
		const posting = await postingOf(all, id);
		expect(await all.posting(posting)).toMatchObject({ what: { kind: 'credit', invoice: 'i2', reason: 'goodwill' }, minor: 2_000 });
		await all.write(posting);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'granted' });
		expect(await postings(all)).toHaveLength(1);
		expect((await all.books.document(all.company, ledger, 'invoice', 'i2'))?.open).toBe(48_000);
	});

	it('with nothing open it waits for the next invoice, and says so once', async () => {
		const all = await world();
		const id = await offered(all);
		await all.pay('i1', 100_000);
		all.read();
		await all.drain();
		await all.liveOn(3);
		expect(await all.one(id)).toMatchObject({ state: 'earned', posting: null, noted: ['rejected'] });
		const [last] = await all.history(id);
		expect([last?.event, last?.does, last?.text?.includes('next invoice')]).toEqual(['rejected', ['task'], true]);
		const old = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!old) throw new Error('no i1');
		const { rev: _rev, seen: _seen, saved: _saved, held: _held, ...document } = old;
		await all.put({
			...document,
			id: 'i3',
			open: 30_000,
			total: 30_000,
			state: 'open',
			entries: [{ day: day('2026-11-23'), kind: 'issued', minor: 30_000 }],
		});
		await all.liveOn(3);
		expect(await all.posting(await postingOf(all, id))).toMatchObject({ what: { invoice: 'i3' } });
	});

	it('not on what is disputed or promised', async () => {
		const all = await world([
			{ id: 'i2', open: 50_000 },
			{ id: 'i3', open: 50_000 },
		]);
		await all.began({ kind: 'promise', invoices: ['i2'], amount: '490.00', by: '2026-12-04' });
		const id = await offered(all);
		await all.pay('i1', 100_000);
		all.read();
		await all.drain();
		expect(await all.posting(await postingOf(all, id))).toMatchObject({ what: { invoice: 'i3' } });
	});

	it('late by a day it is lost; money that the bank dated in time still earns it', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		await all.pay('i1', 100_000, day('2026-11-28'));
		await all.liveOn(9 * 24);
		expect(await all.one(id)).toMatchObject({ state: 'lost' });
		const other = await world([{ id: 'i2', open: 50_000 }]);
		const intime = await offered(other);
		await other.liveOn(9 * 24);
		expect(await other.one(intime)).toMatchObject({ state: 'lost' });
		await other.pay('i1', 100_000, day('2026-11-27'));
		other.read();
		// Over, it is looked at once a week.
		await other.liveOn(8 * 24);
		expect(await other.one(intime)).toMatchObject({ state: 'earned' });
	});

	it('credited away it is not earned, and the money going back takes the waiting credit back', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		await all.credit('i1', 100_000);
		all.read();
		await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'cancelled' });
		const other = await world([{ id: 'i2', open: 50_000 }]);
		const earned = await offered(other);
		await other.pay('i1', 100_000);
		other.read();
		await other.drain();
		const found = await other.books.document(other.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		await other.put({ ...found, entries: found.entries.filter(({ kind }) => kind !== 'payment'), open: 100_000, state: 'open' });
		other.read();
		await other.drain();
		expect(await other.one(earned)).toMatchObject({ state: 'offered', posting: null });
		expect((await postings(other)).map(({ state }) => state)).toEqual(['cancelled']);
	});

	/** The payment is deleted in the ledger. */
	const bounce = async (all: World): Promise<void> => {
		const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		await all.put({ ...found, entries: found.entries.filter(({ kind }) => kind !== 'payment'), open: 100_000, state: 'open' });
	};

	it.each([
		'the ledger has credited it before the payment is deleted',
		'the ledger answers after the payment was entered anew',
		'the payment is entered anew before anybody has looked',
	])('is credited once: %s', async (how) => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		await all.pay('i1', 100_000);
		all.read();
		await all.drain();
		const posting = await postingOf(all, id);
		const isLate = how.includes('answers after');
		if (isLate) {
			const [first, ...rest] = (await all.posting(posting)).steps;
			if (!first) throw new Error('no step');
			await all.settle(posting, { state: 'writing', steps: [{ ...first, state: 'sending', sent: all.clock.now }, ...rest] });
		} else await all.write(posting);
		await bounce(all);
		await all.tended();
		if (!how.includes('before anybody')) await all.drain();
		expect(await all.one(id)).toMatchObject({ state: 'offered' });
		all.clock.now = later(all.clock.now, 30_000);
		await all.pay('i1', 100_000);
		await all.tended();
		// What became of the first credit is asked before anything is earned again.
		if (isLate) expect(await all.one(id)).toMatchObject({ state: 'offered', recall: { done: false } });
		if (isLate) await all.write(posting);
		all.read();
		await all.drain();
		await all.liveOn(1);
		expect(await all.one(id)).toMatchObject({ state: 'granted', written: ['reward'] });
		expect(await postings(all)).toHaveLength(1);
	});

	it('withdrawn after its customer was told of it, they are told; settled in another way they are not', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		await all.acted(id, { act: 'withdraw', rev: 2, text: 'A mistake' }, 'fay');
		const [last] = await all.history(id);
		expect(last && noticeNameOf(last)).toBe('offer-withdrawn');
		const other = await world([{ id: 'i2', open: 50_000 }]);
		const settled = await offered(other);
		await other.credit('i1', 100_000);
		await other.tended();
		const [ended] = await other.history(settled);
		expect([ended?.to, ended && noticeNameOf(ended)]).toEqual(['cancelled', null]);
	});

	it('of an invoice that was raised after it was paid, and paid off late, is lost', async () => {
		const all = await world([{ id: 'i2', open: 50_000 }]);
		const id = await offered(all);
		await all.pay('i1', 100_000);
		const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
		if (!found) throw new Error('no i1');
		const entries = found.entries.map((each) => (each.kind === 'issued' ? { ...each, minor: 110_000 } : each));
		await all.put({ ...found, entries, open: 10_000, total: 110_000, state: 'open' });
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'offered' });
		all.days(10);
		await all.pay('i1', 10_000);
		await all.tended();
		expect(await all.one(id)).toMatchObject({ state: 'lost' });
	});

	it('needs a second person, who may give up so much; refused in words', async () => {
		const all = await world();
		const { id } = await all.began({ ...reward, amount: '300.00' });
		expect(await refusal(all.acted(id, { act: 'approve', rev: 1 }))).toBe('409 OWN_APPROVAL');
		expect(await refusal(all.acted(id, { act: 'approve', rev: 1 }, 'fay'))).toBe('409 ABOVE_AUTHORITY');
		await all.acted(id, { act: 'approve', rev: 1 }, 'olga');
		expect(await refusal(all.began(reward))).toBe('409 REWARDED_ALREADY');
		const other = await world();
		expect(await refusal(other.began({ ...reward, amount: '1000.00' }))).toBe('409 ABOVE_BALANCE');
		expect(await refusal(other.began({ ...reward, by: '2026-11-20' }))).toBe('409 IN_THE_PAST');
		const late = await other.began(reward);
		other.days(5);
		expect(await refusal(other.acted(late.id, { act: 'approve', rev: 1 }, 'fay'))).toBe('409 IN_THE_PAST');
	});
});
