import { mailings } from '../../shared/runtime/data.ts';
import { log } from '../../shared/runtime/log.ts';
import { onRawQueue } from '../../shared/runtime/on-raw-queue.ts';
import { noteEvent } from './note-event.ts';

export const handler = onRawQueue('mailEvents', 'reminders', 'reminders.event', (body) => noteEvent(body, { mailings: mailings(), log }));
