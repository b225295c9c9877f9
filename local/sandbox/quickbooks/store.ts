/**
 * What the sandbox knows, in one SQLite file (or in memory): companies, customers, documents, and which payment settles what.
 * Amounts are whole minor units. WAL: what was answered survives kill -9 of the process.
 *
 * As in QuickBooks, money reaches an invoice only through a Payment: a credit memo is applied by a payment of zero that links both.
 */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Day, Instant } from '../../../shared/domain/day.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import { putRow } from './put-row.ts';
import { Rough } from './rough.ts';
import { prepareTables } from './schema.ts';

export const documentTypes = ['Invoice', 'CreditMemo', 'Payment', 'RefundReceipt'] as const;
export type DocumentType = (typeof documentTypes)[number];
export type EntityType = 'Customer' | DocumentType;
export const entityTypes: readonly EntityType[] = ['Customer', ...documentTypes];

export type CompanyRow = {
	readonly realm: string;
	readonly name: string;
	readonly base: Currency;
	readonly zone: string;
	readonly country: string;
	/** JSON: units of the base currency for one of the other, as decimal texts. */
	readonly rates: string;
	/** JSON: a scenario's `legal`; empty where it has none. */
	readonly legal: string;
};

const companies = `SELECT realm, name, base, zone, country, rates, coalesce(legal, '{}') AS legal FROM company LEFT JOIN seller USING (realm)`;

type Touched = {
	readonly id: number;
	readonly sync: number;
	/** Epoch milliseconds, whole seconds: QuickBooks says no finer time. */
	readonly created: number;
	readonly updated: number;
};

export type CustomerRow = Touched & {
	readonly name: string;
	readonly email: string | null;
	readonly country: string | null;
	readonly currency: Currency;
	readonly account: string | null;
	readonly active: 0 | 1;
	readonly tag: string;
	/** Whose branch or job it is; one level, here. */
	readonly parent: number | null;
	/** The parent pays. */
	readonly billed: 0 | 1;
};

export type DocumentRow = Touched & {
	readonly type: DocumentType;
	readonly state: 'live' | 'void' | 'deleted';
	readonly customer: number;
	readonly currency: Currency;
	/** Minor units in one whole: 1, 100, 1000. */
	readonly scale: number;
	readonly number: string;
	readonly reference: string;
	readonly note: string;
	readonly description: string;
	readonly day: Day;
	readonly due: Day | null;
	readonly total: number;
	readonly tax: number;
	/** Invoice: still owed. Credit memo: still to be applied. Payment: unapplied. Refund: nothing, ever. */
	readonly balance: number;
	/** The id a scenario gave it; empty for what was made here. */
	readonly tag: string;
};

export type LinkRow = {
	readonly payment: number;
	/** A check paid credit back to the customer. */
	readonly type: 'Invoice' | 'CreditMemo' | 'Check';
	readonly target: number;
	readonly minor: number;
};

export type Operation = 'Create' | 'Update' | 'Delete' | 'Void' | 'Merge';
/** Something changed: what webhooks are made of. */
export type Happened = {
	readonly realm: string;
	readonly type: EntityType | 'JournalEntry';
	readonly id: number;
	readonly operation: Operation;
	readonly at: number;
};

const documentColumns = [
	...(['type', 'id', 'sync', 'created', 'updated', 'state', 'customer', 'currency', 'scale', 'number', 'reference', 'note'] as const),
	...(['description', 'day', 'due', 'total', 'tax', 'balance', 'tag'] as const),
];
const customerColumns = ['id', 'sync', 'created', 'updated', 'name', 'email', 'country', 'currency', 'account', 'active', 'tag'] as const;
const customers = `SELECT ${customerColumns.join()}, parent, coalesce(billed, 0) AS billed FROM customer
	LEFT JOIN family ON owner = realm AND child = id WHERE realm = ? AND`;

export class Store {
	readonly db: DatabaseSync;
	readonly rough = new Rough();
	readonly #now: () => Instant;
	readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
	#pending: Happened[] = [];
	#changing = false;
	/** Called after each committed change. */
	onChange: (changes: readonly Happened[]) => void = () => {};

	constructor(dir: string | null, now: () => Instant) {
		this.db = new DatabaseSync(dir === null ? ':memory:' : join(dir, 'quickbooks.sqlite'));
		this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		prepareTables(this.db);
		this.#now = now;
	}

	#prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
		const known = this.#statements.get(sql);
		if (known) return known;
		const made = this.db.prepare(sql);
		this.#statements.set(sql, made);
		return made;
	}
	/** The one place where SQLite's untyped rows become ours: the columns named in `sql` are those of `Row`. */
	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.#prepare(sql).all(...values) as Row[];
	}
	one<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
		return (this.#prepare(sql).get(...values) as Row | undefined) ?? null;
	}
	run(sql: string, ...values: SQLInputValue[]): number {
		return Number(this.#prepare(sql).run(...values).changes);
	}

	/** All or nothing, also when nested; what happened is announced once it is stored, unless `quiet`. */
	change<T>(work: () => T, quiet = false): T {
		if (this.#changing) return work();
		this.#changing = true;
		this.#pending = [];
		this.db.exec('BEGIN IMMEDIATE');
		let result: T;
		try {
			result = work();
			this.db.exec('COMMIT');
		} catch (error) {
			this.db.exec('ROLLBACK');
			throw error;
		} finally {
			this.#changing = false;
		}
		if (!quiet && this.#pending.length) this.onChange(this.#pending);
		return result;
	}

	/** Now, in whole seconds: QuickBooks says no finer time. */
	now(): number {
		return Math.floor(Date.parse(this.#now()) / 1000) * 1000;
	}
	/** Now, in whole seconds, and never earlier than this company's last change: a moved clock cannot hide a change from CDC. */
	tick(realm: string): number {
		const last = this.one<{ last: number }>('SELECT last FROM company WHERE realm = ?', realm)?.last ?? 0;
		const at = Math.max(this.now(), last);
		this.run('UPDATE company SET last = ? WHERE realm = ?', at, realm);
		return at;
	}
	nextId(realm: string): number {
		return this.one<{ ids: number }>('UPDATE company SET ids = ids + 1 WHERE realm = ? RETURNING ids', realm)?.ids ?? 0;
	}
	happened(realm: string, type: Happened['type'], id: number, operation: Operation, at: number): void {
		this.#pending.push({ realm, type, id, operation, at });
	}

	companies(): CompanyRow[] {
		return this.all<CompanyRow>(`${companies} ORDER BY realm`);
	}
	company(realm: string): CompanyRow | null {
		return this.one<CompanyRow>(`${companies} WHERE realm = ?`, realm);
	}
	addCompany(row: CompanyRow): void {
		this.run(
			'INSERT INTO company (realm, name, base, zone, country, rates, ids, last) VALUES (?, ?, ?, ?, ?, ?, 0, 0)',
			row.realm,
			row.name,
			row.base,
			row.zone,
			row.country,
			row.rates,
		);
		this.run('INSERT INTO seller VALUES (?, ?)', row.realm, row.legal);
	}

	customer(realm: string, id: number): CustomerRow | null {
		return this.one<CustomerRow>(`${customers} id = ?`, realm, id);
	}
	customers(realm: string, where = 'TRUE', ...values: SQLInputValue[]): CustomerRow[] {
		return this.all<CustomerRow>(`${customers} ${where}`, realm, ...values);
	}
	putCustomer(realm: string, row: CustomerRow): void {
		putRow(this, realm, 'customer', customerColumns, row);
		if (row.parent === null) this.run('DELETE FROM family WHERE owner = ? AND child = ?', realm, row.id);
		else this.run('INSERT OR REPLACE INTO family VALUES (?, ?, ?, ?)', realm, row.id, row.parent, row.billed);
	}
	childrenOf(realm: string, parent: number): number[] {
		return this.all<{ child: number }>('SELECT child FROM family WHERE owner = ? AND parent = ?', realm, parent).map(({ child }) => child);
	}
	/** Open invoices less unapplied credits and payments, and what is open of journal entries and of checks, minor units of the customer's currency. */
	balanceOf(realm: string, customer: number): number {
		return (
			this.one<{ minor: number }>(
				`SELECT (SELECT COALESCE(SUM(CASE type WHEN 'Invoice' THEN balance ELSE -balance END), 0)
					FROM document WHERE realm = ?1 AND customer = ?2 AND state = 'live')
				+ (SELECT COALESCE(SUM(balance), 0) FROM purchase WHERE realm = ?1 AND customer = ?2)
				+ (SELECT COALESCE(SUM(rest), 0) FROM owed_line WHERE realm = ?1 AND customer = ?2 AND state = 'live') AS minor`,
				realm,
				customer,
			)?.minor ?? 0
		);
	}

	document(realm: string, type: DocumentType, id: number): DocumentRow | null {
		return this.one<DocumentRow>(`SELECT ${documentColumns.join()} FROM document WHERE realm = ? AND type = ? AND id = ?`, realm, type, id);
	}
	documents(realm: string, where = 'TRUE', ...values: SQLInputValue[]): DocumentRow[] {
		return this.all<DocumentRow>(`SELECT ${documentColumns.join()} FROM document WHERE realm = ? AND ${where}`, realm, ...values);
	}
	putDocument(realm: string, row: DocumentRow): void {
		putRow(this, realm, 'document', documentColumns, row);
	}

	/** What a payment settles. */
	linksOf(realm: string, payment: number): LinkRow[] {
		return this.all<LinkRow>(
			'SELECT payment, type, target, minor FROM link WHERE realm = ? AND payment = ? ORDER BY rowid',
			realm,
			payment,
		);
	}
	/** Which payments settle a document. */
	linksTo(realm: string, type: LinkRow['type'], target: number): LinkRow[] {
		return this.all<LinkRow>(
			'SELECT payment, type, target, minor FROM link WHERE realm = ? AND type = ? AND target = ? ORDER BY rowid',
			realm,
			type,
			target,
		);
	}
	addLink(realm: string, link: LinkRow): void {
		this.run(
			'INSERT INTO link (realm, payment, type, target, minor) VALUES (?, ?, ?, ?, ?)',
			realm,
			link.payment,
			link.type,
			link.target,
			link.minor,
		);
	}
	dropLinks(realm: string, payment: number, type?: LinkRow['type'], target?: number): void {
		if (type === undefined || target === undefined) this.run('DELETE FROM link WHERE realm = ? AND payment = ?', realm, payment);
		else this.run('DELETE FROM link WHERE realm = ? AND payment = ? AND type = ? AND target = ?', realm, payment, type, target);
	}
	close(): void {
		this.db.close();
	}
}
