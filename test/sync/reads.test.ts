/** When a ledger is read: who asks gets a read of their own, webhooks share one, a ledger that stands still is tried each hour, and everybody has a turn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askLedger } from '../../functions/reminders/ask-ledger.ts';
import { noteChanges } from '../../functions/sync/note-changes.ts';
import { pullStep } from '../../functions/sync/pull-step.ts';
import { begun, stopped } from '../../functions/sync/run.ts';
import { isRunning } from '../../functions/sync/running.ts';
import { stoppedStill } from '../../functions/sync/stop-run.ts';
import { atOnce, sweepConnections } from '../../functions/sync/sweep-connections.ts';
import { debounceMs, readsAnHour, slowestMs, stepLeaseMs, stoppedRetryMs } from '../../functions/sync/times.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import { ledgerId } from '../../shared/domain/document.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { fake } from '../support/fake.ts';
import { atRest, began, hour, lumen, minute, rig, saying } from './rig.ts';

const webhook = (at: ReturnType<typeof rig>): Promise<number> =>
	noteChanges(
		{ type: 'sync.notice', provider: 'xero', ledgers: ['a'] },
		{
			...at.ports,
			directory: fake<Directory>({ ledger: async () => ({ company: 'co', ledger: at.state.connection.ledger }) }),
		},
	);

describe('a read that is asked for', () => {
	it('while one is under way that began before, is made right after it, once', async () => {
		const at = rig();
		at.told.pages = [saying('unavailable')];
		await at.pull(began);
		for (const seconds of [5, 6, 7]) {
			at.state.now = later(began, seconds * 1000);
			await at.pull(at.state.now);
		}
		expect(at.asked.pages).toBe(1);
		await at.woken();
		expect(at.asked.pages).toBe(3);
		expect(at.state.connection).toMatchObject({ run: null, freshAsOf: at.state.now, wake: later(at.state.now, hour) });
	});

	it('and lost before it was made, is made by the sweeper', async () => {
		const at = rig();
		at.told.pages = [saying('unavailable')];
		await at.pull(began);
		at.state.now = later(began, 5000);
		await at.pull(at.state.now);
		at.state.now = later(began, minute);
		await sweepConnections(at.ports);
		await pullStep(at.lane[0] ?? expect.fail('nothing was sent'), at.ports);
		await pullStep(at.lane[1] ?? expect.fail('nothing was sent'), at.ports);
		at.lane.length = 0;
		expect(at.state.connection.run).toBeNull();
		expect(at.state.connection.wake).toBe(at.state.now);
		await at.woken();
		expect(at.state.connection.freshAsOf).toBe(at.state.now);
	});

	it('for a moment before the one under way began, or that was read since, costs no second one', async () => {
		const at = rig();
		at.told.pages = [saying('unavailable')];
		await at.pull();
		await at.pull(later(began, -minute));
		await at.woken();
		expect(at.asked.pages).toBe(2);
		await at.pull(later(began, -minute));
		await at.pull(began);
		expect(at.asked.pages).toBe(2);
		await at.pull(at.state.now);
		expect(at.asked.pages).toBe(3);
	});

	it('by mails that wait, of whom each asks for the moment it was planned at, is one', async () => {
		const at = rig();
		const { ledger } = at.state.connection;
		const plannedAt = later(began, -30_000);
		for (let i = 0; i < 20; i++) await askLedger('co', ledger, plannedAt, at.ports);
		await at.worked();
		expect([at.asked.pages, at.state.connection.freshAsOf]).toEqual([1, began]);
		// Planned long ago: what counts are the ten minutes in which a read is fresh.
		at.state.now = later(began, 11 * minute);
		await askLedger('co', ledger, plannedAt, at.ports);
		await at.worked();
		expect([at.asked.pages, at.state.connection.freshAsOf]).toEqual([2, at.state.now]);
	});

	it('is not held back by the pace of webhooks', async () => {
		const at = rig();
		for (let i = 1; i <= 20; i++) {
			at.state.now = later(began, i * 30_000);
			await at.pull(at.state.now);
		}
		expect(at.asked.pages).toBe(20);
	});
});

describe('webhooks', () => {
	/** Minutes, ticked one by one; in each as many webhooks as drawn, and whether somebody's read fails. Returns when reads began. */
	const lived = async (minutes: readonly { readonly hooks: number; readonly fault: boolean }[]): Promise<readonly Instant[]> => {
		const at = rig({ tieOut: { at: began, basis: '', lines: [] } });
		const starts: Instant[] = [];
		let last = '';
		for (const { hooks, fault } of minutes) {
			if (fault) at.told.pages.push(saying('unavailable'));
			for (let i = 0; i < hooks; i++) await webhook(at);
			await sweepConnections(at.ports);
			for (let message = at.lane.shift(); message; message = at.lane.shift()) {
				await pullStep(message, at.ports);
				const { connection } = at.state;
				const id = connection.run?.startedAt ?? connection.freshAsOf ?? '';
				if (id !== last && id >= began) starts.push(id as Instant);
				last = id;
			}
			at.state.now = later(at.state.now, minute);
		}
		return starts;
	};
	const most = (starts: readonly Instant[]): number =>
		Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && msOf(at) < msOf(from) + hour).length));

	it('bring at most so many reads within any hour, whatever arrives', async () => {
		const always = await lived(Array.from({ length: 600 }, () => ({ hooks: 3, fault: false })));
		console.log(`webhooks without end, 10 hours: ${always.length} reads, at most ${most(always)} within an hour`);
		expect(most(always)).toBeLessThanOrEqual(readsAnHour);
		// And never none: what changed is read within the longest pause.
		for (const [i, at] of always.entries())
			if (i > 0) expect(msOf(at) - msOf(always[i - 1] ?? at)).toBeLessThanOrEqual(slowestMs + 2 * minute);
		const minutes = fc.array(fc.record({ hooks: fc.integer({ min: 0, max: 3 }), fault: fc.boolean() }), { minLength: 30, maxLength: 200 });
		await fc.assert(
			fc.asyncProperty(minutes, async (drawn) => {
				expect(most(await lived(drawn))).toBeLessThanOrEqual(readsAnHour);
			}),
			{ numRuns: 40 },
		);
	});

	it('after a quiet while are read within the debounce, and a thousand copies write once', async () => {
		const at = rig({ wake: later(began, hour) });
		for (let i = 0; i < 1000; i++) await webhook(at);
		expect(at.state.connection).toMatchObject({ dirtyAt: began, wake: later(began, debounceMs), rev: 2 });
	});
});

describe('a ledger that stands still', () => {
	const still = (): ReturnType<typeof rig> => {
		const at = rig();
		at.state.connection = { ...stopped(begun(atRest, 'r', began), 'a page that cannot be read', began), rev: 1 };
		return at;
	};
	const swept = (at: ReturnType<typeof rig>) =>
		pullStep({ type: 'sync.pull', company: 'co', ledger: at.state.connection.ledger, run: 'r', step: 0 }, at.ports);

	it('is tried once an hour; the message of a try that was cut is dropped when it comes again', async () => {
		const at = still();
		at.state.now = later(began, stoppedRetryMs);
		// Cut: nothing after the mark is written.
		at.told.pages = [() => Promise.reject(new Error('the power is gone'))];
		await expect(swept(at)).rejects.toThrow('gone');
		for (const minutes of [3, 6]) {
			at.state.now = later(began, stoppedRetryMs + minutes * minute);
			await swept(at);
		}
		expect(at.asked.pages).toBe(1);
		at.state.now = later(began, 2 * stoppedRetryMs);
		await swept(at);
		expect(at.asked.pages).toBe(2);
		expect(at.state.connection.stopped).toBeNull();
	});

	it('is the same incident each time it fails, and none once it works', async () => {
		const at = still();
		const message = { type: 'sync.pull', company: 'co', ledger: at.state.connection.ledger, run: 'r', step: 0 } as const;
		for (let tries = 1; tries <= 3; tries++) {
			at.state.now = later(began, tries * stoppedRetryMs);
			at.told.pages = [saying('refused')];
			await expect(swept(at)).rejects.toThrow('said refused');
			expect(await stoppedStill(message, 'said refused', at.ports)).toMatchObject({
				run: 'r',
				step: 0,
				id: expect.stringMatching(/^[0-9a-f]{24}$/),
			});
			expect(at.state.connection).toMatchObject({
				stopped: { at: began, reason: 'said refused', triedAt: at.state.now },
				wake: later(at.state.now, stoppedRetryMs),
			});
		}
		at.state.now = later(began, 4 * stoppedRetryMs);
		await swept(at);
		expect(await stoppedStill(message, 'too late', at.ports)).toBeNull();
		expect(at.state.connection.stopped).toBeNull();
	});

	it('is tried when somebody asks, but not again for the same asking', async () => {
		const at = still();
		const ask = (since: Instant) =>
			pullStep({ type: 'sync.pull', company: 'co', ledger: at.state.connection.ledger, run: null, step: 0, since }, at.ports);
		at.state.now = later(began, 5 * minute);
		at.told.pages = [saying('refused'), saying('refused')];
		await expect(ask(at.state.now)).rejects.toThrow('said refused');
		await ask(later(began, 5 * minute));
		// A mail that waits for a read asks each minute, for the same moment.
		at.state.now = later(began, 6 * minute);
		await ask(later(began, -minute));
		expect(at.asked.pages).toBe(1);
		await expect(ask(at.state.now)).rejects.toThrow('said refused');
		expect(at.asked.pages).toBe(2);
	});
});

describe('the sweep', () => {
	it('gives everybody a turn, however long those before them wait for a reader', async () => {
		const all = new Map<string, Connection>(
			Array.from({ length: 2 * atOnce + 50 }, (_, i) => {
				const ledger = ledgerId('xero', String(i));
				return [ledger, { ...atRest, ledger, wake: later(began, -i) }];
			}),
		);
		const now = { at: began };
		const sent: Message[] = [];
		const connections = fake<Connections>({
			connection: async (_, ledger) => all.get(ledger) ?? null,
			saveConnection: async (next) => {
				all.set(next.ledger, { ...next, rev: next.rev + 1 });
				return 'saved';
			},
			dueConnections: async (until, limit) =>
				[...all.values()]
					.filter(({ wake }) => wake !== null && wake <= until)
					.sort((a, b) => ((a.wake ?? '') < (b.wake ?? '') ? -1 : 1))
					.slice(0, limit)
					.map(({ company, ledger: id }) => ({ company, id })),
		});
		const ports = { connections, queues: { send: async (message: Message) => void sent.push(message) }, clock: { now: () => now.at } };
		// No reader is free: nobody begins.
		for (let minutes = 0; minutes < 3; minutes++) {
			await sweepConnections(ports);
			now.at = later(now.at, minute);
		}
		const ledgers = sent.map((message) => ('ledger' in message ? message.ledger : ''));
		expect([ledgers.length, new Set(ledgers).size]).toEqual([all.size, all.size]);
		now.at = later(began, stepLeaseMs);
		await sweepConnections(ports);
		expect(sent).toHaveLength(all.size + atOnce);
	});
});

describe('what is told of a read', () => {
	it('counts every call: failed ones, those of comparing, both of asking who QuickBooks’ company is', async () => {
		for (const [provider, who] of [
			['xero', 1],
			['quickbooks', 2],
		] as const) {
			const at = rig({ provider, tieOut: null, organisationDue: began });
			at.told.pages = [saying('unavailable'), saying('throttled')];
			await at.pull();
			await at.woken();
			await at.woken();
			expect(at.state.connection.lastRun).toMatchObject({ mode: 'delta', calls: 1 + 1 + 2 + who + 4, changed: 0 });
		}
	});
});

describe('who the organisation is', () => {
	it('is asked once a day, after a read, and only what is new is taken', async () => {
		const at = rig({ organisationDue: began });
		await at.pull();
		expect(at.state.connection.legal).toBe(atRest.legal);
		at.told.who = [async () => ({ ...lumen, legal: { ...lumen.legal, name: 'Lumen Group plc' }, timeZone: 'Europe/Berlin' })];
		// Hourly reads, and the night's sweep between two of them.
		for (let reads = 0; reads < 25; reads++) await at.woken();
		expect(at.asked.who).toBe(2);
		// The ledger's zone; the company's is not touched (the fake knows no way to).
		expect(at.state.connection).toMatchObject({
			name: 'Lumen',
			legal: { name: 'Lumen Group plc', taxId: 'GB123' },
			timeZone: 'Europe/Berlin',
		});
	});

	it('holds no read up when the ledger does not say; it is asked with the next hour', async () => {
		const at = rig({ organisationDue: began });
		at.told.who = [saying('refused'), saying('forbidden')];
		await at.pull();
		expect(at.state.connection).toMatchObject({ run: null, state: 'connected', legal: atRest.legal, lastError: null });
		await at.woken();
		await at.woken();
		expect([at.asked.who, at.state.connection.organisationDue]).toEqual([3, later(at.state.now, 24 * hour)]);
	});

	it('is asked of ledgers that were connected before this was kept', async () => {
		const { organisationDue: _, ...old } = atRest;
		const at = rig();
		at.state.connection = old;
		await at.pull();
		expect(at.asked.who).toBe(1);
		expect(isRunning(at.state.connection)).toBe(false);
	});
});
