/** DOC and V#: a mirrored document, its index keys, and back. `free` = open − held is stored because conditions have no arithmetic. */
import { type Position, positionOf } from '../../domain/aging.ts';
import type { Day, Instant } from '../../domain/day.ts';
import { type CompanyId, type DocumentState, documentKinds, type Entry, isOwedOn, type StoredDocument } from '../../domain/document.ts';
import { byDay, byOwner, keys } from '../../wire/table.ts';
import { detailsIn, detailsItem } from './details-item.ts';
import { BrokenItem, currencyAt, dayAt, doubtIn, type Item, instantAt, mustBelongTo, oneOf, text, whole } from './item.ts';

const states: readonly DocumentState[] = ['open', 'closed', 'void', 'deleted'];
const entryKinds: readonly Entry['kind'][] = ['issued', 'payment', 'credit', 'overpayment', 'prepayment', 'refund', 'void'];

/** On the open list: an amount of it stands on a ladder. */
const isListed = (position: Position): boolean => position.count !== 0 || position.unapplied !== 0;
/** The day the open list files it under; where something is owed on it this is its ladder's due day. */
const listDay = (document: StoredDocument, position: Position): Day => position.due ?? document.due ?? document.issued;

/** Index keys hold a number only for the order of people's lists; its whole length could pass the 1,024 bytes a key may have. */
const inKey = (number: string): string => (number.length > 60 ? [...number].slice(0, 60).join('') : number);

const attributes = (company: CompanyId, document: StoredDocument): Item => ({
	co: company,
	ledger: document.ledger,
	kind: document.kind,
	id: document.id,
	ver: document.version,
	cust: document.customer,
	no: document.number,
	ref: document.reference,
	state: document.state,
	status: document.providerStatus,
	ccy: document.currency,
	total: document.total,
	open: document.open,
	unapplied: document.unapplied,
	held: document.held,
	free: document.open - document.held,
	issued: document.issued,
	due: document.due ?? undefined,
	entries: document.entries,
	details: detailsItem(document.details),
	doubt: document.doubt,
	rev: document.rev,
	seen: document.seen,
	saved: document.saved,
});

/** 1 WCU a KB (most have 1 KB, and 0.1 KB for each line of `details`), and 1 for each of its one or two index entries. */
export const documentItem = (company: CompanyId, document: StoredDocument): Item => {
	const { ledger, kind, id, customer, number, issued } = document;
	const position = positionOf(document);
	const day = listDay(document, position);
	return {
		...keys.document(company, ledger, kind, id),
		...attributes(company, document),
		...(isListed(position)
			? { ...byOwner.openDocument(company, customer, day, inKey(number), id), ...byDay.open(company, day, id) }
			: byOwner.closedDocument(company, customer, issued, inKey(number), id)),
	};
};

/** The state that was replaced at `replaced`, on the company's day `known`. Immutable; found by document, and by day in the journal. */
export const versionItem = (company: CompanyId, document: StoredDocument, replaced: Instant, known: Day): Item => ({
	...keys.version(company, document.ledger, document.kind, document.id, document.rev),
	...attributes(company, document),
	replaced,
	...byDay.journal(company, known, document.id, replaced),
});

const entryFrom = (raw: unknown): Entry => {
	if (typeof raw !== 'object' || raw === null) throw new BrokenItem('entries');
	const item = { ...raw };
	const entry = { day: dayAt(item, 'day'), kind: oneOf(item, 'kind', entryKinds), minor: whole(item, 'minor') };
	const source = 'source' in item ? { source: text(item, 'source') } : {};
	return { ...entry, ...source, ...('estimated' in item ? { estimated: true } : {}) };
};

/** @throws BrokenItem */
export const documentFrom = (item: Item, company: CompanyId): StoredDocument => {
	mustBelongTo(item, company);
	if (!Array.isArray(item.entries)) throw new BrokenItem('entries');
	return {
		ledger: text(item, 'ledger'),
		kind: oneOf(item, 'kind', documentKinds),
		id: text(item, 'id'),
		version: text(item, 'ver'),
		customer: text(item, 'cust'),
		number: text(item, 'no'),
		reference: text(item, 'ref'),
		state: oneOf(item, 'state', states),
		providerStatus: text(item, 'status'),
		currency: currencyAt(item, 'ccy'),
		total: whole(item, 'total'),
		open: whole(item, 'open'),
		unapplied: whole(item, 'unapplied'),
		issued: dayAt(item, 'issued'),
		due: item.due === undefined ? null : dayAt(item, 'due'),
		entries: item.entries.map(entryFrom),
		...detailsIn(item),
		rev: whole(item, 'rev'),
		seen: instantAt(item, 'seen'),
		saved: instantAt(item, 'saved'),
		held: whole(item, 'held'),
		...doubtIn(item),
	};
};

/** What a row of the open list (index `byDay`) says of its document's standing: the same as `positionOf` of the document. */
export const listed = ['pk', 'g2s', 'ledger', 'kind', 'id', 'open', 'unapplied', 'ccy', 'cust'] as const;
export const positionFrom = (row: Item, company: CompanyId): Position => {
	mustBelongTo(row, company);
	const open = isOwedOn({ kind: row.kind }) ? whole(row, 'open') : 0;
	const due = dayAt({ day: text(row, 'g2s').slice(0, 10) }, 'day');
	return {
		ledger: text(row, 'ledger'),
		customer: text(row, 'cust'),
		currency: currencyAt(row, 'ccy'),
		due: open === 0 ? null : due,
		open,
		count: open === 0 ? 0 : 1,
		unapplied: whole(row, 'unapplied'),
	};
};
