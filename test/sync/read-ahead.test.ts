import { expect, it } from 'vitest';
import { ReadAhead } from '../../functions/sync/read-ahead.ts';
import { invocationMs } from '../../functions/sync/times.ts';
import { type Instant, instantOfMs, later } from '../../shared/domain/day.ts';
import type { Accounting, Page } from '../../shared/ports/accounting.ts';
import { fake } from '../support/fake.ts';

const start = instantOfMs(Date.UTC(2026, 10, 22));

/** Pages 0 to 4; a call ends when `end` is told. */
const paged = () => {
	const world = { now: start, begun: [] as string[], underWay: 0, mostAtOnce: 0 };
	const waiting: (() => void)[] = [];
	let broken: string | null = null;
	const accounting = fake<Accounting>({
		page: async (cursor) => {
			world.begun.push(cursor);
			world.underWay += 1;
			world.mostAtOnce = Math.max(world.mostAtOnce, world.underWay);
			await new Promise<void>((done) => waiting.push(done));
			world.underWay -= 1;
			if (cursor === broken) throw new Error(`page ${cursor} is broken`);
			return fake<Page>({ next: cursor === '4' ? null : String(Number(cursor) + 1) });
		},
	});
	return {
		world,
		ahead: new ReadAhead(accounting, { now: (): Instant => world.now }),
		breakAt: (cursor: string) => {
			broken = cursor;
		},
		end: () => waiting.shift()?.(),
	};
};

it('fetches one page ahead, never two at once', async () => {
	const { world, ahead, end } = paged();
	let cursor: string | null = '0';
	while (cursor !== null) {
		const asked: Promise<Page> = ahead.page(cursor);
		end();
		const page: Page = await asked;
		expect(world.begun).toHaveLength(Math.min(Number(cursor) + 2, 5));
		cursor = page.next;
	}
	expect(ahead.waiting).toBe(false);
	expect(world).toMatchObject({ begun: ['0', '1', '2', '3', '4'], mostAtOnce: 1 });
});

it('tells of a failure when the page is taken, and then tries anew', async () => {
	const { world, ahead, breakAt, end } = paged();
	breakAt('1');
	const first = ahead.page('0');
	end();
	await first;
	end();
	await expect(ahead.page('1')).rejects.toThrow('page 1 is broken');
	expect(ahead.waiting).toBe(false);
	breakAt('none');
	const again = ahead.page('1');
	end();
	expect((await again).next).toBe('2');
	expect(world.begun).toEqual(['0', '1', '1', '2']);
});

it('begins no page when the time of an invocation is over', async () => {
	const { world, ahead, end } = paged();
	world.now = later(start, invocationMs);
	const page = ahead.page('0');
	end();
	await page;
	expect(ahead.waiting).toBe(false);
	expect(world.begun).toEqual(['0']);
});
