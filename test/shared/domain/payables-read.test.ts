import { expect, it } from 'vitest';
import { instant, later } from '../../../shared/domain/day.ts';
import { isDue, newPayablesRead, type PayablesRead, payablesEveryMs, resting } from '../../../shared/domain/payables-read.ts';

const asOf = instant('2026-11-22T08:00:00.000Z');
const hour = 60 * 60_000;
const state = { id: 'g', asOf, calls: 1, vendors: 0, bills: 0, credits: 0, sameInAll: 0, proposalsInAll: 0, refused: [], refusedInAll: 0 };
const read: PayablesRead = { ...newPayablesRead({ company: 'co', ledger: 'xero-1' }), current: state };

it('a read that was given up rests until the next one is due, and wakes nobody for nothing', () => {
	const retryAt = later(asOf, 2 * hour);
	const { wake } = resting({ ...read, retryAt }, later(retryAt, 1));
	expect(wake).toBe(later(asOf, payablesEveryMs));
	expect(isDue({ ...read, retryAt }, wake ?? asOf)).toBe(true);
});

it('a pause that is longer than a day holds', () => {
	const retryAt = later(asOf, 30 * hour);
	expect(resting({ ...read, retryAt }, later(asOf, hour)).wake).toBe(retryAt);
});
