/**
 * How far a ledger's bank side is posted ("books fresh until"): a customer's transfer that lies in the bank but not yet in the books cannot be seen, so
 * whoever is reminded after that day may have paid. Two witnesses: the ledger's own latest posting, and what a person says. docs/adr/0017-books-fresh.md
 */
import { businessDaysBetween } from './business-days.ts';
import type { Day, Instant } from './day.ts';
import type { CompanyId, LedgerId } from './document.ts';
import type { Currency } from './money.ts';

/** Money that is booked and not yet confirmed by the bank: un-reconciled, or not yet banked. Minor units. */
export type Waiting = { readonly currency: Currency; readonly minor: number; readonly payments: number };

export type BankAccount = {
	readonly id: string;
	readonly name: string;
	/** Null: the ledger does not say. */
	readonly currency: Currency | null;
	/** `undeposited`: where QuickBooks keeps payments until a deposit takes them to the bank. It is no bank account. */
	readonly kind: 'bank' | 'undeposited';
	/** Money came into it, among the postings read. */
	readonly receives: boolean;
	/** Day of the newest posting read that is not dated in the future. */
	readonly latest: Day | null;
	readonly waiting: readonly Waiting[];
};

/** What was read once. */
export type BankLook = {
	readonly at: Instant;
	readonly accounts: readonly BankAccount[];
	/** How many the ledger has; more than `accounts` where those are the first ones. */
	readonly accountsInAll: number;
	/** The ledger says of a payment whether it was found on the bank's statement. QuickBooks does not. */
	readonly reconciles: boolean;
	/** Oldest day of the payments read, where there are older ones that were not; null: all there are. */
	readonly reaches: Day | null;
	/** When the list of accounts was read: it may be kept for a while. */
	readonly accountsAt: Instant;
};

/** A person said that everything in the bank up to this day is in the books. */
export type PostedUpTo = { readonly day: Day; readonly user: string; readonly name: string; readonly at: Instant };

/** What we know of the bank side of one ledger. */
export type BankRecord = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly look: BankLook | null;
	readonly said: PostedUpTo | null;
	/** Why the last look did not come off. `scope`: the consent lacks it. */
	readonly problem: { readonly text: string; readonly at: Instant; readonly scope: string | null } | null;
	/** Looks tried since the last one that came off. */
	readonly failures: number;
	/** Looked at again then, though nobody asks; null: the ledger is not read. */
	readonly wake: Instant | null;
	readonly rev: number;
};

export const newBankRecord = ({ company, ledger }: Pick<BankRecord, 'company' | 'ledger'>): BankRecord => ({
	company,
	ledger,
	look: null,
	said: null,
	problem: null,
	failures: 0,
	wake: null,
	rev: 0,
});

/** One movement of an account, as its ledger has it. */
export type BankPosting = {
	readonly account: string;
	readonly day: Day;
	/** Money in. */
	readonly received: boolean;
	/** A customer's payment that is not confirmed yet. */
	readonly waits: { readonly currency: Currency; readonly minor: number } | null;
	/** We wrote it: no sign that somebody went through the bank. */
	readonly ours?: boolean;
};

/** What we write to a ledger begins so, where the ledger keeps a text: `reference` in ports/bookkeeping.ts and ports/posting.ts. */
const written = /^(?:Stripe (?:pi|py|ch|cs)_|Cobro [0-9a-zA-Z])/;
export const isOurs = (...texts: readonly (string | undefined)[]): boolean =>
	texts.some((text) => text !== undefined && written.test(text));

export const accountsKept = 30;

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const wait = (all: readonly Waiting[], { currency, minor }: { readonly currency: Currency; readonly minor: number }): Waiting[] => {
	const known = all.find((each) => each.currency === currency) ?? { currency, minor: 0, payments: 0 };
	const rest = all.filter((each) => each !== known);
	return [...rest, { currency, minor: known.minor + minor, payments: known.payments + 1 }].sort((a, b) => inOrder(a.currency, b.currency));
};

type Bare = Pick<BankAccount, 'id' | 'name' | 'currency' | 'kind'>;

const byUse = (a: BankAccount, b: BankAccount): number =>
	Number(b.receives) - Number(a.receives) || inOrder(b.latest ?? '', a.latest ?? '') || inOrder(a.name, b.name) || inOrder(a.id, b.id);

/** Accounts with what was posted to them, those that receive first, then the newest; postings of other accounts are left out. */
export const postedTo = (accounts: readonly Bare[], postings: readonly BankPosting[], today: Day): readonly BankAccount[] => {
	const found = new Map<string, BankAccount>(
		accounts.map(({ id, name, currency, kind }) => [id, { id, name, currency, kind, receives: false, latest: null, waiting: [] }]),
	);
	for (const { account, day, received, waits, ours = false } of postings) {
		const known = found.get(account);
		if (!known) continue;
		const counts = !ours && day <= today && (known.latest === null || day > known.latest);
		found.set(account, {
			...known,
			receives: known.receives || (received && !ours),
			latest: counts ? day : known.latest,
			waiting: waits === null ? known.waiting : wait(known.waiting, waits),
		});
	}
	return [...found.values()].sort(byUse);
};

/** Older than so many business days is stale (facts, practice 2.1). */
export const staleAfter = 2;
/** A look older than this is no witness against the books: they may have been posted since. */
const lookServesMs = 48 * 3_600_000;

export type FreshVerdict = 'fresh' | 'stale' | 'unknown';
export type BooksFresh = {
	readonly verdict: FreshVerdict;
	/** Null: nobody and nothing tells. Never in the future. */
	readonly until: Day | null;
	readonly by: 'posting' | 'person' | null;
	/** The account of the latest posting, or the person. */
	readonly name: string;
	/** Business days since. */
	readonly behind: number;
	/** Of `unknown` and `stale`: what stands in the way, to be shown after the day. */
	readonly why: 'no-look' | 'no-accounts' | 'none-receives' | 'nothing-posted' | 'old-look' | 'missing-scope' | 'behind' | null;
};

type Witness = { readonly day: Day; readonly by: 'posting' | 'person'; readonly name: string };

const posted = (look: BankLook | null, today: Day): Witness | null => {
	let best: Witness | null = null;
	for (const { kind, receives, latest, name } of look?.accounts ?? []) {
		if (kind !== 'bank' || !receives || latest === null || latest > today) continue;
		if (best === null || latest > best.day) best = { day: latest, by: 'posting', name };
	}
	return best;
};
const spoken = (said: PostedUpTo | null, today: Day): Witness | null =>
	said && { day: said.day > today ? today : said.day, by: 'person', name: said.name };

const whyUnknown = ({ look, problem }: BankRecord): BooksFresh['why'] => {
	if (look === null) return problem?.scope ? 'missing-scope' : 'no-look';
	const banks = look.accounts.filter(({ kind }) => kind === 'bank');
	if (banks.length === 0) return 'no-accounts';
	return banks.some(({ receives }) => receives) ? 'nothing-posted' : 'none-receives';
};

/**
 * The later of the two witnesses, and whether it is late enough. `today` is the company's. A ledger that could not be looked at for two days and whose last
 * witness is old is `unknown`, not stale.
 */
export const booksFresh = (record: BankRecord, today: Day, now: Instant): BooksFresh => {
	const [ledger, person] = [posted(record.look, today), spoken(record.said, today)];
	const best = ledger && person ? (person.day > ledger.day ? person : ledger) : (ledger ?? person);
	if (best === null) return { verdict: 'unknown', until: null, by: null, name: '', behind: 0, why: whyUnknown(record) };
	const behind = businessDaysBetween(best.day, today);
	const of = { until: best.day, by: best.by, name: best.name, behind };
	if (behind <= staleAfter) return { ...of, verdict: 'fresh', why: null };
	if (record.look === null) return { ...of, verdict: 'unknown', why: whyUnknown(record) };
	const old = Date.parse(now) - Date.parse(record.look.at) > lookServesMs;
	if (old) return { ...of, verdict: 'unknown', why: record.problem?.scope ? 'missing-scope' : 'old-look' };
	return { ...of, verdict: 'stale', why: 'behind' };
};
