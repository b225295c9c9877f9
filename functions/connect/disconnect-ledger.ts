import { disconnected } from '../../shared/domain/connection.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { changeConnection } from './grant-users.ts';

type Ports = {
	readonly connections: Connections;
	readonly moves: Pick<LedgerMoves, 'moves'>;
	readonly queues: Queues;
	readonly clock: Clock;
};

/**
 * Nothing is read from now on and the ledger's figures leave the totals; what was copied stays until the company is closed. Giving it back at the
 * provider is left to whoever tends the grant (it alone may open the tokens): told now, and at the grant's own wake should the message be lost.
 */
export const disconnectLedger = async (company: CompanyId, ledger: LedgerId, ports: Ports): Promise<void> => {
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	await changeConnection(company, ledger, ports, (latest) => (latest.state === 'disconnected' ? null : disconnected(latest)));
	await ports.queues.send({ type: 'connect.refresh', company, grant: connection.grant });
	// Who asks for it need not wait for an answer any more. They look each day by themselves, should this be lost.
	const { demands } = await ports.moves.moves(company);
	for (const { id } of demands.filter((each) => each.ledger === ledger && each.state === 'asked'))
		await ports.queues.send({ type: 'connect.move', company, ledger, demand: id });
};
