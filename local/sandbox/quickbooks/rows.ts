/** Reading many: `/query` and `/cdc`. */
import type { LocalAnswer } from '../server.ts';
import { selectAccounts } from './accounts.ts';
import { fault } from './answers.ts';
import { selectDeposits } from './deposits.ts';
import { selectItems } from './items.ts';
import { changedJournalEntries, selectJournalEntries } from './journal-json.ts';
import { companyInfoJson, customerJson, deletedJson, documentJson, preferencesJson, timeText } from './json.ts';
import { selectPayables } from './payable-rows.ts';
import { payableNamed } from './payable-store.ts';
import { selectPurchases } from './purchases.ts';
import { parseQuery, type Query, QueryError } from './query.ts';
import { entityNamed, select } from './select.ts';
import type { CompanyRow, EntityType, Store } from './store.ts';

/** What the page-spoiling faults do to rows; nothing by default. */
export type Spoil = (rows: object[], before: () => object[]) => object[];

const queryFault = (now: number, detail: string): LocalAnswer =>
	fault(now, 400, detail.startsWith('property') ? '4001' : '4000', 'Error parsing query', 'ValidationFault', `QueryParserError: ${detail}`);

const read = (store: Store, company: CompanyRow, type: EntityType, query: Query): { total: number } | { rows: object[] } => {
	const found = select(store, company.realm, type, query);
	if ('total' in found) return found;
	return {
		rows:
			'customers' in found
				? found.customers.map((row) => customerJson(store, company, row))
				: found.documents.map((row) => documentJson(store, company, row)),
	};
};

/** What there is one of, and may be queried for all the same. */
export const singles = { companyinfo: ['CompanyInfo', companyInfoJson], preferences: ['Preferences', preferencesJson] } as const;

const others = {
	Item: (_store, _company, query) => selectItems(query),
	Purchase: selectPurchases,
	Deposit: selectDeposits,
	Account: selectAccounts,
	JournalEntry: selectJournalEntries,
} satisfies Readonly<Record<string, (store: Store, company: CompanyRow, query: Query) => { total: number } | { rows: object[] }>>;
/** What is neither a sale nor of the suppliers' side. */
const otherNamed = (name: string): keyof typeof others | null =>
	(['Item', 'Purchase', 'Deposit', 'Account', 'JournalEntry'] as const).find((each) => each.toLowerCase() === name.toLowerCase()) ?? null;

/** An empty result is `{"QueryResponse":{}}`, as QuickBooks writes it. */
export const answerQuery = (store: Store, company: CompanyRow, text: string, now: number, spoil: Spoil): LocalAnswer => {
	const time = timeText(now, true);
	try {
		const query = parseQuery(text);
		const single = Object.entries(singles).find(([name]) => name === query.entity.toLowerCase())?.[1];
		if (single) return { body: { QueryResponse: { [single[0]]: [single[1](company, store)], startPosition: 1, maxResults: 1 }, time } };
		const type = entityNamed(query.entity);
		const payable = payableNamed(query.entity);
		const other = otherNamed(query.entity);
		const reading = (asked: Query) => {
			if (payable) return selectPayables(store, company, payable, asked);
			if (other) return others[other](store, company, asked);
			return type && read(store, company, type, asked);
		};
		const name = type ?? payable ?? other;
		const found = reading(query);
		if (!found || !name) return queryFault(now, `Unknown entity ${query.entity}`);
		if ('total' in found) return { body: { QueryResponse: { totalCount: found.total }, time } };
		const rows = spoil(found.rows, () => {
			const before = reading({ ...query, start: Math.max(1, query.start - 3), max: 3 });
			return before && 'rows' in before ? before.rows : [];
		});
		if (rows.length === 0) return { body: { QueryResponse: {}, time } };
		return { body: { QueryResponse: { [name]: rows, startPosition: query.start, maxResults: rows.length }, time } };
	} catch (error) {
		if (error instanceof QueryError) return queryFault(now, error.message);
		throw error;
	}
};

const cdcDays = 30;
/** Objects in one CDC answer, over all its entities together. */
const cdcCap = 1000;

const changesOf = (
	store: Store,
	company: CompanyRow,
	type: EntityType | 'JournalEntry',
	sql: string,
	from: number,
	most: number,
): object[] => {
	if (type === 'JournalEntry') return changedJournalEntries(store, company, sql, from, most);
	if (type === 'Customer') return store.customers(company.realm, sql, from, most).map((row) => customerJson(store, company, row));
	return store
		.documents(company.realm, `type = ? AND ${sql}`, type, from, most)
		.map((row) => (row.state === 'deleted' ? deletedJson(row) : documentJson(store, company, row)));
};

export const answerCdc = (store: Store, company: CompanyRow, names: string, since: string, now: number, spoil: Spoil): LocalAnswer => {
	const from = Date.parse(since);
	if (Number.isNaN(from)) return queryFault(now, `Invalid changedSince "${since}"`);
	if (from < now - cdcDays * 86_400_000)
		return fault(now, 400, '6190', 'Invalid changedSince', 'ValidationFault', `changedSince cannot be more than ${cdcDays} days ago`);
	const { rough } = store;
	let left = cdcCap;
	const answers: object[] = [];
	for (const name of names.split(',')) {
		const type = name.trim().toLowerCase() === 'journalentry' ? 'JournalEntry' : entityNamed(name.trim());
		if (!type) return queryFault(now, `Unknown entity ${name}`);
		const since = rough.is('exclusive') ? 'updated > ?' : 'updated >= ?';
		const newest = rough.is('newestFirst') || rough.is('newestOnly') ? 'DESC' : 'ASC';
		const sql = `${since} ORDER BY updated ${newest}, id ${newest} LIMIT ?`;
		const found = changesOf(store, company, type, sql, from, left);
		const rows = rough.is('newestOnly') ? found.toReversed() : found;
		left -= rows.length;
		const spoilt = spoil(rows, () => rows.slice(0, 3));
		answers.push(spoilt.length ? { [type]: spoilt, startPosition: 1, maxResults: spoilt.length, totalCount: spoilt.length } : {});
	}
	return { body: { CDCResponse: [{ QueryResponse: answers }], time: timeText(now, true) } };
};
