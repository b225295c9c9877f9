/** A consent that will end by itself: who hears of it, when, and that one which is renewed says nothing. */
import { describe, expect, it } from 'vitest';
import { isWarningDue } from '../../functions/connect/warn-ending.ts';
import type { Grant } from '../../shared/domain/connection.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import { began, Company, day, hour, told } from './people.ts';

const aGrant = (end: Instant, over: Partial<Grant> = {}): Grant => ({
	company: 'co',
	id: 'g',
	provider: 'quickbooks',
	state: 'alive',
	access: 'a',
	refresh: 'r',
	accessExpiresAt: began,
	refreshExpiresAt: end,
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: later(began, hour),
	rev: 1,
	...over,
});

/** As it is tended: each hour, with the end that the provider tells then. */
const tended = async (at: Company, ms: number, endOf: () => Instant): Promise<void> => {
	for (let left = ms; left > 0; left -= hour) {
		at.pass(hour);
		if (at.grant) at.grant = { ...at.grant, refreshExpiresAt: endOf(), generation: at.grant.generation + 1, rev: at.grant.rev + 1 };
		if (at.grant && isWarningDue(at.grant, at.now)) await at.deliver({ type: 'connect.warn', company: 'co', grant: 'g' });
	}
};
const company = (end: Instant, names: readonly string[] = ['1', '2']): Company => {
	const at = new Company(names);
	at.grant = aGrant(end);
	return at;
};

describe('a consent', () => {
	it('that each refresh makes longer is never told of', async () => {
		const at = company(later(began, 60 * day));
		await tended(at, 200 * day, () => later(at.now, 60 * day));
		expect(at.taken).toEqual([]);
	});

	it('that ends whatever we do is told of 14 days and 3 days before, with all its ledgers', async () => {
		const end = later(began, 30 * day);
		const at = company(end);
		// Each answer says so many seconds from now: the end wavers a little.
		await tended(at, 30 * day, () => later(end, (at.grant?.generation ?? 0) % 3 === 0 ? 4_000 : -3_000));
		for (const to of told) {
			const letters = at.taken.filter((each) => each.to === to);
			expect(letters.map((each) => Math.ceil((msOf(end) - msOf(each.at)) / day))).toEqual([14, 3]);
			expect(letters.map(({ order: { again, last } }) => [again, last])).toEqual([
				[false, false],
				[true, true],
			]);
		}
		expect(at.taken[0]?.order).toMatchObject({ kind: 'ending', provider: 'quickbooks', ledgers: ['Ledger 1', 'Ledger 2'] });
	});

	it('first known to end two days before is told of once', async () => {
		const end = later(began, 2 * day);
		const at = company(end);
		await tended(at, 2 * day - hour, () => end);
		expect(at.taken).toHaveLength(told.length);
		expect(at.taken[0]?.order.last).toBe(true);
	});

	it('that was renewed after a warning, and ends again later, is told of anew', async () => {
		const first = later(began, 10 * day);
		const at = company(first);
		await tended(at, day, () => first);
		const second = later(began, 70 * day);
		await tended(at, 68 * day, () => second);
		expect(at.taken).toHaveLength(3 * told.length);
	});

	it('is not told of while everything is stopped, nor of a dead one, nor where no ledger is read with it', async () => {
		const end = later(began, 10 * day);
		const at = company(end);
		at.stopped = true;
		await tended(at, day, () => end);
		at.stopped = false;
		at.grant = aGrant(end, { state: 'dead' });
		await at.deliver({ type: 'connect.warn', company: 'co', grant: 'g' });
		const left = company(end, ['1']);
		left.change('1', (known) => ({ ...known, state: 'disconnected' }));
		await left.deliver({ type: 'connect.warn', company: 'co', grant: 'g' });
		expect([at.taken, left.taken]).toEqual([[], []]);
	});

	it('keeps its tokens and its wake, whatever is written on it', async () => {
		const end = later(began, 10 * day);
		const at = company(end);
		const { ending: _, rev: __, ...before } = at.grant ?? aGrant(end);
		await at.deliver({ type: 'connect.warn', company: 'co', grant: 'g' });
		expect(at.taken).toHaveLength(told.length);
		expect(at.grant).toMatchObject(before);
	});
});

it('the tender writes the grant before any call: nothing of it is lost, and nobody hears twice', async () => {
	const end = later(began, 10 * day);
	for (let n = 0; ; n++) {
		const at = company(end);
		at.meddles = n;
		await at.deliver({ type: 'connect.warn', company: 'co', grant: 'g' });
		expect(
			at.taken.map(({ to }) => to),
			`before call ${n}`,
		).toEqual(told);
		expect(at.grant).toMatchObject({ generation: at.calls <= n ? 1 : 2, ending: { open: false } });
		if (at.calls <= n) return;
	}
});

it.each(['before', 'after'] as const)('cut %s any call, nobody hears of it twice', async (side) => {
	const end = later(began, 20 * day);
	for (let n = 0; ; n++) {
		const at = company(end);
		at.cut = { at: n, side };
		await tended(at, 20 * day, () => end);
		const counts = told.map((to) => at.taken.filter((each) => each.to === to).length);
		expect(Math.max(...counts), `cut ${side} call ${n}`).toBeLessThanOrEqual(2);
		expect(
			counts.reduce((all, each) => all + each, 0),
			`cut ${side} call ${n}`,
		).toBeGreaterThanOrEqual(2 * told.length - at.cuts);
		if (at.cuts === 0) return;
	}
});
