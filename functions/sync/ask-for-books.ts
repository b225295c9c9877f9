import { randomUUID } from 'node:crypto';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';

type Ports = { readonly connections: Connections; readonly queues: Queues; readonly clock: Clock };

/**
 * A person wants the books compared now. What changed is read first: an edit of the last minute is in the books and would look like a difference. Both go into
 * the ledger's lane, in this order. The ledger must be the company's own, connected and read once.
 */
export const askForBooks = async (company: CompanyId, ledger: LedgerId, { connections, queues, clock }: Ports): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	if (connection.state !== 'connected')
		throw new Refusal(409, 'NEEDS_RECONNECTING', 'The ledger cannot be read', 'It is not connected. Press Reconnect first.');
	if (connection.phase !== 'live')
		throw new Refusal(409, 'NOT_READ_YET', 'The ledger is being read', 'It is compared when it was read for the first time.');
	const since = clock.now();
	await queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0, since }, { dedupe: randomUUID() });
	await queues.send({ type: 'sync.books', company, ledger, since }, { dedupe: randomUUID() });
};
