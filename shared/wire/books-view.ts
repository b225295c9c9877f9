/** A comparison with the general ledger as people and programs see it: GET /connections/{ledger}/tie-out. Amounts are decimal texts of the line's currency. */
import type { BookTie, Named, TieItemKind, TieLine, TieVerdict } from '../domain/book-tie.ts';
import { worstVerdict } from '../domain/book-tie.ts';
import type { Connection } from '../domain/connection.ts';
import type { Provider } from '../domain/document.ts';
import { type Currency, toDecimal } from '../domain/money.ts';
import type { Amount } from './http.ts';

export type NamedView = Named & { readonly customerName: string };
export type BooksLineView = {
	readonly currency: string;
	readonly ours: Amount;
	readonly theirs: Amount;
	/** ours − theirs = Σ kinds + unexplained. */
	readonly difference: Amount;
	readonly unexplained: Amount;
	readonly verdict: TieVerdict;
	readonly kinds: readonly { readonly kind: TieItemKind; readonly count: number; readonly amount: Amount }[];
	/** The first of them. */
	readonly items: readonly { readonly kind: TieItemKind; readonly amount: Amount; readonly document: NamedView | null }[];
	/** Documents in which the two sides differ: the first of `suspectsInAll`. Null: not there. Amounts of `currency` where they have another. */
	readonly suspects: readonly {
		readonly document: NamedView;
		readonly currency: string;
		readonly ours: Amount | null;
		readonly theirs: Amount | null;
		readonly why: string | null;
	}[];
	readonly suspectsInAll: number;
	/** Other currencies within `ours`: in their own, and as converted. */
	readonly foreign: readonly {
		readonly currency: string;
		readonly amount: Amount;
		readonly inFigure: Amount;
		readonly documents: number;
	}[];
};
export type BooksView = {
	readonly ledger: string;
	readonly name: string;
	readonly provider: Provider;
	readonly connected: boolean;
	/** Which figure of the books this is, what it leaves out, and the permission that it needs. */
	readonly figure: string;
	readonly leavesOut: string;
	readonly scope: string;
	/** Null: nothing was compared yet. */
	readonly at: string | null;
	readonly on: string | null;
	readonly verdict: TieVerdict | null;
	readonly calls: number;
	/** Rows of the ledger that cannot be read. */
	readonly unread: number;
	/** The first of them. */
	readonly unreadRows: readonly { readonly document: NamedView; readonly why: string }[];
	readonly partial: boolean;
	/** Somebody asked for a comparison that is still to come, or names are still being looked for. */
	readonly underWay: boolean;
	readonly problem: { readonly at: string; readonly text: string; readonly scope: string | null } | null;
	readonly lines: readonly BooksLineView[];
	readonly history: readonly {
		readonly on: string;
		readonly lines: readonly {
			readonly currency: string;
			readonly theirs: Amount;
			readonly difference: Amount;
			readonly unexplained: Amount;
		}[];
	}[];
};

const about: Readonly<Record<Provider, Pick<BooksView, 'figure' | 'leavesOut' | 'scope'>>> = {
	xero: {
		figure:
			'The balance of the account “Accounts Receivable” (debtors) in Xero’s trial balance of today, in the organisation’s own currency. Ours is all that is open or unapplied, documents in other currencies at the rate that each has in Xero.',
		leavesOut:
			'Prepayments, which Xero keeps in an account of their own, and whatever is dated after today. Drafts are in neither. Xero may move what is open in other currencies to today’s rate; how, it does not say.',
		scope: 'accounting.reports.trialbalance.read',
	},
	quickbooks: {
		figure:
			'The balances of QuickBooks’ accounts of the type “Accounts Receivable”, one for each currency, and what its report “A/R Aging Detail” lists as open by transaction. Ours is all that is open or unapplied.',
		leavesOut:
			'Nothing: journal entries and other entries on receivables are in it, and so is what is dated after today. Ours has what journal entries left on customers.',
		scope: 'com.intuit.quickbooks.accounting',
	},
};

const namedView = ({ type, id, number, customer, day }: Named, names: ReadonlyMap<string, string>): NamedView => ({
	type,
	id,
	number,
	customer,
	day,
	customerName: (customer !== null && names.get(customer)) || '',
});

const lineView = (line: TieLine, names: ReadonlyMap<string, string>): BooksLineView => {
	const { currency } = line;
	const text = (minor: number, code: Currency = currency): Amount => toDecimal({ minor, currency: code });
	const named = (of: Named): NamedView => namedView(of, names);
	return {
		currency,
		ours: text(line.ours),
		theirs: text(line.theirs),
		difference: text(line.difference),
		unexplained: text(line.unexplained),
		verdict: line.verdict,
		kinds: line.kinds.map(({ kind, count, minor }) => ({ kind, count, amount: text(minor) })),
		items: line.items.map(({ kind, minor, of }) => ({ kind, amount: text(minor), document: of ? named(of) : null })),
		suspects: line.suspects.map((each) => ({
			document: named(each),
			currency: each.currency ?? currency,
			ours: each.ours === null ? null : text(each.ours, each.currency ?? currency),
			theirs: each.theirs === null ? null : text(each.theirs, each.currency ?? currency),
			why: each.why ?? null,
		})),
		suspectsInAll: line.suspectsInAll,
		foreign: line.foreign.map((each) => ({
			currency: each.currency,
			amount: text(each.minor, each.currency),
			inFigure: text(each.inFigure),
			documents: each.documents,
		})),
	};
};

/** Customers that are named in it. */
export const customersIn = ({ latest }: BookTie): string[] => [
	...new Set(
		(latest?.lines ?? [])
			.flatMap(({ items, suspects }): { customer: string | null }[] => [...items.flatMap(({ of }) => of ?? []), ...suspects])
			.concat(latest?.unreadRows ?? [])
			.flatMap(({ customer }) => customer ?? []),
	),
];

export const booksView = (connection: Connection, tie: BookTie | null, names: ReadonlyMap<string, string>): BooksView => {
	const { ledger, name, provider, state } = connection;
	const latest = tie?.latest ?? null;
	return {
		ledger,
		name,
		provider,
		connected: state === 'connected',
		...about[provider],
		at: latest?.at ?? null,
		on: latest?.on ?? null,
		verdict: latest ? worstVerdict(latest.lines) : null,
		calls: latest?.calls ?? 0,
		unread: latest?.unread ?? 0,
		unreadRows: (latest?.unreadRows ?? []).map(({ why, ...of }) => ({ document: namedView({ ...of, day: null }, names), why })),
		partial: latest?.partial ?? false,
		underWay: tie !== null && state === 'connected' && (tie.wanted !== null || tie.naming !== null),
		problem: tie?.problem ?? null,
		lines: (latest?.lines ?? []).map((line) => lineView(line, names)),
		history: (tie?.history ?? []).map(({ on, lines }) => ({
			on,
			lines: lines.map(({ currency, theirs, difference, unexplained }) => {
				const text = (minor: number): Amount => toDecimal({ minor, currency });
				return { currency, theirs: text(theirs), difference: text(difference), unexplained: text(unexplained) };
			}),
		})),
	};
};
