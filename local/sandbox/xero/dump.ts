/** The sandbox's books, document by document, read from the store and not through its API: what a copy is compared with. */
import {
	type ContactRow,
	type DocumentKind,
	type DocumentRow,
	isPayable,
	type PayableKind,
	type PaymentRow,
	type ReceivableKind,
	type Store,
} from './store.ts';

type Dumped<Kind extends DocumentKind> = {
	readonly kind: Kind | 'payment';
	readonly id: string;
	/** GUID of the contact. */
	readonly contact: string;
	readonly number: string;
	readonly reference: string;
	/** Of its line; '' for payments. */
	readonly description: string;
	/** What a payment is for; null for documents. */
	readonly of: { readonly kind: Kind; readonly id: string } | null;
	readonly status: string;
	readonly currency: string;
	readonly issued: string;
	readonly due: string | null;
	/** Minor units. `rest`: what is due on an invoice, what is left of a credit; 0 for payments. */
	readonly total: number;
	readonly rest: number;
	/** ISO 8601 UTC. */
	readonly updated: string;
};
export type XeroDump = {
	/** On documents, the oldest first. */
	readonly notes: readonly { readonly kind: string; readonly id: string; readonly details: string }[];
	/** Days on which someone expects the money of invoices. */
	readonly expected: readonly { readonly id: string; readonly day: string }[];
	readonly contacts: readonly {
		readonly id: string;
		readonly name: string;
		readonly email: string | null;
		readonly archived: boolean;
		readonly updated: string;
	}[];
	/** Drafts, voids and deletions too. */
	readonly documents: readonly Dumped<ReceivableKind>[];
	/** The other side: bills, suppliers' credits, and payments of them. */
	readonly bills: readonly Dumped<PayableKind>[];
};

const iso = (ms: number): string => new Date(ms).toISOString();

type Paid = PaymentRow & { readonly contact: string; readonly currency: string };
const documentOf = <Kind extends DocumentKind>(row: DocumentRow & { readonly kind: Kind }): Dumped<Kind> => ({
	kind: row.kind,
	id: row.id,
	contact: row.contact,
	number: row.number,
	reference: row.reference,
	description: row.description,
	of: null,
	status: row.status,
	currency: row.currency,
	issued: row.issued,
	due: row.due,
	total: row.total,
	rest: row.rest,
	updated: iso(row.updated),
});
const paymentOf = <Kind extends DocumentKind>(row: Paid & { readonly kind: Kind }): Dumped<Kind> => ({
	kind: 'payment',
	id: row.id,
	contact: row.contact,
	number: '',
	reference: row.reference,
	description: '',
	of: { kind: row.kind, id: row.document },
	status: row.status,
	currency: row.currency,
	issued: row.day,
	due: null,
	total: row.amount,
	rest: 0,
	updated: iso(row.updated),
});

const isBill = <Row extends { readonly kind: DocumentKind }>(row: Row): row is Row & { readonly kind: PayableKind } => isPayable(row.kind);
const isSale = <Row extends { readonly kind: DocumentKind }>(row: Row): row is Row & { readonly kind: ReceivableKind } =>
	!isPayable(row.kind);

export const dump = (store: Store, org: string): XeroDump => {
	const rows = store.all<DocumentRow>('SELECT * FROM document WHERE org = ? ORDER BY kind, id', org);
	const payments = store.all<Paid>(
		`SELECT p.*, d.contact, d.currency FROM payment p JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document
		 WHERE p.org = ? ORDER BY p.id`,
		org,
	);
	return {
		notes: store.all('SELECT kind, id, details FROM history WHERE org = ? ORDER BY rowid', org),
		expected: store.all(
			"SELECT id, fields ->> 'expected' AS day FROM more WHERE org = ? AND kind = 'invoice' AND fields ->> 'expected' IS NOT NULL ORDER BY id",
			org,
		),
		contacts: store.all<ContactRow>('SELECT * FROM contact WHERE org = ? ORDER BY id', org).map((row) => ({
			id: row.id,
			name: row.name,
			email: row.email,
			archived: row.status === 'ARCHIVED',
			updated: iso(row.updated),
		})),
		documents: [...rows.filter(isSale).map(documentOf<ReceivableKind>), ...payments.filter(isSale).map(paymentOf<ReceivableKind>)],
		bills: [...rows.filter(isBill).map(documentOf<PayableKind>), ...payments.filter(isBill).map(paymentOf<PayableKind>)],
	};
};
