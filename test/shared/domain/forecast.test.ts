import { describe, expect, it } from 'vitest';
import { type Connection, newConnection, type Run } from '../../../shared/domain/connection.ts';
import { instant, later } from '../../../shared/domain/day.ts';
import { forecastOf } from '../../../shared/domain/forecast.ts';

const now = instant('2026-11-22T12:00:00.000Z');
const run: Run = {
	id: 'r',
	mode: 'backfill',
	stage: 'pages',
	step: 4,
	cursor: 'c',
	watermark: null,
	startedAt: later(now, -10_000),
	calls: 10,
	changed: 0,
	progress: [],
	failures: 0,
	waitsForToken: false,
};
const progress = (...rows: readonly (readonly [Run['progress'][number]['kind'], number, number])[]): Run['progress'] =>
	rows.map(([kind, done, total]) => ({ kind, done, total }));
const reading = (of: Partial<Run>, provider: Connection['provider'] = 'xero', more: Partial<Connection> = {}): Connection => ({
	...newConnection({ company: 'co', provider, externalId: '1', name: 'Lumen', grant: 'g' }, now),
	run: { ...run, ...of },
	...more,
});

describe('what a read still needs', () => {
	it('is its rows by the page, what changed meanwhile and the totals', () => {
		const all = progress(
			['customer', 900, 900],
			['invoice', 2000, 20_400],
			['credit-note', 0, 1],
			['payment', 0, 4001],
			['overpayment', 0, 0],
			['prepayment', 5, 5],
		);
		expect(forecastOf(reading({ progress: all }), now)).toEqual({ calls: 19 + 1 + 5 + 6 + 4, minutes: 1, atLeast: false });
	});

	it('is at least so much while lists are not counted, one call for each of them', () => {
		const some = progress(['customer', 900, 1900]);
		expect(forecastOf(reading({ progress: some }), now)).toMatchObject({ calls: 1 + 5 + 6 + 4, atLeast: true });
		expect(forecastOf(reading({ stage: 'begin' }, 'quickbooks'), now)).toMatchObject({ calls: 1 + 6 + 1 + 2, atLeast: true });
	});

	it('takes no less time than the provider takes calls, and waits for the pause it is in', () => {
		const much = progress(
			...(['customer', 'credit-note', 'payment', 'overpayment', 'prepayment'] as const).map((kind) => [kind, 0, 0] as const),
			['invoice', 0, 94_000],
		);
		expect(forecastOf(reading({ progress: much }), now)).toMatchObject({ calls: 104, minutes: 2 });
		const lastError = { text: 'wait', at: now, retryAt: later(now, 18 * 3_600_000) };
		expect(forecastOf(reading({ progress: much }, 'xero', { lastError }), now)?.minutes).toBe(18 * 60 + 2);
	});

	it('of a sweep is what was not shown, forty a call, and the totals', () => {
		const sweep = { of: 'open-items', mapping: null, short: false, open: 10, missing: 81, found: 0, findings: [] } as const;
		expect(forecastOf(reading({ mode: 'sweep', stage: 'missing', sweep }), now)).toMatchObject({ calls: 3 + 4, atLeast: true });
	});

	it('is not said of a delta, nor of a ledger that cannot be read', () => {
		expect(forecastOf(reading({ mode: 'delta' }), now)).toBeNull();
		expect(forecastOf(reading({}, 'xero', { state: 'needs-reconnecting' }), now)).toBeNull();
		expect(forecastOf(reading({}, 'xero', { run: null }), now)).toBeNull();
	});
});
