/** The report AgedReceivableDetail: what is open as of a day by transaction, in sections by age, in the currency of each; a journal entry has a row for each of its customers. From the store alone. */
import { type Day, isDay } from '../../../shared/domain/day.ts';
import { type Currency, money, toDecimal } from '../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest } from '../server.ts';
import { refused } from './answers.ts';
import { timeText } from './json.ts';
import type { CompanyRow, Store } from './store.ts';

type Open = {
	readonly type: 'Invoice' | 'Credit Memo' | 'Payment' | 'Journal Entry';
	readonly id: number;
	readonly number: string;
	readonly customer: number;
	readonly name: string;
	readonly day: Day;
	readonly due: Day;
	readonly currency: Currency;
	readonly minor: number;
	/** What it was of first. */
	readonly whole: number;
};

const open = `SELECT o.*, c.name FROM (
	SELECT CASE type WHEN 'CreditMemo' THEN 'Credit Memo' ELSE type END AS type, id, number, customer, day, coalesce(due, day) AS due, currency,
		CASE type WHEN 'Invoice' THEN balance ELSE -balance END AS minor, CASE type WHEN 'Invoice' THEN total ELSE -total END AS whole
		FROM document WHERE realm = ?1 AND state = 'live' AND balance <> 0
	UNION ALL SELECT 'Journal Entry', id, number, customer, day, day, currency, SUM(rest), SUM(minor) FROM owed_line
		WHERE realm = ?1 AND state = 'live' GROUP BY id, customer HAVING SUM(rest) <> 0) o
	JOIN customer c ON c.realm = ?1 AND c.id = o.customer WHERE o.day <= ?2 ORDER BY o.due, o.id`;

type Cell = { readonly value: string; readonly id?: string };
type Column = { readonly title: string; readonly of: (row: Open) => Cell };
const columns: Readonly<Record<string, Column>> = {
	tx_date: { title: 'Date', of: ({ day }) => ({ value: day }) },
	txn_type: { title: 'Transaction Type', of: ({ type, id }) => ({ value: type, id: String(id) }) },
	doc_num: { title: 'Num', of: ({ number }) => ({ value: number }) },
	cust_name: { title: 'Customer', of: ({ name, customer }) => ({ value: name, id: String(customer) }) },
	due_date: { title: 'Due Date', of: ({ due }) => ({ value: due }) },
	currency: { title: 'Currency', of: ({ currency }) => ({ value: currency }) },
	subt_amount: { title: 'Amount', of: ({ whole, currency }) => ({ value: toDecimal(money(whole, currency)) }) },
	subt_open_bal: { title: 'Open Balance', of: ({ minor, currency }) => ({ value: toDecimal(money(minor, currency)) }) },
	foreign_amount: { title: 'Foreign Amount', of: ({ whole, currency }) => ({ value: toDecimal(money(whole, currency)) }) },
	foreign_open_bal: { title: 'Foreign Open Balance', of: ({ minor, currency }) => ({ value: toDecimal(money(minor, currency)) }) },
};
/** Unless others are asked for. */
const usual = ['tx_date', 'txn_type', 'doc_num', 'cust_name', 'due_date', 'currency', 'subt_amount', 'subt_open_bal'];
const isMoney = (key: string): boolean => /amount|open_bal/.test(key);

const ages: readonly (readonly [from: number, label: string])[] = [
	[91, '91 or more days past due'],
	[61, '61 - 90 days past due'],
	[31, '31 - 60 days past due'],
	[1, '1 - 30 days past due'],
	[Number.NEGATIVE_INFINITY, 'Current'],
];
const late = (due: Day, on: string): number => Math.round((Date.parse(on) - Date.parse(due)) / 86_400_000);

export const agedReceivableDetail = (store: Store, company: CompanyRow, { query }: LocalRequest, now: number): LocalAnswer => {
	const on = query.get('report_date') ?? timeText(now).slice(0, 10);
	if (!isDay(on)) return refused(now, 'report_date is not a date');
	const keys = (query.get('columns') ?? usual.join()).split(',').filter((key) => columns[key]);
	const rows = store.all<Open>(open, company.realm, on);
	const isUnsaid = (key: string): boolean => key.startsWith('subt_') && store.rough.is('foreign-only');
	const byAge = Map.groupBy(rows, ({ due }) => ages.find(([from]) => late(due, on) >= from)?.[1] ?? 'Current');
	const empty = keys.slice(1).map(() => ({ value: '' }));
	const sections = ages.flatMap(([, label]) => {
		const some = byAge.get(label);
		if (!some) return [];
		const data = some.map((row) => ({
			ColData: keys.map((key) => (isUnsaid(key) ? undefined : columns[key]?.of(row)) ?? { value: '' }),
			type: 'Data',
		}));
		return [
			{
				Header: { ColData: [{ value: label }, ...empty] },
				Rows: { Row: data },
				Summary: { ColData: [{ value: `Total for ${label}` }, ...empty] },
				type: 'Section',
			},
		];
	});
	return {
		body: {
			Header: {
				Time: timeText(now),
				ReportName: 'AgedReceivableDetail',
				DateMacro: 'custom',
				StartPeriod: on,
				EndPeriod: on,
				Currency: company.base,
				Option: [
					{ Name: 'report_date', Value: on },
					{ Name: 'NoReportData', Value: String(rows.length === 0) },
				],
			},
			Columns: {
				Column: keys.map((key) => ({
					ColTitle: columns[key]?.title ?? key,
					ColType: isMoney(key) ? 'Money' : 'String',
					MetaData: [{ Name: 'ColKey', Value: key }],
				})),
			},
			Rows: { Row: sections },
		},
	};
};
