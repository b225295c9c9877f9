/** The one writer of live mode: documents, their replaced states and both ladders in the same transactions. */
import { type Day, dayIn, type Instant, isTimeZone } from '../../domain/day.ts';
import { type CompanyId, type Document, documentKey, ledgerOfCustomer, type StoredDocument } from '../../domain/document.ts';
import { type Finding, isMaterial, isToldByVersion, remaining, taken } from '../../domain/sweep.ts';
import { type Books, type Scope, TryLater } from '../../ports/books.ts';
import { keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { documentFrom } from './document-item.ts';
import { fitting } from './fit.ts';
import { keyText, mustBelongTo, text } from './item.ts';
import { type CustomerStanding, standingFrom } from './ladder-item.ts';
import { type Change, inOrder, ladderName, moves, pack } from './pack.ts';
import { jitter, tries } from './retry.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

type Read = 'consistent' | 'eventual';

/** What a call does with a document that it reads at the very version that is stored, where the version tells all: nothing, or `taken`. */
type SameVersion = 'drop' | 'mend';
/** A change, and what was read that it came from. */
type Found = Change & { readonly read: Document };

/** The newest of each document in the call, as it fits into an item. @throws RangeError for a document of another ledger, or of a customer of another ledger */
export const newestOf = ({ ledger }: Scope, documents: readonly Document[]): Document[] => {
	const newest = new Map<string, Document>();
	for (const document of documents) {
		if (document.ledger !== ledger || ledgerOfCustomer(document.customer) !== ledger)
			throw new RangeError('a document or its customer belongs to another ledger');
		const key = documentKey(document);
		const seen = newest.get(key);
		if (!seen || document.version > seen.version) newest.set(key, document);
	}
	return [...newest.values()].map(fitting);
};

const documentKeyOf = (company: CompanyId, { ledger, kind, id }: Document) => keys.document(company, ledger, kind, id);

/** Drops what is older than the stored copy, or says nothing else. 0.5 RCU a document of up to 4 KB, 1 when consistent. */
const changesAmong = async (
	store: Store,
	company: CompanyId,
	documents: readonly Document[],
	read: Read,
	sameVersion: SameVersion,
): Promise<Found[]> => {
	const found = await getAll(
		store,
		documents.map((document) => documentKeyOf(company, document)),
		read,
	);
	return documents.flatMap((document): Found[] => {
		const item = found.get(keyText(documentKeyOf(company, document)));
		if (!item) return [{ document, stored: null, read: document }];
		const version = text(item, 'ver');
		if (document.version < version || (document.version === version && sameVersion === 'drop' && isToldByVersion(document))) return [];
		const stored: StoredDocument = documentFrom(item, company);
		const next = taken(stored, document);
		return next === null ? [] : [{ document: next, stored, read: document }];
	});
};

const readLadders = async (
	store: Store,
	company: CompanyId,
	changes: readonly Change[],
	read: Read,
): Promise<Map<string, CustomerStanding>> => {
	const wanted = changes.flatMap(moves).map(({ position }) => keys.customerLadder(company, position.customer, position.currency));
	const found = await getAll(store, wanted, read);
	return new Map(
		[...found.values()].map((item) => {
			const standing = standingFrom(item, company);
			return [ladderName(standing), standing];
		}),
	);
};

/** The company's civil day at that moment; UTC's until the company has a zone. Only orders lists and files the journal. 0.5 RCU. */
const todayOf = async (store: Store, company: CompanyId, at: Instant): Promise<Day> => {
	const item = await store.get(keys.company(company), 'eventual');
	const zone = item ? text(mustBelongTo(item, company), 'timeZone') : 'UTC';
	return dayIn(isTimeZone(zone) ? zone : 'UTC', at);
};

/** What a sweep put right by it, if reckoning goes by that. */
const findingsOf = ({ document, stored }: Change): Finding[] => {
	const { kind, id, number, customer, currency, version, state } = document;
	const is = remaining(document);
	const found = { kind, id, number, customer, currency, is };
	if (stored === null) return is === 0 ? [] : [{ ...found, how: 'unknown', was: null }];
	if (!isMaterial(stored, document)) return [];
	const how = version > stored.version ? 'newer' : state === 'deleted' ? 'gone' : 'differs';
	return [{ ...found, how, was: remaining(stored) }];
};

export type SaveDocuments = Books['save'];

/** @param noteCurrencies makes sure the company's list of currencies holds these */
export const savingDocuments = (
	store: Store,
	noteCurrencies: (company: CompanyId, documents: readonly Document[]) => Promise<void>,
): Pick<Books, 'save' | 'repair'> => {
	const write = async (
		scope: Scope,
		documents: readonly Document[],
		at: Instant,
		sameVersion: SameVersion,
	): ReturnType<Books['repair']> => {
		const { company } = scope;
		const newest = newestOf(scope, documents);
		const findings: Finding[] = [];
		if (newest.length === 0) return { written: 0, stale: documents.length, findings };
		// The first look of a save may be a moment old: at worst a condition fails and we look again, consistently. A repair could take what is old for what is
		// there, and leave it.
		const first = sameVersion === 'mend' ? 'consistent' : 'eventual';
		const [changes, today] = await Promise.all([changesAmong(store, company, newest, first, sameVersion), todayOf(store, company, at)]);
		const [ladders] = await Promise.all([
			readLadders(store, company, changes, 'eventual'),
			noteCurrencies(
				company,
				changes.map(({ document }) => document),
			),
		]);
		let queue = inOrder(changes);
		let written = 0;
		let lost = 0;
		while (queue.length > 0) {
			const { writes, took, ladders: after } = pack(scope, queue, ladders, at, today);
			const tried = queue.slice(0, took);
			if ((await transact(store, writes)) === null) {
				for (const [name, ladder] of after) ladders.set(name, ladder);
				findings.push(...tried.flatMap(findingsOf));
				queue = queue.slice(took);
				written += took;
				lost = 0;
				continue;
			}
			// Somebody else wrote one of these documents or ladders meanwhile: look at this pack's again.
			lost += 1;
			if (lost === tries) throw new TryLater('other writers were faster');
			await jitter(lost);
			const again = tried.map(({ read }) => read);
			const still = inOrder(await changesAmong(store, company, again, 'consistent', sameVersion));
			for (const name of after.keys()) ladders.delete(name);
			for (const [name, ladder] of await readLadders(store, company, [...tried, ...still], 'consistent')) ladders.set(name, ladder);
			queue = [...still, ...queue.slice(took)];
		}
		return { written, stale: documents.length - written, findings };
	};
	return {
		save: async (scope, documents, at) => {
			const { written, stale } = await write(scope, documents, at, 'drop');
			return { written, stale };
		},
		repair: (scope, documents, at) => write(scope, documents, at, 'mend'),
	};
};
