/** Checks to customers: money out of a bank on the account of receivables. The customer owes it, until a payment links it to a credit of theirs. */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import type { Store } from './store.ts';

export type CheckRow = {
	readonly id: number;
	readonly sync: number;
	readonly created: number;
	readonly updated: number;
	readonly customer: number;
	readonly currency: Currency;
	readonly scale: number;
	readonly note: string;
	readonly day: Day;
	/** Of the bank. */
	readonly account: string;
	readonly total: number;
	/** Not linked to a credit yet. */
	readonly balance: number;
};
const columns = 'id,sync,created,updated,customer,currency,scale,note,day,account,total,balance';

export const checks = (store: Store, realm: string) => {
	const put = (row: CheckRow): void => {
		const values = Object.values<string | number>({
			id: row.id,
			sync: row.sync,
			created: row.created,
			updated: row.updated,
			customer: row.customer,
			currency: row.currency,
			scale: row.scale,
			note: row.note,
			day: row.day,
			account: row.account,
			total: row.total,
			balance: row.balance,
		});
		store.run(`INSERT OR REPLACE INTO purchase (realm,${columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`, realm, ...values);
	};
	const rows = (where = 'TRUE', ...values: (string | number)[]): CheckRow[] =>
		store.all<CheckRow>(`SELECT ${columns} FROM purchase WHERE realm = ? AND ${where}`, realm, ...values);
	const one = (id: number): CheckRow | null => rows('id = ?', id)[0] ?? null;
	return {
		rows,
		one,
		add: (given: Pick<CheckRow, 'customer' | 'currency' | 'note' | 'day' | 'account' | 'total'>): number => {
			const now = store.tick(realm);
			const id = store.nextId(realm);
			put({ ...given, id, sync: 0, created: now, updated: now, scale: 10 ** exponentOf(given.currency), balance: given.total });
			return id;
		},
		/** Customers were merged. */
		move: (from: number, into: number): void => {
			store.run('UPDATE purchase SET customer = ? WHERE realm = ? AND customer = ?', into, realm, from);
		},
		/** `minor` of it is linked to a credit; negative: is no longer. False where it is another customer's, or not so much is left. */
		link: (id: number, customer: number, minor: number): boolean => {
			const row = one(id);
			const balance = (row?.balance ?? 0) - minor;
			if (row?.customer !== customer || minor === 0 || balance < 0 || balance > row.total) return false;
			put({ ...row, balance, sync: row.sync + 1, updated: Math.max(store.tick(realm), row.updated) });
			return true;
		},
	};
};
