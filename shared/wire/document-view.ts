/** GET /receivables/customers/{customer}/documents/{kind}/{id}?from= and the page of it. Amounts, days and moments as in http.ts. */
import type { Amount, DocumentRowView } from './http.ts';

export type EntryView = {
	readonly day: string;
	readonly kind: string;
	/** Signed: what it adds to what remains. */
	readonly amount: Amount;
	/** The other side; `number` empty and `kind` null where we hold no such document. */
	readonly source: { readonly id: string; readonly kind: string | null; readonly number: string } | null;
	/** The ledger does not say the day: the day we learned it. */
	readonly estimated: boolean;
};

export type ChangeView = {
	/** `due`, `total`, `customer` …, or `entry`. */
	readonly what: string;
	/** Null: nothing; of lines and attachments only that they changed. */
	readonly was: string | null;
	readonly is: string | null;
	/** A payment or an allocation: new (`was` null), taken back (`is` null), or of another day or amount. */
	readonly entry?: { readonly was: EntryView | null; readonly is: EntryView | null };
};

export type DocumentView = {
	readonly document: DocumentRowView;
	/** Whose it is now; `name` empty where we do not know it. */
	readonly customer: { readonly id: string; readonly name: string };
	readonly ledger: string;
	readonly provider: 'xero' | 'quickbooks';
	/** Of our own payments that are under way or not yet read back. */
	readonly held: Amount;
	/** What the ledger says besides; null: not said, or not read yet. */
	readonly details: {
		readonly created: string | null;
		readonly purchaseOrder: string | null;
		readonly terms: string | null;
		readonly tax: Amount | null;
		readonly sent: 'sent' | 'viewed' | null;
		/** https only: it is the ledger's own text. */
		readonly onlineUrl: string | null;
		readonly attachments: boolean;
		readonly rate: string | null;
		readonly recurring: string | null;
		readonly expected: string | null;
		readonly deduction: Amount | null;
		readonly lines: readonly { readonly text: string; readonly quantity: string | null; readonly amount: Amount }[];
		/** How many lines it has in all. */
		readonly lineCount: number;
	};
	/** The first 100 by day, of so many. */
	readonly entries: readonly EntryView[];
	readonly entryCount: number;
	/** When we saw it first, and when we learned the present state. */
	readonly firstSeen: string;
	readonly learned: string;
	readonly history: {
		/** Newest first. */
		readonly steps: readonly {
			readonly learned: string;
			/** Of its amounts. Absent where both are the document's own. */
			readonly currency?: { readonly was: string; readonly is: string };
			readonly changes: readonly ChangeView[];
		}[];
		readonly next: string | null;
	};
	/** Of customers that the history speaks of. */
	readonly names: Readonly<Record<string, string>>;
};
