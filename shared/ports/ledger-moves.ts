/**
 * Requests that a ledger moves from one company to another. The only port that writes rows of two companies: always both in one transaction, so that no cut
 * leaves a ledger with two owners, with none, or a request that one of them believes ended.
 */
import type { Connection, Grant } from '../domain/connection.ts';
import type { CompanyId, LedgerId } from '../domain/document.ts';
import type { MoveAsk, MoveDemand } from '../domain/ledger-move.ts';
import type { Fresh } from './connections.ts';

export type Moves = { readonly asks: readonly MoveAsk[]; readonly demands: readonly MoveDemand[] };

export type HandOver = {
	/** Both as they are after it, at the revision that was seen. */
	readonly ask: MoveAsk;
	readonly demand: MoveDemand;
	/** The connection that ends, … */
	readonly from: Connection;
	/** … the one that begins … */
	readonly to: Connection;
	/** … and the consent it is read with. */
	readonly grant: Grant;
};

export type LedgerMoves = {
	/** Those a company made and those it got, ended ones of the last 90 days too. Consistent. One Query, 0.5 RCU for some 8. */
	moves(company: CompanyId): Promise<Moves>;
	/** Consistent, 0.5–1 RCU; so is the next. */
	ask(company: CompanyId, ledger: LedgerId): Promise<MoveAsk | null>;
	demand(company: CompanyId, ledger: LedgerId, id: string): Promise<MoveDemand | null>;
	/** A side's own record, where nothing changes for the other. 2 WCU and 1 of the index. */
	saveAsk(ask: MoveAsk): Promise<Fresh>;
	saveDemand(demand: MoveDemand): Promise<Fresh>;
	/** Both sides of one request, all or nothing. 8 WCU. Throws `TryLater`. */
	saveBoth(ask: MoveAsk, demand: MoveDemand): Promise<Fresh>;
	/**
	 * The ledger's pointer goes from `from`'s company to `to`'s; with it, all or nothing, both connections, the consent and both records of the request are
	 * saved. `stale`: the pointer was not that company's, or one of the five had changed; nothing was written. ≈ 30 WCU. Throws `TryLater`.
	 */
	handOver(move: HandOver): Promise<'moved' | 'stale'>;
};
