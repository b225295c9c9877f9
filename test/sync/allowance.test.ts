/** What a provider takes of a ledger, under its own counter (the sandbox's): we stop before it does, and what is more pressing still goes through. */
import { describe, expect, it } from 'vitest';
import { noteChanges } from '../../functions/sync/note-changes.ts';
import { nextSweep } from '../../functions/sync/sweep-time.ts';
import { Limits } from '../../local/sandbox/xero/limits.ts';
import type { Rough } from '../../local/sandbox/xero/rough.ts';
import { nextDay, usedToday } from '../../shared/domain/allowance.ts';
import { type Instant, instant, later, msOf } from '../../shared/domain/day.ts';
import { type Accounting, AccountingFault, type Meter } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import { Held, LedgerMeter } from '../../shared/ports/meter.ts';
import { fake } from '../support/fake.ts';
import { hour, minute, rig } from './rig.ts';

const org = 'lumen';
const midnight = instant('2026-11-22T00:00:00.000Z');

type Costs = { readonly page: number; readonly control: number };
/** A ledger whose provider counts as Xero does. A delta is one page of so many calls: one for each of Xero's lists. */
const counting = (tier: 'starter' | 'other', from: Instant = midnight, costs: Costs = { page: 6, control: 5 }) => {
	const at = rig({ wake: from, freshAsOf: later(from, -hour), organisationDue: later(from, 23 * hour), tieOut: null });
	at.state.now = from;
	const grant = at.state.grant;
	if (grant) at.state.grant = { ...grant, accessExpiresAt: later(from, 1000 * hour) };
	const rough: Pick<Rough, 'is'> = { is: (which) => which === 'starter' && tier === 'starter' };
	const limits = new Limits(true, () => msOf(at.state.now), rough as Rough);
	const refused: string[] = [];
	const call = (meter: Meter): void => {
		meter.ask('read');
		const no = limits.begin(org);
		limits.end(org);
		const headers = limits.headers(org);
		const left = (name: string): number => Number(headers[name]);
		meter.heard({ minute: left('X-MinLimit-Remaining'), day: left('X-DayLimit-Remaining'), app: left('X-AppMinLimit-Remaining') });
		if (no === null) return;
		refused.push(no.problem);
		throw new AccountingFault('throttled', 'Xero asks us to wait (429)', no.retryAfter * 1000);
	};
	const calls = async <T>(times: number, meter: Meter, work: () => Promise<T>): Promise<T> => {
		for (let n = 0; n < times; n++) call(meter);
		return work();
	};
	const open = (meter: Meter): Accounting => {
		const { accounting } = at;
		return fake<Accounting>({
			mapping: 1,
			changes: (since) => accounting.changes(since),
			openItems: () => accounting.openItems(),
			everything: (horizon) => accounting.everything(horizon),
			atOnce: (kind) => accounting.atOnce(kind),
			organisation: () => calls(1, meter, () => accounting.organisation()),
			look: (kind, ids) => calls(1, meter, () => accounting.look(kind, ids)),
			page: (cursor) => calls(costs.page, meter, async () => ({ ...(await accounting.page(cursor)), calls: costs.page })),
			control: () => calls(costs.control, meter, async () => ({ ...(await accounting.control()), calls: costs.control })),
		});
	};
	// Every read changes something, so that totals are to be compared again and again.
	const books = new Proxy(at.ports.books, {
		get: (target, name, receiver): unknown =>
			name === 'save' ? async () => ({ written: 1 }) as Awaited<ReturnType<Books['save']>> : Reflect.get(target, name, receiver),
	});
	Object.assign(at.ports, { books, openAccounting: async (_: string, __: string, ___: unknown, meter: Meter) => open(meter) });
	const directory = fake<Directory>({ ledger: async () => ({ company: 'co', ledger: at.state.connection.ledger }) });
	const webhook = () => noteChanges({ type: 'sync.notice', provider: 'xero', ledgers: ['a'] }, { ...at.ports, directory });
	/** A minute goes by: the sweeper looks, and what it sends is done. */
	const tick = async (): Promise<void> => {
		at.state.now = later(at.state.now, minute);
		if (at.state.connection.wake !== null && at.state.connection.wake <= at.state.now) await at.woken();
	};
	const meterFor = (purpose: 'booking' | 'asked' | 'reading' | 'comparing') =>
		LedgerMeter.open({ company: 'co', ledger: at.state.connection.ledger }, purpose, at.ports);
	/** A function of another station makes so many calls. Throws what holds it. */
	const spend = async (purpose: Parameters<typeof meterFor>[0], times: number): Promise<void> => {
		const meter = await meterFor(purpose);
		try {
			for (let n = 0; n < times; n++) call(meter);
		} finally {
			await meter.keep();
		}
	};
	/** … as many as that purpose has, a minute's worth at a time. How many they were. */
	const exhaust = async (purpose: Parameters<typeof meterFor>[0]): Promise<number> => {
		let made = 0;
		for (;;) {
			try {
				await spend(purpose, 1);
				made += 1;
			} catch (error) {
				if (!(error instanceof Held)) throw error;
				if ((error.retryAfterMs ?? 0) > 5 * minute) return made;
				at.state.now = later(at.state.now, minute);
			}
		}
	};
	const used = (): number => {
		const known = at.allowances.stored.get(`co#${at.state.connection.ledger}`);
		return known ? usedToday(known) : 0;
	};
	return { at, limits, refused, webhook, tick, spend, exhaust, used };
};

const left = ({ limits }: ReturnType<typeof counting>): number => Number(limits.headers(org)['X-DayLimit-Remaining']);

describe('a Starter organisation, 1,000 calls a day', () => {
	it('with a webhook a minute for 24 hours: under 800 calls, none refused, reads to the end of the day, 200 left', async () => {
		const world = counting('starter');
		const ages: number[] = [];
		for (let n = 0; n < 24 * 60 - 1; n++) {
			await world.webhook();
			await world.tick();
			ages.push(msOf(world.at.state.now) - msOf(world.at.state.connection.freshAsOf ?? midnight));
		}
		expect(world.refused).toEqual([]);
		expect(world.limits.calls()).toBeLessThanOrEqual(800);
		// The counts are the provider's own.
		expect(world.used()).toBe(world.limits.calls());
		expect(left(world)).toBeGreaterThanOrEqual(200);
		console.info(
			`24 h of a webhook a minute: ${world.limits.calls()} calls in ${world.at.asked.pages} reads, ${world.at.asked.controls} comparisons; our copy was at most ${Math.max(...ages) / minute} min old, on average ${Math.round(ages.reduce((a, b) => a + b, 0) / ages.length / minute)}`,
		);
		expect(Math.max(...ages)).toBeLessThan(40 * minute);
		await world.spend('booking', 50);
		expect(world.refused).toEqual([]);
	}, 60_000);

	it('all of reading and comparing used up: a barrier and a booking still go through, and the provider never says no', async () => {
		const world = counting('starter');
		const { at } = world;
		const reading = await world.exhaust('reading');
		await world.exhaust('comparing');
		expect(reading).toBe(800);
		expect(left(world)).toBe(200);
		// What the clock brings is put off to tomorrow, without a call, and says why.
		at.state.connection = { ...at.state.connection, wake: at.state.now };
		await at.woken();
		expect(left(world)).toBe(200);
		expect(at.state.connection.run).toMatchObject({ held: true, failures: 0, calls: 0 });
		expect(at.state.connection.lastError?.text).toBe(
			'Of the 1,000 calls that Xero takes today 200 are left. What is left is kept for payments, for mails and for who presses “Sync now”. It goes on tomorrow, by UTC.',
		);
		expect(at.state.connection.wake).toBe(nextDay(at.state.now));
		// A mail asks: the read that was put off is taken up, and one begins that is the mail's own.
		at.state.now = later(at.state.now, minute);
		await at.pull(at.state.now);
		expect(at.state.connection).toMatchObject({ run: null, lastError: null });
		expect(at.state.connection.freshAsOf).toBe(at.state.now);
		// Its totals are not compared today: that is said, and holds nothing up.
		expect(at.state.connection.untied?.text).toMatch(/kept for reading/);
		expect(left(world)).toBe(200 - 2 * 6);
		// Asking ends at 95 %, booking at the last call.
		at.state.now = later(at.state.now, 2 * minute);
		await world.exhaust('asked');
		expect(left(world)).toBe(50);
		at.state.now = later(at.state.now, 2 * minute);
		expect(await world.exhaust('booking')).toBe(50);
		expect(left(world)).toBe(0);
		expect(world.refused).toEqual([]);
	});

	it('a mail that may take a read which began a moment ago takes up that one, held or not', async () => {
		const world = counting('starter');
		const { at } = world;
		await world.exhaust('reading');
		at.state.now = later(at.state.now, 2 * minute);
		const since = at.state.now;
		at.state.connection = { ...at.state.connection, wake: since };
		await at.woken();
		expect(at.state.connection.run).toMatchObject({ held: true, startedAt: since });
		at.state.now = later(since, minute);
		await at.pull(since);
		expect(at.state.connection).toMatchObject({ run: null, freshAsOf: since, lastError: null });
		expect(left(world)).toBe(200 - 6);
		expect(world.refused).toEqual([]);
	});

	it('a sweep that may not begin is put to its next night, without a call; by day reading goes on', async () => {
		const world = counting('starter', instant('2026-11-22T03:00:00.000Z'));
		const { at } = world;
		await world.exhaust('comparing');
		at.state.now = later(at.state.now, 2 * minute);
		at.state.connection = { ...at.state.connection, sweepDue: at.state.now, wake: at.state.now };
		await at.woken();
		await world.tick();
		expect(at.state.connection).toMatchObject({ run: null, lastError: null, lastSweep: { calls: 0 } });
		expect(at.state.connection.lastSweep?.failed).toMatch(/^Of the 1,000 calls .* kept for reading/);
		expect(at.state.connection.sweepDue).toBe(nextSweep(at.state.connection, at.state.now));
		expect(at.state.connection.freshAsOf?.slice(0, 10)).toBe('2026-11-22');
		const before = left(world);
		await at.woken();
		expect(before - left(world)).toBe(6);
		expect(world.refused).toEqual([]);
	});

	it('a new day begins with all of it', async () => {
		const world = counting('starter');
		await world.exhaust('reading');
		world.at.state.now = nextDay(world.at.state.now);
		world.at.state.connection = { ...world.at.state.connection, wake: world.at.state.now };
		await world.at.woken();
		expect(world.at.state.connection).toMatchObject({ run: null, lastError: null, freshAsOf: world.at.state.now });
	});
});

it('an organisation with 5,000 calls a day is known by its first answer', async () => {
	const world = counting('other');
	expect(await world.exhaust('reading')).toBe(4000);
	expect(left(world)).toBe(1000);
	expect(world.refused).toEqual([]);
});

describe('the minute', () => {
	it('a long read and a booking beside it never ask for more than 55 in any 60 seconds', async () => {
		const world = counting('other', midnight, { page: 7, control: 5 });
		const { at } = world;
		// A hundred pages.
		at.told.pages = Array.from({ length: 99 }, (_, n) => async () => ({
			customers: [],
			documents: [],
			refused: [],
			progress: { kind: 'invoice' as const, done: n, total: 99 },
			calls: 7,
			next: `page ${n + 1}`,
		}));
		await at.pull();
		const perMinute: number[] = [];
		let booked = 0;
		for (let n = 0; at.state.connection.run !== null && n < 300; n++) {
			await world.tick();
			perMinute.push(60 - Number(world.limits.headers(org)['X-MinLimit-Remaining']));
			try {
				await world.spend('booking', 2);
				booked += 1;
			} catch (error) {
				expect(error).toBeInstanceOf(Held);
			}
		}
		expect(at.state.connection.run).toBeNull();
		expect(world.refused).toEqual([]);
		expect(Math.max(...perMinute)).toBeLessThanOrEqual(55);
		expect(booked).toBe(perMinute.length);
	});

	it('comparing that costs more than a minute takes is given up, not begun again and again', async () => {
		const world = counting('other', midnight, { page: 6, control: 80 });
		const { at } = world;
		await at.pull();
		for (let n = 0; at.state.connection.run !== null && n < 20; n++) await world.tick();
		expect(at.state.connection).toMatchObject({ run: null, untied: { times: 1 } });
		expect(world.refused).toEqual([]);
		expect(world.limits.calls()).toBeLessThan(120);
	});
});

it('told to wait for 18 hours: shown, kept by everybody, nothing asked meanwhile; then it goes on', async () => {
	const world = counting('other');
	const { at } = world;
	const waitMs = 66_975_000;
	at.told.pages = [new AccountingFault('throttled', 'Xero asks us to wait (429)', waitMs)];
	await at.pull();
	const calls = world.limits.calls();
	const until = later(midnight, waitMs);
	expect(at.state.connection).toMatchObject({ wake: until, lastError: { text: 'Xero asks us to wait (429)', retryAt: until } });
	for (let n = 0; n < 18; n++) {
		await world.webhook();
		await world.tick();
		await at.pull(at.state.now);
		await expect(world.spend('booking', 1)).rejects.toThrow('Xero asks us to wait (429)');
		at.state.now = later(at.state.now, hour - minute);
	}
	expect(world.limits.calls()).toBe(calls);
	expect(at.state.connection).toMatchObject({ wake: until });
	at.state.now = until;
	await at.woken();
	await at.worked();
	expect(at.state.connection).toMatchObject({ run: null, lastError: null });
	expect(world.refused).toEqual([]);
});
