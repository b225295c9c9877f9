/**
 * Reading once more, by their ids, the documents that a mail speaks of, just before it goes. The barrier reads what the provider says has changed, and some
 * changes it never says (ADR 0011). Where much is asked, or nobody knows whether the last mail went out, that is not enough. DESIGN 9.2, ADR 0019. Pure.
 */
import { positionOf } from './aging.ts';
import { type Instant, later } from './day.ts';
import type { CompanyId, LedgerId, StoredDocument } from './document.ts';
import type { LookFrom, MailId, Mailing } from './mailing.ts';
import type { Currency } from './money.ts';
import type { DocumentName } from './sweep.ts';

/** `at`: when the call began that told of it; null: it was not read yet. */
export type LookDocument = DocumentName & { readonly at: Instant | null };

/** What one mail wants read, and how far that is. */
export type Look = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly mail: MailId;
	readonly documents: readonly LookDocument[];
	/** What was read before does not count. */
	readonly since: Instant;
	/** The mail's day is over: nobody wants it any more. */
	readonly until: Instant;
	/** How often it was asked for. */
	readonly tries: number;
	/** Not asked for again before. */
	readonly retryAt: Instant;
	/** Somebody began to read: should it have been cut, nobody remembers what it found. */
	readonly begun?: true;
	readonly rev: number;
};

/** Of a mail with more invoices the greatest are read: 25 calls of Xero. */
export const mostInvoices = 1000;
/** Xero gives credits only one by one: of a customer with more, the greatest are read. */
export const mostCredits = 10;

/** What is to be read, and how many invoices of how many. */
export type Wanted = { readonly names: readonly DocumentName[]; readonly invoices: number; readonly of: number };

const greatest = <T>(all: readonly T[], size: (one: T) => number, most: number): readonly T[] =>
	all.length <= most ? all : all.toSorted((a, b) => size(b) - size(a)).slice(0, most);
const nameOf = ({ kind, id }: StoredDocument): DocumentName => ({ kind, id });

/** The invoices that a mail names, and what the customer has to their credit: what the mail asks depends on both. */
export const wantedBy = (
	lines: readonly { readonly document: StoredDocument; readonly asked: number }[],
	documents: readonly StoredDocument[],
): Wanted => {
	// One with instalments has a line for each.
	const asked = new Map<StoredDocument, number>();
	for (const line of lines) asked.set(line.document, (asked.get(line.document) ?? 0) + line.asked);
	const invoices = greatest([...asked], ([, minor]) => minor, mostInvoices).map(([document]) => nameOf(document));
	const credits = documents.filter((each) => each.kind !== 'invoice' && positionOf(each).unapplied !== 0);
	const names = [...invoices, ...greatest(credits, ({ unapplied }) => unapplied, mostCredits).map(nameOf)];
	return { names, invoices: invoices.length, of: asked.size };
};

/** Whether the latest earlier reminder that reached the customer, or may have, is one of which nobody knows. In any order. */
export const isAfterUnknown = ({ day }: Pick<Mailing, 'day'>, others: readonly Pick<Mailing, 'day' | 'state'>[]): boolean => {
	const contacts = others.filter((other) => other.day < day && (other.state === 'sent' || other.state === 'unknown'));
	return contacts.toSorted((a, b) => (a.day < b.day ? 1 : -1))[0]?.state === 'unknown';
};

/** Minor units of `currency`. */
export const isMuch = (asked: number, currency: Currency, from: LookFrom | undefined): boolean => {
	const limit = from?.[currency];
	return limit !== undefined && asked >= limit;
};

const key = ({ kind, id }: DocumentName): string => `${kind}#${id}`;
const counts = ({ at }: LookDocument, since: Instant): boolean => at !== null && at >= since;

/** What still has to be read. */
export const unread = ({ documents, since }: Look): readonly DocumentName[] =>
	documents.filter((each) => !counts(each, since)).map(({ kind, id }) => ({ kind, id }));

/** When all of them had been read, as far back as the first of them; null while one is missing or was read before `since`. */
export const readAt = ({ documents }: Look, names: readonly DocumentName[], since: Instant): Instant | null => {
	const read = new Map(documents.map((each) => [key(each), each]));
	let first: Instant | null = null;
	for (const name of names) {
		const at = read.get(key(name))?.at ?? null;
		if (at === null || at < since) return null;
		if (first === null || at < first) first = at;
	}
	return first;
};

/** It is asked for once more. What was read and still counts stays read; the next time comes after a pause that grows with each. */
export const asking = (
	known: Look | null,
	whose: Pick<Look, 'company' | 'ledger' | 'mail'>,
	wanted: { readonly names: readonly DocumentName[]; readonly since: Instant; readonly until: Instant },
	{ now, pauseMs }: { readonly now: Instant; readonly pauseMs: (tries: number) => number },
): Look => {
	const read = new Map((known?.documents ?? []).filter((each) => counts(each, wanted.since)).map((each) => [key(each), each.at]));
	const tries = (known?.tries ?? 0) + 1;
	const { company, ledger, mail } = whose;
	return {
		company,
		ledger,
		mail,
		documents: wanted.names.map(({ kind, id }) => ({ kind, id, at: read.get(key({ kind, id })) ?? null })),
		since: wanted.since,
		until: wanted.until,
		tries,
		retryAt: later(now, pauseMs(tries - 1)),
		...(known?.begun ? { begun: true } : {}),
		rev: known?.rev ?? 0,
	};
};

/** The ledger told of these, asked at `at`. Null: that says nothing new. */
export const told = (look: Look, names: readonly DocumentName[], at: Instant): Look | null => {
	const said = new Set(names.map(key));
	const isNew = (each: LookDocument): boolean => said.has(key(each)) && (each.at === null || each.at < at);
	if (!look.documents.some(isNew)) return null;
	return { ...look, documents: look.documents.map((each) => (isNew(each) ? { ...each, at } : each)) };
};

/** The provider wants a pause. Null: it is waited for so long anyway. */
export const paused = (look: Look, until: Instant): Look | null => (until > look.retryAt ? { ...look, retryAt: until } : null);
