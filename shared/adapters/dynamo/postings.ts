/** The port `postings` over the table. */
import type { CompanyId } from '../../domain/document.ts';
import { keepsSubjects, type Posting, subjectsOf } from '../../domain/posting.ts';
import type { PostingSettings } from '../../domain/posting-accounts.ts';
import { reconcileWorkId } from '../../domain/reconcile-work.ts';
import { noteRule } from '../../domain/reminder-note.ts';
import type { RowPage } from '../../ports/books.ts';
import type { Fresh } from '../../ports/connections.ts';
import type { Created, Postings } from '../../ports/postings.ts';
import { byDay, byOwner, isKeyPart, keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { BrokenItem, type Item, keyOf, keyText } from './item.ts';
import { countWriteOff, giveSubjectsBack, holderOf, takeSubjects, writtenOff } from './posting-locks.ts';
import { type Query, rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

const postingItem = (posting: Posting): Item => {
	const { company, customer, id, askedAt, wake, by, state } = posting;
	// There are many, and nobody has to look at them: those that were left out are listed, since they say why.
	const listed = by !== noteRule || state === 'cancelled';
	return {
		...recordItem(keys.posting(company, id), posting, wakeKey('reconcile', company, reconcileWorkId({ kind: 'posting', id }), wake)),
		...(listed ? byOwner.posting(company, askedAt, id) : {}),
		...(by === noteRule ? {} : byDay.postingOf(company, customer, askedAt, id)),
	};
};
const postingFrom = (item: Item, company: CompanyId): Posting => recordFrom<Posting>(item, 'company', company);

const read = async (store: Store, company: CompanyId, id: string): Promise<Posting | null> => {
	if (!isKeyPart(id)) return null;
	const item = await store.get(keys.posting(company, id), 'consistent');
	return item && postingFrom(item, company);
};

const create = async (store: Store, posting: Posting, writeOffMost: number): Promise<Created> => {
	const { company, id } = posting;
	const writes: readonly Write[] = [
		{ put: postingItem({ ...posting, rev: 0 }), when: { ConditionExpression: 'attribute_not_exists(pk)' } },
		...takeSubjects(posting),
		...countWriteOff(posting, writeOffMost),
	];
	const failed = await transact(store, writes);
	if (failed === null || failed.includes(0)) {
		const stored = await read(store, company, id);
		if (!stored) throw new BrokenItem('pk');
		return { outcome: 'stored', posting: stored };
	}
	if (failed.every((at) => at > subjectsOf(posting.what).length)) return { outcome: 'above', before: await writtenOff(store, posting) };
	const holder = await holderOf(store, posting);
	return { outcome: 'taken', by: holder === null ? null : await read(store, company, holder) };
};

const seenPut = (posting: Posting): Write => ({
	put: postingItem(posting),
	when: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': posting.rev } },
});

const saveOver = async (store: Store, posting: Posting): Promise<Fresh> => {
	for (let back = giveSubjectsBack(posting); ; ) {
		const failed = await transact(store, [seenPut(posting), ...back]);
		if (failed === null) return 'saved';
		if (failed.includes(0)) return 'stale';
		// Given back before, and somebody else's by now.
		back = back.filter((_, at) => !failed.includes(at + 1));
	}
};

const resume = async (store: Store, posting: Posting): Promise<Fresh | 'taken'> => {
	const failed = await transact(store, [seenPut(posting), ...takeSubjects(posting)]);
	if (failed === null) return 'saved';
	return failed.includes(0) ? 'stale' : 'taken';
};

/** Postings in the order of an index, each as it is itself. */
const listed = async (store: Store, company: CompanyId, query: Query): Promise<{ rows: readonly Item[]; postings: readonly Posting[] }> => {
	const rows = await rowsOf(store, query);
	const items = await getAll(store, rows.map(keyOf), 'consistent');
	const postings = rows.flatMap((row) => {
		const item = items.get(keyText(keyOf(row)));
		return item ? [postingFrom(item, company)] : [];
	});
	return { rows, postings };
};

const rowKey = ['pk', 'sk', 'g1s'] as const;
const page = async (store: Store, company: CompanyId, limit: number, from: string | null): Promise<RowPage<Posting>> => {
	const partition = byOwner.postings(company);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const query: Query = { index: 'byOwner', partition, descending: true, limit: limit + 1, after };
	const { rows, postings } = await listed(store, company, query);
	const last = rows.at(limit - 1);
	return { rows: postings.slice(0, limit), next: last && rows.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};

export const dynamoPostings = (store: Store): Postings => ({
	create: (posting, writeOffMost) => create(store, posting, writeOffMost),
	posting: (company, id) => read(store, company, id),
	savePosting: (posting) => (keepsSubjects(posting) ? saveRecord(store, postingItem(posting)) : saveOver(store, posting)),
	resume: (posting) => resume(store, posting),
	postings: (company, limit, from) => page(store, company, limit, from),
	postingsOf: async (company, customer, limit) =>
		(await listed(store, company, { index: 'byDay', partition: byDay.postingsOf(company, customer), descending: true, limit })).postings,
	settings: async (company, ledger) => {
		const item = await store.get(keys.postingSettings(company, ledger), 'consistent');
		return item && recordFrom<PostingSettings>(item, 'company', company);
	},
	saveSettings: (settings) => saveRecord(store, recordItem(keys.postingSettings(settings.company, settings.ledger), settings, null)),
});
