/** The tables of the sandbox's store. */
import type { DatabaseSync } from 'node:sqlite';

const schema = `
CREATE TABLE IF NOT EXISTS company (
	realm TEXT PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, zone TEXT NOT NULL, country TEXT NOT NULL, rates TEXT NOT NULL,
	ids INTEGER NOT NULL, last INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS seller (realm TEXT PRIMARY KEY, legal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS customer (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	name TEXT NOT NULL, email TEXT, country TEXT, currency TEXT NOT NULL, account TEXT, active INTEGER NOT NULL, tag TEXT NOT NULL,
	PRIMARY KEY (realm, id)
) STRICT;
CREATE TABLE IF NOT EXISTS family (owner TEXT NOT NULL, child INTEGER NOT NULL, parent INTEGER NOT NULL, billed INTEGER NOT NULL, PRIMARY KEY (owner, child)) STRICT;
CREATE INDEX IF NOT EXISTS family_parent ON family (owner, parent);
CREATE INDEX IF NOT EXISTS customer_updated ON customer (realm, updated, id);
CREATE TABLE IF NOT EXISTS document (
	realm TEXT NOT NULL, type TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	state TEXT NOT NULL, customer INTEGER NOT NULL, currency TEXT NOT NULL, scale INTEGER NOT NULL, number TEXT NOT NULL,
	reference TEXT NOT NULL, note TEXT NOT NULL, description TEXT NOT NULL, day TEXT NOT NULL, due TEXT,
	total INTEGER NOT NULL, tax INTEGER NOT NULL, balance INTEGER NOT NULL, tag TEXT NOT NULL,
	PRIMARY KEY (realm, type, id)
) STRICT;
CREATE INDEX IF NOT EXISTS document_updated ON document (realm, type, updated, id);
CREATE INDEX IF NOT EXISTS document_customer ON document (realm, customer);
CREATE TABLE IF NOT EXISTS link (
	realm TEXT NOT NULL, payment INTEGER NOT NULL, type TEXT NOT NULL, target INTEGER NOT NULL, minor INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS link_payment ON link (realm, payment);
CREATE INDEX IF NOT EXISTS link_target ON link (realm, type, target);
CREATE TABLE IF NOT EXISTS vendor (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	name TEXT NOT NULL, company TEXT, email TEXT, currency TEXT NOT NULL, tax TEXT, bank TEXT, account TEXT, days INTEGER, active INTEGER NOT NULL, tag TEXT NOT NULL,
	PRIMARY KEY (realm, id)
) STRICT;
CREATE TABLE IF NOT EXISTS payable (
	realm TEXT NOT NULL, type TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	state TEXT NOT NULL, vendor INTEGER NOT NULL, currency TEXT NOT NULL, scale INTEGER NOT NULL, number TEXT NOT NULL, note TEXT NOT NULL,
	day TEXT NOT NULL, due TEXT, total INTEGER NOT NULL, balance INTEGER NOT NULL, tag TEXT NOT NULL,
	PRIMARY KEY (realm, type, id)
) STRICT;
CREATE INDEX IF NOT EXISTS payable_vendor ON payable (realm, vendor);
CREATE INDEX IF NOT EXISTS payable_updated ON payable (realm, type, updated, id);
CREATE TABLE IF NOT EXISTS payable_link (
	realm TEXT NOT NULL, payment INTEGER NOT NULL, type TEXT NOT NULL, target INTEGER NOT NULL, minor INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS payable_link_payment ON payable_link (realm, payment);
CREATE INDEX IF NOT EXISTS payable_link_target ON payable_link (realm, type, target);
CREATE TABLE IF NOT EXISTS entry (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, state TEXT NOT NULL,
	currency TEXT NOT NULL, scale INTEGER NOT NULL, number TEXT NOT NULL, note TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (realm, id)
) STRICT;
CREATE INDEX IF NOT EXISTS entry_updated ON entry (realm, updated, id);
CREATE TABLE IF NOT EXISTS entry_line (
	realm TEXT NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL, account TEXT NOT NULL, customer INTEGER,
	minor INTEGER NOT NULL, rest INTEGER NOT NULL, PRIMARY KEY (realm, entry, line)
) STRICT;
CREATE INDEX IF NOT EXISTS entry_line_customer ON entry_line (realm, customer);
CREATE VIEW IF NOT EXISTS owed_line AS SELECT entry.*, line, customer, minor, rest
	FROM entry JOIN entry_line ON entry_line.realm = entry.realm AND entry_line.entry = entry.id WHERE customer IS NOT NULL;
CREATE TABLE IF NOT EXISTS entry_link (
	realm TEXT NOT NULL, payment INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL, minor INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_link_payment ON entry_link (realm, payment);
CREATE INDEX IF NOT EXISTS entry_link_entry ON entry_link (realm, entry);
CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, realm TEXT NOT NULL, redirect TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS consent (
	id INTEGER PRIMARY KEY, realm TEXT NOT NULL, refresh TEXT NOT NULL, expires INTEGER NOT NULL,
	previous TEXT, previous_until INTEGER NOT NULL, revoked INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS access (token TEXT PRIMARY KEY, consent INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS replayed (realm TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (realm, request)) STRICT;
CREATE TABLE IF NOT EXISTS posted (realm TEXT NOT NULL, type TEXT NOT NULL, id INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (realm, type, id)) STRICT;
CREATE TABLE IF NOT EXISTS purchase (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	customer INTEGER NOT NULL, currency TEXT NOT NULL, scale INTEGER NOT NULL, note TEXT NOT NULL, day TEXT NOT NULL, account TEXT NOT NULL,
	total INTEGER NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY (realm, id)
) STRICT;
CREATE TABLE IF NOT EXISTS deposit (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
	account TEXT NOT NULL, currency TEXT NOT NULL, scale INTEGER NOT NULL, day TEXT NOT NULL, total INTEGER NOT NULL, payments TEXT NOT NULL,
	PRIMARY KEY (realm, id)
) STRICT;
CREATE TABLE IF NOT EXISTS closing (realm TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT;
`;

/** Journal entries were rows of one table once, each of one customer, its other side unsaid. */
const moved = `BEGIN;
INSERT INTO entry SELECT realm, id, sync, created, updated, state, currency, scale, number, note, day FROM journal;
INSERT INTO entry_line SELECT realm, id, 1, '', customer, minor, rest FROM journal;
INSERT INTO entry_line SELECT realm, id, 2, '79', NULL, -minor, 0 FROM journal;
INSERT INTO entry_link SELECT realm, payment, journal, 1, minor FROM journal_link;
DROP TABLE journal; DROP TABLE journal_link;
COMMIT;`;

export const prepareTables = (db: DatabaseSync): void => {
	db.exec(schema);
	if (db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'").get()) db.exec(moved);
};
