/** How far the bank side of a ledger is posted, as people and programs see it. */
import { type BankRecord, type BooksFresh, booksFresh, newBankRecord, staleAfter } from '../domain/books-fresh.ts';
import type { Connection } from '../domain/connection.ts';
import type { Day, Instant } from '../domain/day.ts';
import { toDecimal } from '../domain/money.ts';
import type { Amount } from './http.ts';

export type FreshView = {
	readonly verdict: 'fresh' | 'stale' | 'unknown';
	/** YYYY-MM-DD; null: nobody and nothing tells. */
	readonly until: string | null;
	readonly by: 'posting' | 'person' | null;
	/** The account of the latest posting, or who said so. */
	readonly name: string;
	/** Business days since. */
	readonly behind: number;
	/** In a sentence. */
	readonly says: string;
};
/** GET /connections/{ledger}/bank */
export type BankView = {
	readonly ledger: string;
	readonly provider: Connection['provider'];
	readonly name: string;
	readonly connected: boolean;
	readonly today: string;
	readonly fresh: FreshView;
	/** When the ledger was last asked. */
	readonly lookedAt: string | null;
	/** Whether the ledger says of a payment that it was found on the bank's statement. */
	readonly reconciles: boolean;
	/** Payments older than this were not read; null: all were. */
	readonly reaches: string | null;
	readonly accounts: readonly {
		readonly name: string;
		readonly currency: string | null;
		readonly kind: 'bank' | 'undeposited';
		/** Customers' money comes in here. */
		readonly receives: boolean;
		readonly latest: string | null;
		/** Un-reconciled, or not yet banked. */
		readonly waiting: readonly { readonly currency: string; readonly amount: Amount; readonly payments: number }[];
	}[];
	readonly accountsInAll: number;
	readonly said: { readonly day: string; readonly name: string; readonly at: string } | null;
	readonly problem: { readonly text: string; readonly at: string; readonly scope: string | null } | null;
};

const whyText: Readonly<Record<NonNullable<BooksFresh['why']>, string>> = {
	'no-look': 'The ledger was not asked yet: it is asked each night.',
	'no-accounts': 'The ledger has no bank account.',
	'none-receives': 'No bank account is known to take customers’ money.',
	'nothing-posted': 'Nothing is posted to the accounts that take customers’ money.',
	'old-look': 'The ledger could not be asked for two days, so what was posted since is not known.',
	'missing-scope': 'The permission does not cover bank transactions: reconnect to allow it.',
	behind: `More than ${staleAfter} business days are not posted.`,
};

const days = (count: number): string => `${count} business ${count === 1 ? 'day' : 'days'}`;

const sentence = ({ until, by, name, behind, why }: BooksFresh): string => {
	const reason = why === null ? '' : ` ${whyText[why]}`;
	if (until === null) return `Nobody knows how far the bank is posted.${reason}`;
	const witness = by === 'person' ? `as ${name} said` : `the latest posting to ${name}`;
	return `Posted until ${until}, ${witness}; ${behind === 0 ? 'nothing is behind' : `${days(behind)} behind`}.${reason}`;
};

export const freshView = (record: BankRecord, today: Day, now: Instant): FreshView => {
	const { why, ...fresh } = booksFresh(record, today, now);
	return { ...fresh, says: sentence({ ...fresh, why }) };
};

/** Of the hub's line: undefined where nothing is known. */
export const freshOf = (record: BankRecord | undefined, today: Day, now: Instant): FreshView | undefined =>
	record && freshView(record, today, now);

export const bankView = (connection: Connection, known: BankRecord | null, today: Day, now: Instant): BankView => {
	const record = known ?? newBankRecord(connection);
	const { look, said, problem } = record;
	return {
		ledger: connection.ledger,
		provider: connection.provider,
		name: connection.name,
		connected: connection.state === 'connected',
		today,
		fresh: freshView(record, today, now),
		lookedAt: look?.at ?? null,
		reconciles: look?.reconciles ?? connection.provider === 'xero',
		reaches: look?.reaches ?? null,
		accounts: (look?.accounts ?? []).map(({ name, currency, kind, receives, latest, waiting }) => ({
			name,
			currency,
			kind,
			receives,
			latest,
			waiting: waiting.map((each) => ({ currency: each.currency, amount: toDecimal(each), payments: each.payments })),
		})),
		accountsInAll: look?.accountsInAll ?? 0,
		said: said && { day: said.day, name: said.name, at: said.at },
		problem,
	};
};
