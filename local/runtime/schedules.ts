/** AWS Scheduler's expressions, run by croner. A run that is due while the last one is still busy is left out, never piled up. */
import { Cron } from 'croner';
import { AssemblyError } from './assembly.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds of `rate(5 minutes)`; null for other expressions. */
export const rateMs = (expression: string): number | null => {
	const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
	return match ? Number(match[1]) * (unitMs[match[2] ?? ''] ?? 0) : null;
};

/**
 * croner's pattern for `cron(minutes hours day-of-month month day-of-week year)`. AWS counts Sunday as 1, croner as 0; `?` means any.
 * Throws `AssemblyError` for anything else.
 */
export const cronPattern = (expression: string): string => {
	const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
	const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields ?? [];
	if (!minutes || !hours || !dayOfMonth || !month || !dayOfWeek || !year || fields?.length !== 6)
		throw new AssemblyError(`schedule "${expression}" is neither rate(…) nor a cron(…) of six fields`);
	const any = (field: string): string => (field === '?' ? '*' : field);
	// Only the days move, not the `#2` of a "second Monday", nor a step such as `/2`.
	const weekday = any(dayOfWeek).replace(/(^|[,-])([1-7])/g, (_, before: string, digit: string) => `${before}${Number(digit) - 1}`);
	return `0 ${minutes} ${hours} ${any(dayOfMonth)} ${month} ${weekday} ${year}`;
};

export type Schedule = { nextRun(): Date | null; stop(): void };

/** Begins to run `job` at the expression's times in its zone. A rate fires first after one period. */
export const startSchedule = (expression: string, timeZone: string, job: () => Promise<void>): Schedule => {
	let busy = false;
	const run = (): void => {
		if (busy) return;
		busy = true;
		void job().finally(() => {
			busy = false;
		});
	};
	const period = rateMs(expression);
	if (period !== null) {
		let next = Date.now() + period;
		const timer = setInterval(() => {
			next = Date.now() + period;
			run();
		}, period);
		return { nextRun: () => new Date(next), stop: () => clearInterval(timer) };
	}
	const cron = new Cron(cronPattern(expression), { timezone: timeZone, domAndDow: true }, run);
	return { nextRun: () => cron.nextRun(), stop: () => cron.stop() };
};

/** What Scheduler sends when a schedule has no input of its own, and what its placeholders become when it has. */
export const scheduleEvent = (id: string, input: string | null, at: Date): unknown => {
	const time = `${at.toISOString().slice(0, 19)}Z`;
	if (input === null)
		return {
			version: '0',
			id: crypto.randomUUID(),
			'detail-type': 'Scheduled Event',
			source: 'aws.scheduler',
			account: '000000000000',
			time,
			region: 'eu-west-1',
			resources: [id],
			detail: '{}',
		};
	const filled = input
		.replaceAll('<aws.scheduler.schedule-arn>', id)
		.replaceAll('<aws.scheduler.scheduled-time>', time)
		.replaceAll('<aws.scheduler.execution-id>', crypto.randomUUID())
		.replaceAll('<aws.scheduler.attempt-number>', '1');
	return JSON.parse(filled);
};
