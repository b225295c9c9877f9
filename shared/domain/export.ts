/** A factoring export: what was asked, how far it is, what came out. Minor units. */
import { type Aging, type Bucket, buckets } from './aging.ts';
import type { Day, Instant } from './day.ts';
import type { CompanyId, LedgerId } from './document.ts';
import { type EligibilityRules, isJudged, type OpenItem, type RefusalCode, type Verdict } from './eligibility.ts';
import { type Currency, MoneyError } from './money.ts';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** One currency's figures. Σ refused + eligible = open. */
export type Tally = {
	readonly currency: Currency;
	readonly buckets: Record<Bucket, { minor: number; count: number }>;
	/** Journals that are owed among them: those that are refused as such. */
	invoices: number;
	open: number;
	/** Documents with unapplied credit, and Σ of it. */
	credits: number;
	unapplied: number;
	eligible: number;
	readonly refused: Partial<Record<RefusalCode, { minor: number; items: number }>>;
	/** Credit of customers beyond their own eligible invoices: taken off the total, as lenders do. */
	excessCredit: number;
};

export const emptyTally = (currency: Currency): Tally => ({
	currency,
	buckets: Object.fromEntries(buckets.map((name) => [name, { minor: 0, count: 0 }])) as Tally['buckets'],
	invoices: 0,
	open: 0,
	credits: 0,
	unapplied: 0,
	eligible: 0,
	refused: {},
	excessCredit: 0,
});

const plus = (a: number, b: number): number => {
	const sum = a + b;
	if (!Number.isSafeInteger(sum)) throw new MoneyError('a total is beyond what we can hold exactly');
	return sum;
};

/** Adds one document to its currency's tally. `name`: the bucket of the day it stands under on the ladder. */
export const count = (tally: Tally, item: OpenItem, verdict: Verdict, name: Bucket): void => {
	if (item.unapplied !== 0) {
		tally.credits += 1;
		tally.unapplied = plus(tally.unapplied, item.unapplied);
	}
	if (!isJudged(item)) return;
	const bucket = tally.buckets[name];
	bucket.minor = plus(bucket.minor, item.open);
	bucket.count += 1;
	tally.invoices += 1;
	tally.open = plus(tally.open, item.open);
	tally.eligible = plus(tally.eligible, verdict.eligible);
	for (const { code, minor } of verdict.refused) {
		const sum = tally.refused[code] ?? { minor: 0, items: 0 };
		tally.refused[code] = { minor: plus(sum.minor, minor), items: sum.items + 1 };
	}
};

/** Journal entries that are owed are counted with the invoices, as aging does. */
export const journalsIn = ({ refused }: Pick<Tally, 'refused'>): number => refused.NOT_AN_INVOICE?.items ?? 0;

/** What may be funded of a currency in the end. */
export const netEligible = ({ eligible, excessCredit }: Pick<Tally, 'eligible' | 'excessCredit'>): number =>
	Math.max(0, eligible - excessCredit);

/** Figures where the documents read and the aging of the same day disagree, in words; none when they tie. */
export const untied = (tally: Tally, aging: Aging): readonly string[] => {
	const differs = (what: string, ours: number, theirs: number): string[] =>
		ours === theirs ? [] : [`${tally.currency} ${what}: ${ours} read, ${theirs} in aging`];
	return [
		...buckets.flatMap((name) => [
			...differs(name, tally.buckets[name].minor, aging.buckets[name].minor),
			...differs(`${name}, invoices`, tally.buckets[name].count, aging.buckets[name].count),
		]),
		...differs('unapplied', tally.unapplied, aging.unapplied),
	];
};

/** A ledger whose items are in the export, at one revision of our copy. */
export type ExportLedger = {
	readonly ledger: LedgerId;
	readonly name: string;
	readonly rev: number;
	readonly freshAsOf: Instant | null;
	readonly stale: boolean;
	/** Its rows that cannot be read: what they are about is left out, or is in with code LEDGER_UNSURE. Absent on exports from before they were counted. */
	readonly unread?: number;
};

/** An upload of several parts that is not complete. `tags`: of the parts so far, in order. */
export type Upload = { readonly upload: string; readonly tags: readonly string[]; readonly bytes: number };

/** One read of the open list from its beginning; begun again when the copy moved under it. */
export type Reading = {
	/** Counts reads; names the folder of its files. */
	readonly n: number;
	readonly startedAt: Instant;
	readonly ledgers: readonly ExportLedger[];
	/** Disconnected ledgers: aging leaves them out, and so does the export. */
	readonly leftOut: readonly { readonly ledger: LedgerId; readonly name: string }[];
	/** Invoices written, of how many. */
	readonly done: number;
	readonly total: number;
	/** The last row that is safe; null: none. What was tallied until there is in the checkpoint of as many parts. */
	readonly place: string | null;
	readonly parts: number;
	readonly uploads: Readonly<Partial<Record<ExportFormat, Upload>>>;
	/** All rows are written and tie; what remains is putting files together. */
	readonly ended: boolean;
};

export type ExportFile = {
	readonly name: string;
	readonly key: string;
	readonly type: string;
	readonly bytes: number;
	readonly sha256: string;
};

export type FactoringExport = {
	readonly company: CompanyId;
	readonly id: string;
	/** SHA-256 of what was asked: the same key with another request is refused. */
	readonly asked: string;
	readonly asOf: Day;
	/** Null: every currency, never mixed. */
	readonly currency: Currency | null;
	readonly formats: readonly ExportFormat[];
	readonly rules: EligibilityRules;
	/** Who asked. */
	readonly by: string;
	readonly createdAt: Instant;
	readonly state: 'building' | 'ready' | 'failed';
	readonly reading: Reading | null;
	/** Why it was read again. */
	readonly again: readonly { readonly at: Instant; readonly why: string }[];
	/** Claims since the last progress. */
	readonly claims: number;
	/** Somebody works on it until then. */
	readonly lease: Instant | null;
	readonly totals: readonly Tally[];
	readonly files: readonly ExportFile[];
	readonly problem: string | null;
	readonly readyAt: Instant | null;
	readonly wake: Instant | null;
	readonly rev: number;
};
