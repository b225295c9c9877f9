/**
 * What the Xero sandbox knows, in SQLite: one file in the sandbox's folder, or memory. WAL, so that what was answered survives `kill -9`.
 * Amounts are integer minor units; days are YYYY-MM-DD; `updated` is milliseconds since 1970 and never repeats.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Rough } from './rough.ts';

export type CreditKind = 'credit-note' | 'overpayment' | 'prepayment';
/** What suppliers ask of the company and owe back to it. */
export type PayableKind = 'bill' | 'bill-credit';
export type ReceivableKind = 'invoice' | CreditKind;
export type DocumentKind = ReceivableKind | PayableKind;
export const creditKinds: readonly CreditKind[] = ['credit-note', 'overpayment', 'prepayment'];
export const payableKinds: readonly PayableKind[] = ['bill', 'bill-credit'];
export const isPayable = (kind: DocumentKind): kind is PayableKind => kind === 'bill' || kind === 'bill-credit';
type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'DELETED' | 'AUTHORISED' | 'PAID' | 'VOIDED';

export type OrganisationRow = {
	readonly id: string;
	readonly name: string;
	readonly base: string;
	readonly zone: string;
	readonly country: string;
	/** JSON: units of the base currency for one of the other. */
	readonly rates: string;
	readonly created: number;
};
export type ContactRow = {
	readonly org: string;
	readonly id: string;
	readonly name: string;
	readonly email: string | null;
	readonly account_number: string | null;
	readonly currency: string | null;
	readonly country: string | null;
	readonly status: 'ACTIVE' | 'ARCHIVED';
	readonly merged_to: string | null;
	readonly updated: number;
};
export type DocumentRow = {
	readonly org: string;
	readonly kind: DocumentKind;
	readonly id: string;
	readonly contact: string;
	readonly number: string;
	readonly reference: string;
	readonly description: string;
	readonly status: DocumentStatus;
	readonly currency: string;
	readonly issued: string;
	readonly due: string | null;
	readonly total: number;
	readonly tax: number;
	/** Payments of an invoice; refunds of a credit. */
	readonly paid: number;
	/** Credits applied to an invoice; what a credit has applied to invoices. */
	readonly credited: number;
	/** total − paid − credited, less what is deducted for the tax office (`cis`); 0 when voided or deleted. */
	readonly rest: number;
	readonly settled: string | null;
	readonly updated: number;
};
export type PaymentRow = {
	readonly org: string;
	readonly id: string;
	readonly kind: DocumentKind;
	readonly document: string;
	readonly amount: number;
	readonly day: string;
	readonly reference: string;
	readonly status: 'AUTHORISED' | 'DELETED';
	readonly updated: number;
};
export type AllocationRow = {
	readonly org: string;
	readonly id: string;
	readonly kind: CreditKind | 'bill-credit';
	readonly credit: string;
	/** Of a supplier's credit: the bill. */
	readonly invoice: string;
	readonly amount: number;
	readonly day: string;
};

const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS organisation (id TEXT PRIMARY KEY, name TEXT, base TEXT, zone TEXT, country TEXT, rates TEXT, created INTEGER);
CREATE TABLE IF NOT EXISTS seller (org TEXT PRIMARY KEY, legal TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contact (org TEXT, id TEXT, name TEXT, email TEXT, account_number TEXT, currency TEXT, country TEXT,
	status TEXT, merged_to TEXT, updated INTEGER, PRIMARY KEY (org, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contact_updated ON contact (org, updated);
CREATE TABLE IF NOT EXISTS document (org TEXT, kind TEXT, id TEXT, contact TEXT, number TEXT, reference TEXT, description TEXT, status TEXT,
	currency TEXT, issued TEXT, due TEXT, total INTEGER, tax INTEGER, paid INTEGER, credited INTEGER, rest INTEGER, settled TEXT, updated INTEGER,
	PRIMARY KEY (org, kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_updated ON document (org, kind, updated);
CREATE INDEX IF NOT EXISTS document_status ON document (org, kind, status, updated);
CREATE INDEX IF NOT EXISTS document_contact ON document (org, contact);
CREATE TABLE IF NOT EXISTS payment (org TEXT, id TEXT, kind TEXT, document TEXT, amount INTEGER, day TEXT, reference TEXT, status TEXT,
	updated INTEGER, PRIMARY KEY (org, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS payment_updated ON payment (org, updated);
CREATE INDEX IF NOT EXISTS payment_document ON payment (org, kind, document);
CREATE TABLE IF NOT EXISTS allocation (org TEXT, id TEXT, kind TEXT, credit TEXT, invoice TEXT, amount INTEGER, day TEXT,
	PRIMARY KEY (org, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS allocation_credit ON allocation (org, kind, credit);
CREATE INDEX IF NOT EXISTS allocation_invoice ON allocation (org, invoice);
CREATE TABLE IF NOT EXISTS payment_account (org TEXT, payment TEXT, code TEXT, PRIMARY KEY (org, payment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reconciled (org TEXT, payment TEXT, PRIMARY KEY (org, payment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bank_entry (org TEXT, id TEXT, type TEXT, account TEXT, currency TEXT, day TEXT, total INTEGER, reconciled INTEGER, status TEXT,
	updated INTEGER, PRIMARY KEY (org, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credit_type (org TEXT, kind TEXT, id TEXT, type TEXT, PRIMARY KEY (org, kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cis (org TEXT, kind TEXT, id TEXT, deduction INTEGER, PRIMARY KEY (org, kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS more (org TEXT, kind TEXT, id TEXT, fields TEXT NOT NULL, PRIMARY KEY (org, kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (org TEXT, kind TEXT, id TEXT, at INTEGER, details TEXT);
CREATE INDEX IF NOT EXISTS history_document ON history (org, kind, id);
CREATE TABLE IF NOT EXISTS locked (org TEXT PRIMARY KEY, until TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS idempotency (org TEXT, key TEXT, request TEXT, status INTEGER, answer TEXT, at INTEGER, PRIMARY KEY (org, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS connection (id TEXT PRIMARY KEY, person TEXT, org TEXT, event TEXT, created INTEGER, updated INTEGER, UNIQUE (person, org));
CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, person TEXT, event TEXT, redirect TEXT, scope TEXT, expires INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS consent (event TEXT PRIMARY KEY, person TEXT, scope TEXT, access TEXT, access_expires INTEGER, refresh TEXT,
	refresh_expires INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS old_refresh (token TEXT PRIMARY KEY, event TEXT, replaced INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS access (token TEXT PRIMARY KEY, event TEXT, expires INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hook (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT);
`;

export class Store {
	readonly db: DatabaseSync;
	readonly rough = new Rough();
	readonly #nowMs: () => number;
	readonly #statements = new Map<string, StatementSync>();
	#nested = false;
	/** The last UpdatedDateUTC given out; null until it is read from the store. */
	#last: number | null = null;
	#ticked = false;

	/** `dir: null` keeps everything in memory. */
	constructor(dir: string | null, nowMs: () => number) {
		if (dir) mkdirSync(dir, { recursive: true });
		this.db = new DatabaseSync(dir ? join(dir, 'xero.sqlite') : ':memory:');
		this.#nowMs = nowMs;
		this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		this.db.exec(schema);
	}

	#statement(sql: string): StatementSync {
		const known = this.#statements.get(sql);
		if (known) return known;
		const made = this.db.prepare(sql);
		this.#statements.set(sql, made);
		return made;
	}
	run(sql: string, ...values: SQLInputValue[]): void {
		this.#statement(sql).run(...values);
	}
	/** Rows come back as the table defines them: the type argument is the caller's word for the columns it asked for. */
	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.#statement(sql).all(...values) as unknown as Row[];
	}
	one<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
		return (this.#statement(sql).get(...values) as unknown as Row | undefined) ?? null;
	}

	/** All or nothing. A transaction inside one joins it. */
	transaction<Result>(work: () => Result): Result {
		if (this.#nested) return work();
		this.#nested = true;
		this.db.exec('BEGIN IMMEDIATE');
		try {
			const result = work();
			this.#keepTick();
			this.db.exec('COMMIT');
			return result;
		} catch (error) {
			this.db.exec('ROLLBACK');
			throw error;
		} finally {
			this.#nested = false;
		}
	}

	/**
	 * The next UpdatedDateUTC: the present, or one millisecond after the last one given out, so that no two changes share a version (a rough sandbox: the present alone).
	 * `ahead` more ticks are wanted at once (a load): they end at the present instead of beginning there, so nothing is dated in the future.
	 * Only within a transaction, whose commit keeps the last one.
	 */
	tick(ahead = 0): number {
		this.#last ??= this.one<{ value: number }>("SELECT value FROM meta WHERE key = 'updated'")?.value ?? 0;
		this.#last = Math.max(this.#last + (this.rough.is('ties') ? 0 : 1), this.#nowMs() - ahead);
		this.#ticked = true;
		return this.#last;
	}
	#keepTick(): void {
		if (!this.#ticked || this.#last === null) return;
		this.run("INSERT INTO meta VALUES ('updated', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", this.#last);
		this.#ticked = false;
	}
	nowMs(): number {
		return this.#nowMs();
	}

	organisations(): OrganisationRow[] {
		return this.all<OrganisationRow>('SELECT * FROM organisation ORDER BY name');
	}
	organisation(id: string): OrganisationRow | null {
		return this.one<OrganisationRow>('SELECT * FROM organisation WHERE id = ?', id);
	}
	contact(org: string, id: string): ContactRow | null {
		return this.one<ContactRow>('SELECT * FROM contact WHERE org = ? AND id = ?', org, id);
	}
	document(org: string, kind: DocumentKind, id: string): DocumentRow | null {
		return this.one<DocumentRow>('SELECT * FROM document WHERE org = ? AND kind = ? AND id = ?', org, kind, id);
	}
	payment(org: string, id: string): PaymentRow | null {
		return this.one<PaymentRow>('SELECT * FROM payment WHERE org = ? AND id = ?', org, id);
	}

	putContact(row: ContactRow): void {
		this.run(
			'INSERT OR REPLACE INTO contact VALUES (?,?,?,?,?,?,?,?,?,?)',
			row.org,
			row.id,
			row.name,
			row.email,
			row.account_number,
			row.currency,
			row.country,
			row.status,
			row.merged_to,
			row.updated,
		);
	}
	putDocument(row: DocumentRow): void {
		this.run(
			'INSERT OR REPLACE INTO document VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)',
			row.org,
			row.kind,
			row.id,
			row.contact,
			row.number,
			row.reference,
			row.description,
			row.status,
			row.currency,
			row.issued,
			row.due,
			row.total,
			row.tax,
			row.paid,
			row.credited,
			row.rest,
			row.settled,
			row.updated,
		);
	}
	putPayment(row: PaymentRow): void {
		this.run(
			'INSERT OR REPLACE INTO payment VALUES (?,?,?,?,?,?,?,?,?)',
			row.org,
			row.id,
			row.kind,
			row.document,
			row.amount,
			row.day,
			row.reference,
			row.status,
			row.updated,
		);
	}
	/** Minor units of CISDeduction; 0: none. */
	deduction(org: string, kind: DocumentKind, id: string): number {
		return (
			this.one<{ deduction: number }>('SELECT deduction FROM cis WHERE org = ? AND kind = ? AND id = ?', org, kind, id)?.deduction ?? 0
		);
	}
	putAllocation(row: AllocationRow): void {
		this.run('INSERT INTO allocation VALUES (?,?,?,?,?,?,?)', row.org, row.id, row.kind, row.credit, row.invoice, row.amount, row.day);
	}

	get closed(): boolean {
		return !this.db.isOpen;
	}
	close(): void {
		this.db.close();
	}
}
