/** What the hub's API answers. Amounts are decimal texts with the currency's own decimals; days are YYYY-MM-DD; moments are ISO 8601 UTC. */
import type { Bucket } from '../domain/aging.ts';
import type { CustomerDetails } from '../domain/document.ts';
import type { FreshView } from './bank-view.ts';

export type Amount = string;

/** RFC 9457. `code` is stable and meant for programs. */
export type Problem = {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly code: string;
	readonly detail: string;
	readonly instance?: string;
	/** 501 only: the issue that builds it. */
	readonly issue?: number;
	/** 400 only: which fields, and what is wrong with each. */
	readonly fields?: readonly { readonly path: string; readonly message: string }[];
};

/** `invoices`: how many it is of, journal entries that are owed among them. */
export type RungView = { readonly amount: Amount; readonly invoices: number };

/** GET /receivables/aging?asOf=YYYY-MM-DD */
export type AgingView = {
	readonly company: string;
	readonly asOf: string;
	readonly today: string;
	readonly timeZone: string;
	readonly totals: readonly AgingTotal[];
	/** Ledgers not in the totals yet, with how far their first read is. */
	readonly counting: readonly { readonly ledger: string; readonly name: string; readonly done: number; readonly total: number }[];
};
export type AgingTotal = {
	readonly currency: string;
	readonly buckets: Readonly<Record<Bucket, RungView>>;
	readonly open: Amount;
	readonly overdue: Amount;
	readonly unapplied: Amount;
	readonly net: Amount;
	readonly ledgers: readonly { readonly ledger: string; readonly name: string; readonly net: Amount }[];
};

/** GET /receivables/customers?currency=EUR&asOf=&from= */
export type CustomersView = {
	readonly currency: string;
	readonly asOf: string;
	readonly rows: readonly CustomerRowView[];
	readonly next: string | null;
};
export type CustomerRowView = {
	readonly customer: string;
	readonly name: string;
	readonly ledger: string;
	readonly buckets: Readonly<Record<Bucket, Amount>>;
	readonly open: Amount;
	readonly overdue: Amount;
	readonly unapplied: Amount;
	readonly oldestDue: string | null;
	readonly oldestDaysPastDue: number | null;
};

/** GET /receivables/customers/{customer}/documents?from= */
export type DocumentsView = {
	readonly customer: {
		readonly id: string;
		readonly name: string;
		readonly ledger: string;
		readonly language: string | null;
		readonly country: string | null;
		/** As for documents. */
		readonly unsure: { readonly since: string; readonly why: string } | null;
		readonly archived: boolean;
		readonly email: string | null;
		readonly accountNumber: string | null;
		/** As the ledger says it; null: not read yet, or nothing said. */
		readonly details: CustomerDetails | null;
	};
	readonly asOf: string;
	readonly balances: readonly { readonly currency: string; readonly open: Amount; readonly overdue: Amount; readonly unapplied: Amount }[];
	readonly rows: readonly DocumentRowView[];
	readonly next: string | null;
};
export type DocumentRowView = {
	readonly kind: string;
	readonly id: string;
	readonly number: string;
	readonly reference: string;
	readonly state: string;
	readonly providerStatus: string;
	readonly currency: string;
	readonly issued: string;
	readonly due: string | null;
	readonly daysPastDue: number | null;
	readonly total: Amount;
	readonly open: Amount;
	readonly unapplied: Amount;
	readonly seen: string;
	/** The ledger has a newer state of it that cannot be read: since when, and why. Null: this is what the ledger said last. */
	readonly unsure: { readonly since: string; readonly why: string } | null;
};

/** GET /connections */
export type ConnectionsView = { readonly connections: readonly ConnectionView[] };
export type ConnectionView = {
	readonly ledger: string;
	readonly provider: 'xero' | 'quickbooks';
	readonly name: string;
	readonly state: 'connected' | 'needs-reconnecting' | 'disconnected';
	readonly phase: 'backfill' | 'live';
	/** Empty until the ledger has told us. */
	readonly baseCurrency: string;
	readonly timeZone: string;
	/** What it is doing now, in words: "counting invoices, 212 of 400". Null when idle. */
	readonly doing: string | null;
	readonly progress: readonly { readonly kind: string; readonly done: number; readonly total: number }[];
	readonly freshAsOf: string | null;
	/** How old that is now, and whether that is older than promised (two hours). Null: nothing was read yet, or is read any more. */
	readonly lag: { readonly minutes: number; readonly late: boolean } | null;
	readonly lastFullAt: string | null;
	readonly nextAt: string | null;
	readonly stopped: { readonly what: string; readonly reason: string; readonly at: string } | null;
	readonly lastError: { readonly text: string; readonly at: string; readonly retryAt: string | null } | null;
	/** Rows that cannot be read, the first of `refusedInAll`. `number` of the copy we hold of it from before; null: we hold none. */
	readonly refused: readonly { readonly kind: string; readonly id: string; readonly reason: string; readonly number: string | null }[];
	readonly refusedInAll: number;
	/** Rows that the last full read (`lastFullAt`) read, by kind: not how many we hold today. */
	readonly counts: Readonly<Record<string, number>>;
	/** The read that ended last. `calls`: at least so many provider calls, failed ones too. `changed`: customers and documents. */
	readonly lastRead: { readonly endedAt: string; readonly calls: number; readonly changed: number } | null;
	/** Calls of the provider, whatever they were for. Null: none since they are counted. */
	readonly calls: CallsView | null;
	/** What a first read or a sweep under way still needs; `atLeast`: not every list is counted yet. Null: none is. */
	readonly forecast: { readonly calls: number; readonly minutes: number; readonly atLeast: boolean } | null;
	/** The ledger's own totals could not be had: why, and not before when they are asked for again. The copy is complete without them. */
	readonly untied: { readonly text: string; readonly at: string; readonly nextAt: string } | null;
	/** The last sweep: each document compared with the ledger, row by row. Null: none yet. */
	readonly sweep: SweepView | null;
	/** The last comparison of the aging state with the documents; `drift` must be 0. */
	readonly recount: { readonly at: string; readonly documents: number; readonly drift: number } | null;
	readonly tieOut: TieOutView | null;
	/** The last comparison with the general ledger, in short. `scope`: what the permission lacks for one. Absent: none was made. */
	readonly books?: {
		readonly at: string;
		readonly verdict: 'ties' | 'explained' | 'inexact' | 'differs' | null;
		readonly scope: string | null;
	};
	/** How far its bank is posted. Absent: it was not looked at, and nobody said. */
	readonly bank?: FreshView;
};
export type CallsView = {
	/** Since midnight, UTC. */
	readonly today: number;
	readonly purposes: {
		readonly booking: number;
		readonly asked: number;
		readonly reading: number;
		readonly comparing: number;
		readonly noting: number;
	};
	readonly thisMinute: number;
	/** Reads since the first of the month, UTC, where the provider counts them by the month. */
	readonly readsThisMonth: number | null;
	/** Of today's, where it has a limit: how many it has, how many are left, when the provider said so (null: our own count), when new ones come. */
	readonly day: { readonly most: number; readonly left: number; readonly saidAt: string | null; readonly newAt: string } | null;
	/** The provider told us to wait until then; nothing is asked before. */
	readonly waitUntil: string | null;
};
export type SweepView = {
	readonly at: string;
	readonly of: 'open-items' | 'everything';
	/** Open documents that the ledger showed, and documents open here that it did not: each of those was asked for. */
	readonly open: number;
	readonly missing: number;
	readonly calls: number;
	/** What it put right: so many, the first of them by name. `was`, `is`: what remains here before and in the ledger; null: we did not hold it. */
	readonly found: number;
	readonly findings: readonly {
		readonly how: 'unknown' | 'differs' | 'newer' | 'gone';
		readonly kind: string;
		readonly id: string;
		readonly number: string;
		readonly currency: string;
		readonly was: Amount | null;
		readonly is: Amount;
	}[];
	/** Why it was given up before its end; null: it was not. */
	readonly failed: string | null;
};
export type TieOutView = {
	readonly at: string;
	readonly basis: string;
	readonly ties: boolean;
	readonly lines: readonly {
		readonly currency: string;
		readonly ours: Amount;
		readonly theirs: Amount;
		readonly difference: Amount;
		/** Entries of the books that are not in our copy make just this difference. Absent: there is none, or nothing explains it. */
		readonly apart?: { readonly journals: number; readonly others: number };
	}[];
};

/** GET /dead-letters */
export type DeadLettersView = {
	readonly letters: readonly {
		readonly id: string;
		readonly station: string;
		readonly type: string;
		readonly reason: string;
		readonly at: string;
	}[];
};

/** Headers between the edge (CloudFront) and the functions. The edge writes over whatever a visitor sent under these names. */
export const edgeHeaders = {
	/** Proves that a request came by the edge. */
	key: 'x-cobro-edge-key',
	/** The visitor's own address: behind the edge, the gateway sees the edge's. */
	visitor: 'x-cobro-visitor',
} as const;

/** Largest request body but for uploads; larger ones are answered 413. */
export const maxBodyBytes = 256 * 1024;

/** Routes anyone on the internet may call. A test prints this list and checks it against the template; every other route needs a session. */
export const publicRoutes = [
	'GET /sign-in',
	'GET /sign-in/callback',
	'GET /join/{token}',
	'POST /join/{token}',
	'GET /pay/{token}',
	'GET /pay',
	'POST /pay',
	'GET /pay/done',
	'GET /pay/ask/{what}',
	'POST /pay/ask/{what}',
	'POST /webhooks/xero',
	'POST /webhooks/quickbooks',
	'POST /webhooks/stripe',
] as const;
