/** How old a copy is, in words, on its card. */
import { expect, it } from 'vitest';
import { connectionCard } from '../../web/connection-card.ts';
import { healthy } from './samples.ts';

const [one] = healthy.connections.connections;
const clock = { timeZone: 'Europe/London', today: '2026-11-22' };
const card = (over: Partial<NonNullable<typeof one>>): string => {
	if (!one) throw new Error('no sample');
	return String(connectionCard({ ...one, ...over }, clock, true)).replaceAll('\u00a0', ' ');
};
const stopped = { what: 'page 3', reason: 'x.', at: '2026-11-22T13:20:00.000Z' };
const lastError = { text: 'Wait.', at: '2026-11-22T13:20:00.000Z', retryAt: '2026-11-23T07:20:00.000Z' };

it.each([
	[{ lag: { minutes: 0, late: false } }, 'fresh to within 1 minute'],
	[{ lag: { minutes: 40, late: false } }, 'fresh to within 40 minutes'],
	[{ lag: { minutes: 119, late: false } }, 'fresh to within 1 h 59 min'],
	[{ lag: { minutes: 130, late: true } }, '2 h 10 min behind: the next read is due'],
	[{ lag: { minutes: 130, late: true }, lastError }, '2 h 10 min behind: we wait to try again'],
	[{ lag: { minutes: 130, late: true }, stopped, lastError }, '2 h 10 min behind: reading stopped'],
	[{ lag: { minutes: 4680, late: true }, state: 'needs-reconnecting' as const }, '3 days behind: it needs reconnecting'],
])('%j: %s', (over, words) => {
	expect(card(over)).toContain(`<small>${words}</small>`);
});

it('nothing is said of a ledger that is not read yet', () => {
	expect(card({ lag: null, freshAsOf: null })).not.toMatch(/behind:|fresh to within/);
});
