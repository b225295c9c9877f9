import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMove } from '../../local/desk/index.ts';
import { builtInScenario } from '../../local/scenario/index.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import { msOf } from '../../shared/domain/day.ts';
import { connectionsOf, connectXero, signedIn } from '../support/signed-in.ts';

const day = 86_400_000;
let stack: LocalStack;
beforeAll(async () => {
	stack = await startStack({ dir: null, scenario: builtInScenario(), schedules: false, limits: false });
}, 60_000);
afterAll(() => stack.close());

it('reads how far to go', () => {
	expect(['+14d', '6h', '+2w', ' +1d '].map(readMove)).toEqual([14 * day, day / 4, 14 * day, day]);
	expect(['-1d', '0d', '14', 'd', '+401d', '+1y', ''].map(readMove)).toEqual(Array.from({ length: 7 }, () => null));
});

it('lets everything happen that is due on the way: tokens are renewed, ledgers are read, the functions live in the new day', async () => {
	const { visitor, page } = await signedIn(stack);
	await connectXero(visitor, page);
	await stack.idle();
	const before = msOf(stack.now());
	const hops: number[] = [];
	const { hops: count } = await stack.time.move(3 * day, ({ nowMs }) => hops.push(nowMs));
	expect(hops).toHaveLength(count);
	expect(hops).toEqual(hops.toSorted((a, b) => a - b));
	expect(msOf(stack.now()) - before).toBeGreaterThanOrEqual(3 * day);
	expect(msOf(stack.now()) - before).toBeLessThan(3 * day + 120_000);
	const [connection] = await connectionsOf(stack, visitor);
	expect(connection).toMatchObject({ state: 'connected', phase: 'live', lastError: null });
	expect(msOf(stack.now()) - Date.parse(connection?.freshAsOf ?? '')).toBeLessThan(7 * 3_600_000);
	await expect(stack.time.move(-1)).rejects.toThrow('forward');
}, 120_000);

it('is moved from the page, and says in words what it does not do', async () => {
	const post = (by: string, accept: string): Promise<Response> =>
		fetch(`${stack.deskUrl}/time`, { method: 'POST', body: new URLSearchParams({ by }), headers: { accept }, redirect: 'manual' });
	expect((await post('yesterday', 'application/json')).status).toBe(400);
	expect((await post('yesterday', 'text/html')).headers.get('location')).toContain('wrong=');
	const at = msOf(stack.now());
	expect((await post('+1h', 'application/json')).status).toBe(200);
	expect(msOf(stack.now()) - at).toBeGreaterThanOrEqual(3_600_000);
	expect(await (await fetch(stack.deskUrl)).text()).toContain('Moved from');
}, 60_000);
