/** Runs a parsed query on the store. Only fields that QuickBooks lets one filter and sort by are known. */
import type { SQLInputValue } from 'node:sqlite';
import { type Condition, type Literal, type Query, QueryError } from './query.ts';
import { type CustomerRow, type DocumentRow, type EntityType, entityTypes, type Store } from './store.ts';

export type Column = { readonly sql: string; readonly read: (value: Literal) => SQLInputValue };

export const text = (value: Literal): SQLInputValue => String(value);
export const number = (value: Literal): SQLInputValue => {
	const read = Number(value);
	if (Number.isNaN(read)) throw new QueryError(`"${String(value)}" is not a number`);
	return read;
};
export const flag = (value: Literal): SQLInputValue => (String(value) === 'true' ? 1 : 0);
const moment = (value: Literal): SQLInputValue => {
	const read = Date.parse(String(value));
	if (Number.isNaN(read)) throw new QueryError(`"${String(value)}" is not a date and time`);
	return read;
};

export type Columns = Readonly<Record<string, Column>>;
export const common: Columns = {
	id: { sql: 'id', read: number },
	synctoken: { sql: 'sync', read: number },
	'metadata.createtime': { sql: 'created', read: moment },
	'metadata.lastupdatedtime': { sql: 'updated', read: moment },
};
const transaction: Readonly<Record<string, Column>> = {
	...common,
	txndate: { sql: 'day', read: text },
	totalamt: { sql: '(total * 1.0 / scale)', read: number },
	customerref: { sql: 'customer', read: number },
	docnumber: { sql: 'number', read: text },
};
export const balance: Column = { sql: '(balance * 1.0 / scale)', read: number };
const columns: Readonly<Record<EntityType, Readonly<Record<string, Column>>>> = {
	Customer: {
		...common,
		active: { sql: 'active', read: flag },
		displayname: { sql: 'name', read: text },
		primaryemailaddr: { sql: 'email', read: text },
	},
	Invoice: { ...transaction, balance, duedate: { sql: 'due', read: text } },
	CreditMemo: { ...transaction, balance },
	// UnappliedAmt is not here: QuickBooks does not let one filter by it.
	Payment: { ...transaction, paymentrefnum: { sql: 'reference', read: text } },
	RefundReceipt: transaction,
};

/** The entity a query names, in any case; null for one the sandbox does not keep. */
export const entityNamed = (name: string): EntityType | null =>
	entityTypes.find((type) => type.toLowerCase() === name.toLowerCase()) ?? null;

/** intuit/QuickBooks-V3-DotNET-SDK#73 */
const negated: Column = { sql: '(-balance * 1.0 / scale)', read: number };
const column = (store: Store, type: EntityType, field: string): Column => {
	const found = columns[type][field.toLowerCase()];
	if (!found) throw new QueryError(`property '${field}' not found for Entity ${type}`);
	return found === balance && type === 'CreditMemo' && store.rough.is('negated') ? negated : found;
};

export const clauseOf = ({ sql, read }: Column, { operator, values }: Condition): { sql: string; values: SQLInputValue[] } => {
	const bound = values.map(read);
	return operator === 'in'
		? { sql: `${sql} IN (${bound.map(() => '?').join(',')})`, values: bound }
		: { sql: `${sql} ${operator} ?`, values: bound };
};

export type Selected =
	| { readonly total: number }
	| { readonly customers: readonly CustomerRow[] }
	| { readonly documents: readonly DocumentRow[] };

export const select = (store: Store, realm: string, type: EntityType, query: Query): Selected => {
	const clauses = query.where.map((each) => clauseOf(column(store, type, each.field), each));
	// Inactive customers are left out unless the query speaks of Active: QuickBooks' own surprise.
	if (type === 'Customer' && !query.where.some((each) => each.field.toLowerCase() === 'active'))
		clauses.push({ sql: 'active = 1', values: [] });
	if (type !== 'Customer') clauses.push({ sql: `type = '${type}' AND state <> 'deleted'`, values: [] });
	const where = clauses.map((each) => each.sql).join(' AND ') || 'TRUE';
	const values = clauses.flatMap((each) => each.values);
	if (query.count) {
		const table = type === 'Customer' ? 'customer' : 'document';
		const found = store.one<{ total: number }>(`SELECT COUNT(*) AS total FROM ${table} WHERE realm = ? AND ${where}`, realm, ...values);
		return { total: found?.total ?? 0 };
	}
	const by = query.order ? `${column(store, type, query.order.field).sql} ${query.order.descending ? 'DESC' : 'ASC'}, ` : '';
	const sql = `${where} AND ${store.rough.given()} ORDER BY ${by}${store.rough.ties()} LIMIT ? OFFSET ?`;
	return type === 'Customer'
		? { customers: store.customers(realm, sql, ...values, query.max, query.start - 1) }
		: { documents: store.documents(realm, sql, ...values, query.max, query.start - 1) };
};
