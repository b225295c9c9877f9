/**
 * The only CSV writer (an import rule forbids another). Text columns are guarded against formulas: a spreadsheet would run `=HYPERLINK(...)`
 * from a customer's name (threat T10), so a text that begins with = + - @ (full-width ones too), tab or a line end gets a leading apostrophe.
 * Where ; is the list separator a spreadsheet cuts `Ann;=1+1` in two, so a text with such a separator is quoted.
 * Amount columns are decimal texts of our own making and stay numbers: "-12.50" must not be guarded.
 */
import { stringify } from 'csv-stringify/sync';
import type { WriteCsv } from '../../wire/csv.ts';

/** Space of any kind before it does not help: some spreadsheets trim. */
const formula = /^[\s\u200b]*[=+\-@\t\r\n＝＋－＠]/;
const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** RFC 4180, CRLF, UTF-8 with a byte order mark so that Excel reads names right. */
export const csvTable: WriteCsv = (columns, rows, part = 'whole') =>
	stringify(
		rows.map((row) =>
			columns.map((column) => {
				const value = column.value(row);
				if (value === null) return '';
				return column.kind === 'text' ? guarded(String(value)) : String(value);
			}),
		),
		{
			header: part === 'whole',
			bom: part === 'whole',
			columns: columns.map((column) => column.head),
			record_delimiter: 'windows',
			quoted_match: /[;\t]/,
		},
	);
