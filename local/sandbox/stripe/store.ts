/**
 * What the Stripe sandbox knows, in SQLite: one file in the sandbox's folder, or memory. WAL, so that what was answered survives `kill -9`.
 * Objects are kept as they are sent, one JSON text each, with the account they live on; `hidden` is what Stripe keeps to itself.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Kind, Kinds } from './objects/kinds.ts';

const schema = `
CREATE TABLE IF NOT EXISTS object (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, kind TEXT NOT NULL,
	parent TEXT, created INTEGER NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS object_list ON object (account, kind, seq);
CREATE INDEX IF NOT EXISTS object_parent ON object (parent, kind, seq);
CREATE INDEX IF NOT EXISTS object_due ON object (kind, json_extract(body, '$.status'), json_extract(body, '$.expires_at'));
CREATE INDEX IF NOT EXISTS object_intent ON object (kind, json_extract(body, '$.payment_intent'));
CREATE TABLE IF NOT EXISTS delivery (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, account TEXT, body TEXT NOT NULL, due INTEGER NOT NULL,
	attempts INTEGER NOT NULL, state TEXT NOT NULL, mode TEXT, last TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, due);
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE TABLE IF NOT EXISTS answer (account TEXT, key TEXT, fingerprint TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
	created INTEGER NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, account TEXT, scope TEXT, expires INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grant_of (account TEXT PRIMARY KEY, access TEXT, refresh TEXT, scope TEXT) WITHOUT ROWID;
`;

export type Where = { readonly sql: string; readonly values: readonly SQLInputValue[] };
type Row = { readonly body: string };

export class Store {
	readonly #db: DatabaseSync;
	readonly #statements = new Map<string, StatementSync>();
	#nested = false;

	/** `dir: null` keeps everything in memory. */
	constructor(dir: string | null) {
		if (dir) mkdirSync(dir, { recursive: true });
		this.#db = new DatabaseSync(dir ? join(dir, 'stripe.sqlite') : ':memory:');
		this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		this.#db.exec(schema);
	}

	#statement(sql: string): StatementSync {
		const known = this.#statements.get(sql);
		if (known) return known;
		const made = this.#db.prepare(sql);
		this.#statements.set(sql, made);
		return made;
	}
	run(sql: string, ...values: SQLInputValue[]): number {
		return Number(this.#statement(sql).run(...values).changes);
	}
	/** Rows come back as the table defines them: the type argument is the caller's word for the columns it asked for. */
	all<Result>(sql: string, ...values: SQLInputValue[]): Result[] {
		return this.#statement(sql).all(...values) as unknown as Result[];
	}
	one<Result>(sql: string, ...values: SQLInputValue[]): Result | null {
		return (this.#statement(sql).get(...values) as unknown as Result | undefined) ?? null;
	}

	/** All or nothing. A transaction inside one joins it. */
	transaction<Result>(work: () => Result): Result {
		if (this.#nested) return work();
		this.#nested = true;
		this.#db.exec('BEGIN IMMEDIATE');
		try {
			const result = work();
			this.#db.exec('COMMIT');
			return result;
		} catch (error) {
			this.#db.exec('ROLLBACK');
			throw error;
		} finally {
			this.#nested = false;
		}
	}

	/** `parent` is what lists of this kind are asked for by: an item's session, a session's link, a charge's intent, a refund's charge. */
	insert<K extends Kind>(
		account: string,
		kind: K,
		body: Kinds[K],
		created: number,
		parent: string | null = null,
		hidden: object = {},
	): Kinds[K] {
		const sql = 'INSERT INTO object (id, account, kind, parent, created, body, hidden) VALUES (?,?,?,?,?,?,?)';
		this.run(sql, body.id, account, kind, parent, created, JSON.stringify(body), JSON.stringify(hidden));
		return body;
	}
	update<K extends Kind>(body: Kinds[K]): Kinds[K] {
		this.run('UPDATE object SET body = ? WHERE id = ?', JSON.stringify(body), body.id);
		return body;
	}
	get<K extends Kind>(account: string, kind: K, id: string): Kinds[K] | null {
		const row = this.one<Row>('SELECT body FROM object WHERE id = ? AND account = ? AND kind = ?', id, account, kind);
		return row && (JSON.parse(row.body) as Kinds[K]);
	}
	accountOf(id: string): string | null {
		return this.one<{ account: string }>('SELECT account FROM object WHERE id = ?', id)?.account ?? null;
	}
	/** Newest first. */
	list<K extends Kind>(kind: K, where: Where, limit = -1, oldestFirst = false): Kinds[K][] {
		const sql = `SELECT body FROM object WHERE kind = ? AND ${where.sql} ORDER BY seq ${oldestFirst ? 'ASC' : 'DESC'} LIMIT ?`;
		return this.all<Row>(sql, kind, ...where.values, limit).map((row) => JSON.parse(row.body) as Kinds[K]);
	}
	children<K extends Kind>(kind: K, parent: string): Kinds[K][] {
		return this.list(kind, { sql: 'parent = ?', values: [parent] }, -1, true);
	}
	/** What Stripe keeps to itself about an object; the type argument is what the one who inserted it put there. */
	hidden<Hidden>(id: string): Hidden | null {
		const row = this.one<{ hidden: string }>('SELECT hidden FROM object WHERE id = ?', id);
		return row && (JSON.parse(row.hidden) as Hidden);
	}
	hide(id: string, hidden: object): void {
		this.run('UPDATE object SET hidden = ? WHERE id = ?', JSON.stringify(hidden), id);
	}

	get closed(): boolean {
		return !this.#db.isOpen;
	}
	close(): void {
		this.#db.close();
	}
}
