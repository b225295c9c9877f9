import { instantOfMs } from '../domain/day.ts';
import type { Clock } from '../ports/clock.ts';

export const clock: Clock = { now: () => instantOfMs(Date.now()) };
