/** What was asked of ledgers, over the real table: nothing lost between processes, a month that all share, and what it costs. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAllowances } from '../../../../shared/adapters/dynamo/allowances.ts';
import { newAllowance, type Purpose, usedToday } from '../../../../shared/domain/allowance.ts';
import { LedgerMeter } from '../../../../shared/ports/meter.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { at, type Bench, ledger, otherLedger, startBench } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const fresh = (of = ledger) => {
	const store = bench.open();
	const company = bench.company();
	const ports = { allowances: dynamoAllowances(store), clock: { now: () => at } };
	const meter = (purpose: Purpose) => LedgerMeter.open({ company, ledger: of }, purpose, ports);
	return { store, company, ports, meter };
};
const asking = (meter: LedgerMeter, times: number): void => {
	for (let n = 0; n < times; n++) meter.ask('read');
};

describe('what was asked of a ledger', () => {
	it('by several processes at once is all there', async () => {
		const { company, ports, meter } = fresh();
		const meters = await Promise.all((['reading', 'booking', 'asked', 'reading'] as const).map(meter));
		for (const [n, one] of meters.entries()) asking(one, n + 1);
		await Promise.all(meters.map((one) => one.keep()));
		const stored = await ports.allowances.allowance(company, ledger);
		expect(stored?.day.used).toEqual({ reading: 5, booking: 2, asked: 3, comparing: 0, noting: 0 });
		expect(stored?.minute).toEqual({ of: at.slice(0, 16), used: 10, before: 0 });
	});

	it('is kept in turns, and nothing is written where nothing was asked', async () => {
		const { store, company, ports, meter } = fresh();
		const one = await meter('reading');
		await one.keep();
		expect(await ports.allowances.allowance(company, ledger)).toBeNull();
		asking(one, 2);
		await one.keep();
		asking(one, 3);
		one.heard({ minute: 50, day: 900, app: 9000 });
		const writes = store.count.items;
		await one.keep();
		expect(store.count.items - writes).toBe(1);
		const stored = await ports.allowances.allowance(company, ledger);
		expect(stored && usedToday(stored)).toBe(5);
		expect(stored).toMatchObject({ said: { day: 900, after: 0, at }, most: 1000 });
	});

	it('is listed for its company only, and costs a unit an invocation whatever was asked', async () => {
		const { store, company, ports, meter } = fresh();
		const before = { ...store.count };
		const one = await meter('reading');
		asking(one, 40);
		await one.keep();
		expect(store.count.reads - before.reads).toBeLessThanOrEqual(1);
		expect(store.count.writes - before.writes).toBeLessThanOrEqual(1);
		await ports.allowances.saveAllowance(newAllowance({ company, ledger: otherLedger, provider: 'quickbooks' }, at));
		const all = await ports.allowances.allowances(company);
		expect([...all.keys()].toSorted()).toEqual([ledger, otherLedger].toSorted());
		expect(await ports.allowances.allowances('somebody-else')).toEqual(new Map());
	});

	it('of a day that began before a purpose came counts none for it', async () => {
		const { store, company, ports } = fresh();
		await ports.allowances.saveAllowance(newAllowance({ company, ledger, provider: 'xero' }, at));
		const old = await store.get(keys.allowance(company, ledger), 'consistent');
		await store.put({ ...old, day: { of: at.slice(0, 10), used: { booking: 1, asked: 1, reading: 2, comparing: 1 } } });
		const stored = await ports.allowances.allowance(company, ledger);
		expect(stored && usedToday(stored)).toBe(5);
	});

	it('named by an older revision is not saved', async () => {
		const { company, ports } = fresh();
		const first = newAllowance({ company, ledger, provider: 'xero' }, at);
		expect(await ports.allowances.saveAllowance(first)).toBe('saved');
		expect(await ports.allowances.saveAllowance(first)).toBe('stale');
	});
});

it('a month that all QuickBooks companies share counts reads and ledgers, and is forgotten after a year', async () => {
	const first = fresh(otherLedger);
	const second = fresh(otherLedger);
	for (const { meter } of [first, second, first]) {
		const one = await meter('reading');
		asking(one, 4);
		one.ask('write');
		await one.keep();
	}
	expect(await first.ports.allowances.appMonth('quickbooks', '2026-11')).toEqual({ of: '2026-11', used: 12, ledgers: 2 });
	expect(await first.ports.allowances.appMonth('quickbooks', '2026-12')).toEqual({ of: '2026-12', used: 0, ledgers: 0 });
	expect((await first.ports.allowances.allowance(first.company, otherLedger))?.month).toEqual({ of: '2026-11', used: 8 });
});
