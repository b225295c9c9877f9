/** The sandbox's books, document by document, read from the store and not through its API: what a copy is compared with. */
import type { ContactRow, DocumentKind, DocumentRow, PaymentRow, Store } from './store.ts';

type DumpedDocument = {
	readonly kind: DocumentKind | 'payment';
	readonly id: string;
	/** GUID of the contact. */
	readonly contact: string;
	readonly number: string;
	readonly reference: string;
	/** Of its line; '' for payments. */
	readonly description: string;
	/** What a payment is for; null for documents. */
	readonly of: { readonly kind: DocumentKind; readonly id: string } | null;
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
	readonly contacts: readonly {
		readonly id: string;
		readonly name: string;
		readonly email: string | null;
		readonly archived: boolean;
		readonly updated: string;
	}[];
	/** Drafts, voids and deletions too. */
	readonly documents: readonly DumpedDocument[];
};

const iso = (ms: number): string => new Date(ms).toISOString();

export const dump = (store: Store, org: string): XeroDump => ({
	contacts: store.all<ContactRow>('SELECT * FROM contact WHERE org = ? ORDER BY id', org).map((row) => ({
		id: row.id,
		name: row.name,
		email: row.email,
		archived: row.status === 'ARCHIVED',
		updated: iso(row.updated),
	})),
	documents: [
		...store.all<DocumentRow>('SELECT * FROM document WHERE org = ? ORDER BY kind, id', org).map((row) => ({
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
		})),
		...store
			.all<PaymentRow & { contact: string; currency: string }>(
				`SELECT p.*, d.contact, d.currency FROM payment p JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document
				 WHERE p.org = ? ORDER BY p.id`,
				org,
			)
			.map((row) => ({
				kind: 'payment' as const,
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
			})),
	],
});
