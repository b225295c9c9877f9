import { clock } from '../../shared/runtime/clock.ts';
import { connections, directory } from '../../shared/runtime/data.ts';
import { log } from '../../shared/runtime/log.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { noteChanges } from './note-changes.ts';

export const handler = onQueue({
	'sync.notice': async (message) => {
		const strangers = await noteChanges(message, { connections: connections(), directory: directory(), clock });
		if (strangers) log.warn('WEBHOOK_STRANGER', { code: message.provider, count: strangers });
	},
});
