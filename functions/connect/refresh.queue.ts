import { clock } from '../../shared/runtime/clock.ts';
import { connections, directory, ledgerMoves } from '../../shared/runtime/data.ts';
import { log } from '../../shared/runtime/log.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { consentOf } from '../../shared/runtime/providers.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import { lateLedgers } from './late-ledgers.ts';
import { tendGrant } from './tend-grant.ts';

export const handler = onQueue({
	'connect.refresh': async ({ company, grant }) => {
		const ports = {
			connections: connections(),
			consentOf,
			directory: directory(),
			moves: ledgerMoves(),
			queues: queues(),
			vault: vault(),
			clock,
		};
		const tended = await tendGrant(company, grant, ports);
		if (tended === 'unanswered') log.warn('GRANT_UNANSWERED', { company, grant });
		if (tended === 'refused') log.warn('GRANT_REFUSED', { company, grant });
		const count = await lateLedgers(company, grant, ports);
		if (count > 0) log.warn('LEDGER_LATE', { company, grant, count });
	},
});
