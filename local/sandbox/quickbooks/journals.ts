/**
 * Journal entries with a line on receivables: a debit is owed by the customer as if it were an invoice, a credit is left to them, and payments settle a debit. The
 * other side of the entry is of no interest here. They move the customer's balance and the balance of the account; the lists of documents know nothing of them.
 */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import type { Store } from './store.ts';

export type JournalRow = {
	readonly id: number;
	readonly sync: number;
	readonly created: number;
	readonly updated: number;
	readonly state: 'live' | 'deleted';
	readonly customer: number;
	readonly currency: Currency;
	readonly scale: number;
	readonly number: string;
	readonly note: string;
	readonly day: Day;
	/** Signed: a debit is positive. */
	readonly minor: number;
	/** What is open of it, of the same sign. */
	readonly rest: number;
};
export type JournalLink = { readonly payment: number; readonly journal: number; readonly minor: number };
export type NewJournal = {
	readonly customer: number;
	readonly day: Day;
	readonly minor: number;
	readonly number?: string;
	readonly note?: string;
};

const columns = 'id,sync,created,updated,state,customer,currency,scale,number,note,day,minor,rest';

export const journals = (store: Store, realm: string) => {
	const put = (row: JournalRow): void => {
		store.run(
			`INSERT OR REPLACE INTO journal (realm,${columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			realm,
			row.id,
			row.sync,
			row.created,
			row.updated,
			row.state,
			row.customer,
			row.currency,
			row.scale,
			row.number,
			row.note,
			row.day,
			row.minor,
			row.rest,
		);
	};
	const rows = (where = 'TRUE', ...values: (string | number)[]): JournalRow[] =>
		store.all<JournalRow>(`SELECT ${columns} FROM journal WHERE realm = ? AND ${where}`, realm, ...values);
	const one = (id: number): JournalRow | null => rows("id = ? AND state = 'live'", id)[0] ?? null;
	const touch = (row: JournalRow, change: Partial<JournalRow>): void =>
		put({ ...row, ...change, sync: row.sync + 1, updated: Math.max(store.tick(realm), row.updated) });
	return {
		rows,
		one,
		/** The entry's id; null where there is no such customer, or nothing is entered. */
		add: ({ customer, day, minor, number = '', note = '' }: NewJournal): number | null =>
			store.change(() => {
				const owner = store.customer(realm, customer);
				if (!owner || !Number.isSafeInteger(minor) || minor === 0) return null;
				const now = store.tick(realm);
				const id = store.nextId(realm);
				const { currency } = owner;
				const scale = 10 ** exponentOf(currency);
				put({ id, sync: 0, created: now, updated: now, state: 'live', customer, currency, scale, number, note, day, minor, rest: minor });
				// Its customer's balance is another.
				store.putCustomer(realm, { ...owner, sync: owner.sync + 1, updated: Math.max(now, owner.updated) });
				store.happened(realm, 'Customer', customer, 'Update', now);
				return id;
			}),
		remove: (id: number): void =>
			store.change(() => {
				const row = one(id);
				if (!row) return;
				for (const { payment, minor } of store.all<JournalLink>('SELECT * FROM journal_link WHERE realm = ? AND journal = ?', realm, id)) {
					const paid = store.document(realm, 'Payment', payment);
					if (paid)
						store.putDocument(realm, {
							...paid,
							balance: paid.balance + minor,
							sync: paid.sync + 1,
							updated: Math.max(store.tick(realm), paid.updated),
						});
				}
				store.run('DELETE FROM journal_link WHERE realm = ? AND journal = ?', realm, id);
				touch(row, { state: 'deleted', rest: 0 });
			}),
		/** A payment settles part of a debit. False: that much is not open on it. */
		settle: (payment: number, customer: number, journal: number, minor: number): boolean => {
			const row = one(journal);
			if (!row || row.customer !== customer || !Number.isSafeInteger(minor) || minor <= 0 || minor > row.rest) return false;
			touch(row, { rest: row.rest - minor });
			store.run('INSERT INTO journal_link VALUES (?, ?, ?, ?)', realm, payment, journal, minor);
			return true;
		},
		linksOf: (payment: number): JournalLink[] =>
			store.all<JournalLink>('SELECT payment, journal, minor FROM journal_link WHERE realm = ? AND payment = ?', realm, payment),
		/** A payment is void or deleted: what it settled is owed again. */
		release: (payment: number): void => {
			for (const { journal, minor } of store.all<JournalLink>(
				'SELECT * FROM journal_link WHERE realm = ? AND payment = ?',
				realm,
				payment,
			)) {
				const row = one(journal);
				if (row) touch(row, { rest: row.rest + minor });
			}
			store.run('DELETE FROM journal_link WHERE realm = ? AND payment = ?', realm, payment);
		},
		move: (from: number, into: number): void => {
			for (const row of rows("customer = ? AND state = 'live'", from)) touch(row, { customer: into });
		},
	};
};
export type Journals = ReturnType<typeof journals>;
