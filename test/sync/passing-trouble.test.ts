/** What passes by itself stops no ledger: refusals of tokens, a single no, totals that cannot be had. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stopRun } from '../../functions/sync/stop-run.ts';
import { forbiddenApartMs, renewedRefusals, tieOutMs, tieOutPauseMs } from '../../functions/sync/times.ts';
import { connectedAgain } from '../../shared/domain/connection.ts';
import { later, msOf } from '../../shared/domain/day.ts';
import { began, gbp, hour, minute, rig, saying } from './rig.ts';

describe('a token that is refused', () => {
	it('after three unrelated failures disconnects nobody: it is renewed, and the read ends', async () => {
		const at = rig();
		at.told.pages = [saying('unavailable'), saying('unavailable'), saying('unavailable'), saying('unauthorised')];
		await at.pull();
		for (let i = 0; i < 4; i++) await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', run: null, lastError: null });
		expect(at.state.grant?.generation).toBe(2);
	});

	it('is renewed once; three refusals of renewed ones ask for a person', async () => {
		const at = rig();
		at.told.pages = Array.from({ length: 1 + renewedRefusals }, () => saying('unauthorised'));
		await at.pull();
		for (let i = 0; i < renewedRefusals; i++) {
			expect(at.state.connection.state).toBe('connected');
			await at.woken();
		}
		const lost = { since: at.state.now, letters: 0, open: false };
		expect(at.state.connection).toMatchObject({ state: 'needs-reconnecting', lost, wake: later(at.state.now, minute) });
		expect(at.state.connection.lastError?.text).toContain('although it was renewed');
		expect(at.state.grant?.generation).toBe(2);
		expect(at.sent.filter(({ type }) => type === 'connect.refresh')).toHaveLength(1);
	});

	it('counts anew after a good answer, and after a person agreed again', async () => {
		const at = rig();
		at.told.pages = [saying('unauthorised'), saying('unauthorised'), saying('unauthorised')];
		await at.pull();
		await at.woken();
		await at.woken();
		const before = at.state.connection;
		expect(before.run?.tokenRefused).toEqual({ generation: 1, renewed: 2 });
		expect(connectedAgain(before, { name: 'Lumen', grant: 'h' }, began).run).toMatchObject({ tokenRefused: null, failures: 0 });
		await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', run: null });
		at.told.pages = [saying('unauthorised'), saying('unauthorised')];
		for (let i = 0; i < 3; i++) await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', run: null });
	});

	it('for which nothing new came counts for nothing, however often', async () => {
		const at = rig();
		at.told.pages = Array.from({ length: 8 }, () => saying('unauthorised'));
		// Whoever renews is down.
		const held = at.state.grant;
		await at.pull();
		for (let i = 0; i < 8; i++) {
			at.state.grant = held && { ...held, accessExpiresAt: later(at.state.now, hour) };
			await at.woken();
		}
		expect(at.state.connection.state).toBe('connected');
	});

	it('whatever comes between: only three refusals of renewed tokens in a row ask for a person', async () => {
		const kinds = fc.constantFrom<('unavailable' | 'throttled' | 'unauthorised')[]>('unavailable', 'throttled', 'unauthorised');
		await fc.assert(
			fc.asyncProperty(fc.array(kinds, { maxLength: 12 }), async (drawn) => {
				const at = rig();
				at.told.pages = drawn.map((kind) => saying(kind));
				await at.pull();
				for (let i = 0; i < drawn.length; i++) if (at.state.connection.state === 'connected') await at.woken();
				const refusals = drawn.filter((kind) => kind === 'unauthorised').length;
				expect(at.state.connection.state).toBe(refusals > renewedRefusals ? 'needs-reconnecting' : 'connected');
			}),
			{ numRuns: 60 },
		);
	});
});

describe('a no (403)', () => {
	it('that does not come again costs ten minutes', async () => {
		const at = rig();
		at.told.pages = [saying('forbidden')];
		await at.pull();
		expect(at.state.connection).toMatchObject({ state: 'connected', wake: later(began, forbiddenApartMs) });
		await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', run: null, lastError: null });
		expect(at.state.now).toBe(later(began, forbiddenApartMs));
	});

	it('that comes again too soon is the same no; ten minutes later a person must look', async () => {
		const at = rig();
		at.told.pages = [saying('forbidden'), saying('forbidden'), saying('forbidden')];
		await at.pull();
		at.state.now = later(began, minute);
		at.state.connection = { ...at.state.connection, wake: at.state.now };
		await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', wake: later(began, forbiddenApartMs) });
		await at.woken();
		expect(at.state.connection.state).toBe('needs-reconnecting');
	});

	it('is at once a matter for a person where there is no consent any more', async () => {
		const at = rig();
		at.state.grant = null;
		await at.pull();
		expect(at.state.connection.state).toBe('needs-reconnecting');
		expect(at.asked.pages).toBe(0);
	});
});

describe('totals that cannot be had', () => {
	const never = { tieOut: null };
	afterEach(() => void vi.useRealTimers());

	it.each(['forbidden', 'refused'] as const)('%s: said with the reason, and the ledger goes on', async (kind) => {
		const at = rig(never);
		at.told.controls = [saying(kind)];
		await at.pull();
		expect(at.state.connection).toMatchObject({
			state: 'connected',
			run: null,
			freshAsOf: began,
			lastError: null,
			stopped: null,
			untied: { text: `said ${kind}`, times: 1, at: began, nextAt: later(began, tieOutPauseMs) },
			wake: later(began, hour),
		});
		expect(at.sent.map(({ type }) => type)).toContain('reminders.release');
	});

	it('for their token is refused and refused again: the totals are left, not the ledger', async () => {
		const at = rig(never);
		at.told.controls = Array.from({ length: 1 + renewedRefusals }, () => saying('unauthorised'));
		await at.pull();
		for (let i = 0; i < renewedRefusals; i++) await at.woken();
		expect(at.state.connection).toMatchObject({ state: 'connected', run: null, untied: { times: 1 } });
	});

	it('for it takes too long: the run ends at its deadline, and what comes later harms nobody', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		const at = rig(never);
		const control = Promise.withResolvers<never>();
		at.told.controls = [() => control.promise];
		const work = at.pull();
		while (at.state.connection.run !== null || at.asked.controls === 0) {
			await vi.advanceTimersByTimeAsync(1000);
			at.state.now = later(at.state.now, 1000);
		}
		await work;
		expect(msOf(at.state.now) - msOf(began)).toBeLessThanOrEqual(tieOutMs + 2000);
		expect(at.state.connection).toMatchObject({
			state: 'connected',
			run: null,
			untied: { text: expect.stringMatching(/longer than 60 s/) },
		});
		control.reject(saying('unavailable'));
		await at.woken();
		expect(at.state.connection).toMatchObject({ run: null, untied: null, tieOut: { basis: 'as told' } });
	});

	it('for the function was cut three times: the run ends when it would have been stopped', async () => {
		const at = rig(never);
		at.told.controls = [saying('throttled', minute)];
		await at.pull();
		const { run, ledger } = at.state.connection;
		expect(run?.stage).toBe('tie-out');
		const message = { type: 'sync.pull', company: 'co', ledger, run: run?.id ?? '', step: run?.step ?? 0 } as const;
		await stopRun(message, 'It was cut off while it worked.', at.ports);
		expect(at.state.connection).toMatchObject({ run: null, stopped: null, untied: { text: 'It was cut off while it worked.' } });
		expect(at.sent.at(-1)?.type).toBe('reminders.release');
	});

	it('in a run that was stopped there before this was so: the next look ends it, and deltas go on', async () => {
		const at = rig(never);
		at.told.controls = [saying('throttled', minute)];
		await at.pull();
		const { connection } = at.state;
		at.state.connection = { ...connection, stopped: { what: 'step 2 (tie-out)', reason: 'cut', at: began }, wake: later(began, hour) };
		await at.woken();
		expect(at.state.connection).toMatchObject({ run: null, stopped: null, untied: { text: 'cut' } });
		await at.woken();
		expect(at.state.connection).toMatchObject({ run: null, untied: null });
		expect(at.asked.controls).toBe(2);
	});

	it('are asked for with a pace of their own, not with each read', async () => {
		const at = rig(never);
		at.told.controls = Array.from({ length: 1000 }, () => saying('refused'));
		let reads = 0;
		for (const until = later(began, 24 * hour); at.state.now < until; at.state.now = later(at.state.now, 5 * minute)) {
			await at.pull(at.state.now);
			reads += 1;
		}
		expect(reads).toBe(288);
		expect(at.asked.controls).toBe(8);
		expect(at.state.connection.freshAsOf).toBe(later(began, 24 * hour - 5 * minute));
	});

	it('that differ in the end are shown, and being untied is over', async () => {
		const at = rig(never);
		at.told.controls = [saying('refused'), async () => ({ figures: [{ currency: gbp, minor: 5 }], basis: 'b', calls: 4 })];
		await at.pull();
		await at.woken();
		expect(at.state.connection).toMatchObject({ untied: null, tieOut: { lines: [{ difference: -5 }] } });
	});
});
