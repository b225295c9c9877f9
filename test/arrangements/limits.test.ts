/** A company's own limits of authority: who sets them, what they decide, what is kept of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLimit } from '../../functions/arrangements/form.ts';
import { setLimit, viewLimits } from '../../functions/arrangements/limits.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { dispute, type Name, refusal, startWorld, type World } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());
const world = () => startWorld(bench, store);

const set = (all: World, fields: Readonly<Record<string, unknown>>, by: Name = 'olga') =>
	setLimit(all.asker(by), readLimit({ rev: 0, role: 'finance', currency: 'EUR', limit: 'amount', ...fields }), all.portsOf());
const give = { as: 'credit-note', amount: '400.00' } as const;

describe('limits of authority', () => {
	it('an owner sets them: they hold at once, also for what was asked for before, and no other company’s', async () => {
		const [all, other] = [await world(), await world()];
		const { id } = await all.began(dispute);
		expect(await refusal(all.acted(id, { act: 'concede', rev: 1, ...give }))).toBe('409 ABOVE_AUTHORITY');
		await set(all, { amount: '400' });
		expect(await refusal(all.acted(id, { act: 'concede', rev: 1, ...give }))).toBe('done');
		const theirs = await other.began(dispute);
		expect(await refusal(other.acted(theirs.id, { act: 'concede', rev: 1, ...give }))).toBe('409 ABOVE_AUTHORITY');
	});

	it('lowered between proposal and approval: whoever may not give up so much any more does not approve it', async () => {
		const all = await world();
		await set(all, { role: 'owner', amount: '399.99' });
		const { id } = await all.began(dispute);
		await all.acted(id, { act: 'propose', rev: 1, ...give });
		expect(await refusal(all.acted(id, { act: 'approve', rev: 2 }, 'olga'))).toBe('409 ABOVE_AUTHORITY');
		await set(all, { role: 'owner', rev: 1, limit: 'usual' });
		expect(await refusal(all.acted(id, { act: 'approve', rev: 2 }, 'olga'))).toBe('done');
	});

	it('everything that was changed is kept: who, when, before, after; the same again changes nothing', async () => {
		const all = await world();
		await set(all, { amount: '400' });
		await set(all, { amount: '400.00' });
		all.days(1);
		await set(all, { rev: 1, limit: 'any' }, 'omar');
		await set(all, { rev: 2, currency: 'jpy', amount: '5000' });
		await set(all, { rev: 3, limit: 'usual' });
		const { changes, roles, rev } = await viewLimits(all.company, ['finance'], all.portsOf());
		expect(changes.map(({ by, at, currency, before, after }) => [by, at.slice(0, 10), currency, before, after])).toEqual([
			['Olga', '2026-11-24', 'EUR', 'any', 'usual'],
			['Olga', '2026-11-24', 'JPY', 'usual', '5000'],
			['Omar', '2026-11-24', 'EUR', '400.00', 'any'],
			['Olga', '2026-11-23', 'EUR', 'usual', '400.00'],
		]);
		expect([rev, roles]).toEqual([
			4,
			[
				{ role: 'finance', set: [{ currency: 'JPY', most: '5000' }], usual: '250' },
				{ role: 'owner', set: [], usual: null },
			],
		]);
	});

	it('nobody but an owner, on no stale page, and nothing that is no limit', async () => {
		const all = await world();
		expect(await refusal(set(all, { amount: '400' }, 'finn'))).toBe('403 ROLE_MISSING');
		await set(all, { amount: '400' });
		expect(await refusal(set(all, { amount: '500' }, 'omar'))).toBe('409 STALE');
		const both = await Promise.all([refusal(set(all, { rev: 1, amount: '500' })), refusal(set(all, { rev: 1, amount: '600' }, 'omar'))]);
		expect(both.toSorted()).toEqual(['409 STALE', 'done']);
		const wrong = async (fields: Readonly<Record<string, unknown>>) => refusal((async () => set(all, { rev: 2, ...fields }))());
		expect(await wrong({})).toBe('400 FIELD_WRONG');
		expect(await wrong({ amount: '-1' })).toBe('400 ARRANGEMENT_UNREADABLE');
		expect(await wrong({ amount: '1.001' })).toBe('400 FIELD_WRONG');
		expect(await wrong({ amount: '1', currency: 'EURO' })).toBe('400 ARRANGEMENT_UNREADABLE');
		expect(await wrong({ amount: '1', role: 'sales' })).toBe('400 ARRANGEMENT_UNREADABLE');
	});
});
