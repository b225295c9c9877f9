import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import { type AskView, askView, type DemandView, demandView } from '../../shared/wire/move-view.ts';
import { type FlightPorts, type InFlight, inFlight } from './in-flight.ts';

type Ports = FlightPorts & {
	readonly connections: Connections;
	readonly companies: Pick<Companies, 'company'>;
	readonly moves: LedgerMoves;
	readonly clock: Clock;
};

/** `under`: what is on its way into the ledger, of the company that is asked. */
export type MoveShown =
	| { readonly is: 'ask'; readonly ask: AskView; readonly timeZone: string }
	| { readonly is: 'demand'; readonly demand: DemandView; readonly under: InFlight; readonly timeZone: string };

/** One request by its id, from the side of whoever looks; anybody else's is not there. ≤ 205 RCU, most of them only if that many payments are the ledger's. */
export const viewMove = async (company: CompanyId, ledger: LedgerId, id: string, ports: Ports): Promise<MoveShown> => {
	const [demand, ask, connection, known] = await Promise.all([
		ports.moves.demand(company, ledger, id),
		ports.moves.ask(company, ledger),
		ports.connections.connection(company, ledger),
		ports.companies.company(company),
	]);
	const timeZone = known?.timeZone ?? 'UTC';
	const now = ports.clock.now();
	if (demand && connection)
		return { is: 'demand', demand: demandView(demand, connection, now), under: await inFlight(company, ledger, ports), timeZone };
	if (ask?.id !== id) throw notFound('request');
	return { is: 'ask', ask: askView(ask, now), timeZone };
};
