/** GET /receivables/debtors?from=&proposals= and GET /receivables/debtors/{debtor}, and the pages of them. Amounts, days and moments as in http.ts. */
import type { AgingTotal, Amount } from './http.ts';

export type DebtorMemberView = {
	readonly customer: string;
	/** Empty where we no longer know it. */
	readonly name: string;
	readonly ledger: string;
	readonly ledgerName: string;
	readonly provider: 'xero' | 'quickbooks';
	readonly country: string | null;
	/** Archived in the ledger, or gone from our copy (deleted or merged there). */
	readonly state: 'active' | 'archived' | 'gone';
	/** False: its ledger is disconnected, so its figures are in no total. */
	readonly counted: boolean;
	readonly balances: readonly { readonly currency: string; readonly open: Amount; readonly overdue: Amount; readonly unapplied: Amount }[];
	/** Who put it there and when; null in proposals. */
	readonly joined: { readonly at: string; readonly by: string } | null;
};

/** Σ members, per currency: never one currency in another. */
export type DebtorTotal = Omit<AgingTotal, 'ledgers'>;

export type DebtorRowView = {
	readonly id: string;
	readonly name: string;
	readonly members: number;
	readonly totals: readonly DebtorTotal[];
	/** Members that are in no total. */
	readonly uncounted: number;
};

export type DebtorReasonView = {
	readonly sign: string;
	readonly strength: 'strong' | 'fair' | 'weak';
	/** What they share, as it was compared. */
	readonly shared: string;
	readonly customers: readonly string[];
};

export type ProposalView = {
	readonly id: string;
	readonly members: readonly DebtorMemberView[];
	/** As of now: what made it a proposal may be gone. */
	readonly reasons: readonly DebtorReasonView[];
	/** Debtors that some of them belong to already. */
	readonly debtors: readonly { readonly id: string; readonly name: string; readonly customers: readonly string[] }[];
	/** Customers that the debtor would own: these, and all others of those debtors. */
	readonly inAll: number;
	/** They grew since the search: confirmed whole, they would be too many. */
	readonly tooGreat: boolean;
};

export type DebtorsView = {
	readonly asOf: string;
	readonly debtors: readonly DebtorRowView[];
	readonly next: string | null;
	readonly proposals: readonly ProposalView[];
	readonly nextProposals: string | null;
	readonly search: {
		/** Customers read so far by a search under way. */
		readonly reading: number | null;
		readonly shown: {
			readonly at: string;
			readonly found: number;
			readonly kept: number;
			readonly customers: number;
			readonly crowded: number;
			readonly cut: boolean;
			/** Times that parts were not proposed together, being more than one debtor can own or one decision can join. */
			readonly tooGreat: number;
		} | null;
	};
	/** The latest that people told apart. */
	readonly apart: readonly {
		readonly id: string;
		readonly at: string;
		readonly by: string;
		readonly parts: readonly (readonly { readonly customer: string; readonly name: string }[])[];
	}[];
};

export type DebtorView = {
	readonly id: string;
	readonly name: string;
	readonly asOf: string;
	readonly members: readonly DebtorMemberView[];
	readonly totals: readonly DebtorTotal[];
	/** Newest first, at most 50. */
	readonly history: readonly {
		readonly at: string;
		readonly by: string;
		readonly did: 'joined' | 'split';
		readonly customers: readonly { readonly customer: string; readonly name: string }[];
		readonly other: string | null;
	}[];
};
