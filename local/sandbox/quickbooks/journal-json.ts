/**
 * Journal entries as QuickBooks writes them: what is left open of one is said nowhere but in the reports. The derived schema has no such entity; fields are those
 * of Intuit's reference page and its line detail those of the schema.
 */
import type { JournalEntry } from 'node-quickbooks';
import { type AccountRow, accountRows, receivablesIn } from './accounts.ts';
import { type EntryRow, journalRows } from './journal-rows.ts';
import { amount, currencyRef, deletedJson, head, rate } from './json.ts';
import { type Query, QueryError } from './query.ts';
import { type Columns, clauseOf, common, text } from './select.ts';
import type { CompanyRow, Store } from './store.ts';

const json = (store: Store, company: CompanyRow, accounts: readonly AccountRow[], row: EntryRow) => {
	const accountRef = (id: string) => {
		const account = id === '' ? receivablesIn(accounts, row.currency) : accounts.find((each) => each.id === id);
		return { value: account?.id ?? id, name: account?.name ?? '' };
	};
	const nameOf = (id: number): string => store.customer(company.realm, id)?.name ?? '';
	return {
		...head(row),
		Adjustment: false,
		...(row.number === '' ? {} : { DocNumber: row.number }),
		TxnDate: row.day,
		CurrencyRef: currencyRef(row.currency),
		...rate(company, row.currency),
		...(row.note === '' ? {} : { PrivateNote: row.note }),
		Line: journalRows(store, company.realm)
			.lines(row.id)
			.map((line) => ({
				Id: String(line.line - 1),
				...(row.note === '' ? {} : { Description: row.note }),
				Amount: amount(Math.abs(line.minor), row.currency),
				DetailType: 'JournalEntryLineDetail',
				JournalEntryLineDetail: {
					PostingType: line.minor > 0 ? 'Debit' : 'Credit',
					...(line.customer === null
						? {}
						: { Entity: { Type: 'Customer', EntityRef: { value: String(line.customer), name: nameOf(line.customer) } } }),
					AccountRef: accountRef(line.account),
				},
			})),
		TxnTaxDetail: {},
		TotalAmt: 0,
	} satisfies JournalEntry;
};

/** Null when there is none; deleted ones are none. */
export const journalEntryJson = (store: Store, company: CompanyRow, id: number): object | null => {
	const [row] = journalRows(store, company.realm).entries("id = ? AND state = 'live'", id);
	return row ? json(store, company, accountRows(store, company), row) : null;
};

const fields: Columns = { ...common, txndate: { sql: 'day', read: text }, docnumber: { sql: 'number', read: text } };
const column = (field: string) => {
	const found = fields[field.toLowerCase()];
	if (!found) throw new QueryError(`property '${field}' not found for Entity JournalEntry`);
	return found;
};

export const selectJournalEntries = (store: Store, company: CompanyRow, query: Query): { total: number } | { rows: object[] } => {
	const clauses = query.where.map((each) => clauseOf(column(each.field), each));
	const where = ["state = 'live'", ...clauses.map((each) => each.sql)].join(' AND ');
	const values = clauses.flatMap((each) => each.values);
	if (query.count)
		return {
			total: store.one<{ n: number }>(`SELECT COUNT(*) AS n FROM entry WHERE realm = ? AND ${where}`, company.realm, ...values)?.n ?? 0,
		};
	const by = query.order ? `${column(query.order.field).sql} ${query.order.descending ? 'DESC' : 'ASC'}, ` : '';
	const sql = `${where} AND ${store.rough.given()} ORDER BY ${by}${store.rough.ties()} LIMIT ? OFFSET ?`;
	const accounts = accountRows(store, company);
	const found = journalRows(store, company.realm).entries(sql, ...values, query.max, query.start - 1);
	return { rows: found.map((row) => json(store, company, accounts, row)) };
};

/** For change data capture; `sql`: which, in what order, how many. */
export const changedJournalEntries = (store: Store, company: CompanyRow, sql: string, ...values: number[]): object[] => {
	const accounts = accountRows(store, company);
	const found = journalRows(store, company.realm).entries(sql, ...values);
	return found.map((row) => (row.state === 'deleted' ? deletedJson(row) : json(store, company, accounts, row)));
};
