/**
 * Every mail SES took, byte for byte, and every event of it, in SQLite: one file in a folder, or memory. WAL, so that what was answered
 * survives `kill -9`. Times are milliseconds.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { BounceReason, EventKind } from './happenings.ts';

const schema = `
CREATE TABLE IF NOT EXISTS mail (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, source TEXT NOT NULL,
	destinations TEXT NOT NULL, recipients INTEGER NOT NULL, sender TEXT NOT NULL, subject TEXT NOT NULL, configuration_set TEXT,
	tags TEXT NOT NULL, raw BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS mail_at ON mail (at);
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL,
	body TEXT NOT NULL, topic TEXT, due INTEGER, published INTEGER);
CREATE INDEX IF NOT EXISTS event_mail ON event (mail);
CREATE INDEX IF NOT EXISTS event_waiting ON event (due, seq) WHERE topic IS NOT NULL AND published IS NULL;
CREATE TABLE IF NOT EXISTS identity (name TEXT PRIMARY KEY, verified INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS suppressed (address TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS configuration_set (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS destination (configuration_set TEXT, name TEXT, topic TEXT NOT NULL, kinds TEXT NOT NULL, enabled INTEGER NOT NULL,
	PRIMARY KEY (configuration_set, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

export type MailRow = {
	readonly id: string;
	readonly at: number;
	readonly source: string;
	/** JSON list. */
	readonly destinations: string;
	readonly sender: string;
	readonly subject: string;
	readonly configuration_set: string | null;
	/** JSON list. */
	readonly tags: string;
};
export type NewMail = MailRow & { readonly recipients: number; readonly raw: Buffer };

export type NewEvent = {
	readonly kind: EventKind;
	/** Of a bounce. */
	readonly reason: BounceReason | null;
	readonly at: number;
	readonly body: string;
	/** Null: nobody listens. */
	readonly topic: string | null;
	/** When it is to be published; null: kept back until released. */
	readonly due: number | null;
};
export type EventRow = NewEvent & { readonly seq: number; readonly mail: string; readonly published: number | null };
export type DestinationRow = {
	readonly configuration_set: string;
	readonly name: string;
	readonly topic: string;
	/** JSON list. */
	readonly kinds: string;
	readonly enabled: number;
};
export type SuppressedRow = { readonly address: string; readonly reason: 'BOUNCE' | 'COMPLAINT'; readonly at: number };

const waiting = 'topic IS NOT NULL AND published IS NULL';

export class Store {
	readonly db: DatabaseSync;
	readonly #statements = new Map<string, StatementSync>();

	constructor(dir: string | null) {
		if (dir !== null) mkdirSync(dir, { recursive: true });
		this.db = new DatabaseSync(dir === null ? ':memory:' : join(dir, 'mail.sqlite'));
		this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		this.db.exec(schema);
	}

	#statement(sql: string): StatementSync {
		const known = this.#statements.get(sql) ?? this.db.prepare(sql);
		this.#statements.set(sql, known);
		return known;
	}
	/** Number of rows changed. */
	run(sql: string, ...values: SQLInputValue[]): number {
		return Number(this.#statement(sql).run(...values).changes);
	}
	/** Rows come back as the table defines them: the type argument is the caller's word for the columns it asked for. */
	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.#statement(sql).all(...values) as unknown as Row[];
	}
	one<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
		return (this.#statement(sql).get(...values) as unknown as Row | undefined) ?? null;
	}
	/** All or nothing. */
	transaction(work: () => void): void {
		this.db.exec('BEGIN IMMEDIATE');
		try {
			work();
			this.db.exec('COMMIT');
		} catch (error) {
			this.db.exec('ROLLBACK');
			throw error;
		}
	}

	/** A mail and what becomes of it, at once: from then on it is accepted, whatever the caller hears. */
	putMail(mail: NewMail, events: readonly NewEvent[]): void {
		this.transaction(() => {
			this.run(
				`INSERT INTO mail (id, at, source, destinations, recipients, sender, subject, configuration_set, tags, raw) VALUES (?,?,?,?,?,?,?,?,?,?)`,
				mail.id,
				mail.at,
				mail.source,
				mail.destinations,
				mail.recipients,
				mail.sender,
				mail.subject,
				mail.configuration_set,
				mail.tags,
				mail.raw,
			);
			for (const event of events) this.putEvent(mail.id, event);
		});
	}
	putEvent(mail: string, { kind, reason, at, body, topic, due }: NewEvent): void {
		this.run(
			'INSERT INTO event (mail, kind, reason, at, body, topic, due) VALUES (?,?,?,?,?,?,?)',
			mail,
			kind,
			reason,
			at,
			body,
			topic,
			due,
		);
	}
	raw(id: string): Buffer | null {
		const row = this.one<{ raw: Uint8Array }>('SELECT raw FROM mail WHERE id = ?', id);
		return row && Buffer.from(row.raw.buffer, row.raw.byteOffset, row.raw.byteLength);
	}
	eventsOf(mail: string): EventRow[] {
		return this.all<EventRow>('SELECT * FROM event WHERE mail = ? ORDER BY seq', mail);
	}

	/** To be published by now, in their order. */
	dueEvents(nowMs: number, limit: number): EventRow[] {
		return this.all<EventRow>(`SELECT * FROM event WHERE ${waiting} AND due <= ? ORDER BY due, seq LIMIT ?`, nowMs, limit);
	}
	published(seq: number, nowMs: number): void {
		this.run('UPDATE event SET published = ? WHERE seq = ?', nowMs, seq);
	}
	/** The next instant an event is to be published at, or null. */
	nextDue(): number | null {
		return this.one<{ due: number | null }>(`SELECT min(due) AS due FROM event WHERE ${waiting} AND due IS NOT NULL`)?.due ?? null;
	}
	/** Not published yet: kept back, and those whose time has not come. */
	heldEvents(nowMs: number): EventRow[] {
		return this.all<EventRow>(`SELECT * FROM event WHERE ${waiting} AND (due IS NULL OR due > ?) ORDER BY seq`, nowMs);
	}
	/** Makes everything that is kept back or late due now; how many. What happens later by itself (a delayed delivery) stays. */
	release(nowMs: number): number {
		return this.run(`UPDATE event SET due = ?1 WHERE ${waiting} AND at <= ?1 AND (due IS NULL OR due > ?1)`, nowMs);
	}

	setting(name: string): string | null {
		return this.one<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value ?? null;
	}
	set(name: string, value: string): void {
		this.run('INSERT INTO setting VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value);
	}

	close(): void {
		this.db.close();
	}
}
