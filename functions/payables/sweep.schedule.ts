import { clock } from '../../shared/runtime/clock.ts';
import { owed } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepPayables } from './sweep-payables.ts';

export const handler = onSchedule(() => sweepPayables({ owed: owed(), queues: queues(), clock }));
