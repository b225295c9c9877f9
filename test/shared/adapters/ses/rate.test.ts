import { beforeEach, expect, it } from 'vitest';
import { sendingRate } from '../../../../shared/adapters/ses/rate.ts';
import { instantOfMs } from '../../../../shared/domain/day.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
let now: number;
let asked: number;
let answer: () => Promise<number>;
let pauses: number[];
/** A pause lets the clock run on. */
const rate = (senders = 1) =>
	sendingRate({
		now: () => instantOfMs(now),
		ask: () => {
			asked += 1;
			return answer();
		},
		senders,
		pause: (ms) => {
			pauses.push(ms);
			now += ms;
			return Promise.resolve();
		},
	});
beforeEach(() => {
	now = start;
	asked = 0;
	pauses = [];
	answer = () => Promise.resolve(10);
});

it('lets nine tenths of a second of mails through at once, then one after the other', async () => {
	answer = () => Promise.resolve(10);
	const turn = rate();
	for (let i = 0; i < 11; i++) await turn();
	expect(pauses.map(Math.round)).toEqual([111, 111]);
	now += 60_000;
	pauses = [];
	for (let i = 0; i < 9; i++) await turn();
	expect(pauses).toEqual([]);
});

it('shares the rate, and lets whole mails through when the share is less than one a second', async () => {
	answer = () => Promise.resolve(2);
	const turn = rate(2);
	await turn();
	expect(pauses).toEqual([]);
	await turn();
	expect(pauses.map(Math.round)).toEqual([1111]);
});

it('sends those away who would wait for more than two seconds', async () => {
	answer = () => Promise.resolve(0.5);
	const turn = rate();
	await turn();
	await expect(turn()).rejects.toMatchObject({ kind: 'throttled' });
	now += 2_000;
	await turn();
	expect(pauses.map(Math.round)).toEqual([222]);
});

it('asks every five minutes, keeps what it knew when there is no answer, and stands a clock that goes back', async () => {
	const turn = rate();
	for (let i = 0; i < 10; i++) await turn();
	expect([asked, pauses.map(Math.round)]).toEqual([1, [111]]);
	now += 300_000;
	answer = () => Promise.reject(new Error('no'));
	for (let i = 0; i < 10; i++) await turn();
	expect([asked, pauses.map(Math.round)]).toEqual([2, [111, 111]]);
	now -= 3_600_000;
	answer = () => Promise.resolve(-1);
	await turn();
	expect(asked).toBe(3);
});
