/**
 * Checks to customers as QuickBooks writes and takes them: as purchases. Other purchases the sandbox does not keep. Fields are those of Intuit's reference pages; the derived schema has no such entity.
 */
import * as z from 'zod';
import { day } from '../../../shared/domain/day.ts';
import { type Currency, moneyFromNumber } from '../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest } from '../server.ts';
import { accountRows, receivablesIn } from './accounts.ts';
import { closedBooks, notFound, refused } from './answers.ts';
import { type CheckRow, checks } from './checks.ts';
import { EditError } from './edit-error.ts';
import { amount, currencyRef, head, rate, timeText } from './json.ts';
import { type Query, QueryError } from './query.ts';
import { type Columns, clauseOf, common, number, text } from './select.ts';
import type { CompanyRow, Store } from './store.ts';
import { closedOn, once } from './write.ts';

const receivablesOf = (store: Store, company: CompanyRow, code: Currency) => receivablesIn(accountRows(store, company), code);

const json = (company: CompanyRow, store: Store, row: CheckRow) => ({
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
				AccountRef: { value: receivablesOf(store, company, row.currency)?.id ?? '' },
				BillableStatus: 'NotBillable',
				TaxCodeRef: { value: 'NON' },
			},
		},
	],
});

/** Null when there is none. */
export const purchaseJson = (store: Store, company: CompanyRow, id: number): object | null => {
	const row = checks(store, company.realm).one(id);
	return row && json(company, store, row);
};

const fields: Columns = { ...common, txndate: { sql: 'day', read: text }, totalamt: { sql: '(total * 1.0 / scale)', read: number } };
export const selectPurchases = (store: Store, company: CompanyRow, query: Query): { total: number } | { rows: object[] } => {
	const column = (field: string) => {
		const found = fields[field.toLowerCase()];
		if (!found) throw new QueryError(`property '${field}' not found for Entity Purchase`);
		return found;
	};
	const clauses = query.where.map((each) => clauseOf(column(each.field), each));
	const by = query.order ? `${column(query.order.field).sql} ${query.order.descending ? 'DESC' : 'ASC'}, ` : '';
	const where = clauses.map((each) => each.sql).join(' AND ') || 'TRUE';
	const found = checks(store, company.realm).rows(`${where} ORDER BY ${by}id`, ...clauses.flatMap((each) => each.values as string[]));
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
		const bank = accountRows(store, company).find((row) => row.id === sent.AccountRef.value);
		const [line] = sent.Line;
		const against = line?.AccountBasedExpenseLineDetail.AccountRef.value;
		if (sent.CurrencyRef && sent.CurrencyRef.value !== currency) throw new EditError('The currency is not the currency of the customer');
		if (bank?.type !== 'Bank') throw new EditError('A check is drawn on a bank account');
		if (bank.code !== currency && bank.code !== company.base) throw new EditError('The bank account has another currency');
		if (against !== receivablesOf(store, company, currency)?.id)
			throw new EditError("The line is not on the account of receivables of the customer's currency");
		const total = moneyFromNumber(line?.Amount ?? 0, currency).minor;
		const books = checks(store, company.realm);
		const id = books.add({ customer: customer.id, currency, note: sent.PrivateNote ?? '', day: on, account: bank.id, total });
		return { body: { Purchase: purchaseJson(store, company, id) ?? {}, time: timeText(now, true) } };
	});
