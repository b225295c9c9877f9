/** A run under way and how it takes a step: pure. What the steps are, `run.ts` and `sweep-moves.ts` say. */
import type { Connection, Progress, Run } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import { stepLeaseMs } from './times.ts';

/** A connection with a run under way. */
export type Running = Connection & { readonly run: Run };
export const isRunning = (connection: Connection): connection is Running => connection.run !== null;

/** Provider calls that were made for this run, whatever came of them. */
export const called = (connection: Running, calls: number): Running => ({
	...connection,
	run: { ...connection.run, calls: connection.run.calls + calls },
});

export const stepped = (connection: Running, now: Instant, run: Partial<Run>, more: Partial<Connection> = {}): Running => ({
	...connection,
	stopped: null,
	lastError: null,
	...more,
	run: {
		...connection.run,
		failures: 0,
		waitsForToken: false,
		tokenRefused: null,
		forbiddenAt: null,
		held: false,
		...run,
		step: connection.run.step + 1,
	},
	wake: later(now, stepLeaseMs),
});

/** Rows that were read of a kind, as last told. */
export const progressed = (known: readonly Progress[], latest: Progress): readonly Progress[] => [
	...known.filter((each) => each.kind !== latest.kind),
	latest,
];
