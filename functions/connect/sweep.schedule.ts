import { clock } from '../../shared/runtime/clock.ts';
import { connections } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepGrants } from './sweep-grants.ts';

export const handler = onSchedule(() => sweepGrants({ connections: connections(), queues: queues(), clock }));
