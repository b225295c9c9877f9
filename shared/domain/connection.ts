/** Connected ledgers: who consented, how far a read has come, what the ledger says against what we hold. */
import type { TieVerdict } from './book-tie.ts';
import type { Instant } from './day.ts';
import { type CompanyId, type DocumentKind, type LedgerId, ledgerId, type Provider, type Unread } from './document.ts';
import type { Legal } from './legal.ts';
import type { Currency } from './money.ts';
import type { Finding } from './sweep.ts';
import { type Ending, type Lost, newlyLost, nextLostAt } from './telling.ts';

/** Rows read so far of one kind; `total` as the provider says it. */
export type Progress = { readonly kind: DocumentKind | 'customer'; readonly done: number; readonly total: number };

/**
 * One read of a ledger, step by step. `step` counts finished steps: a message for another step is a stale copy and is dropped.
 * backfill: begin → pages → recount → closing → tie-out. delta: pages → tie-out. sweep: begin → pages → missing → tie-out.
 */
export type Run = {
	readonly id: string;
	readonly mode: 'backfill' | 'delta' | 'sweep';
	readonly stage: 'begin' | 'pages' | 'recount' | 'closing' | 'missing' | 'tie-out';
	readonly step: number;
	/** The accounting port's own text for where to read on. */
	readonly cursor: string | null;
	/** Where the next delta begins, once the pages of this run are all read. */
	readonly watermark: string | null;
	readonly startedAt: Instant;
	/**
	 * Provider calls so far: pages, failures, comparing, the organisation. At least: of what failed on its way, and of a comparison that took too long,
	 * one is known; what a process that was cut had asked is not.
	 */
	readonly calls: number;
	/** Documents and customers that a save really changed. */
	readonly changed: number;
	/** Per kind, for "counting 212 of 400". */
	readonly progress: readonly Progress[];
	/** Tries of the present step that failed. */
	readonly failures: number;
	/** The step waits for a new access token: whoever refreshes the grant sends it again. */
	readonly waitsForToken: boolean;
	/** A token that had not run out was refused since the last good answer. Absent: none. */
	readonly tokenRefused?: TokenRefused | null;
	/** The provider first forbade this step at that moment; the next good answer takes it off. Absent: it did not. */
	readonly forbiddenAt?: Instant | null;
	/** Mails wait for what changed: totals are compared by another run. */
	readonly copyOnly?: true;
	/** A mail or a person waits for it. */
	readonly asked?: true;
	/** Put off because what the provider lets us ask is kept for what is more pressing. Absent: it is not. */
	readonly held?: boolean;
	/** Sweeps only. */
	readonly sweep?: Sweeping;
};

/** `open-items`: what is open in the ledger or here, and the customers. `everything`: what a first read reads, settled documents too. */
export type SweepOf = 'open-items' | 'everything';

export type Sweeping = {
	readonly of: SweepOf;
	/** A list came short: what is missing in it may be there. */
	readonly short: boolean;
	/** The adapter's `mapping` with which the whole is read; null for open items. */
	readonly mapping: number | null;
	/** Open documents that the ledger showed. */
	readonly open: number;
	/** Documents open here that it did not show, and rows that could not be read before: asked for one by one. */
	readonly missing: number;
	/** `findings` are the first `findingsShown` of so many. */
	readonly found: number;
	readonly findings: readonly Finding[];
};

/** The last sweep. `failed`: why it was given up; what it had put right by then stays so. */
export type LastSweep = Sweeping & { readonly at: Instant; readonly calls: number; readonly failed: string | null };

/** `generation`: of the grant when a token was first refused. `renewed`: how often one was that was given out after it. */
export type TokenRefused = { readonly generation: number; readonly renewed: number };

/** A run that is over. */
export type LastRun = {
	readonly mode: Run['mode'];
	readonly startedAt: Instant;
	readonly endedAt: Instant;
	readonly calls: number;
	readonly changed: number;
};

/** The ledger's totals could not be had: why, how often in a row, and not before when they are asked for again. The copy is complete without them. */
export type Untied = { readonly at: Instant; readonly text: string; readonly times: number; readonly nextAt: Instant };

export type TieOut = {
	readonly currency: Currency;
	/** Minor units: ours (open − unapplied), the ledger's own figure, and ours − theirs. */
	readonly ours: number;
	readonly theirs: number;
	readonly difference: number;
};

/**
 * What a comparison with the general ledger said, in short. `apart`: entries in the books that are not in our copy; where the ledger's totals differ from
 * ours by just so much, they are why. `scope`: what the consent lacks for a comparison; null: nothing.
 */
export type BooksSaid = {
	readonly at: Instant;
	readonly verdict: TieVerdict | null;
	readonly scope: string | null;
	readonly apart: readonly { readonly currency: Currency; readonly minor: number; readonly journals: number; readonly others: number }[];
};

/** `at`: since when. `triedAt`: when its step was last taken up again; written before the try. Absent: not yet. */
export type Stopped = { readonly what: string; readonly reason: string; readonly at: Instant; readonly triedAt?: Instant | null };

export type Connection = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly provider: Provider;
	readonly externalId: string;
	readonly name: string;
	/** For what customers read. Null until the ledger has told us. */
	readonly legal: Legal | null;
	/** Null until the ledger has told us. */
	readonly baseCurrency: Currency | null;
	readonly timeZone: string | null;
	readonly grant: string;
	readonly state: 'connected' | 'needs-reconnecting' | 'disconnected';
	/** Until `live` nothing reads this ledger's aging. */
	readonly phase: 'backfill' | 'live';
	readonly run: Run | null;
	/** Where the next delta begins; null until the first full read is complete. */
	readonly watermark: string | null;
	/** The copy is complete as of this moment: the start of the last complete read. */
	readonly freshAsOf: Instant | null;
	readonly lastFullAt: Instant | null;
	readonly lastDeltaAt: Instant | null;
	/** A webhook said that something changed; cleared by the delta that starts after it. */
	readonly dirtyAt: Instant | null;
	/** Somebody asked for a read at that moment, and the one under way had begun before: the next begins as it ends. Absent: nobody. */
	readonly askedAt?: Instant | null;
	/** When the latest reads began, oldest first, at most `startsKept`: how often a ledger is read depends on it. Absent: not known. */
	readonly starts?: readonly Instant[];
	/** Reads that webhooks bring are to be so far apart, milliseconds, for the provider's day to last. Absent: as `starts` say. */
	readonly apartMs?: number;
	/** What the organisation says of itself (name, legal, currency, zone) is asked for again after this. Absent: it is due. */
	readonly organisationDue?: Instant;
	/** A page that no retry mends. Other connections go on; a person or the next run clears it. */
	readonly stopped: Stopped | null;
	readonly lastError: { readonly text: string; readonly at: Instant; readonly retryAt: Instant | null } | null;
	/** Rows that cannot be read, at most `refusedShown` of them; each leaves when it reads well. All of them are in `books.unread`. */
	readonly refused: readonly Unread[];
	/** How many there are in all. Absent on records from before it was kept: as many as are listed. */
	readonly refusedInAll?: number;
	/** Rows that the last full read read, by kind: neither how many we hold, nor how many there are today. */
	readonly counts: Readonly<Partial<Record<DocumentKind | 'customer', number>>>;
	/** The last comparison of the aging state with the documents: `drift` is the number of figures that disagreed and must be 0. */
	readonly recount: { readonly at: Instant; readonly documents: number; readonly drift: number } | null;
	/** The run that ended last. Absent: none since this is kept. */
	readonly lastRun?: LastRun;
	/** Absent and null: the last comparison was had. */
	readonly untied?: Untied | null;
	readonly tieOut: { readonly at: Instant; readonly basis: string; readonly lines: readonly TieOut[] } | null;
	/** The last comparison with the general ledger. Absent: none was made. */
	readonly books?: BooksSaid;
	/** Absent: none since this is kept. */
	readonly lastSweep?: LastSweep;
	/** Not before that, and when nobody waits for a read. Absent: a time is set as the next read ends. */
	readonly sweepDue?: Instant;
	/** Somebody, or totals that do not tie, asked for one. Absent and null: nobody. */
	readonly sweepAsked?: SweepOf | null;
	/** The adapter's `mapping` when everything was last read. Absent: one from before they were counted. */
	readonly mapping?: number;
	/** Ledgers that need reconnecting: since when, and what its people were told. Absent and null: it does not, or did before this was kept. */
	readonly lost?: Lost | null;
	/** When the sweeper must look at it next (work index): to read, or to tell people that it is lost. Null when nothing is due. */
	readonly wake: Instant | null;
	/** The last time a read changed something in our copy: a tie-out is owed after it. */
	readonly changedAt: Instant | null;
	readonly connectedAt: Instant;
	/** Disconnected ones: when the provider was told and our claim on the ledger given up; null until then. */
	readonly releasedAt: Instant | null;
	/** Disconnected ones: both owners agreed that another company has it from now on. Absent and null: none has. */
	readonly movedAt?: Instant | null;
	readonly rev: number;
};

/** Entries in the books that make just this difference; null: it is none, or they do not. */
export const apartOf = (
	{ currency, difference }: Pick<TieOut, 'currency' | 'difference'>,
	books: BooksSaid | undefined,
): BooksSaid['apart'][number] | null =>
	(difference !== 0 && books?.apart.find((each) => each.currency === currency && each.minor === difference)) || null;
/** The totals of a currency differ, and nothing that we know of is why. */
export const differs = (line: TieOut, books: BooksSaid | undefined): boolean => line.difference !== 0 && apartOf(line, books) === null;

/** No record of ours grows with the data. */
export const findingsShown = 20;
export const startsKept = 12;
export const refusedShown = 50;
export const refusedInAll = ({ refused, refusedInAll: all }: Pick<Connection, 'refused' | 'refusedInAll'>): number => all ?? refused.length;

/** What the health of a connection says of rows that cannot be read: first those of which an old copy stands. */
export const refusedOf = (unread: readonly Unread[]): Pick<Connection, 'refused'> & { readonly refusedInAll: number } => ({
	refused: unread.toSorted((a, b) => Number(b.copy !== undefined) - Number(a.copy !== undefined)).slice(0, refusedShown),
	refusedInAll: unread.length,
});

/** One that was agreed to just now: nothing is read yet, and it is due. */
export const newConnection = (
	{ company, provider, externalId, name, grant }: Pick<Connection, 'company' | 'provider' | 'externalId' | 'name' | 'grant'>,
	now: Instant,
): Connection => ({
	company,
	ledger: ledgerId(provider, externalId),
	provider,
	externalId,
	name,
	legal: null,
	baseCurrency: null,
	timeZone: null,
	grant,
	state: 'connected',
	phase: 'backfill',
	run: null,
	watermark: null,
	freshAsOf: null,
	lastFullAt: null,
	lastDeltaAt: null,
	dirtyAt: null,
	stopped: null,
	lastError: null,
	refused: [],
	refusedInAll: 0,
	counts: {},
	recount: null,
	tieOut: null,
	wake: now,
	changedAt: null,
	connectedAt: now,
	releasedAt: null,
	rev: 0,
});

/**
 * Agreed to again: what was read before stays, a read under way goes on with its next step, and nothing that was said against the consent before counts
 * against this one.
 */
export const connectedAgain = (known: Connection, { name, grant }: Pick<Connection, 'name' | 'grant'>, now: Instant): Connection => ({
	...known,
	name,
	grant,
	state: 'connected',
	run: known.run && { ...known.run, failures: 0, waitsForToken: false, tokenRefused: null, forbiddenAt: null },
	stopped: null,
	lastError: null,
	lost: null,
	wake: now,
	releasedAt: null,
	movedAt: null,
});

/**
 * Nothing is read from now on. A first read that was begun is gone on with after the next Connect: begun anew, it would not hear of what is deleted until
 * then.
 */
export const disconnected = (connection: Connection): Connection => ({
	...connection,
	state: 'disconnected',
	run: connection.phase === 'backfill' ? connection.run : null,
	wake: null,
	stopped: null,
	lastError: null,
	lost: null,
	dirtyAt: null,
	releasedAt: null,
});

/** What webhooks told of before is in no mark any more: what changed is read first, also after a read that was under way. */
export const readAnew = (connection: Connection, now: Instant): Connection => ({ ...connection, askedAt: now });

/** A person must agree again: what was read stays, and the same save has its people told (`functions/connect/tell-lost.ts`). */
export const consentLost = (connection: Connection, text: string, now: Instant): Connection => {
	const lost = newlyLost(now);
	return {
		...connection,
		state: 'needs-reconnecting',
		stopped: null,
		lastError: { text, at: now, retryAt: null },
		lost,
		wake: nextLostAt(lost),
	};
};

/** One consent's tokens, each sealed apart. Xero's one consent may open several ledgers. */
export type Grant = {
	readonly company: CompanyId;
	readonly id: string;
	readonly provider: Provider;
	/** `dead`: the provider refuses it, a person must consent again. */
	readonly state: 'alive' | 'dead';
	/** `Vault.seal` texts. */
	readonly access: string;
	readonly refresh: string;
	readonly accessExpiresAt: Instant;
	readonly refreshExpiresAt: Instant;
	readonly generation: number;
	/**
	 * Written before the provider is asked, so that a lost answer is known to be possible. `since`: when the first of the tries in a row began that got
	 * none; absent: with this one.
	 */
	readonly refreshing: { readonly startedAt: Instant; readonly since?: Instant } | null;
	/** Refreshes in a row that got no answer. */
	readonly failures: number;
	/** What people were told of its end. Absent and null: nothing yet. */
	readonly ending?: Ending | null;
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
