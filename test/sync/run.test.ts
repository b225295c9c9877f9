/** The moves of a run, each from one connection to the next. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begun, finished, introduced, type Kept, paged, postponed, recounted, stopped } from '../../functions/sync/run.ts';
import { isRunning, type Running } from '../../functions/sync/running.ts';
import { debounceMs, deltaEveryMs, stepLeaseMs, stoppedRetryMs } from '../../functions/sync/times.ts';
import { type Connection, type LastSweep, newConnection, refusedInAll } from '../../shared/domain/connection.ts';
import { instant, later } from '../../shared/domain/day.ts';
import { customerId, ledgerId, type Refused, type Unread } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Page } from '../../shared/ports/accounting.ts';

const now = instant('2026-11-22T09:00:00.000Z');
const ledger = ledgerId('quickbooks', '4620816365');

const agreed = newConnection({ company: 'co', provider: 'quickbooks', externalId: '4620816365', name: 'Mesa', grant: 'g' }, now);
const connected: Connection = { ...agreed, rev: 1 };
const live: Connection = { ...connected, phase: 'live', watermark: 'w0' };

const page = (parts: Partial<Omit<Page, 'next'>> & { next?: string | null } = {}): Page => {
	const { next = 'c1', ...rest } = parts;
	const common = {
		customers: [],
		documents: [],
		refused: [],
		progress: { kind: 'invoice' as const, done: 100, total: 400 },
		calls: 1,
		...rest,
	};
	return next === null ? { ...common, next: null, watermark: 'w1' } : { ...common, next };
};
const kept = (changed: number, unread: readonly Unread[] | null = null): Kept => ({ changed, unread });
const minute = 60_000;
const sweptOnce: LastSweep = {
	of: 'open-items',
	short: false,
	mapping: null,
	open: 1,
	missing: 0,
	found: 0,
	findings: [],
	at: now,
	calls: 1,
	failed: null,
};
const row = (id: string, reason = 'no currency'): Refused => ({ kind: 'invoice', id, reason });

describe('a first full read', () => {
	it('goes begin, pages, recount, closing, tie-out, and is live from the closing on', () => {
		const first = begun(connected, 'r1', now);
		expect(first.run).toMatchObject({ mode: 'backfill', stage: 'begin', step: 0, cursor: null });
		const legal = { name: 'Mesa Verde LLC', taxId: '12-3456789', address: null };
		const known = introduced(
			first,
			{ name: 'Mesa Verde', legal, baseCurrency: currency('USD'), timeZone: 'America/Denver', country: 'US' },
			{ unread: [], mapping: 2 },
			now,
		);
		expect(known).toMatchObject({ name: 'Mesa Verde', legal, mapping: 2, timeZone: 'America/Denver', run: { stage: 'pages', step: 1 } });
		const second = paged(known, page(), kept(100), now);
		expect(second.run).toMatchObject({ stage: 'pages', step: 2, cursor: 'c1', changed: 100 });
		const read = paged(second, page({ next: null, progress: { kind: 'invoice', done: 400, total: 400 } }), kept(300), now);
		expect(read).toMatchObject({ phase: 'backfill', run: { stage: 'recount', step: 3, cursor: null, watermark: 'w1', changed: 400 } });
		const added = recounted(read, now);
		expect(added.run).toMatchObject({ stage: 'closing', step: 4 });
		const closed = paged(added, page({ next: null, progress: { kind: 'invoice', done: 1, total: 1 } }), kept(1), now);
		expect(closed).toMatchObject({ phase: 'live', watermark: 'w1', freshAsOf: now, lastFullAt: now, run: { stage: 'tie-out', step: 5 } });
		expect(closed.counts).toEqual({ invoice: 400 });
		const over = finished(closed, null, now);
		expect(over).toMatchObject({ run: null, wake: later(now, deltaEveryMs) });
	});

	it('goes on from what could not be read before', () => {
		expect(begun({ ...connected, refused: [row('1')] }, 'r', now).refused).toEqual([row('1')]);
		const organisation = {
			name: 'Mesa Verde',
			legal: { name: 'M', taxId: null, address: null },
			baseCurrency: currency('USD'),
			timeZone: 'UTC',
			country: null,
		};
		expect(introduced(begun(connected, 'r', now), organisation, { unread: [row('2')], mapping: 1 }, now)).toMatchObject({
			refused: [row('2')],
			refusedInAll: 1,
		});
	});
});

describe('a delta', () => {
	it('goes pages, tie-out', () => {
		const run = begun(live, 'r1', now);
		expect(run.run).toMatchObject({ mode: 'delta', stage: 'pages' });
		const last = paged(run, page({ next: null }), kept(2), now);
		expect(last).toMatchObject({ watermark: 'w1', lastDeltaAt: now, lastFullAt: null, run: { stage: 'tie-out' } });
	});

	it('comes again soon when a webhook came meanwhile, or when it changed something and totals differ', () => {
		const line = { currency: currency('USD'), ours: 1, theirs: 2, difference: -1 };
		const differs = { at: now, basis: '', lines: [line] };
		const run = begun(live, 'r1', now);
		const soon = later(now, debounceMs);
		expect(finished({ ...run, dirtyAt: now }, null, now)).toMatchObject({ wake: soon, dirtyAt: now });
		expect(finished({ ...run, run: { ...run.run, changed: 1 } }, differs, now).wake).toBe(soon);
	});

	it('has each document compared when totals differ, at once, but not again within an hour of the last time', () => {
		const line = { currency: currency('USD'), ours: 1, theirs: 2, difference: -1 };
		const run = begun(live, 'r1', now);
		const differs = { at: now, basis: '', lines: [line] };
		expect(finished(run, differs, now)).toMatchObject({ wake: now, sweepAsked: 'open-items' });
		expect(finished(run, { ...differs, lines: [{ ...line, theirs: 1, difference: 0 }] }, now)).toMatchObject({
			wake: later(now, deltaEveryMs),
		});
		const lately = { ...run, lastSweep: { ...sweptOnce, at: later(now, -minute) } };
		expect(finished(lately, differs, now).wake).toBe(later(now, deltaEveryMs));
		const earlier = { ...run, lastSweep: { ...sweptOnce, at: later(now, -90 * minute) } };
		expect(finished(earlier, differs, now).wake).toBe(now);
		// A sweep left this very difference: it is not in our documents. Another one is looked for.
		expect(finished({ ...earlier, tieOut: differs }, { ...differs, at: later(now, 1) }, now).wake).toBe(later(now, deltaEveryMs));
		expect(finished({ ...earlier, tieOut: { ...differs, lines: [{ ...line, difference: -2 }] } }, differs, now).wake).toBe(now);
	});

	it('clears the mark it covers: the webhook before it began', () => {
		expect(begun({ ...live, dirtyAt: now }, 'r', now).dirtyAt).toBeNull();
	});
});

describe('rows that were refused', () => {
	const delta = (refused: readonly Unread[]): Running => ({ ...begun(live, 'r', now), refused, refusedInAll: refused.length });

	it('stay as they are with a page that says nothing of any', () => {
		expect(paged(delta([row('1')]), page(), kept(1), now)).toMatchObject({ refused: [row('1')], refusedInAll: 1 });
	});

	it('are as the page left them: fifty are listed, first those of which an old copy stands, and all are counted', () => {
		const copied: Unread = { ...row('60'), copy: { number: 'INV-60', customer: customerId(ledger, '1') } };
		const many = [...Array.from({ length: 80 }, (_, i) => row(String(i))), copied];
		const after = paged(delta([]), page(), kept(81, many), now);
		expect(after.refused).toEqual([copied, ...many.slice(0, 49)]);
		expect(refusedInAll(after)).toBe(81);
		expect(paged(after, page(), kept(0, []), now)).toMatchObject({ refused: [], refusedInAll: 0 });
	});

	it('of a record that was written before they were counted are as many as are listed', () => {
		const { refusedInAll: _, ...old } = delta([row('1')]);
		expect(refusedInAll(old)).toBe(1);
	});
});

describe('a step that cannot be done', () => {
	it('is put off, each time longer, at most half an hour; or as long as the provider says', () => {
		let run = begun(live, 'r1', now);
		const pauses: number[] = [];
		for (let i = 0; i < 12; i++) {
			run = postponed(run, 'Xero did not answer', null, now);
			pauses.push((Date.parse(run.wake ?? '') - Date.parse(now)) / 1000);
		}
		expect(pauses.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 960, 1800]);
		expect(Math.max(...pauses)).toBe(1800);
		expect(run.run).toMatchObject({ step: 0, failures: 12 });
		expect(postponed(run, 'wait', 66_975_000, now)).toMatchObject({
			wake: later(now, 66_975_000),
			lastError: { retryAt: later(now, 66_975_000) },
		});
	});

	it('is stopped where it is, in words, and tried again after an hour; the next step that works clears it', () => {
		const run = paged(begun(live, 'r1', now), page(), kept(0), now);
		const halted = stopped(run, 'QuickBooks refused', now);
		expect(halted).toMatchObject({
			stopped: { what: 'step 2 (pages, after invoice 100 of 400)', reason: 'QuickBooks refused', at: now },
			wake: later(now, stoppedRetryMs),
			run: run.run,
		});
		expect(paged(halted, page({ next: 'c2' }), kept(0), now)).toMatchObject({ stopped: null, lastError: null, run: { failures: 0 } });
	});
});

describe('any walk of moves', () => {
	const moves: Readonly<Record<string, (running: Running) => Connection>> = {
		page: (running) => paged(running, page({ refused: [row('1')] }), kept(3), now),
		last: (running) => paged(running, page({ next: null }), kept(0), now),
		recount: (running) => recounted(running, now),
		wait: (running) => postponed(running, 'wait', null, now),
		stop: (running) => stopped(running, 'why', now),
	};

	it('counts a step up by one when it ends a step and never else, always has a wake, and stays who it is', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('page', 'last', 'recount', 'wait', 'stop'), { maxLength: 30 }), fc.boolean(), (names, first) => {
				let at: Connection = begun(first ? connected : live, 'r', now);
				for (const name of names) {
					if (!isRunning(at)) throw new Error('the run ended by itself');
					const before: Running = at;
					at = moves[name]?.(before) ?? at;
					const ends = name !== 'wait' && name !== 'stop';
					expect(at.run?.step).toBe(before.run.step + (ends ? 1 : 0));
					expect(at.wake !== null && at.wake > now).toBe(true);
					if (ends) expect(at.wake).toBe(later(now, stepLeaseMs));
					expect([at.company, at.ledger, at.grant, at.rev, at.run?.id]).toEqual(['co', ledger, 'g', 1, 'r']);
				}
			}),
		);
	});
});
