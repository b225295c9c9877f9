/** Reading many of the suppliers' side: the same query language over other tables. */
import { payableJson, vendorJson } from './payable-json.ts';
import { type PayableEntity, payables } from './payable-store.ts';
import { type Query, QueryError } from './query.ts';
import { balance, type Columns, clauseOf, common, flag, number, text } from './select.ts';
import type { CompanyRow, Store } from './store.ts';

const transaction: Columns = {
	...common,
	txndate: { sql: 'day', read: text },
	totalamt: { sql: '(total * 1.0 / scale)', read: number },
	vendorref: { sql: 'vendor', read: number },
	docnumber: { sql: 'number', read: text },
};
const columns: Readonly<Record<PayableEntity, Columns>> = {
	Vendor: {
		...common,
		active: { sql: 'active', read: flag },
		displayname: { sql: 'name', read: text },
		companyname: { sql: 'company', read: text },
	},
	Bill: { ...transaction, balance, duedate: { sql: 'due', read: text } },
	// Intuit's reference page names no filter on what is left of a vendor's credit.
	VendorCredit: transaction,
	BillPayment: transaction,
};

export const selectPayables = (
	store: Store,
	company: CompanyRow,
	type: PayableEntity,
	query: Query,
): { total: number } | { rows: object[] } => {
	const columnOf = (field: string) => {
		const found = columns[type][field.toLowerCase()];
		if (!found) throw new QueryError(`property '${field}' not found for Entity ${type}`);
		return found;
	};
	const clauses = query.where.map((each) => clauseOf(columnOf(each.field), each));
	const isVendor = type === 'Vendor';
	// Inactive ones are left out unless the query speaks of Active, as with customers.
	if (isVendor && !query.where.some((each) => each.field.toLowerCase() === 'active')) clauses.push({ sql: 'active = 1', values: [] });
	if (!isVendor) clauses.push({ sql: `type = '${type}' AND state <> 'deleted'`, values: [] });
	const where = clauses.map((each) => each.sql).join(' AND ') || 'TRUE';
	const values = clauses.flatMap((each) => each.values);
	if (query.count) {
		const table = isVendor ? 'vendor' : 'payable';
		const found = store.one<{ total: number }>(
			`SELECT COUNT(*) AS total FROM ${table} WHERE realm = ? AND ${where}`,
			company.realm,
			...values,
		);
		return { total: found?.total ?? 0 };
	}
	const by = query.order ? `${columnOf(query.order.field).sql} ${query.order.descending ? 'DESC' : 'ASC'}, ` : '';
	const sql = `${where} ORDER BY ${by}${store.rough.ties()} LIMIT ? OFFSET ?`;
	const books = payables(store, company.realm);
	return {
		rows: isVendor
			? books.vendors(sql, ...values, query.max, query.start - 1).map((row) => vendorJson(store, company, row))
			: books.rows(sql, ...values, query.max, query.start - 1).map((row) => payableJson(store, company, row)),
	};
};
