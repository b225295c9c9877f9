import { endedAsk, endedDemand, type MoveAsk, type MoveDemand, type MoveEnd } from '../../shared/domain/ledger-move.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';

export type EndPorts = { readonly moves: LedgerMoves; readonly clock: Clock };

/** Where the same request stands at the company that was asked. Null: nobody was, or it is another one by now. */
export const demandOf = async ({ owner, ledger, id }: MoveAsk, { moves }: EndPorts): Promise<MoveDemand | null> =>
	owner === null ? null : moves.demand(owner, ledger, id);

/** Where it stands at the company that asks; null: it has asked anew since. */
export const askOf = async ({ from, ledger, id }: MoveDemand, { moves }: EndPorts): Promise<MoveAsk | null> => {
	const ask = await moves.ask(from, ledger);
	return ask?.id === id ? ask : null;
};

/**
 * Ends an open request on both sides, or on neither: nobody has it open alone. The asking side's wake has its consent let go of and its people told. Returns
 * what the asking side is now; null: somebody else changed it meanwhile, look again.
 */
export const endMove = async (
	ask: MoveAsk,
	demand: MoveDemand | null,
	end: MoveEnd,
	{ moves, clock }: EndPorts,
	answeredBy: string | null = null,
): Promise<MoveAsk | null> => {
	const now = clock.now();
	const ended = endedAsk(ask, end, now);
	const saved =
		demand?.state === 'asked' ? await moves.saveBoth(ended, endedDemand(demand, end, now, answeredBy)) : await moves.saveAsk(ended);
	return saved === 'saved' ? { ...ended, rev: ask.rev + 1 } : null;
};
