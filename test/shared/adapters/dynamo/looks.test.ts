/** The port `looks` over the table, and the one in memory: both the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokenItem } from '../../../../shared/adapters/dynamo/item.ts';
import { dynamoLooks } from '../../../../shared/adapters/dynamo/looks.ts';
import { instant } from '../../../../shared/domain/day.ts';
import type { Look } from '../../../../shared/domain/look.ts';
import type { Looks } from '../../../../shared/ports/looks.ts';
import { keys, table } from '../../../../shared/wire/table.ts';
import { memoryLooks } from '../../../support/looks.ts';
import { at, type Bench, eur, ledger, otherLedger, startBench, today, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const mailOf = (customer: string, on: string = today): string => `rem|${on}|EUR|${who(customer)}`;
const aLook = (over: Partial<Look>): Look => ({
	company: 'co',
	ledger,
	mail: mailOf('a'),
	documents: [{ kind: 'invoice', id: 'i', at: null }],
	since: at,
	until: instant('2026-11-23T00:00:00Z'),
	tries: 1,
	retryAt: at,
	rev: 0,
	...over,
});

describe.each(['table', 'memory'] as const)('looks in the %s', (where) => {
	const begin = (): { readonly looks: Looks; readonly company: string } => ({
		looks: where === 'table' ? dynamoLooks(bench.open()) : memoryLooks().port,
		company: bench.company(),
	});

	it('are of one mail of one ledger of one company, and saved by whoever saw them last', async () => {
		const { looks, company } = begin();
		const look = aLook({ company });
		expect(await looks.look(company, ledger, look.mail)).toBeNull();
		expect(await looks.saveLook(look)).toBe('saved');
		expect(await looks.saveLook(look)).toBe('stale');
		const kept = await looks.look(company, ledger, look.mail);
		expect(kept).toEqual({ ...look, rev: 1 });
		expect(await looks.saveLook({ ...look, rev: 1, tries: 2 })).toBe('saved');
		expect(await looks.saveLook({ ...look, rev: 1, tries: 3 })).toBe('stale');
		expect(await looks.look(bench.company(), ledger, look.mail)).toBeNull();
		expect(await looks.look(company, otherLedger, look.mail)).toBeNull();
		expect(await looks.look(company, ledger, mailOf('b'))).toBeNull();
	});

	it('knows none of a receipt, or of a text that is no id', async () => {
		const { looks, company } = begin();
		for (const mail of [`rcp|p|${who('a')}`, 'rem|never|EUR|x', '', `rem|${today}|EUR|a#b`])
			expect([await looks.look(company, ledger, mail), await looks.lookedBeside(company, ledger, mail, 5)]).toEqual([null, []]);
	});

	it('beside one are those of its day that come after it, so many', async () => {
		const { looks, company } = begin();
		for (const name of ['d', 'a', 'c', 'b']) await looks.saveLook(aLook({ company, mail: mailOf(name) }));
		await looks.saveLook(aLook({ company, mail: mailOf('c', '2026-11-23') }));
		await looks.saveLook(aLook({ company, mail: mailOf('e'), ledger: otherLedger }));
		const beside = async (name: string, limit: number) =>
			(await looks.lookedBeside(company, ledger, mailOf(name), limit)).map(({ mail }) => mail);
		expect(await beside('a', 2)).toEqual([mailOf('b'), mailOf('c')]);
		expect(await beside('a', 9)).toEqual([mailOf('b'), mailOf('c'), mailOf('d')]);
		expect(await beside('d', 9)).toEqual([]);
	});
});

it('in the table end a day after nobody wants them, and one of a thousand documents fits', async () => {
	const store = bench.open();
	const company = bench.company();
	const looks = dynamoLooks(store);
	const id = (i: number): string => `11111111-1111-4111-8111-${String(i).padStart(12, '0')}`;
	const documents = Array.from({ length: 1_010 }, (_, i) => ({ kind: 'invoice' as const, id: id(i), at }));
	expect(await looks.saveLook(aLook({ company, documents }))).toBe('saved');
	expect((await looks.look(company, ledger, mailOf('a')))?.documents).toEqual(documents);
	const key = keys.look(company, ledger, today, eur, who('a'));
	const item = await store.get(key, 'consistent');
	expect(item?.[table.ttl]).toBe(Date.parse('2026-11-24T00:00:00Z') / 1000);
	await store.put({ ...item, ...key, company: 'somebody else' });
	await expect(looks.look(company, ledger, mailOf('a'))).rejects.toThrow(BrokenItem);
});
