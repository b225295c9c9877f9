/**
 * The power goes before and after every call of every port, for each kind of posting; what was in memory is gone, and the ledger forgets every key. Then either
 * the message comes again (twice), or all queues are lost and only what is saved wakes anybody. However it went: each step once in the ledger, and our copy as the
 * ledger has it.
 */
import { describe, expect, it } from 'vitest';
import { type PostWorld, startPostWorld, wishes } from './post-world.ts';
import { cutter } from './world.ts';

const expectOnce = async (world: PostWorld, id: string, steps: readonly string[]): Promise<void> => {
	const posting = world.posting(id);
	expect(posting).toMatchObject({ state: 'written', wake: null, problem: null, tries: 0 });
	expect(posting.steps.every(({ state, external }) => state === 'written' && external !== null)).toBe(true);
	expect(world.there.of(`Cobro ${id}`)).toEqual(steps);
	for (const there of world.there.documents.values()) {
		const ours = await world.books.document(posting.company, posting.ledger, there.kind, there.id);
		expect(ours).toMatchObject({ state: there.state, open: there.open, unapplied: there.unapplied });
	}
};

describe.each(Object.entries(wishes))('%s', (name, { fields, steps }) => {
	it.each([
		['before', 'the message comes twice'],
		['after', 'the message comes twice'],
		['before', 'all queues are lost'],
		['after', 'all queues are lost'],
	] as const)('cut %s each call, then %s', async (when, then) => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const world = await startPostWorld();
			const { id } = await world.ask(fields);
			const power = cutter(n, when);
			const outcome = await world.deliver(id, power.wrap);
			if (outcome === 'cut') cuts += 1;
			if (then === 'the message comes twice') for (let i = 0; i < 2; i++) await world.deliver(id);
			await world.liveOn(id);
			await expectOnce(world, id, steps);
			if (name === 'reversal') expect(world.payment().state).toBe('reversed');
			if (outcome === 'done') break;
		}
		console.log(`${name}: ${cuts} cuts ${when} a call, then ${then}`);
		expect(cuts).toBeGreaterThan(9);
	});

	it('cut while it is asked for: asked again by the same form, it is one posting', async () => {
		for (let n = 1; ; n++) {
			const world = await startPostWorld();
			const power = cutter(n, n % 2 === 0 ? 'before' : 'after');
			const first = await world.ask(fields, 'one-form-of-mine', power.wrap).catch(() => null);
			const { id } = await world.ask(fields, 'one-form-of-mine');
			await world.liveOn(id);
			expect((await world.ask(fields, 'one-form-of-mine')).id).toBe(id);
			expect(world.all.size).toBe(1);
			await expectOnce(world, id, steps);
			if (first) break;
		}
	});
});
