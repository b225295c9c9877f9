/** Connected ledgers, their token grants and pending consent requests. Every write names the revision it saw. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId, DocumentKind, LedgerId, Provider, Refused } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { Cursor, Progress, Watermark } from './accounting.ts';

/**
 * One read of a ledger, step by step. `step` counts finished steps: a message for another step is a stale copy and is dropped.
 * backfill: pages → recount → closing → tie-out. delta: pages → tie-out.
 */
export type Run = {
	readonly id: string;
	readonly mode: 'backfill' | 'delta';
	readonly stage: 'pages' | 'recount' | 'closing' | 'tie-out';
	readonly step: number;
	readonly cursor: Cursor | null;
	readonly startedAt: Instant;
	readonly calls: number;
	/** Documents and customers that a save really changed. */
	readonly changed: number;
	/** Per kind, for "counting 212 of 400". */
	readonly progress: readonly Progress[];
	/** Tries of the present step that failed, for the health view. */
	readonly failures: number;
};

export type TieOut = {
	readonly currency: Currency;
	/** Minor units: ours (open − unapplied), the ledger's own figure, and ours − theirs. */
	readonly ours: number;
	readonly theirs: number;
	readonly difference: number;
};

export type Connection = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly provider: Provider;
	readonly externalId: string;
	readonly name: string;
	readonly baseCurrency: Currency;
	readonly timeZone: string;
	readonly grant: string;
	readonly state: 'connected' | 'needs-reconnecting' | 'disconnected';
	/** Until `live` nothing reads this ledger's aging. */
	readonly phase: 'backfill' | 'live';
	readonly run: Run | null;
	/** Where the next delta begins; null until the first full read is complete. */
	readonly watermark: Watermark | null;
	/** The copy is complete as of this moment: the start of the last complete read. */
	readonly freshAsOf: Instant | null;
	readonly lastFullAt: Instant | null;
	readonly lastDeltaAt: Instant | null;
	/** A webhook said that something changed; cleared by the delta that starts after it. */
	readonly dirtyAt: Instant | null;
	/** A page that no retry mends. Other connections go on; a person or the next run clears it. */
	readonly stopped: { readonly what: string; readonly reason: string; readonly at: Instant } | null;
	readonly lastError: { readonly text: string; readonly at: Instant; readonly retryAt: Instant | null } | null;
	readonly refused: readonly Refused[];
	readonly counts: Readonly<Partial<Record<DocumentKind | 'customer', number>>>;
	readonly tieOut: { readonly at: Instant; readonly basis: string; readonly lines: readonly TieOut[] } | null;
	/** When the sweeper must look at it next (work index); null when nothing is due. */
	readonly wake: Instant | null;
	readonly connectedAt: Instant;
	readonly rev: number;
};

/** One consent's tokens, each sealed apart. Xero's one consent may open several ledgers. */
export type Grant = {
	readonly company: CompanyId;
	readonly id: string;
	readonly provider: Provider;
	readonly state: 'alive' | 'dead';
	/** `Vault.seal` texts. */
	readonly access: string;
	readonly refresh: string;
	readonly accessExpiresAt: Instant;
	readonly refreshExpiresAt: Instant;
	readonly generation: number;
	/** Written before the provider is asked, so that a lost answer is known to be possible. */
	readonly refreshing: { readonly startedAt: Instant } | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** An OAuth consent that was begun: bound to session, user and company, single use, ten minutes. */
export type ConsentRequest = {
	readonly company: CompanyId;
	/** SHA-256 hex of the state parameter: the state itself is stored nowhere. */
	readonly stateHash: string;
	readonly provider: Provider;
	readonly user: string;
	/** SHA-256 hex of the session token's id. */
	readonly session: string;
	readonly expiresAt: Instant;
};

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
