import { clock } from '../../shared/runtime/clock.ts';
import { companies } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepCompanies } from './sweep-companies.ts';

export const handler = onSchedule(() => sweepCompanies({ companies: companies(), queues: queues(), clock }));
