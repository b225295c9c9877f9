import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, mailings, payments } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepArrangements } from './sweep-arrangements.ts';
import { sweepBookings } from './sweep-bookings.ts';
import { sweepNotes } from './sweep-notes.ts';

/** What was agreed with customers is swept here too: its own station would need a function and a schedule for four small queries a minute. */
export const handler = onSchedule(async () => {
	const booked = await sweepBookings({ payments: payments(), queues: queues(), clock });
	const noted = await sweepNotes({ mailings: mailings(), queues: queues(), clock });
	return booked + noted + (await sweepArrangements({ arrangements: arrangements(), queues: queues(), clock }));
});
