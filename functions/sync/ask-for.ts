import { randomUUID } from 'node:crypto';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';

type Ports = { readonly connections: Connections; readonly queues: Queues };

/** A person wants the ledger read, or the totals checked, now. The ledger must be the company's own. */
export const askFor = async (
	what: 'sync' | 'recount',
	company: CompanyId,
	ledger: LedgerId,
	{ connections, queues }: Ports,
): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
	if (connection.state === 'needs-reconnecting')
		throw new Refusal(
			409,
			'NEEDS_RECONNECTING',
			'The ledger cannot be read',
			'The provider no longer accepts our permission. Press Reconnect first.',
		);
	if (what === 'sync') await queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0 }, { dedupe: randomUUID() });
	else await queues.send({ type: 'sync.recount', company, ledger }, { dedupe: randomUUID() });
};
