import { clock } from '../../shared/runtime/clock.ts';
import { bookTies, connections } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepConnections } from './sweep-connections.ts';
import { sweepTies } from './sweep-ties.ts';

export const handler = onSchedule(async () => {
	const begun = await sweepConnections({ connections: connections(), queues: queues(), clock });
	return begun + (await sweepTies({ ties: bookTies(), queues: queues(), clock }));
});
