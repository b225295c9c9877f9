/** What the factoring API answers. Amounts are decimal texts, days YYYY-MM-DD, moments ISO 8601 UTC. Imported by pages as types only. */
import type { Bucket } from '../domain/aging.ts';
import { type EligibilityRules, type RefusalCode, refusalCodes, ruleText } from '../domain/eligibility.ts';
import type { ExportFormat, Reading, Tally } from '../domain/export.ts';
import { netEligible } from '../domain/export.ts';
import { toDecimal } from '../domain/money.ts';
import type { Amount, RungView } from './http.ts';

export type ExportTotalsView = {
	readonly currency: string;
	readonly invoices: number;
	readonly credits: number;
	readonly open: Amount;
	readonly unapplied: Amount;
	/** open − unapplied: the same as aging's. */
	readonly net: Amount;
	readonly buckets: Readonly<Record<Bucket, RungView>>;
	/** Σ over invoices; eligible + ineligible = open. */
	readonly eligible: Amount;
	readonly ineligible: Amount;
	readonly refused: readonly { readonly code: RefusalCode; readonly rule: string; readonly invoices: number; readonly amount: Amount }[];
	/** Credit of customers beyond their own eligible invoices. */
	readonly excessCredit: Amount;
	/** eligible − excess credit, at least 0: what a lender would lend on. */
	readonly netEligible: Amount;
};

export type ExportFileView = {
	readonly name: string;
	readonly bytes: number;
	readonly sha256: string;
	/** Leads to the file with one redirect, for who is signed in. */
	readonly path: string;
	/** The file itself, for five minutes and for anyone who has the address. Null in lists. */
	readonly url: string | null;
};

/** GET /factoring/exports/{export} */
export type ExportView = {
	readonly export: string;
	readonly state: 'building' | 'ready' | 'failed';
	readonly asOf: string;
	/** Null: every currency. */
	readonly currency: string | null;
	readonly formats: readonly ExportFormat[];
	readonly rules: EligibilityRules;
	readonly createdAt: string;
	readonly readyAt: string | null;
	/** Invoices written, of how many. */
	readonly progress: { readonly done: number; readonly total: number };
	/** The copy as it was read: each ledger, and as of when it is complete. */
	readonly ledgers: Reading['ledgers'];
	/** Disconnected ledgers, which aging leaves out too. */
	readonly leftOut: Reading['leftOut'];
	/** Times it was read again because the copy moved, and why. */
	readonly readAgain: readonly { readonly at: string; readonly why: string }[];
	/** Why it failed. */
	readonly problem: string | null;
	readonly totals: readonly ExportTotalsView[];
	/** Empty until it is ready. */
	readonly files: readonly ExportFileView[];
};

/** GET /factoring/exports?from= */
export type ExportsView = { readonly exports: readonly ExportView[]; readonly next: string | null };

/** One currency, as the API and the manifest print it. */
export const exportTotals = (tally: Tally, rules: EligibilityRules): ExportTotalsView => {
	const { currency } = tally;
	const text = (minor: number): Amount => toDecimal({ minor, currency });
	return {
		currency,
		invoices: tally.invoices,
		credits: tally.credits,
		open: text(tally.open),
		unapplied: text(tally.unapplied),
		net: text(tally.open - tally.unapplied),
		buckets: Object.fromEntries(
			Object.entries(tally.buckets).map(([name, { minor, count }]) => [name, { amount: text(minor), invoices: count }]),
		) as ExportTotalsView['buckets'],
		eligible: text(tally.eligible),
		ineligible: text(tally.open - tally.eligible),
		refused: refusalCodes.flatMap((code) => {
			const sum = tally.refused[code];
			return sum ? [{ code, rule: ruleText(code, rules), invoices: sum.items, amount: text(sum.minor) }] : [];
		}),
		excessCredit: text(tally.excessCredit),
		netEligible: text(netEligible(tally)),
	};
};
