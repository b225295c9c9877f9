/**
 * Checks to customers: money out of a bank on the account of receivables. The customer owes it, until a payment links it to a credit of theirs. Other purchases
 * the sandbox does not keep. Fields are those of Intuit's reference pages; the derived schema has no such entity.
 */
import * as z from 'zod';
import { type Day, day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf, moneyFromNumber } from '../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest } from '../server.ts';
import { closedBooks, notFound, refused } from './answers.ts';
import { accountsOf } from './chart.ts';
import { EditError } from './edit.ts';
import { amount, currencyRef, head, rate, timeText } from './json.ts';
import { type Query, QueryError } from './query.ts';
import { type Columns, clauseOf, common, number, text } from './select.ts';
import type { CompanyRow, Store } from './store.ts';
import { closedOn, once } from './write.ts';

export type PurchaseRow = {
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

export const purchases = (store: Store, realm: string) => {
	const put = (row: PurchaseRow): void => {
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
	const rows = (where = 'TRUE', ...values: (string | number)[]): PurchaseRow[] =>
		store.all<PurchaseRow>(`SELECT ${columns} FROM purchase WHERE realm = ? AND ${where}`, realm, ...values);
	const one = (id: number): PurchaseRow | null => rows('id = ?', id)[0] ?? null;
	return {
		rows,
		one,
		add: (given: Pick<PurchaseRow, 'customer' | 'currency' | 'note' | 'day' | 'account' | 'total'>): number => {
			const now = store.tick(realm);
			const id = store.nextId(realm);
			put({ ...given, id, sync: 0, created: now, updated: now, scale: 10 ** exponentOf(given.currency), balance: given.total });
			return id;
		},
		/** `minor` of it is linked to a credit; negative: is no longer. */
		link: (id: number, customer: number, minor: number): void => {
			const row = one(id);
			if (!row) throw new EditError(`there is no Check ${id}`);
			if (row.customer !== customer) throw new EditError(`Check ${id} belongs to another customer`);
			const balance = row.balance - minor;
			if (minor === 0 || balance < 0 || balance > row.total) throw new EditError(`${minor} is not part of the ${row.balance} left on Check ${id}`);
			put({ ...row, balance, sync: row.sync + 1, updated: Math.max(store.tick(realm), row.updated) });
		},
	};
};

const json = (company: CompanyRow, store: Store, row: PurchaseRow) => ({
	...head(row),
	PaymentType: 'Check',
	AccountRef: { value: row.account },
	EntityRef: { value: String(row.customer), name: store.customer(company.realm, row.customer)?.name ?? '', type: 'Customer' },
	TxnDate: row.day,
	CurrencyRef: currencyRef(row.currency),
	...rate(company, row.currency),
	...(row.note === '' ? {} : { PrivateNote: row.note }),
	TotalAmt: amount(row.total, row.currency),
	PrintStatus: 'NotSet',
	Line: [
		{
			Id: '1',
			Amount: amount(row.total, row.currency),
			DetailType: 'AccountBasedExpenseLineDetail',
			AccountBasedExpenseLineDetail: {
				AccountRef: { value: accountsOf(company).find((each) => each.type === 'Accounts Receivable' && each.currency === row.currency)?.id ?? '' },
				BillableStatus: 'NotBillable',
				TaxCodeRef: { value: 'NON' },
			},
		},
	],
});

/** Null when there is none. */
export const purchaseJson = (store: Store, company: CompanyRow, id: number): object | null => {
	const row = purchases(store, company.realm).one(id);
	return row && json(company, store, row);
};

const fields: Columns = { ...common, txndate: { sql: 'day', read: text }, totalamt: { sql: '(total * 1.0 / scale)', read: number } };
export const selectPurchases = (store: Store, company: CompanyRow, query: Query): { total: number } | { rows: object[] } => {
	const clauses = query.where.map((each) => {
		const column = fields[each.field.toLowerCase()];
		if (!column) throw new QueryError(`property '${each.field}' not found for Entity Purchase`);
		return clauseOf(column, each);
	});
	const where = clauses.map((each) => each.sql).join(' AND ') || 'TRUE';
	const found = purchases(store, company.realm).rows(`${where} ORDER BY id`, ...clauses.flatMap((each) => each.values as string[]));
	if (query.count) return { total: found.length };
	return { rows: found.slice(query.start - 1, query.start - 1 + query.max).map((row) => json(company, store, row)) };
};

const ref = z.object({ value: z.string() });
const body = z.object({
	PaymentType: z.literal('Check'),
	AccountRef: ref,
	EntityRef: z.object({ value: z.string(), type: z.literal('Customer') }),
	CurrencyRef: ref.optional(),
	TxnDate: z.string().optional(),
	PrivateNote: z.string().max(4000).optional(),
	Line: z
		.array(
			z.object({
				Amount: z.number().positive(),
				DetailType: z.literal('AccountBasedExpenseLineDetail'),
				AccountBasedExpenseLineDetail: z.object({ AccountRef: ref }),
			}),
		)
		.length(1),
});

/** `POST purchase`: new ones only. */
export const answerPurchase = (store: Store, company: CompanyRow, request: LocalRequest, now: number): LocalAnswer =>
	once(store, company.realm, request, now, (sentJson) => {
		const read = body.safeParse(sentJson);
		if (!read.success) return refused(now, `The sandbox takes checks to customers only: ${z.prettifyError(read.error)}`);
		const sent = read.data;
		const on = day(sent.TxnDate ?? timeText(now).slice(0, 10));
		if (closedOn(store, company.realm, on)) return closedBooks(now);
		const customer = store.customer(company.realm, Number(sent.EntityRef.value));
		if (!customer) return notFound(now);
		const { currency } = customer;
		const accounts = accountsOf(company);
		const bank = accounts.find((row) => row.id === sent.AccountRef.value);
		const [line] = sent.Line;
		const against = accounts.find((row) => row.id === line?.AccountBasedExpenseLineDetail.AccountRef.value);
		if (sent.CurrencyRef && sent.CurrencyRef.value !== currency) throw new EditError('The currency is not the currency of the customer');
		if (bank?.type !== 'Bank') throw new EditError('A check is drawn on a bank account');
		if (bank.currency !== currency && bank.currency !== company.base) throw new EditError('The bank account has another currency');
		if (against?.type !== 'Accounts Receivable' || against.currency !== currency)
			throw new EditError("The line is not on the account of receivables of the customer's currency");
		const total = moneyFromNumber(line?.Amount ?? 0, currency).minor;
		const books = purchases(store, company.realm);
		const id = books.add({ customer: customer.id, currency, note: sent.PrivateNote ?? '', day: on, account: bank.id, total });
		return { body: { Purchase: purchaseJson(store, company, id) ?? {}, time: timeText(now, true) } };
	});
