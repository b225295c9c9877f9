import { clock } from '../../shared/runtime/clock.ts';
import { mailings } from '../../shared/runtime/data.ts';
import { onSchedule } from '../../shared/runtime/on-schedule.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { sweepMails } from './sweep-mails.ts';

export const handler = onSchedule(() => sweepMails({ mailings: mailings(), queues: queues(), clock }));
