import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { Queues } from '../../shared/ports/queues.ts';

type Ports = { readonly connections: Connections; readonly directory: Directory; readonly queues: Queues; readonly clock: Clock };

/** The last connection of a consent takes the tokens with it: revoked at the provider and deleted, by the function that alone may open them. */
const revokeIfLast = async (company: CompanyId, grantId: string, { connections, queues, clock }: Ports): Promise<void> => {
	const all = await connections.connections(company);
	if (all.some((each) => each.grant === grantId && each.state !== 'disconnected')) return;
	for (;;) {
		const grant = await connections.grant(company, grantId);
		if (!grant) return;
		if ((await connections.saveGrant({ ...grant, state: 'revoking', wake: clock.now() })) === 'saved') break;
	}
	await queues.send({ type: 'connect.refresh', company, grant: grantId });
};

/** Nothing is read from now on and the ledger's figures leave the totals; what was copied stays until the company is closed. Idempotent. */
export const disconnectLedger = async (company: CompanyId, ledger: LedgerId, ports: Ports): Promise<void> => {
	for (;;) {
		const connection = await ports.connections.connection(company, ledger);
		if (!connection) throw notFound('ledger');
		const off = { ...connection, state: 'disconnected' as const, run: null, wake: null, stopped: null, lastError: null, dirtyAt: null };
		if (connection.state !== 'disconnected' && (await ports.connections.saveConnection(off)) === 'stale') continue;
		await ports.directory.releaseLedger(connection.provider, connection.externalId, company);
		return revokeIfLast(company, connection.grant, ports);
	}
};
