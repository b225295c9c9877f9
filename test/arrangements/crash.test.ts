/**
 * The power goes before and after every call of every port: of what people do, and of what follows by itself. Then the same is asked again, or the message comes
 * again twice, or all queues are lost and only what is saved wakes anybody. However it went, it ends the same.
 */
import { describe, expect, it } from 'vitest';
import { cutter } from '../reconcile/world.ts';
import { dispute, memoryWorld, type World, wish } from './world.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
const promised = { kind: 'promise', invoices: ['i1'], amount: '800.00', by: '2026-12-04' };

/** What a person does, after something else was done; and how it ends, with the number of entries in the history. */
const deeds: Readonly<
	Record<
		string,
		{
			readonly before?: (world: World) => Promise<unknown>;
			readonly asked: (world: World, wrap?: Wrap) => Promise<{ readonly id: string }>;
			readonly ends: Readonly<Record<string, unknown>>;
			readonly entries: number;
		}
	>
> = {
	begin: {
		asked: ({ began }, wrap) => began(dispute, 'finn', 'one-form', wrap),
		ends: { state: 'open', rev: 1 },
		entries: 1,
	},
	'begin what ends another': {
		before: ({ began }) => began(promised, 'finn', 'other-form'),
		asked: ({ began }, wrap) => began(dispute, 'finn', 'one-form', wrap),
		ends: { state: 'open', rev: 1 },
		entries: 1,
	},
	concede: {
		before: ({ began }) => began(dispute, 'finn', 'one-form'),
		asked: async ({ acted, all }, wrap) =>
			acted((await all())[0]?.id ?? '', { act: 'concede', rev: 1, as: 'goodwill', amount: '50.00' }, 'finn', wrap),
		ends: { state: 'conceded' },
		entries: 2,
	},
	replace: {
		before: ({ began }) => began(promised, 'finn', 'one-form'),
		asked: async ({ acted, all }, wrap) => {
			const old = (await all()).find(({ version }) => version === 1)?.id ?? '';
			const anew = wish({ ...promised, amount: '700.00' });
			return acted(old, { act: 'replace', rev: 1, anew, token: 'anew-form' }, 'finn', wrap);
		},
		ends: { state: 'open', version: 2, rev: 1 },
		entries: 1,
	},
};

describe.each(Object.entries(deeds))('%s', (_, { before, asked, ends, entries }) => {
	it.each(['before', 'after'] as const)('cut %s each call, and asked again', async (when) => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const world = await memoryWorld();
			await before?.(world);
			const power = cutter(n, when);
			const first = await asked(world, power.wrap).catch(() => null);
			if (first === null) cuts += 1;
			const { id } = await asked(world);
			expect(await world.one(id)).toMatchObject(ends);
			expect(await world.history(id)).toHaveLength(entries);
			const live = (await world.all()).filter(({ state }) => state !== 'superseded' && state !== 'cancelled');
			expect(live.map((each) => each.id)).toEqual([id]);
			if (first !== null) break;
		}
		expect(cuts).toBeGreaterThan(4);
		console.log(`${cuts} cuts ${when} a call`);
	});
});

describe('from a word to the ledger and back', () => {
	/** Conceded; the ledger takes it as soon as it is asked; a read shows it. `cut` is given each message once. */
	const live = async (world: World, cut: Wrap | null, lost: boolean): Promise<boolean> => {
		let power = cut;
		let isCut = false;
		const { id } = await world.began(dispute, 'finn', 'one-form');
		await world.acted(id, { act: 'concede', rev: 1, as: 'credit-note', amount: '150.00' });
		for (let round = 0; round < 4; round++) {
			const messages = [
				...world.sent(),
				{ type: 'arrangements.tend', company: world.company, customer: (await world.one(id)).customer } as const,
			];
			world.lose();
			for (const message of messages) {
				if (message.type === 'reconcile.post') continue;
				const outcome = await world.handle(message, power ?? undefined);
				if (outcome === 'cut') {
					isCut = true;
					power = null;
					if (lost) break;
				}
				for (let twice = 0; twice < 2; twice++) await world.handle(message);
			}
			if (lost) {
				world.lose();
				await world.liveOn(1);
			} else await world.drain();
			const { posting, state } = await world.one(id);
			if (posting !== null && state === 'conceded' && (await world.posting(posting)).state === 'planned') await world.write(posting);
			world.read();
		}
		await world.drain();
		expect(await world.one(id)).toMatchObject({ state: 'resolved' });
		expect((await world.history(id)).map(({ event }) => event)).toEqual(['posted', 'concede', 'begin']);
		expect((await world.postings.postings(world.company, 10, null)).rows).toHaveLength(1);
		expect((await world.books.document(world.company, (await world.one(id)).ledger, 'invoice', 'i1'))?.open).toBe(85_000);
		return isCut;
	};

	it.each([
		['before', false],
		['after', false],
		['before', true],
		['after', true],
	] as const)(
		'cut %s each call; queues lost: %s',
		async (when, lost) => {
			let cuts = 0;
			for (let n = 1; ; n++) {
				const world = await memoryWorld();
				if (!(await live(world, cutter(n, when).wrap, lost))) break;
				cuts += 1;
			}
			console.log(`${cuts} cuts ${when} a call, ${lost ? 'then all queues lost' : 'then each message twice'}`);
			expect(cuts).toBeGreaterThan(15);
		},
		120_000,
	);
});
