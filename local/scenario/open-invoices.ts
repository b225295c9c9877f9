/** Turns a CSV of open invoices into an organisation that the sandboxes load. What is broken is refused row by row, what is odd is reported. */
import { type Day, isDay } from '../../shared/domain/day.ts';
import type { Provider } from '../../shared/domain/document.ts';
import {
	type Currency,
	isCurrency,
	isFinerThanMinor,
	type Money,
	MoneyError,
	parseMoney,
	type Rounding,
	sum,
	toDecimal,
} from '../../shared/domain/money.ts';
import { type ScenarioOrganisation, scenarioOrganisation } from '../../shared/wire/scenario.ts';
import { type Column, type ColumnMapping, type Columns, findColumns } from './columns.ts';
import { type CsvRow, type Refused, readCsv } from './csv-rows.ts';
import { type Gathered, gatherCustomers, type OwedRow, type Spellings } from './import-customers.ts';

export type ImportOptions = {
	readonly provider: Provider;
	/** What complaints call the file. */
	readonly file?: string;
	/** Of the organisation. */
	readonly name?: string;
	readonly id?: string;
	readonly timeZone?: string;
	readonly country?: string;
	/** Headings, where the known ones do not fit. */
	readonly columns?: ColumnMapping;
	/** One currency for all rows, whatever the columns say. */
	readonly currency?: string;
	/** How amounts finer than the currency's minor unit are settled, row by row. Default half-even. */
	readonly rounding?: Rounding;
	/** Rows posted after this day are counted in the report (they load). */
	readonly asOf?: Day;
};

export type ImportReport = {
	readonly rows: number;
	readonly loaded: number;
	/** `row` counts lines of the file; the header is row 1. */
	readonly refused: readonly Refused[];
	readonly columns: ColumnMapping;
	/** Of the loaded rows, decimal texts. */
	readonly totals: Readonly<Record<string, string>>;
	readonly repaired: {
		/** The most frequent spelling was kept; of equals, the first in the file. */
		readonly customersWithSeveralSpellings: readonly Spellings[];
		/** Different customers of one name: the customer's number was put behind it. */
		readonly customersWithTheSameName: readonly string[];
		/** QuickBooks only: one customer became one per currency. */
		readonly customersSplitByCurrency: readonly string[];
		readonly finerThanCents: number;
		/** Loaded as they stand. */
		readonly dueBeforePosted: number;
		/** Due on the day they were posted. */
		readonly withoutDueDay: number;
		readonly postedAfterAsOf: number;
	};
};

export type Imported = { readonly organisation: ScenarioOrganisation; readonly report: ImportReport };

/** Fixed: a stack that starts again finds the ledger it knew. */
const fixedIds: Readonly<Record<Provider, string>> = { xero: 'c5b1f0d2-84a6-4e39-b7d8-10f3a96e52c7', quickbooks: '9130357848209681' };

/** A row that cannot become an invoice; the message is its reason. */
class RowRefused extends Error {}

/** What a spreadsheet makes of a number that was text: `2960623488.0`. */
const withoutPoint = (text: string): string => text.replace(/^(\d+)\.0+$/, '$1');

/** `2020-03-30`, `2020-03-30 00:00:00.000`, `2020-03-30T00:00:00Z`, `20200330`, `20200330.0`. */
const readDay = (text: string, what: string): Day => {
	const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(withoutPoint(text));
	const plain = packed ? packed.slice(1).join('-') : text.replace(/[T ]\d{2}:\d{2}.*$/, '');
	if (!isDay(plain)) throw new RowRefused(`${what} "${text}" is not a day (YYYY-MM-DD or YYYYMMDD)`);
	return plain;
};

const readAmount = (text: string, code: Currency, rounding: Rounding): Money => {
	let amount: Money;
	try {
		amount = parseMoney(text, code, rounding);
	} catch (error) {
		if (error instanceof MoneyError) throw new RowRefused(error.message);
		throw error;
	}
	if (amount.minor <= 0) throw new RowRefused(`nothing is open on it: the amount is ${text}`);
	if (amount.minor >= 10 ** 13) throw new RowRefused(`the amount ${text} is beyond belief`);
	return amount;
};

const limit = (text: string, most: number, what: string): string => {
	if (text.length > most) throw new RowRefused(`${what} is longer than ${most} characters`);
	return text;
};

const readRow = ({ row, cells }: CsvRow, width: number, columns: Columns, rounding: Rounding): OwedRow => {
	if (cells.length !== width) throw new RowRefused(`${cells.length} cells, where the header has ${width}`);
	const cell = (column: Column): string => {
		const at = columns.at[column];
		return at === undefined ? '' : (cells[at] ?? '').trim();
	};
	const name = limit(cell('name').replace(/\s+/g, ' '), 400, 'the name');
	const customer = limit(withoutPoint(cell('customer')) || name, 50, 'the customer number');
	if (!name && !customer) throw new RowRefused('it names no customer');
	const number = limit(withoutPoint(cell('number')), 60, 'the invoice number');
	if (!number) throw new RowRefused('it has no invoice number');
	const code = columns.currency ?? cell('currency').toUpperCase();
	if (!isCurrency(code)) throw new RowRefused(`"${code}" is not a currency we can account in`);
	const issued = readDay(cell('issued'), 'the posting date');
	const country = cell('country').toUpperCase();
	return {
		row,
		customer,
		name: name || customer,
		number,
		issued,
		due: cell('due') === '' ? null : readDay(cell('due'), 'the due date'),
		amount: readAmount(cell('amount'), code, rounding),
		finer: isFinerThanMinor(cell('amount'), code),
		terms: limit(cell('terms'), 100, 'the terms'),
		unit: limit(cell('unit'), 200, 'the reference'),
		email: limit(cell('email'), 254, 'the email address') || null,
		language: limit(cell('language'), 35, 'the language') || null,
		country: /^[A-Z]{2}$/.test(country) ? country : null,
	};
};

/** The currency of most rows. */
const usualCurrency = (rows: readonly OwedRow[], fallback: string): string => {
	const counts = new Map<string, number>();
	for (const { amount } of rows) counts.set(amount.currency, (counts.get(amount.currency) ?? 0) + 1);
	return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [fallback, 0])[0];
};

const totalsOf = (rows: readonly OwedRow[]): Record<string, string> => {
	const byCurrency = Map.groupBy(rows, ({ amount }) => amount.currency);
	return Object.fromEntries(
		[...byCurrency].map(([code, some]) => [
			code,
			toDecimal(
				sum(
					some.map(({ amount }) => amount),
					code,
				),
			),
		]),
	);
};

const organisationOf = (rows: readonly OwedRow[], gathered: Gathered, options: ImportOptions): ScenarioOrganisation => {
	const { provider } = options;
	return scenarioOrganisation.parse({
		provider,
		id: options.id ?? fixedIds[provider],
		name: options.name ?? 'Imported open invoices',
		baseCurrency: usualCurrency(rows, options.currency ?? 'USD'),
		timeZone: options.timeZone ?? 'UTC',
		country: options.country ?? 'US',
		customers: gathered.customers,
		documents: rows.map((row) => ({
			kind: 'invoice',
			id: row.number,
			number: row.number,
			reference: row.unit,
			customer: gathered.customerOf(row),
			currency: row.amount.currency,
			issued: row.issued,
			due: row.due ?? row.issued,
			total: toDecimal(row.amount),
			description: row.terms ? `Open invoice, terms ${row.terms}` : 'Open invoice',
		})),
	});
};

/**
 * `text` is the CSV itself: comma, semicolon, tab or bar; one header line. Throws `ScenarioError` when the file as a whole cannot be read
 * (no header, a column missing); a row that cannot be read is refused with its number and reason, and the rest loads.
 */
export const importOpenInvoices = (text: string, options: ImportOptions): Imported => {
	const file = options.file ?? 'the CSV';
	const csv = readCsv(text, file);
	const columns = findColumns(csv.header, options.columns ?? {}, options.currency ?? null, file);
	const refused: Refused[] = [...csv.refused];
	const rows: OwedRow[] = [];
	const firstRow = new Map<string, number>();
	for (const each of csv.rows) {
		try {
			const row = readRow(each, csv.header.length, columns, options.rounding ?? 'half-even');
			const earlier = firstRow.get(row.number);
			if (earlier !== undefined) throw new RowRefused(`the invoice number "${row.number}" is already on row ${earlier}`);
			firstRow.set(row.number, row.row);
			rows.push(row);
		} catch (error) {
			if (!(error instanceof RowRefused)) throw error;
			refused.push({ row: each.row, reason: error.message });
		}
	}
	const gathered = gatherCustomers(rows, options.provider === 'quickbooks');
	const { asOf } = options;
	return {
		organisation: organisationOf(rows, gathered, options),
		report: {
			rows: csv.rows.length + csv.refused.length,
			loaded: rows.length,
			refused: refused.toSorted((a, b) => a.row - b.row),
			columns: columns.mapping,
			totals: totalsOf(rows),
			repaired: {
				...gathered.repaired,
				finerThanCents: rows.filter(({ finer }) => finer).length,
				dueBeforePosted: rows.filter(({ due, issued }) => due !== null && due < issued).length,
				withoutDueDay: rows.filter(({ due }) => due === null).length,
				postedAfterAsOf: asOf === undefined ? 0 : rows.filter(({ issued }) => issued > asOf).length,
			},
		},
	};
};
