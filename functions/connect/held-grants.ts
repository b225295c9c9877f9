import type { CompanyId } from '../../shared/domain/document.ts';
import { isOpen } from '../../shared/domain/ledger-move.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';

type Ports = { readonly connections: Connections; readonly moves: Pick<LedgerMoves, 'moves'> };

/**
 * Deletes a consent that no connection uses any more, and that no open request for another company's ledger waits with. Not revoked: at Xero that would end
 * the new consent of the same person too. Requests are looked at first: one that is agreed to meanwhile has become a connection by the time those are
 * looked at. 1 RCU, 1 WCU.
 */
export const letGo = async (company: CompanyId, id: string, { connections, moves }: Ports): Promise<'kept' | 'deleted'> => {
	const { asks } = await moves.moves(company);
	if (asks.some((ask) => ask.grant === id && isOpen(ask))) return 'kept';
	const all = await connections.connections(company);
	if (all.some((each) => each.grant === id && (each.state !== 'disconnected' || each.releasedAt === null))) return 'kept';
	await connections.dropGrant(company, id);
	return 'deleted';
};
