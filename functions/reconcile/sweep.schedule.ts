import { clock } from '../../shared/runtime/clock.ts';
import { payments } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepBookings } from './sweep-bookings.ts';

export const handler = onSchedule(() => sweepBookings({ payments: payments(), queues: queues(), clock }));
