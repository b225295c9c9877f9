/** What the books must say, folded from the documents with the domain alone. */
import { expect } from 'vitest';
import { type Ladder, positionOf, type Rung } from '../../../../shared/domain/aging.ts';
import type { Day } from '../../../../shared/domain/day.ts';
import { type Document, documentKey, type StoredDocument } from '../../../../shared/domain/document.ts';
import type { Currency } from '../../../../shared/domain/money.ts';
import { type Books, type Scope, TryLater } from '../../../../shared/ports/books.ts';

export const newest = (documents: Iterable<Document>): Map<string, Document> => {
	const all = new Map<string, Document>();
	for (const document of documents) {
		const key = documentKey(document);
		if (!(document.version <= (all.get(key)?.version ?? ''))) all.set(key, document);
	}
	return all;
};

type Plain = { readonly rungs: Record<string, Rung>; readonly unapplied: number };
export const plain = (ladder: Ladder, unapplied: number): Plain => ({
	rungs: Object.fromEntries([...ladder].filter(([, { minor, count }]) => minor !== 0 || count !== 0)),
	unapplied,
});
const empty = plain(new Map(), 0);

/** By `<group>`: what documents of that group add up to. Groups that stand at nothing are left out. */
export const fold = (documents: Iterable<Document>, group: (document: Document) => string): Record<string, Plain> => {
	const all = new Map<string, { rungs: Map<Day, Rung>; unapplied: number }>();
	for (const document of documents) {
		const { due, open, count, unapplied } = positionOf(document);
		const into = all.get(group(document)) ?? { rungs: new Map<Day, Rung>(), unapplied: 0 };
		all.set(group(document), into);
		into.unapplied += unapplied;
		if (due === null) continue;
		const rung = into.rungs.get(due) ?? { minor: 0, count: 0 };
		into.rungs.set(due, { minor: rung.minor + open, count: rung.count + count });
	}
	return withoutEmpty([...all].map(([name, { rungs, unapplied }]) => [name, plain(rungs, unapplied)]));
};
const withoutEmpty = (entries: readonly (readonly [string, Plain])[]): Record<string, Plain> =>
	Object.fromEntries(entries.filter(([, each]) => JSON.stringify(each) !== JSON.stringify(empty)));

export const bare = ({ rev: _rev, seen: _seen, saved: _saved, held: _held, ...document }: StoredDocument): Document => document;

/** Every revision before this one is there once, and versions only ever grew, or stayed where a sweep repaired. */
const expectVersions = async (books: Books, company: string, stored: StoredDocument, repaired: boolean): Promise<void> => {
	const versions = await books.versions(company, stored.ledger, stored.kind, stored.id);
	expect(versions.map(({ rev }) => rev)).toEqual(Array.from({ length: stored.rev - 1 }, (_, i) => i + 1));
	const known = [...versions, stored].map((each) => each.version);
	expect(known).toEqual((repaired ? known : [...new Set(known)]).toSorted());
};

/** Everything a reader can ask of one ledger's books agrees with the documents. */
export const expectBooks = async (
	books: Books,
	{ company, ledger }: Scope,
	documents: Iterable<Document>,
	today: Day,
	{ repaired = false } = {},
): Promise<void> => {
	const now = newest(documents);
	const codes = [...new Set([...now.values()].map(({ currency }) => currency))];
	const byCurrency = async <T>(read: (code: Currency) => Promise<readonly T[]>) => (await Promise.all(codes.map(read))).flat();
	const months = (await byCurrency((code) => books.ladders(company, code))).filter((each) => each.ledger === ledger);
	expect(withoutEmpty(months.map(({ currency, ladder, unapplied }) => [currency, plain(ladder, unapplied)]))).toEqual(
		fold(now.values(), ({ currency }) => currency),
	);
	const customers = (await byCurrency((code) => books.customerLadders(company, code))).filter(({ customer }) =>
		customer.startsWith(ledger),
	);
	const owed = fold(now.values(), ({ customer, currency }) => `${customer} ${currency}`);
	expect(
		withoutEmpty(customers.map(({ customer, currency, ladder, unapplied }) => [`${customer} ${currency}`, plain(ladder, unapplied)])),
	).toEqual(owed);
	for (const customer of new Set([...now.values()].map((document) => document.customer))) {
		const { rows } = await books.documentsOf(company, customer, 1000, null);
		const mine = [...now.values()].filter((document) => document.customer === customer);
		const byKey = (documents: readonly Document[]) => Object.fromEntries(documents.map((document) => [documentKey(document), document]));
		expect(byKey(rows.map(bare))).toEqual(byKey(mine));
		for (const stored of rows.filter(({ rev }) => rev > 1)) await expectVersions(books, company, stored, repaired);
		const ladders = await books.laddersOf(company, customer);
		expect(withoutEmpty(ladders.map(({ currency, ladder, unapplied }) => [`${customer} ${currency}`, plain(ladder, unapplied)]))).toEqual(
			Object.fromEntries(Object.entries(owed).filter(([name]) => name.startsWith(`${customer} `))),
		);
	}
	const recount = await books.recount({ company, ledger }, 'compare', today);
	expect(recount).toEqual({
		documents: [...now.values()].filter((document) => positionOf(document).count + positionOf(document).unapplied > 0).length,
		drift: [],
	});
};

/** Like a queue: `TryLater` comes again. */
export const delivered = async <T>(work: () => Promise<T>, most = 50): Promise<T> => {
	for (let i = 1; ; i++)
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof TryLater) || i === most) throw error;
		}
};
