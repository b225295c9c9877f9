/** GET /payables/parties: what the company owes those who owe it. Amounts are decimal texts; currencies are never added up. */
import type { Amount } from './http.ts';

/** One ledger's reading of bills and suppliers. */
export type PayablesLedgerView = {
	readonly ledger: string;
	readonly provider: 'xero' | 'quickbooks';
	readonly name: string;
	readonly state: 'connected' | 'needs-reconnecting' | 'disconnected';
	/** When the read that is shown began; null: none was whole yet. */
	readonly asOf: string | null;
	readonly reading: boolean;
	readonly vendors: number;
	readonly bills: number;
	readonly credits: number;
	readonly calls: number;
	readonly problem: { readonly text: string; readonly at: string; readonly reconnect: boolean; readonly nextAt: string | null } | null;
	/** The first few rows that could not be read … */
	readonly refused: readonly { readonly what: string; readonly id: string; readonly reason: string }[];
	/** … of so many. */
	readonly refusedInAll: number;
};

export type PartyAmountsView = {
	readonly currency: string;
	/** Open invoices, and what of theirs is not applied yet. */
	readonly theyOwe: Amount;
	readonly unapplied: Amount;
	/** Open bills, and what of their credits is not applied yet. */
	readonly weOwe: Amount;
	readonly credits: Amount;
	/** What they owe after all that; below 0 the company owes them. */
	readonly net: Amount;
	readonly bills: number;
	/** What the company owes, by due day, earliest first. */
	readonly byDay: readonly { readonly due: string; readonly amount: Amount }[];
};
export type PartyView = {
	readonly customer: string;
	readonly name: string;
	readonly vendors: readonly {
		readonly vendor: string;
		readonly name: string;
		readonly ledger: string;
		/** `contact`: one contact of the ledger is both. `person`: somebody said so. */
		readonly how: 'contact' | 'person';
	}[];
	readonly amounts: readonly PartyAmountsView[];
	/** Of the oldest read that this is made of. */
	readonly asOf: string | null;
};
export type ProposalView = {
	readonly vendor: string;
	readonly vendorName: string;
	readonly vendorLedger: string;
	readonly customer: string;
	readonly customerName: string;
	/** 1 to 99. */
	readonly score: number;
	readonly reasons: readonly { readonly sign: string; readonly strength: 'strong' | 'fair' | 'weak'; readonly shared: string }[];
	readonly weOwe: readonly { readonly currency: string; readonly amount: Amount }[];
};
export type PayablesView = {
	readonly timeZone: string;
	readonly today: string;
	readonly ledgers: readonly PayablesLedgerView[];
	readonly parties: readonly PartyView[];
	readonly partiesInAll: number;
	readonly proposals: readonly ProposalView[];
	readonly proposalsInAll: number;
	readonly rejected: readonly {
		readonly vendor: string;
		readonly vendorName: string;
		readonly customer: string;
		readonly customerName: string;
		readonly at: string;
	}[];
};

/** Of one customer's page. `amount` after credits; below 0 they owe that back. */
export type OwedToCustomerView = {
	readonly lines: readonly { readonly currency: string; readonly amount: Amount; readonly bills: number }[];
	readonly asOf: string;
};
