import { randomUUID } from 'node:crypto';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';

export type Asked = 'sync' | 'recount' | 'compare' | 'reread';
const sweeps = { compare: 'open-items', reread: 'everything' } as const;

type Ports = { readonly connections: Connections; readonly queues: Queues; readonly clock: Clock };

/**
 * A person wants the ledger read, the totals checked, each open document compared, or everything read again, now. The ledger must be the company's own. `waits`: the provider asked for a pause, which is
 * kept; reading goes on by itself when it is over.
 */
export const askFor = async (
	what: Asked,
	company: CompanyId,
	ledger: LedgerId,
	{ connections, queues, clock }: Ports,
): Promise<'asked' | 'waits'> => {
	const connection = await connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
	if (connection.state === 'needs-reconnecting')
		throw new Refusal(
			409,
			'NEEDS_RECONNECTING',
			'The ledger cannot be read',
			'The provider no longer accepts our permission. Press Reconnect first.',
		);
	if (what === 'recount') {
		await queues.send({ type: 'sync.recount', company, ledger }, { dedupe: randomUUID() });
		return 'asked';
	}
	const wish = what === 'sync' ? { since: clock.now() } : { sweep: sweeps[what] };
	await queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0, ...wish }, { dedupe: randomUUID() });
	const { run, lastError } = connection;
	return run && run.failures > 0 && lastError?.retryAt && lastError.retryAt > clock.now() ? 'waits' : 'asked';
};
