import { clock } from '../../shared/runtime/clock.ts';
import { payments } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepPay } from './sweep-pay.ts';

export const handler = onSchedule(() => sweepPay({ payments: payments(), queues: queues(), clock }));
