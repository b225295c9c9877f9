/**
 * Two people with two forms in the same second, over a list that shows neither of them the other's; the power goes between any two calls of the first. Of each
 * subject one posting at a time is kept and written, and nothing that is over keeps anything from the next.
 */
import { expect, it } from 'vitest';
import { giveUpPosting, retryPosting } from '../../functions/reconcile/tend-posting.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { company, type PostWorld, startPostWorld, wishes } from './post-world.ts';
import { cutter, PowerCut } from './world.ts';

const kinds = Object.keys(wishes).filter((kind) => kind !== 'note' && kind !== 'expected-date') as (keyof typeof wishes)[];
/** Half of what the wish is about, so that both would fit. */
const halves: Partial<Record<keyof typeof wishes, string>> = { allocation: '15.00', 'set-off': '25.00' };
const plain = <Port extends object>(port: Port): Port => port;

const codeOf = (error: unknown): string => {
	if (error instanceof PowerCut) return 'cut';
	if (error instanceof Refusal) return error.code;
	throw error;
};
const asking = (world: PostWorld, fields: Readonly<Record<string, unknown>>, token: string, wrap = plain) =>
	world.ask(fields, token, wrap).then(() => 'kept', codeOf);

const finish = async (world: PostWorld): Promise<void> => {
	for (const id of world.all.keys()) await world.liveOn(id);
	expect([...world.all.values()].map(({ state }) => state)).toEqual(['written']);
	expect([...world.locks]).toEqual([]);
};

it.each(kinds)('%s: two at once, cut between any two calls: one', async (kind) => {
	const amount = halves[kind];
	const fields = { ...wishes[kind].fields, ...(amount === undefined ? {} : { amount }) };
	for (const when of ['before', 'after'] as const)
		for (let n = 1; ; n++) {
			const world = await startPostWorld();
			world.lag();
			const power = cutter(n, when);
			const said = await Promise.all([asking(world, fields, 'the-form-of-ada', power.wrap), asking(world, fields, 'the-form-of-bob')]);
			expect(world.all.size, said.join()).toBe(1);
			for (const each of said) expect(['kept', 'cut', 'POSTING_UNDER_WAY']).toContain(each);
			const [id] = [...world.all.keys()];
			if (id === undefined) throw new Error('none was kept');
			const cut = cutter(n, when);
			await world.deliver(id, cut.wrap);
			await finish(world);
			expect(world.there.of(`Cobro ${id}`)).toEqual(wishes[kind].steps);
			if (said[0] !== 'cut' && n > cut.calls()) break;
		}
});

it('pieces of a write-off, at once or one after the other, over a list that shows none: together never above the limit', async () => {
	const world = await startPostWorld();
	world.lag();
	const piece = { ...wishes['write-off'].fields, amount: '6.00' };
	expect((await Promise.all([asking(world, piece, 'the-form-of-ada'), asking(world, piece, 'the-form-of-bob')])).toSorted()).toEqual([
		'POSTING_UNDER_WAY',
		'kept',
	]);
	await finish(world);
	expect(await asking(world, piece, 'the-form-of-eve')).toBe('WRITE_OFF_ABOVE_LIMIT');
	expect(await asking(world, { ...piece, amount: '4.00' }, 'the-form-of-kim')).toBe('kept');
});

it('one that is stuck keeps what it is about until it is given up', async () => {
	const world = await startPostWorld();
	const { id } = await world.ask(wishes.refund.fields, 'the-form-of-ada');
	world.there.locked = true;
	await world.deliver(id);
	expect(world.posting(id).state).toBe('stuck');
	expect(await asking(world, wishes.refund.fields, 'the-form-of-bob')).toBe('POSTING_UNDER_WAY');
	await giveUpPosting(company, id, 'Ada', world.portsOf(plain));
	expect(await asking(world, wishes.refund.fields, 'the-form-of-bob')).toBe('kept');
});

it('given up with a part of it written: tried again only when nobody else is at it', async () => {
	const world = await startPostWorld();
	const { id } = await world.ask(wishes.credit.fields, 'the-form-of-ada');
	world.there.locked = true;
	await world.deliver(id);
	const [first, second] = world.posting(id).steps;
	if (!first || !second) throw new Error('a credit has two steps');
	world.all.set(id, { ...world.posting(id), steps: [{ ...first, state: 'written', external: 'x' }, second] });
	expect((await giveUpPosting(company, id, 'Ada', world.portsOf(plain))).state).toBe('stuck');
	const other = await world.ask(wishes['write-off'].fields, 'the-form-of-bob');
	await expect(retryPosting(company, id, world.portsOf(plain))).rejects.toMatchObject({ code: 'POSTING_UNDER_WAY' });
	world.there.locked = false;
	await world.liveOn(other.id);
	await retryPosting(company, id, world.portsOf(plain));
	expect(await asking(world, wishes['write-off'].fields, 'the-form-of-eve')).toBe('POSTING_UNDER_WAY');
});
