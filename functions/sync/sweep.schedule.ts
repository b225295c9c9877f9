import { clock } from '../../shared/runtime/clock.ts';
import { connections } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepConnections } from './sweep-connections.ts';

export const handler = onSchedule(() => sweepConnections({ connections: connections(), queues: queues(), clock }));
