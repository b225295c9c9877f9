/** The moves of a run, each from one connection to the next. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begun, finished, introduced, isRunning, paged, postponed, type Running, recounted, stopped } from '../../functions/sync/run.ts';
import { debounceMs, deltaEveryMs, stepLeaseMs, stoppedRetryMs } from '../../functions/sync/times.ts';
import { type Connection, newConnection } from '../../shared/domain/connection.ts';
import { instant, later } from '../../shared/domain/day.ts';
import { type Customer, customerId, type Document, ledgerId, type Refused } from '../../shared/domain/document.ts';
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
const row = (id: string, reason = 'no currency'): Refused => ({ kind: 'invoice', id, reason });

describe('a first full read', () => {
	it('goes begin, pages, recount, closing, tie-out, and is live from the closing on', () => {
		const first = begun(connected, 'r1', now);
		expect(first.run).toMatchObject({ mode: 'backfill', stage: 'begin', step: 0, cursor: null });
		const legal = { name: 'Mesa Verde LLC', taxId: '12-3456789', address: null };
		const known = introduced(
			first,
			{ name: 'Mesa Verde', legal, baseCurrency: currency('USD'), timeZone: 'America/Denver', country: 'US' },
			now,
		);
		expect(known).toMatchObject({ name: 'Mesa Verde', legal, timeZone: 'America/Denver', run: { stage: 'pages', step: 1, calls: 1 } });
		const second = paged(known, page(), 100, now);
		expect(second.run).toMatchObject({ stage: 'pages', step: 2, cursor: 'c1', changed: 100 });
		const read = paged(second, page({ next: null, progress: { kind: 'invoice', done: 400, total: 400 } }), 300, now);
		expect(read).toMatchObject({ phase: 'backfill', run: { stage: 'recount', step: 3, cursor: null, watermark: 'w1', changed: 400 } });
		const added = recounted(read, now);
		expect(added.run).toMatchObject({ stage: 'closing', step: 4 });
		const closed = paged(added, page({ next: null, progress: { kind: 'invoice', done: 1, total: 1 } }), 1, now);
		expect(closed).toMatchObject({ phase: 'live', watermark: 'w1', freshAsOf: now, lastFullAt: now, run: { stage: 'tie-out', step: 5 } });
		expect(closed.counts).toEqual({ invoice: 400 });
		const over = finished(closed, null, now);
		expect(over).toMatchObject({ run: null, wake: later(now, deltaEveryMs) });
	});

	it('forgets what an earlier full read refused, a delta does not', () => {
		expect(begun({ ...connected, refused: [row('1')] }, 'r', now).refused).toEqual([]);
		expect(begun({ ...live, refused: [row('1')] }, 'r', now).refused).toEqual([row('1')]);
	});
});

describe('a delta', () => {
	it('goes pages, tie-out', () => {
		const run = begun(live, 'r1', now);
		expect(run.run).toMatchObject({ mode: 'delta', stage: 'pages' });
		const last = paged(run, page({ next: null }), 2, now);
		expect(last).toMatchObject({ watermark: 'w1', lastDeltaAt: now, lastFullAt: null, run: { stage: 'tie-out' } });
	});

	it('comes again soon when a webhook came meanwhile, or when it changed something and totals differ', () => {
		const line = { currency: currency('USD'), ours: 1, theirs: 2, difference: -1 };
		const differs = { at: now, basis: '', lines: [line] };
		const run = begun(live, 'r1', now);
		const soon = later(now, debounceMs);
		expect(finished({ ...run, dirtyAt: now }, null, now)).toMatchObject({ wake: soon, dirtyAt: now });
		expect(finished({ ...run, run: { ...run.run, changed: 1 } }, differs, now).wake).toBe(soon);
		expect(finished(run, differs, now).wake).toBe(later(now, deltaEveryMs));
	});

	it('clears the mark it covers: the webhook before it began', () => {
		expect(begun({ ...live, dirtyAt: now }, 'r', now).dirtyAt).toBeNull();
	});
});

describe('rows that were refused', () => {
	const delta = (refused: readonly Refused[]): Running => ({ ...begun(live, 'r', now), refused });

	it('are told of until they are read whole', () => {
		const document = { kind: 'invoice', id: '1' } as Document;
		expect(paged(delta([row('1'), row('2')]), page({ documents: [document] }), 1, now).refused).toEqual([row('2')]);
		const customer = { ledger, id: customerId(ledger, '7') } as Customer;
		const refused: Refused[] = [{ kind: 'customer', id: '7', reason: 'no name' }, row('7')];
		expect(paged(delta(refused), page({ customers: [customer] }), 1, now).refused).toEqual([row('7')]);
	});

	it('carry their newest reason, and the newest fifty are kept', () => {
		expect(paged(delta([row('1', 'old')]), page({ refused: [row('1', 'new')] }), 0, now).refused).toEqual([row('1', 'new')]);
		const many = Array.from({ length: 80 }, (_, i) => row(String(i)));
		expect(paged(delta([]), page({ refused: many }), 0, now).refused).toEqual(many.slice(-50));
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
		const run = paged(begun(live, 'r1', now), page(), 0, now);
		const halted = stopped(run, 'QuickBooks refused', now);
		expect(halted).toMatchObject({
			stopped: { what: 'step 2 (pages, after invoice 100 of 400)', reason: 'QuickBooks refused', at: now },
			wake: later(now, stoppedRetryMs),
			run: run.run,
		});
		expect(paged(halted, page({ next: 'c2' }), 0, now)).toMatchObject({ stopped: null, lastError: null, run: { failures: 0 } });
	});
});

describe('any walk of moves', () => {
	const moves: Readonly<Record<string, (running: Running) => Connection>> = {
		page: (running) => paged(running, page({ refused: [row('1')] }), 3, now),
		last: (running) => paged(running, page({ next: null }), 0, now),
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
