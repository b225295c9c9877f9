/** What Xero's and QuickBooks' sandboxes hold, table by table. Amounts in minor units, days YYYY-MM-DD. */
import type { OwnStore } from './store.ts';

export type OwnLedger = {
	readonly provider: 'xero' | 'quickbooks';
	/** Drafts are nobody's receivables; voided documents stay documents. */
	readonly counts: Readonly<Record<string, number>>;
};
/** An invoice with something owed, or a credit with something left. */
export type OwnItem = {
	readonly provider: 'xero' | 'quickbooks';
	readonly kind: 'invoice' | 'credit';
	readonly id: string;
	readonly number: string;
	readonly customer: string;
	readonly currency: string;
	readonly due: string;
	readonly minor: number;
};
/** Money that the ledger has for an invoice; without one it stands on the customer's account. */
export type OwnBooking = { readonly id: string; readonly invoice: string | null; readonly minor: number; readonly currency: string };

type Counted = { readonly kind: string; readonly n: number };
const counted = (rows: readonly Counted[]): Record<string, number> => Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));

/** The others are what the company itself owes. */
const receivable = "('invoice', 'credit-note', 'overpayment', 'prepayment')";

export const xeroCounts = (store: OwnStore): OwnLedger => ({
	provider: 'xero',
	counts: counted([
		...store.all<Counted>("SELECT 'customer' AS kind, count(*) AS n FROM contact"),
		...store.all<Counted>(
			`SELECT kind, count(*) AS n FROM document WHERE status IN ('AUTHORISED', 'PAID', 'VOIDED') AND kind IN ${receivable} GROUP BY kind`,
		),
		...store.all<Counted>(`SELECT 'payment' AS kind, count(*) AS n FROM payment WHERE status = 'AUTHORISED' AND kind IN ${receivable}`),
	]),
});

export const quickbooksCounts = (store: OwnStore): OwnLedger => ({
	provider: 'quickbooks',
	counts: counted([
		...store.all<Counted>("SELECT 'customer' AS kind, count(*) AS n FROM customer"),
		...store.all<Counted>(
			`SELECT CASE type WHEN 'Invoice' THEN 'invoice' WHEN 'CreditMemo' THEN 'credit-note' ELSE 'payment' END AS kind, count(*) AS n
			FROM document WHERE state != 'deleted' GROUP BY 1`,
		),
	]),
});

export const xeroItems = (store: OwnStore): OwnItem[] =>
	store.all<OwnItem>(
		`SELECT 'xero' AS provider, CASE kind WHEN 'invoice' THEN 'invoice' ELSE 'credit' END AS kind, id, number, contact AS customer, currency,
		coalesce(due, issued) AS due, rest AS minor FROM document WHERE status = 'AUTHORISED' AND rest > 0 AND kind IN ${receivable} ORDER BY number, id`,
	);

export const quickbooksItems = (store: OwnStore): OwnItem[] =>
	store.all<OwnItem>(
		`SELECT 'quickbooks' AS provider, CASE type WHEN 'Invoice' THEN 'invoice' ELSE 'credit' END AS kind, CAST(id AS TEXT) AS id, number,
		CAST(customer AS TEXT) AS customer, currency, coalesce(due, day) AS due, balance AS minor
		FROM document WHERE state = 'live' AND balance > 0 ORDER BY number, id`,
	);

/** Bookings are found by the name of the payment in their reference, as a bookkeeper would. */
export const xeroBookings = (store: OwnStore, name: string): OwnBooking[] => [
	...store.all<OwnBooking>(
		`SELECT p.id, p.document AS invoice, p.amount AS minor, d.currency FROM payment p
		JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document
		WHERE p.status = 'AUTHORISED' AND instr(p.reference, ?) > 0`,
		name,
	),
	...store.all<OwnBooking>(
		`SELECT id, NULL AS invoice, total AS minor, currency FROM document
		WHERE kind = 'overpayment' AND status IN ('AUTHORISED', 'PAID') AND instr(description, ?) > 0`,
		name,
	),
];

export const quickbooksBookings = (store: OwnStore, name: string): OwnBooking[] => [
	...store.all<OwnBooking>(
		`SELECT CAST(d.id AS TEXT) AS id, CAST(l.target AS TEXT) AS invoice, l.minor, d.currency FROM document d
		JOIN link l ON l.realm = d.realm AND l.payment = d.id AND l.type = 'Invoice'
		WHERE d.type = 'Payment' AND d.state = 'live' AND instr(d.note || ' ' || d.reference, ?) > 0`,
		name,
	),
	...store.all<OwnBooking>(
		`SELECT CAST(id AS TEXT) AS id, NULL AS invoice, balance AS minor, currency FROM document
		WHERE type = 'Payment' AND state = 'live' AND balance > 0 AND instr(note || ' ' || reference, ?) > 0`,
		name,
	),
];
