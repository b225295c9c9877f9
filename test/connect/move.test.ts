/** A ledger of one company that another one asks for: who may have it, in whatever order answers, cuts, copies and other companies come. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type began, day, MoveWorld, minute, type Outcome } from './move-world.ts';

let world: MoveWorld;
const begin = async (provider: 'xero' | 'quickbooks' = 'xero'): Promise<MoveWorld> => {
	const fresh = new MoveWorld(provider);
	expect(await fresh.connect('a')).toBe('done');
	await fresh.delivered();
	return fresh;
};
const staysWithA = { owner: 'a', connections: 'connected – –', grants: ['a'] };
const to = (company: string, kind: string) =>
	world.letters.filter((each) => each.to.endsWith(`@${company}.example`) && each.order.kind === kind);

describe.each(['xero', 'quickbooks'] as const)('%s: asked for by another company', (provider) => {
	beforeEach(async () => {
		world = await begin(provider);
		expect(await world.connect('b')).toBe('done');
	});

	it('stays where it is; its owner’s people are told once, by the asker’s name and no more; the asker’s consent waits unused', async () => {
		await world.lived(3 * day, 60 * minute);
		expect(world.state()).toEqual({ ...staysWithA, grants: ['a', 'b'] });
		expect(to('a', 'asked').map(({ to }) => to)).toEqual(['finance@a.example', 'owner@a.example']);
		expect(to('a', 'asked')[0]?.order).toMatchObject({ company: 'Acme', asker: 'Brightwater', person: 'Olga of b', ledgers: ['Lumen'] });
		expect(world.letters).toHaveLength(2);
		const held = world.table.grants.of('b')[0];
		expect(held).toMatchObject({ generation: 1, refreshing: null, state: 'alive' });
	});

	it('yes: it is the other’s, with the consent that waited, a first read, and what was read stays; both consents in order', async () => {
		await world.lived(2 * day, 60 * minute);
		expect(await world.answer('agree')).toBe('done');
		const begins = { type: 'sync.pull', company: 'b', ledger: world.ledger, run: null, step: 0 };
		// Not before the token is renewed.
		expect(world.sent).not.toContainEqual(begins);
		await world.lived(60 * minute);
		expect(world.sent).toContainEqual(begins);
		expect(world.state()).toEqual({ owner: 'b', connections: 'disconnected connected –', grants: ['b'] });
		expect(world.table.rows.get('a', world.ledger)).toMatchObject({ movedAt: expect.any(String), releasedAt: expect.any(String) });
		expect(world.table.rows.get('b', world.ledger)).toMatchObject({ phase: 'backfill', watermark: null, run: null });
		expect(world.table.grants.of('b')[0]).toMatchObject({ state: 'alive', refreshing: null });
		expect(to('b', 'answered')[0]?.order).toMatchObject({ outcome: 'agreed' });
		expect(to('a', 'answered')).toEqual([]);
		// Its token opens the ledger: neither company's end of anything has taken it.
		const access = world.table.grants.of('b')[0]?.access.split('\n')[2] ?? '';
		world.desk.admit(access, world.ledger, world.now);
	});

	it('no: nothing moves, the unused consent goes, the asker is told, and may ask again after a day', async () => {
		expect(await world.answer('refuse')).toBe('done');
		await world.delivered();
		expect(world.state()).toEqual(staysWithA);
		expect(to('b', 'answered')[0]?.order).toMatchObject({ outcome: 'refused' });
		await world.lived(23 * 60 * minute, 60 * minute);
		expect(await world.connect('b')).toBe('MOVE_ASKED_LATELY');
		expect(world.state()).toEqual(staysWithA);
		await world.lived(61 * minute);
		expect(await world.connect('b')).toBe('done');
		expect(world.table.demands.of('a').map(({ state }) => state)).toEqual(['refused', 'asked']);
	});

	it('nobody answers: after seven days it is over on both sides, the consent goes, and an answer comes too late', async () => {
		const id = world.idOf('b');
		await world.lived(7 * day - 60 * minute, 6 * 60 * minute);
		expect(world.table.asks.get('b', world.ledger)?.state).toBe('asked');
		await world.lived(2 * 60 * minute, 30 * minute);
		expect(world.state()).toEqual(staysWithA);
		expect(await world.answer('agree', 'b', 'a', id)).toBe('MOVE_ENDED');
		expect(to('b', 'answered')[0]?.order).toMatchObject({ outcome: 'expired' });
		expect([...world.table.asks.all.values(), ...world.table.demands.all.values()].map(({ state }) => state)).toEqual([
			'expired',
			'expired',
		]);
	});

	it('an answer after the end that no sweep has written yet is too late as well', async () => {
		world.now = '2026-11-29T09:00:00.000Z' as typeof began;
		expect(await world.answer('agree')).toBe('MOVE_ENDED');
		expect(world.state().owner).toBe('a');
	});

	it('taken back: gone from both, and nobody is written to about it', async () => {
		await world.delivered();
		expect(await world.withdraw('b')).toBe('done');
		expect(await world.withdraw('b')).toBe('done');
		await world.delivered();
		expect(world.state()).toEqual(staysWithA);
		expect(await world.answer('agree')).toBe('MOVE_ENDED');
		expect(to('b', 'answered')).toEqual([]);
	});

	it('disconnected by its owner meanwhile: the question is void, and Connect takes it at once', async () => {
		expect(await world.disconnect('a')).toBe('done');
		await world.lived(20 * minute);
		expect(world.state()).toEqual({ owner: null, connections: 'disconnected – –', grants: [] });
		expect(to('b', 'answered')[0]?.order).toMatchObject({ outcome: 'closed' });
		expect(await world.connect('b')).toBe('done');
		expect(world.state().owner).toBe('b');
	});

	it('yes while a payment is on its way into it is refused for that minute', async () => {
		world.booking = 1;
		expect(await world.answer('agree')).toBe('MOVE_WAITS');
		expect(world.state().owner).toBe('a');
		world.booking = 0;
		expect(await world.answer('agree')).toBe('done');
		// A token that is still good is read with at once.
		expect(world.sent).toContainEqual({ type: 'sync.pull', company: 'b', ledger: world.ledger, run: null, step: 0 });
	});

	it('the asker’s consent has ended by itself: nothing moves', async () => {
		const held = world.table.grants.of('b')[0];
		world.table.grants.all.delete(`b#${held?.id ?? ''}`);
		expect(await world.answer('agree')).toBe('MOVE_ENDED');
		expect(world.state()).toEqual(staysWithA);
	});

	it('consented to twice is one question and one letter, with the newer consent', async () => {
		await world.delivered();
		expect(await world.connect('b')).toBe('done');
		await world.delivered();
		expect([world.table.demands.all.size, world.table.grants.of('b').length, to('a', 'asked').length]).toEqual([1, 1, 2]);
		expect(world.table.asks.get('b', world.ledger)?.grant).toBe(world.table.grants.of('b')[0]?.id);
		expect(await world.answer('agree')).toBe('done');
	});

	it('is nobody else’s to see or to answer, by a guessed id or by the right one', async () => {
		const id = world.idOf('b');
		for (const [company, guess] of [
			['a', 'guess'],
			['b', id],
			['c', id],
		] as const)
			expect(await world.answer('agree', 'b', company, guess)).toBe('NOT_FOUND');
		expect(world.state().owner).toBe('a');
	});

	it('back again: the one that gave it asks for it in turn, and reading goes on where it was', async () => {
		await world.answer('agree');
		await world.lived(20 * minute);
		expect(await world.connect('a')).toBe('done');
		await world.delivered();
		expect(await world.answer('agree', 'a', 'b')).toBe('done');
		await world.lived(20 * minute);
		expect(world.state()).toEqual({ owner: 'a', connections: 'connected disconnected –', grants: ['a'] });
		expect(world.table.rows.get('a', world.ledger)).toMatchObject({ movedAt: null, askedAt: expect.any(String) });
	});
});

describe('an owner of the asking company', () => {
	beforeEach(async () => {
		world = await begin();
		expect(await world.connect('b', false)).toBe('done');
	});

	it('must say yes first: until then the other company hears nothing', async () => {
		await world.lived(2 * day, 60 * minute);
		expect([world.table.demands.all.size, world.letters.length]).toEqual([0, 0]);
		expect(await world.answer('agree')).toBe('NOT_FOUND');
		expect(await world.confirm('b')).toBe('done');
		expect(await world.confirm('b')).toBe('done');
		await world.delivered();
		expect([world.table.demands.all.size, to('a', 'asked').length]).toEqual([1, 2]);
		expect(await world.answer('agree')).toBe('done');
		expect(world.state().owner).toBe('b');
	});

	it('drops it, or nobody says anything for a week: the consent goes, nobody is told', async () => {
		expect(await world.withdraw('b')).toBe('done');
		await world.delivered();
		expect(world.state()).toEqual(staysWithA);
		expect(await world.connect('b', false)).toBe('done');
		await world.lived(8 * day, 6 * 60 * minute);
		expect(world.state()).toEqual(staysWithA);
		expect(world.letters).toEqual([]);
	});

	it('comes to a ledger that is free by now', async () => {
		await world.disconnect('a');
		await world.lived(10 * minute);
		expect(['LEDGER_FREE', 'MOVE_ENDED']).toContain(await world.confirm('b'));
		expect(await world.connect('b')).toBe('done');
		expect(world.state().owner).toBe('b');
	});
});

describe('at the same moment', () => {
	beforeEach(async () => {
		world = await begin();
		await world.connect('b');
	});
	const settled = async (): Promise<void> => {
		await world.lived(2 * day, 60 * minute);
	};

	it.each([1, 2, 3, 4, 5, 6, 7, 8])('yes and no, twice each (%i): one of them holds, for all', async (turn) => {
		for (let i = 0; i < turn; i++) await world.delivered();
		const outcomes = await Promise.all([world.answer('agree'), world.answer('refuse'), world.answer('agree'), world.answer('refuse')]);
		await settled();
		const { owner, grants } = world.state();
		expect(outcomes).toContain('done');
		expect(grants).toEqual([owner]);
		expect(new Set([...world.table.asks.all.values(), ...world.table.demands.all.values()].map(({ state }) => state)).size).toBe(1);
		expect(world.table.handed.length).toBe(owner === 'b' ? 1 : 0);
	});

	it('two companies ask, and both get a yes: one has it, the other hears that its question is void', async () => {
		await world.connect('c');
		const outcomes = await Promise.all([world.answer('agree', 'b'), world.answer('agree', 'c')]);
		expect(outcomes.toSorted()).toEqual(['MOVE_ENDED', 'done']);
		await settled();
		const { owner, grants } = world.state();
		expect(['b', 'c']).toContain(owner);
		expect(grants).toEqual([owner]);
		expect(to(owner === 'b' ? 'c' : 'b', 'answered')[0]?.order).toMatchObject({ outcome: 'closed' });
		expect(world.table.handed).toHaveLength(1);
	});

	it.each([
		['takes it back', () => world.withdraw('b')],
		['consents once more', () => world.connect('b')],
	])('yes while the asker %s', async (_, deed) => {
		await Promise.all([world.answer('agree'), deed()]);
		await settled();
		const { owner, grants } = world.state();
		expect(grants).toEqual([owner]);
		expect(world.table.rows.get(owner as 'a', world.ledger)?.state).toBe('connected');
	});

	it('yes while the owner disconnects', async () => {
		await Promise.all([world.answer('agree'), world.disconnect('a')]);
		await settled();
		const { owner, grants } = world.state();
		expect([null, 'b']).toContain(owner);
		expect(grants).toEqual(owner === null ? [] : ['b']);
	});
});

describe('cut before or after any call to a port, then again', () => {
	const journeys: Readonly<Record<string, { readonly deed: () => Promise<Outcome>; readonly owner: string }>> = {
		asked: { deed: () => world.connect('b'), owner: 'a' },
		agreed: { deed: () => world.answer('agree'), owner: 'b' },
		refused: { deed: () => world.answer('refuse'), owner: 'a' },
		'taken back': { deed: () => world.withdraw('b'), owner: 'a' },
	};
	/** More calls than a deed and all that follows from it at once make. */
	const most = 60;
	it.each(['asked', 'agreed', 'refused', 'taken back'])('%s: ends in the same place', async (name) => {
		const journey = journeys[name];
		if (!journey) throw new Error('no such journey');
		let cuts = 0;
		for (const side of ['before', 'after'] as const)
			for (let inCalls = 1; inCalls <= most; inCalls++) {
				world = await begin();
				if (name !== 'asked') {
					await world.connect('b');
					await world.delivered();
				}
				world.cut({ inCalls, side });
				const first = await journey.deed();
				await world.delivered();
				world.cut(null);
				// A person presses once more; or nobody does, and what was begun is ended by its wakes.
				const again = first === 'cut' && inCalls % 2 === 0 ? await journey.deed() : first;
				await world.lived(30 * 60 * minute, 3 * 60 * minute);
				const { owner, grants } = world.state();
				const moved = world.table.handed.length > 0;
				expect({ inCalls, side, owner }).toEqual({ inCalls, side, owner: moved ? 'b' : 'a' });
				if (again === 'done') expect(owner).toBe(journey.owner);
				const open = [...world.table.asks.all.values()].some(({ state }) => state === 'asked' || state === 'proposed');
				expect({ inCalls, side, grants }).toEqual({ inCalls, side, grants: open ? ['a', 'b'] : [owner] });
				expect(to('a', 'asked').length).toBeLessThanOrEqual(2);
				expect(to('b', 'answered').length).toBeLessThanOrEqual(2);
				if (first === 'cut') cuts += 1;
			}
		expect(cuts).toBeGreaterThan(5);
		console.log(`a move ${name}: cut at ${cuts} places in the deed itself, one owner each time`);
	});
});
