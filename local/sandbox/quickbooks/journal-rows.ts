/**
 * Journal entries as rows: an entry, and its lines, each of one account. A line of a customer is on the account of receivables: a debit of it is owed as an
 * invoice is, a credit is left to the customer, and payments settle either. Reads and writes rows; knows no rule but that what is settled is of the line.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { Day } from '../../../shared/domain/day.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import { putRow } from './put-row.ts';
import type { Store } from './store.ts';

export type EntryRow = {
	readonly id: number;
	readonly sync: number;
	readonly created: number;
	readonly updated: number;
	readonly state: 'live' | 'deleted';
	/** One for all its lines. */
	readonly currency: Currency;
	readonly scale: number;
	readonly number: string;
	readonly note: string;
	readonly day: Day;
};
export type EntryLine = {
	readonly entry: number;
	readonly line: number;
	/** Id of the account; empty: receivables in the entry's currency. */
	readonly account: string;
	/** Whose, on receivables only. */
	readonly customer: number | null;
	/** Signed: a debit is positive. All lines of an entry together are nothing. */
	readonly minor: number;
	/** What is open of it, of the same sign; 0 on other accounts. */
	readonly rest: number;
};
/** An entry as one line of receivables knows it. */
export type JournalRow = EntryRow & Pick<EntryLine, 'line' | 'minor' | 'rest'> & { readonly customer: number };
/** `minor`: always positive. */
export type JournalLink = { readonly payment: number; readonly entry: number; readonly line: number; readonly minor: number };

const entryColumns = ['id', 'sync', 'created', 'updated', 'state', 'currency', 'scale', 'number', 'note', 'day'] as const;
const lineColumns = ['entry', 'line', 'account', 'customer', 'minor', 'rest'] as const;

export const journalRows = (store: Store, realm: string) => {
	const linked = (where: string, ...values: SQLInputValue[]): JournalLink[] =>
		store.all<JournalLink>(
			`SELECT payment, entry, line, minor FROM entry_link WHERE realm = ? AND ${where} ORDER BY rowid`,
			realm,
			...values,
		);
	return {
		entries: (where = 'TRUE', ...values: SQLInputValue[]): EntryRow[] =>
			store.all<EntryRow>(`SELECT ${entryColumns.join()} FROM entry WHERE realm = ? AND ${where}`, realm, ...values),
		lines: (entry: number): EntryLine[] =>
			store.all<EntryLine>(`SELECT ${lineColumns.join()} FROM entry_line WHERE realm = ? AND entry = ? ORDER BY line`, realm, entry),
		/** The lines on receivables, with their entries. */
		owed: (where = 'TRUE', ...values: SQLInputValue[]): JournalRow[] =>
			store.all<JournalRow>(
				`SELECT ${entryColumns.join()}, line, customer, minor, rest FROM owed_line WHERE realm = ? AND ${where}`,
				realm,
				...values,
			),
		putEntry: (row: EntryRow): void => putRow(store, realm, 'entry', entryColumns, row),
		putLine: (row: EntryLine): void => putRow(store, realm, 'entry_line', lineColumns, row),
		/** Its next version. */
		touch: (row: EntryRow, change: Partial<EntryRow>, at: number): EntryRow => {
			const touched = { ...row, ...change, sync: row.sync + 1, updated: Math.max(at, row.updated) };
			putRow(store, realm, 'entry', entryColumns, touched);
			return touched;
		},
		linksOf: (payment: number): JournalLink[] => linked('payment = ?', payment),
		linksTo: (entry: number): JournalLink[] => linked('entry = ?', entry),
		link: ({ payment, entry, line, minor }: JournalLink): void => {
			store.run('INSERT INTO entry_link VALUES (?, ?, ?, ?, ?)', realm, payment, entry, line, minor);
		},
		unlink: (payment: number, entry?: number): void => {
			if (entry === undefined) store.run('DELETE FROM entry_link WHERE realm = ? AND payment = ?', realm, payment);
			else store.run('DELETE FROM entry_link WHERE realm = ? AND payment = ? AND entry = ?', realm, payment, entry);
		},
	};
};
