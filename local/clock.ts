/**
 * Moves the process's clock by a constant offset, so that a stack can live in another year while time goes on.
 * Only `Date` is moved: `performance`, timers and the handlers' bundles stay as they are. Called before anything else asks for the time.
 */
import { type Day, instantOfMs } from '../shared/domain/day.ts';

const RealDate = globalThis.Date;

/** The machine's own clock, whatever offset is in force. */
export const realNow = (): number => RealDate.now();

/** Makes `Date` run `offsetMs` ahead (or behind, when negative). 0 puts the machine's own clock back. */
export const moveClock = (offsetMs: number): void => {
	if (offsetMs === 0) {
		globalThis.Date = RealDate;
		return;
	}
	const now = (): number => RealDate.now() + offsetMs;
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [now()], newTarget) as object,
		apply: (target) => new target(now()).toString(),
		get: (target, property, receiver) => (property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown)),
	});
	globalThis.Date.prototype.constructor = globalThis.Date;
};

/** Offset with which the present is `day`, 12:00 UTC: the hour at which every inhabited time zone from -12 to +11 has that civil day. */
export const offsetTo = (day: Day, nowMs: number): number => RealDate.parse(`${day}T12:00:00Z`) - nowMs;

/** The UTC day at an offset. */
export const dayAt = (offsetMs: number, nowMs: number): Day => instantOfMs(nowMs + offsetMs).slice(0, 10) as Day;
