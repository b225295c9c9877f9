/**
 * Deposits: what takes payments out of Undeposited Funds to a bank, and other money that came in. They move no receivable. Fields are those of Intuit's
 * reference page; the derived schema has no such entity.
 */
import type { Deposit } from 'node-quickbooks';
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import { moneyAccounts } from './chart.ts';
import { EditError } from './edit-error.ts';
import { amount, currencyRef, head, rate } from './json.ts';
import { type Query, QueryError } from './query.ts';
import { type Columns, clauseOf, common, number, text } from './select.ts';
import type { CompanyRow, Store } from './store.ts';

type DepositRow = {
	readonly id: number;
	readonly sync: number;
	readonly created: number;
	readonly updated: number;
	/** Id of a bank account. */
	readonly account: string;
	readonly currency: Currency;
	readonly scale: number;
	readonly day: Day;
	readonly total: number;
	/** JSON: ids of payments with their minor units. */
	readonly payments: string;
};
type Banked = { readonly payment: number; readonly minor: number };

export type NewDeposit = {
	readonly account: string;
	readonly day: Day;
	/** Payments that lie in Undeposited Funds. */
	readonly payments?: readonly number[];
	/** Minor units of the account's currency that came from elsewhere. */
	readonly other?: number;
};

const columns = 'id,sync,created,updated,account,currency,scale,day,total,payments';

/** Throws `EditError`. */
export const deposits = (store: Store, realm: string) => ({
	add: ({ account, day, payments = [], other = 0 }: NewDeposit): number =>
		store.change(() => {
			const company = store.company(realm);
			const bank = company && moneyAccounts(company).find(({ id, type }) => id === account && type === 'Bank');
			if (!bank) throw new EditError(`${account} is no bank account`);
			const parts = payments.map((payment): Banked => {
				const row = store.document(realm, 'Payment', payment);
				if (row?.state !== 'live') throw new EditError(`there is no payment ${payment}`);
				return { payment, minor: row.total };
			});
			const total = parts.reduce((sum, { minor }) => sum + minor, other);
			if (total <= 0) throw new EditError('a deposit of nothing');
			const id = store.nextId(realm);
			const now = store.tick(realm);
			store.run(
				`INSERT INTO deposit (realm,${columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
				realm,
				id,
				0,
				now,
				now,
				account,
				bank.code,
				10 ** exponentOf(bank.code),
				day,
				total,
				JSON.stringify(parts),
			);
			return id;
		}),
});

const json = (company: CompanyRow, row: DepositRow) => {
	const parts = JSON.parse(row.payments) as readonly Banked[];
	const other = row.total - parts.reduce((sum, { minor }) => sum + minor, 0);
	const bank = moneyAccounts(company).find(({ id }) => id === row.account);
	return {
		...head(row),
		TxnDate: row.day,
		DepositToAccountRef: { value: row.account, name: bank?.name ?? '' },
		CurrencyRef: currencyRef(row.currency),
		...rate(company, row.currency),
		TotalAmt: amount(row.total, row.currency),
		Line: [
			...parts.map(({ payment, minor }) => ({
				Amount: amount(minor, row.currency),
				LinkedTxn: [{ TxnId: String(payment), TxnLineId: '0', TxnType: 'Payment' }],
			})),
			...(other > 0 ? [{ Id: '1', Amount: amount(other, row.currency), DetailType: 'DepositLineDetail', DepositLineDetail: {} }] : []),
		],
	} satisfies Deposit;
};

const fields: Columns = { ...common, txndate: { sql: 'day', read: text }, totalamt: { sql: '(total * 1.0 / scale)', read: number } };
const column = (field: string) => {
	const found = fields[field.toLowerCase()];
	if (!found) throw new QueryError(`property '${field}' not found for Entity Deposit`);
	return found;
};

export const selectDeposits = (store: Store, company: CompanyRow, query: Query): { total: number } | { rows: object[] } => {
	const clauses = query.where.map((each) => clauseOf(column(each.field), each));
	const where = ['realm = ?', ...clauses.map((each) => each.sql)].join(' AND ');
	const values = [company.realm, ...clauses.flatMap((each) => each.values)];
	if (query.count) return { total: store.one<{ n: number }>(`SELECT COUNT(*) AS n FROM deposit WHERE ${where}`, ...values)?.n ?? 0 };
	const by = query.order ? `${column(query.order.field).sql} ${query.order.descending ? 'DESC' : 'ASC'}, ` : '';
	const sql = `SELECT ${columns} FROM deposit WHERE ${where} ORDER BY ${by}id LIMIT ? OFFSET ?`;
	return { rows: store.all<DepositRow>(sql, ...values, query.max, query.start - 1).map((row) => json(company, row)) };
};
