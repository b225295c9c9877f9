/**
 * What a lender would fund of each open invoice, and why not the rest. Steps and their order: the borrowing-base practice of lenders (age first, `>`
 * strict, gross of tax, unknown is ineligible, credits never add). Per currency, in minor units; nothing is converted.
 *
 * A unit of money gets exactly one code: the first rule that refuses it. Rules that match afterwards are named as `secondary`.
 */
import { addDays, type Day } from './day.ts';
import { type CustomerId, type DocumentKind, documentKey, holdsCredit, isOwedOn, type LedgerId, type Unread } from './document.ts';
import type { Currency } from './money.ts';

export type EligibilityRules = {
	/** Names the meaning of the fields below; another meaning is another version. */
	readonly version: 'factoring/1';
	/** More days past due than this: refused. Null: no limit. */
	readonly maxDaysPastDue: number | null;
	/** More days since its issue than this: refused. Null: no limit. */
	readonly maxDaysFromIssue: number | null;
	/** A ledger that was last read completely longer ago than this: its invoices are refused. */
	readonly maxLedgerHours: number;
};
export const defaultRules: EligibilityRules = { version: 'factoring/1', maxDaysPastDue: 90, maxDaysFromIssue: null, maxLedgerHours: 48 };

/** In the order they are applied. */
export const refusalCodes = [
	'NOTHING_OPEN',
	'NOT_AN_INVOICE',
	'PAST_DUE',
	'DUE_DATE_MISSING',
	'PRE_BILLED',
	'LEDGER_STALE',
	'LEDGER_UNSURE',
	'INSOLVENT',
	'IN_FLIGHT',
	'DISPUTED',
	'CREDIT_PENDING',
	'SET_OFF',
	'SETTLING',
	'UNAPPLIED_CREDIT',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A document with something open (an invoice, a journal) or unapplied (a credit), as judged. */
export type OpenItem = {
	readonly ledger: LedgerId;
	readonly kind: DocumentKind;
	readonly id: string;
	readonly number: string;
	readonly customer: CustomerId;
	readonly currency: Currency;
	readonly issued: Day;
	/** Null: the ledger has none (credits never do). */
	readonly due: Day | null;
	readonly total: number;
	readonly open: number;
	readonly unapplied: number;
	/** Of `open`: customers' payments on their way through us. */
	readonly held: number;
};

export type Refused = { readonly code: RefusalCode; readonly minor: number };
export type Verdict = { readonly eligible: number; readonly refused: readonly Refused[]; readonly secondary: readonly RefusalCode[] };

export type Judging = {
	readonly asOf: Day;
	/** Due (issued) before this day is too late (too old); null: never. Days compare as text, so no date is worked out for each invoice. */
	readonly dueFrom: Day | null;
	readonly issuedFrom: Day | null;
	/** Ledgers whose copy is too old or incomplete to lend on. */
	readonly stale: ReadonlySet<LedgerId>;
	readonly unsure: Unsure;
	readonly unfunded: Unfunded;
};

/** What rows that cannot be read leave open. */
export type Unsure = {
	/** `documentKey` of invoices whose latest row cannot be read. */
	readonly invoices: ReadonlySet<string>;
	/** Customers with a credit of which that is so: how much of what they owe it covers is not known. */
	readonly customers: ReadonlySet<CustomerId>;
};
export const nothingUnsure: Unsure = { invoices: new Set(), customers: new Set() };

/** Rows of which we hold nothing make nothing unsure: they are not in an export at all, which says how many there are. */
export const unsureBy = (ledgers: readonly { readonly ledger: LedgerId; readonly unread: readonly Unread[] }[]): Unsure => {
	const invoices = new Set<string>();
	const customers = new Set<CustomerId>();
	for (const { ledger, unread } of ledgers)
		for (const { kind, id, copy } of unread) {
			if (copy === undefined) continue;
			if (kind === 'invoice') invoices.add(documentKey({ ledger, kind, id }));
			if (holdsCredit({ kind, ledger })) customers.add(copy.customer);
		}
	return { invoices, customers };
};

/** Codes of what was agreed, or is not agreed, about an amount of an invoice. Their amounts never overlap (`slicesOf`). */
export const agreedCodes = ['DISPUTED', 'CREDIT_PENDING', 'SET_OFF', 'SETTLING'] as const;
export type AgreedCode = (typeof agreedCodes)[number];

/** Minor units by code. */
export type Amounts = Readonly<Partial<Record<AgreedCode, number>>>;

/** What of the company's invoices no lender counts by what was agreed with their customers, or decided about them. */
export type Unfunded = {
	readonly insolvent: ReadonlySet<CustomerId>;
	/** By `documentKey`, minor units. */
	readonly invoices: ReadonlyMap<string, Amounts>;
};
export const nothingUnfunded: Unfunded = { insolvent: new Set(), invoices: new Map() };

/** More than `limit` days before the as-of day is before that many days before it. */
export const judgingBy = (rules: EligibilityRules, asOf: Day, stale: ReadonlySet<LedgerId>, unsure: Unsure = nothingUnsure): Judging => {
	const from = (limit: number | null): Day | null => (limit === null ? null : addDays(asOf, -limit));
	return { asOf, dueFrom: from(rules.maxDaysPastDue), issuedFrom: from(rules.maxDaysFromIssue), stale, unsure, unfunded: nothingUnfunded };
};

type Rule = { readonly code: RefusalCode; readonly refuses: (item: OpenItem, judging: Judging) => number };
const whole = (code: RefusalCode, matches: (item: OpenItem, judging: Judging) => boolean): Rule => ({
	code,
	refuses: (item, judging) => (matches(item, judging) ? item.open : 0),
});
const before = (day: Day | null, from: Day | null): boolean => day !== null && from !== null && day < from;

const agreed = (code: AgreedCode): Rule => ({
	code,
	// Mostly there is none, and 100,000 keys need not be written for it.
	refuses: (item, { unfunded: { invoices } }) => (invoices.size > 0 ? (invoices.get(documentKey(item))?.[code] ?? 0) : 0),
});

/** An amount is owed on it: it has codes, and counts in the open total. A journal to the customer's credit is a credit. */
export const isJudged = ({ kind, open }: Pick<OpenItem, 'kind' | 'open'>): boolean =>
	isOwedOn({ kind }) && (kind === 'invoice' || open > 0);

/** Rules that look at one invoice alone. Affiliates, foreign and public debtors join here when the hub knows them (a later issue). */
const itemRules: readonly Rule[] = [
	whole('NOT_AN_INVOICE', ({ kind }) => kind === 'journal'),
	whole('PAST_DUE', ({ due, issued }, { dueFrom, issuedFrom }) => before(due, dueFrom) || before(issued, issuedFrom)),
	whole('DUE_DATE_MISSING', ({ due }) => due === null),
	whole('PRE_BILLED', ({ issued }, { asOf }) => issued > asOf),
	whole('LEDGER_STALE', ({ ledger }, { stale }) => stale.has(ledger)),
	whole(
		'LEDGER_UNSURE',
		(item, { unsure: { invoices, customers } }) =>
			// Mostly there is none, and 100,000 keys need not be written for it.
			(invoices.size > 0 && invoices.has(documentKey(item))) || customers.has(item.customer),
	),
	whole('INSOLVENT', ({ customer }, { unfunded: { insolvent } }) => insolvent.has(customer)),
	{ code: 'IN_FLIGHT', refuses: ({ held }) => Math.max(0, held) },
	...agreedCodes.map(agreed),
];

/** One invoice, or journal, by the rules that look at it alone. Credits carry nothing to fund: all zero. */
export const judge = (item: OpenItem, judging: Judging): Verdict => {
	if (!isJudged(item)) return { eligible: 0, refused: [], secondary: [] };
	if (item.open <= 0) return { eligible: 0, refused: [{ code: 'NOTHING_OPEN', minor: 0 }], secondary: [] };
	let left = item.open;
	const refused: Refused[] = [];
	const secondary: RefusalCode[] = [];
	for (const { code, refuses } of itemRules) {
		const wanted = refuses(item, judging);
		if (wanted === 0) continue;
		const taken = Math.min(wanted, left);
		left -= taken;
		if (taken > 0) refused.push({ code, minor: taken });
		else secondary.push(code);
	}
	// Rules over all of a customer's invoices (cross-aging, contra, debtor limit) and over all customers (concentration) come between these and the credits.
	return { eligible: left, refused, secondary };
};

/**
 * A customer's unapplied credits lessen what is eligible of the same customer and currency, newest invoice first.
 * @param credit what is left of them when this invoice's turn comes
 */
export const lessCredit = (verdict: Verdict, credit: number): { readonly verdict: Verdict; readonly used: number } => {
	const used = Math.min(credit, verdict.eligible);
	if (used <= 0) return { verdict, used: 0 };
	const refused = [...verdict.refused, { code: 'UNAPPLIED_CREDIT' as const, minor: used }];
	return { verdict: { ...verdict, eligible: verdict.eligible - used, refused }, used };
};

/** The rule in a sentence, as certificates print it. */
export const ruleText = (code: RefusalCode, rules: EligibilityRules): string => {
	switch (code) {
		case 'NOTHING_OPEN':
			return 'Nothing is open on it.';
		case 'NOT_AN_INVOICE':
			return 'A journal entry: owed in the ledger, and no invoice that could be assigned.';
		case 'PAST_DUE':
			return [
				...(rules.maxDaysPastDue === null ? [] : [`more than ${rules.maxDaysPastDue} days past its due day`]),
				...(rules.maxDaysFromIssue === null ? [] : [`more than ${rules.maxDaysFromIssue} days after its issue`]),
			]
				.join(', or ')
				.replace(/^m(.*)$/, 'M$1.');
		case 'DUE_DATE_MISSING':
			return 'The ledger has no due day for it, so its age is unknown.';
		case 'PRE_BILLED':
			return 'Its issue day is after the as-of day.';
		case 'LEDGER_STALE':
			return `Its ledger could not be read completely within the last ${rules.maxLedgerHours} hours, so nobody knows whether it is still owed.`;
		case 'LEDGER_UNSURE':
			return 'The ledger has a newer state of it, or of a credit of the same customer, that cannot be read, so nobody knows what is still owed.';
		case 'IN_FLIGHT':
			return 'The customer is paying it, or has paid and the ledger does not show it yet.';
		case 'INSOLVENT':
			return 'The customer is insolvent.';
		case 'DISPUTED':
			return 'The customer disputes it, and that is not decided.';
		case 'CREDIT_PENDING':
			return 'A credit for it was agreed to, and the ledger does not show it yet.';
		case 'SET_OFF':
			return 'It was agreed to set it off against what is owed to the customer; the ledger does not show that yet.';
		case 'SETTLING':
			return 'It is given up once the customer has paid what was offered as a settlement.';
		case 'UNAPPLIED_CREDIT':
			return 'The same customer has credit that is not applied yet; it is taken off the newest eligible invoices first.';
	}
};

/** All of them, by code. */
export const ruleTexts = (rules: EligibilityRules): Readonly<Record<RefusalCode, string>> =>
	Object.fromEntries(refusalCodes.map((code) => [code, ruleText(code, rules)])) as Record<RefusalCode, string>;
