/**
 * The report AgedReceivableDetail as lines. Rows nest in sections (ages, customers); only leaves are transactions, headers and sums are not. Columns are
 * found by their key, since titles are in the company's language: in `MetaData` as `ColKey`, else in `ColType`.
 */
import * as z from 'zod/mini';
import type { BookLine } from '../../domain/book-tie.ts';
import { type Day, isDay } from '../../domain/day.ts';
import { type Currency, isCurrency, isFinerThanMinor, MoneyError, parseMoney } from '../../domain/money.ts';
import { AccountingFault } from '../../ports/accounting.ts';

/** A company with several currencies has the `foreign_` ones, in each transaction's own currency, one with a single currency the others (Intuit's page of the report). */
export const agedColumns = [
	'tx_date',
	'txn_type',
	'doc_num',
	'cust_name',
	'due_date',
	'currency',
	'subt_open_bal',
	'subt_amount',
	'foreign_open_bal',
	'foreign_amount',
] as const;

export type AgedLine = BookLine & {
	readonly due: Day | null;
	/** The whole, signed as `minor`; null where the report does not say it. */
	readonly amount: number | null;
};
/** A row whose amount or currency makes no sense; `id` null: nor does it say which transaction it is of. */
export type AgedUnread = Pick<AgedLine, 'id' | 'kind' | 'customer'>;
/** `cut`: the report itself is short; of what is missing it says nothing. */
export type Aged = { readonly lines: readonly AgedLine[]; readonly unread: readonly AgedUnread[]; readonly cut: boolean };

const cell = z.object({ value: z._default(z.string(), ''), id: z.optional(z.string()) });
const column = z.object({
	ColType: z._default(z.string(), ''),
	MetaData: z._default(z.array(z.object({ Name: z.string(), Value: z.string() })), []),
});
const rows = z.object({ Rows: z._default(z.object({ Row: z._default(z.array(z.unknown()), []) }), { Row: [] }) });
const report = z.extend(rows, { Columns: z.object({ Column: z.array(column) }) });
const leaf = z.object({ ColData: z.array(cell) });
type Cell = z.infer<typeof cell>;

const isSection = (row: unknown): boolean =>
	typeof row === 'object' &&
	row !== null &&
	('Rows' in row || 'Header' in row || 'Summary' in row || Reflect.get(row, 'type') === 'Section');

function* leaves(list: readonly unknown[]): Generator {
	for (const row of list) {
		if (isSection(row)) yield* leaves(rows.safeParse(row).data?.Rows.Row ?? []);
		else yield row;
	}
}

/** Intuit's words in English; in other languages what is not ours is told by its id alone. */
const copied = /^(invoice|credit memo|payment)$/i;
const kindOf = (type: string): BookLine['kind'] => (copied.test(type) ? 'copied' : /^journal/i.test(type) ? 'journal' : 'other');

/** Intuit's words where a report grows too long. */
const cutShort = /unable to display more data/i;

const dayIn = (text: string): Day | null => {
	const day = text.slice(0, 10);
	return isDay(day) ? day : null;
};
/** Null: it is no amount of that currency. An empty one is nothing. */
const minorIn = (text: string, code: Currency): number | null => {
	const amount = text.replaceAll(',', '');
	try {
		return isFinerThanMinor(amount, code) ? null : parseMoney(amount === '' ? '0' : amount, code).minor;
	} catch (error) {
		if (error instanceof MoneyError) return null;
		throw error;
	}
};

type Cells = ReadonlyMap<string, Cell>;
const textOf = (cells: Cells, key: string): string => cells.get(key)?.value.trim() ?? '';
const whichOf = (cells: Cells): AgedUnread => ({
	id: cells.get('txn_type')?.id || null,
	kind: kindOf(textOf(cells, 'txn_type')),
	customer: cells.get('cust_name')?.id || null,
});

/** Null where it makes no sense. */
const lineOf = (cells: Cells, base: Currency | null): AgedLine | null => {
	const text = (key: string): string => textOf(cells, key);
	const code = text('currency') || base;
	if (!isCurrency(code)) return null;
	const minor = minorIn(text('foreign_open_bal') || text('subt_open_bal'), code);
	if (minor === null) return null;
	const whole = text('foreign_amount') || text('subt_amount');
	return {
		...whichOf(cells),
		type: text('txn_type'),
		number: text('doc_num'),
		day: dayIn(text('tx_date')),
		due: dayIn(text('due_date')),
		currency: code,
		minor,
		amount: whole === '' ? null : minorIn(whole, code),
	};
};

/** @param base of rows that name no currency; null: not known
 * A row that makes no sense is in `unread` and not in `lines`. Throws `AccountingFault` where the report has not the columns that it needs. */
export const agedLines = (answer: unknown, base: Currency | null): Aged => {
	const read = report.safeParse(answer);
	const keys = (read.data?.Columns.Column ?? []).map(
		({ ColType, MetaData }) => MetaData.find(({ Name }) => Name === 'ColKey')?.Value ?? ColType,
	);
	const isOpenSaid = keys.includes('subt_open_bal') || keys.includes('foreign_open_bal');
	if (!read.success || !keys.includes('txn_type') || !isOpenSaid)
		throw new AccountingFault('refused', "QuickBooks' report of what is open cannot be read: a column is missing");
	const lines: AgedLine[] = [];
	const unread: AgedUnread[] = [];
	for (const row of leaves(read.data.Rows.Row)) {
		const parsed = leaf.safeParse(row);
		const cells: Cells = new Map((parsed.data?.ColData ?? []).map((each, at) => [keys[at] ?? '', each]));
		const line = parsed.success ? lineOf(cells, base) : null;
		if (line) lines.push(line);
		else unread.push(whichOf(cells));
	}
	return { lines, unread, cut: cutShort.test(JSON.stringify(answer).slice(-2000)) };
};
