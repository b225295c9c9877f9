/** Single reads that travel together. */
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { gathered } from '../../../../shared/adapters/dynamo/gather.ts';
import { type Item, keyText } from '../../../../shared/adapters/dynamo/item.ts';
import type { Key } from '../../../../shared/wire/table.ts';

const key = (pk: string): Key => ({ pk, sk: 'S' });
const stored = new Map<string, Item>(['a', 'b'].map((pk) => [keyText(key(pk)), { ...key(pk), of: pk }]));

describe('reads asked for together', () => {
	let requests: (readonly string[])[] = [];
	let broken = false;
	const answer = async (keys: readonly Key[]): Promise<Map<string, Item>> => {
		requests.push(keys.map(({ pk }) => pk));
		if (broken) throw new Error('the table is busy');
		return new Map(keys.flatMap((each) => [...stored].filter(([name]) => name === keyText(each))));
	};
	const get = gathered(async (each) => (await answer([each])).get(keyText(each)) ?? null, answer);

	beforeEach(() => {
		requests = [];
		broken = false;
	});

	it('are one request, each key once, and each asker gets its own item', async () => {
		const found = await Promise.all(['a', 'b', 'a', 'none'].map((pk) => get(key(pk))));
		expect(found.map((item) => item?.of ?? null)).toEqual(['a', 'b', 'a', null]);
		expect(requests).toEqual([['a', 'b', 'none']]);
	});

	it('asked for one after the other are two, so that each sees what was written before', async () => {
		await get(key('a'));
		await get(key('a'));
		expect(requests).toEqual([['a'], ['a']]);
	});

	it('that come while a request is under way wait for the next', async () => {
		const first = get(key('a'));
		await turn();
		await Promise.all([first, get(key('a')), get(key('b'))]);
		expect(requests).toEqual([['a'], ['a', 'b']]);
	});

	it('fail together, and the next ones are asked anew', async () => {
		broken = true;
		const failed = await Promise.allSettled([get(key('a')), get(key('b'))]);
		expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		broken = false;
		expect(await get(key('a'))).toMatchObject({ of: 'a' });
	});
});
