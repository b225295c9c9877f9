import { clock } from '../../shared/runtime/clock.ts';
import { factoringExports } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepExports } from './sweep-exports.ts';

export const handler = onSchedule(() => sweepExports({ exports: factoringExports(), queues: queues(), clock }));
