/** The tables of the sandbox's store. */
export const schema = `
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
CREATE TABLE IF NOT EXISTS journal (
	realm TEXT NOT NULL, id INTEGER NOT NULL, sync INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, state TEXT NOT NULL,
	customer INTEGER NOT NULL, currency TEXT NOT NULL, scale INTEGER NOT NULL, number TEXT NOT NULL, note TEXT NOT NULL, day TEXT NOT NULL,
	minor INTEGER NOT NULL, rest INTEGER NOT NULL, PRIMARY KEY (realm, id)
) STRICT;
CREATE INDEX IF NOT EXISTS journal_customer ON journal (realm, customer);
CREATE TABLE IF NOT EXISTS journal_link (realm TEXT NOT NULL, payment INTEGER NOT NULL, journal INTEGER NOT NULL, minor INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS journal_link_payment ON journal_link (realm, payment);
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
