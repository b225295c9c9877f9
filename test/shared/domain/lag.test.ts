import { describe, expect, it } from 'vitest';
import { lateLedgers } from '../../../functions/connect/late-ledgers.ts';
import { newConnection } from '../../../shared/domain/connection.ts';
import { instant, later } from '../../../shared/domain/day.ts';
import { isLate, lagMinutes } from '../../../shared/domain/lag.ts';
import type { Connection, Connections } from '../../../shared/ports/connections.ts';
import { fake } from '../../support/fake.ts';

const now = instant('2026-11-22T12:00:00.000Z');
const minute = 60_000;
const read = (minutesAgo: number, over: Partial<Connection> = {}): Connection => ({
	...newConnection({ company: 'co', provider: 'xero', externalId: String(minutesAgo), name: 'L', grant: 'g' }, now),
	phase: 'live',
	freshAsOf: later(now, -minutesAgo * minute),
	...over,
});

describe('how old a copy is', () => {
	it('is told in whole minutes, of what is read', () => {
		expect(lagMinutes(read(40), now)).toBe(40);
		expect(lagMinutes(read(40, { state: 'needs-reconnecting' }), now)).toBe(40);
		expect(lagMinutes(read(40, { state: 'disconnected' }), now)).toBeNull();
		expect(lagMinutes(read(40, { phase: 'backfill' }), now)).toBeNull();
		expect(lagMinutes(read(40, { freshAsOf: null }), now)).toBeNull();
		// Clocks of two machines.
		expect(lagMinutes(read(-1), now)).toBe(0);
	});

	it('breaks the promise from two hours on, while it is connected', () => {
		expect([119, 120, 1080].map((minutes) => isLate(read(minutes), now))).toEqual([false, true, true]);
		expect(isLate(read(500, { state: 'needs-reconnecting' }), now)).toBe(false);
		expect(isLate(read(500, { phase: 'backfill' }), now)).toBe(false);
	});

	it('is counted over the ledgers of one consent, whatever each waits for', async () => {
		const all = [read(10), read(130), read(300, { wake: later(now, 18 * 60 * minute) }), read(400, { grant: 'another' })];
		const connections = fake<Connections>({ connections: async () => all });
		expect(await lateLedgers('co', 'g', { connections, clock: { now: () => now } })).toBe(2);
	});
});
