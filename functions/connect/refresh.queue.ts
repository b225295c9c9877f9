import { clock } from '../../shared/runtime/clock.ts';
import { connections } from '../../shared/runtime/data.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { consentOf } from '../../shared/runtime/providers.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { tendGrant } from './tend-grant.ts';

export const handler = onQueue({
	'connect.refresh': ({ company, grant }) =>
		tendGrant(company, grant, { connections: connections(), consentOf, queues: queues(), vault: vault(), clock }),
});
