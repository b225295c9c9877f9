import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scheduleEvent, startSchedule } from '../../../local/runtime/schedules.ts';

beforeEach(() => {
	vi.useFakeTimers({ now: new Date('2026-03-28T00:00:00Z') });
});
afterEach(() => {
	vi.useRealTimers();
});

it('fires a rate once per period, and leaves out what is due while the last run is busy', async () => {
	let runs = 0;
	let finish: () => void = () => undefined;
	const schedule = startSchedule('rate(1 minute)', 'UTC', () => {
		runs += 1;
		return new Promise<void>((resolve) => {
			finish = resolve;
		});
	});
	await vi.advanceTimersByTimeAsync(59_000);
	expect(runs).toBe(0);
	await vi.advanceTimersByTimeAsync(10 * 60_000);
	expect(runs).toBe(1);
	finish();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(runs).toBe(2);
	schedule.stop();
	finish();
	await vi.advanceTimersByTimeAsync(120_000);
	expect(runs).toBe(2);
});

it("keeps a zone's wall clock over the change to summer time", async () => {
	const at: string[] = [];
	const schedule = startSchedule('cron(30 6 * * ? *)', 'Europe/Madrid', async () => {
		at.push(new Date().toISOString());
	});
	await vi.advanceTimersByTimeAsync(48 * 3_600_000);
	schedule.stop();
	expect(at.map((each) => each.slice(0, 16))).toEqual(['2026-03-28T05:30', '2026-03-29T04:30']);
});

it("fills Scheduler's placeholders, and has an event of its own without an input", () => {
	const at = new Date('2026-03-28T01:02:03.456Z');
	expect(scheduleEvent('Tick', '{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.schedule-arn>"}', at)).toEqual({
		at: '2026-03-28T01:02:03Z',
		of: 'Tick',
	});
	expect(scheduleEvent('Tick', null, at)).toMatchObject({ source: 'aws.scheduler', time: '2026-03-28T01:02:03Z' });
});
