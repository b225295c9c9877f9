/** Connected ledgers, their token grants and pending consent requests. Every write names the revision it saw. */
import type { Connection, ConsentRequest, Grant } from '../domain/connection.ts';
import type { Instant } from '../domain/day.ts';
import type { CompanyId, LedgerId } from '../domain/document.ts';

export type { Connection, ConsentRequest, Grant, TieOut } from '../domain/connection.ts';

export type Fresh = 'saved' | 'stale';
/** The sweeper's find: which item is due. */
export type Due = { readonly company: CompanyId; readonly id: string };

export type Connections = {
	/** Strong read. 0.5–1 RCU. */
	connection(company: CompanyId, ledger: LedgerId): Promise<Connection | null>;
	/** All of a company, disconnected ones too. One Query. */
	connections(company: CompanyId): Promise<readonly Connection[]>;
	/** Saves with `rev = connection.rev + 1` if the stored one is at `connection.rev` (0: does not exist yet). */
	saveConnection(connection: Connection): Promise<Fresh>;
	grant(company: CompanyId, id: string): Promise<Grant | null>;
	saveGrant(grant: Grant): Promise<Fresh>;
	/** Deletes the tokens. Idempotent. */
	dropGrant(company: CompanyId, id: string): Promise<void>;
	beginConsent(request: ConsentRequest): Promise<void>;
	/** Returns and deletes in one conditional write; null when unknown, used or another company's. Expiry is the caller's to check. */
	takeConsent(company: CompanyId, stateHash: string): Promise<ConsentRequest | null>;
	/** Work index: connections (grants) whose `wake` has come, oldest first, all shards. Eventually consistent: look again before acting. */
	dueConnections(now: Instant, limit: number): Promise<readonly Due[]>;
	dueGrants(now: Instant, limit: number): Promise<readonly Due[]>;
};
