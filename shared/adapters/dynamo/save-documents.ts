/** The one writer of live mode: documents, their replaced states and both ladders in the same transactions. */
import { type Day, dayIn, type Instant, isTimeZone } from '../../domain/day.ts';
import { type CompanyId, type Document, documentKey, ledgerOfCustomer, replacing, type StoredDocument } from '../../domain/document.ts';
import { type Saved, type Scope, TryLater } from '../../ports/books.ts';
import { keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { documentFrom } from './document-item.ts';
import { keyText, mustBelongTo, text } from './item.ts';
import { type CustomerStanding, standingFrom } from './ladder-item.ts';
import { type Change, inOrder, ladderName, moves, pack } from './pack.ts';
import { jitter, tries } from './retry.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

type Read = 'consistent' | 'eventual';

/** The newest of each document in the call. @throws RangeError for a document of another ledger, or of a customer of another ledger */
export const newestOf = ({ ledger }: Scope, documents: readonly Document[]): Document[] => {
	const newest = new Map<string, Document>();
	for (const document of documents) {
		if (document.ledger !== ledger || ledgerOfCustomer(document.customer) !== ledger)
			throw new RangeError('a document or its customer belongs to another ledger');
		const key = documentKey(document);
		const seen = newest.get(key);
		if (!seen || document.version > seen.version) newest.set(key, document);
	}
	return [...newest.values()];
};

const documentKeyOf = (company: CompanyId, { ledger, kind, id }: Document) => keys.document(company, ledger, kind, id);

/** Drops what is not newer than the stored copy. 0.5 RCU a document, 1 when consistent. */
const changesAmong = async (store: Store, company: CompanyId, documents: readonly Document[], read: Read): Promise<Change[]> => {
	const found = await getAll(
		store,
		documents.map((document) => documentKeyOf(company, document)),
		read,
	);
	return documents.flatMap((document): Change[] => {
		const item = found.get(keyText(documentKeyOf(company, document)));
		if (!item) return [{ document, stored: null }];
		if (document.version <= text(item, 'ver')) return [];
		const stored: StoredDocument = documentFrom(item, company);
		return [{ document: replacing(stored, document), stored }];
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

export type SaveDocuments = (scope: Scope, documents: readonly Document[], at: Instant) => Promise<Saved>;

/** @param noteCurrencies makes sure the company's list of currencies holds these */
export const savingDocuments =
	(store: Store, noteCurrencies: (company: CompanyId, documents: readonly Document[]) => Promise<void>): SaveDocuments =>
	async (scope, documents, at) => {
		const { company } = scope;
		const newest = newestOf(scope, documents);
		if (newest.length === 0) return { written: 0, stale: documents.length };
		// The first look may be a moment old: at worst a condition fails and we look again, consistently.
		const [changes, today] = await Promise.all([changesAmong(store, company, newest, 'eventual'), todayOf(store, company, at)]);
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
			if ((await transact(store, writes)) === null) {
				for (const [name, ladder] of after) ladders.set(name, ladder);
				queue = queue.slice(took);
				written += took;
				lost = 0;
				continue;
			}
			// Somebody else wrote one of these documents or ladders meanwhile: look at this pack's again.
			lost += 1;
			if (lost === tries) throw new TryLater('other writers were faster');
			await jitter(lost);
			const tried = queue.slice(0, took);
			const again = tried.map(({ document }) => document);
			const still = inOrder(await changesAmong(store, company, again, 'consistent'));
			for (const name of after.keys()) ladders.delete(name);
			for (const [name, ladder] of await readLadders(store, company, [...tried, ...still], 'consistent')) ladders.set(name, ladder);
			queue = [...still, ...queue.slice(took)];
		}
		return { written, stale: documents.length - written };
	};
