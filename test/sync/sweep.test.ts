/** When each document is compared, what is asked, and what ends it. What a sweep puts right on the real thing: test/sync/sweep-world.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSweep, sweepsNow } from '../../functions/sync/sweep-time.ts';
import { sweepAgainMs, sweepFromMs, sweepMinutes } from '../../functions/sync/times.ts';
import { type Connection, newConnection } from '../../shared/domain/connection.ts';
import { addDays, dayIn, instantOfMs, later, msOf, startOfDay } from '../../shared/domain/day.ts';
import { customerId, type Document } from '../../shared/domain/document.ts';
import type { Finding } from '../../shared/domain/sweep.ts';
import type { Page } from '../../shared/ports/accounting.ts';
import { atRest, began, gbp, hour, minute, rig, saying } from './rig.ts';

const invoice = (id: string, open: number): Document => ({
	ledger: atRest.ledger,
	kind: 'invoice',
	id,
	version: 'v1',
	customer: customerId(atRest.ledger, 'k'),
	number: `INV-${id}`,
	reference: '',
	state: open > 0 ? 'open' : 'closed',
	currency: gbp,
	total: 100,
	open,
	unapplied: 0,
	issued: dayIn('UTC', began),
	due: dayIn('UTC', began),
	entries: [],
	providerStatus: 'AUTHORISED',
});
const page = (documents: readonly Document[], next: string | null = null): Page => {
	const common = { customers: [], documents, refused: [], progress: { kind: 'invoice', done: 1, total: 1 }, calls: 1 } as const;
	return next === null ? { ...common, next, watermark: 'of no use' } : { ...common, next };
};
const finding: Finding = { how: 'gone', kind: 'invoice', id: '2', number: 'INV-2', customer: 'k', currency: gbp, was: 100, is: 0 };
const due: Partial<Connection> = { freshAsOf: later(began, -minute), sweepDue: began };

describe('the time of a sweep', () => {
	it('is in the night where the ledger is, at the same minute for the same ledger', () => {
		const zones = fc.constantFrom('UTC', 'Europe/Madrid', 'America/Denver', 'Pacific/Apia', 'Asia/Kolkata', 'Africa/Casablanca');
		fc.assert(
			fc.property(zones, fc.uuid(), fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }), (timeZone, id, minutes) => {
				const now = later(began, minutes * minute);
				const connection = { ...newConnection({ ...atRest, externalId: id }, now), timeZone };
				const at = nextSweep(connection, now);
				const night = startOfDay(addDays(dayIn(timeZone, now), 1), timeZone);
				const after = msOf(at) - msOf(night);
				expect(at > now).toBe(true);
				expect(after).toBeGreaterThanOrEqual(sweepFromMs);
				expect(after).toBeLessThan(sweepFromMs + sweepMinutes * minute);
			}),
		);
	});

	it('is set as the next read ends, where none is', async () => {
		const { state, pull } = rig();
		await pull();
		expect(state.connection.sweepDue).toBe(nextSweep(state.connection, began));
	});

	it('follows a delta: one that is due waits for the read before it', async () => {
		const { state, asked, pull, woken } = rig({ sweepDue: began });
		await pull();
		expect(asked.cursors).toEqual(['changes']);
		expect(state.connection).toMatchObject({ run: null, wake: began });
		await woken();
		expect(asked.cursors).toEqual(['changes', 'open items']);
		expect(state.connection).toMatchObject({
			run: null,
			sweepDue: nextSweep(state.connection, began),
			lastSweep: { of: 'open-items', failed: null },
		});
	});

	it('never comes before a read that somebody waits for', async () => {
		const { asked, pull } = rig(due);
		await pull(began);
		expect(asked.cursors).toEqual(['changes']);
	});

	it('leaves the marks of webhooks, the watermark and the freshness of the copy to deltas', async () => {
		const { state, asked, pull } = rig({ ...due, dirtyAt: began });
		await pull();
		expect(asked.cursors).toEqual(['open items']);
		expect(state.connection).toMatchObject({ dirtyAt: began, watermark: 'w0', freshAsOf: later(began, -minute) });
	});

	it('does not come while the first read is under way, however long that takes', () => {
		expect([sweepsNow({ ...atRest, ...due }, began), sweepsNow({ ...atRest, ...due, phase: 'backfill' }, began)]).toEqual([true, false]);
	});
});

describe('what a sweep does', () => {
	it('compares page by page, notes what is open, asks for what was not shown, and compares the totals at last', async () => {
		const { state, told, kept, looks, asked, pull } = rig(due);
		told.pages.push(
			async () => page([invoice('1', 100), invoice('4', 0)], 'on'),
			async () => page([invoice('3', 50)]),
		);
		kept.batches.push({ kind: 'invoice', ids: ['2', '5'] }, { kind: 'credit-note', ids: ['6'] });
		looks.push(async () => {
			kept.findings.push(finding);
			return { documents: [invoice('5', 0)], refused: [], gone: ['2'], calls: 2 };
		});
		await pull();
		expect(kept.noted.map((each) => each.split(':')[1])).toEqual(['1', '3']);
		expect(kept.looked).toEqual(kept.batches);
		expect(asked).toMatchObject({ cursors: ['open items', 'on'], controls: 1 });
		expect(state.connection).toMatchObject({
			run: null,
			lastSweep: { open: 2, missing: 3, found: 1, findings: [finding], calls: 1 + 1 + 2 + 1 + 4, failed: null },
			lastRun: { mode: 'sweep', changed: 1 },
		});
	});

	it('reads everything when the adapter reads more of a row than last time, once', async () => {
		const { state, kept, asked, pull, woken } = rig({ ...due, mapping: 2 });
		kept.mapping = 3;
		await pull();
		expect(asked.cursors).toEqual(['everything']);
		expect(state.connection).toMatchObject({ mapping: 3, lastFullAt: began });
		state.connection = { ...state.connection, ...due, wake: began };
		await woken();
		expect(asked.cursors).toEqual(['everything', 'open items']);
	});

	it('reads everything where a list came short, but not every night', async () => {
		const refused = [{ kind: 'payment' as const, id: 'list payments', reason: 'short' }];
		const short = { ...due, refused, refusedInAll: 1 };
		const [first, lately] = [
			rig({ ...short, lastFullAt: later(began, -7 * 24 * hour) }),
			rig({ ...short, lastFullAt: later(began, -hour) }),
		];
		await first.pull();
		await lately.pull();
		expect([first.asked.cursors, lately.asked.cursors]).toEqual([['everything'], ['open items']]);
	});

	it('comes when it is asked for: at once after a fresh read, else after one', async () => {
		const fresh = rig({ freshAsOf: later(began, -minute) });
		fresh.lane.push({ type: 'sync.pull', company: 'co', ledger: atRest.ledger, run: null, step: 0, sweep: 'everything' });
		await fresh.worked();
		expect(fresh.asked.cursors).toEqual(['everything']);
		expect(fresh.state.connection.sweepAsked).toBeNull();
		const old = rig();
		old.lane.push({ type: 'sync.pull', company: 'co', ledger: atRest.ledger, run: null, step: 0, sweep: 'open-items' });
		await old.worked();
		await old.woken();
		expect(old.asked.cursors).toEqual(['changes', 'open items']);
	});
});

describe('a sweep that cannot go on', () => {
	it.each(['refused', 'unavailable', 'forbidden', 'throttled'] as const)(
		'is given up after three tries (%s); deltas go on, and hours later it is begun anew',
		async (kind) => {
			const { state, told, asked, pull, woken } = rig(due);
			told.pages.push(saying(kind), saying(kind), saying(kind));
			await pull();
			await woken();
			await woken();
			expect(state.connection).toMatchObject({
				state: 'connected',
				run: null,
				stopped: null,
				lastError: null,
				lastSweep: { failed: `said ${kind}` },
				sweepDue: later(state.now, sweepAgainMs),
			});
			await woken();
			expect(asked.cursors).toEqual(['open items', 'open items', 'open items', 'changes']);
		},
	);

	it('keeps the wish of who asked for everything, and begins at once for who asks anew', async () => {
		const { state, told, asked, lane, worked, woken } = rig({ freshAsOf: later(began, -minute) });
		const everything = { type: 'sync.pull', company: 'co', ledger: atRest.ledger, run: null, step: 0, sweep: 'everything' } as const;
		told.pages.push(saying('throttled', 18 * hour));
		lane.push(everything);
		await worked();
		expect(state.connection).toMatchObject({ run: null, sweepAsked: 'everything', lastSweep: { failed: 'said throttled' } });
		for (let reads = 0; reads < 4; reads++) await woken();
		expect(asked.cursors).toEqual(['everything', 'changes', 'changes', 'changes', 'changes']);
		lane.push(everything);
		await worked();
		expect(asked.cursors.at(-1)).toBe('everything');
		expect(state.connection).toMatchObject({ sweepAsked: null, lastSweep: { of: 'everything', failed: null } });
	});

	it('is given up at once when the provider says to wait for long', async () => {
		const { state, told, pull } = rig(due);
		told.pages.push(saying('throttled', 18 * hour));
		await pull();
		expect(state.connection).toMatchObject({ run: null, lastSweep: { failed: 'said throttled' } });
	});

	it('ends without the totals when only they cannot be had', async () => {
		const { state, told, pull } = rig(due);
		told.controls.push(saying('refused'));
		await pull();
		expect(state.connection).toMatchObject({ run: null, untied: { text: 'said refused' }, lastSweep: { failed: null } });
	});

	it('waits for a token like any read', async () => {
		const { state, told, pull } = rig(due);
		told.pages.push(saying('unauthorised'));
		await pull();
		expect(state.connection).toMatchObject({ run: { mode: 'sweep', waitsForToken: true } });
		expect(msOf(state.connection.wake ?? instantOfMs(0))).toBeGreaterThan(msOf(began));
	});
});
