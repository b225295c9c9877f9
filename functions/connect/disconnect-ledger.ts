import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { changeConnection } from './grant-users.ts';

type Ports = { readonly connections: Connections; readonly queues: Queues; readonly clock: Clock };

/**
 * Nothing is read from now on and the ledger's figures leave the totals; what was copied stays until the company is closed. Giving it back at the
 * provider is left to whoever tends the grant (it alone may open the tokens): told now, and at the grant's own wake should the message be lost.
 */
export const disconnectLedger = async (company: CompanyId, ledger: LedgerId, ports: Ports): Promise<void> => {
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	await changeConnection(company, ledger, ports, (latest) =>
		latest.state === 'disconnected'
			? null
			: {
					...latest,
					state: 'disconnected',
					// A first read that was begun is gone on with after the next Connect: begun anew, it would not hear of what is deleted until then.
					run: latest.phase === 'backfill' ? latest.run : null,
					wake: null,
					stopped: null,
					lastError: null,
					lost: null,
					dirtyAt: null,
					releasedAt: null,
				},
	);
	await ports.queues.send({ type: 'connect.refresh', company, grant: connection.grant });
};
