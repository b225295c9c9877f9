/**
 * The only CSV writer (an import rule forbids another). Text columns are guarded against formulas: a spreadsheet would run `=HYPERLINK(...)`
 * from a customer's name (threat T10), so a text that begins with = + - @ (full-width ones too), tab or a line end gets a leading apostrophe.
 * Where ; is the list separator a spreadsheet cuts `Ann;=1+1` in two, so a text with such a separator is quoted.
 * Amount columns are decimal texts of our own making and stay numbers: "-12.50" must not be guarded.
 */
import type { Column, WriteCsv } from '../../wire/csv.ts';

/** Space of any kind before it does not help: some spreadsheets trim. */
const formula = /^[\s\u200b]*[=+\-@\t\r\n＝＋－＠]/;
const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Whatever a reader might take for a separator or a line end is quoted. */
const unsafe = /[",;\t\r\n]/;
const quoted = (text: string): string => (unsafe.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const cell = <Row>({ kind, value }: Column<Row>, row: Row): string => {
	const given = value(row);
	if (given === null) return '';
	return kind === 'text' ? quoted(guarded(String(given))) : String(given);
};

/**
 * RFC 4180, CRLF, UTF-8 with a byte order mark so that Excel reads names right. By hand: csv-stringify takes six times as long, which was a sixth of a
 * large export; the tests compare with it. Columns that are no text hold our own digits, dots and dashes.
 */
export const csvTable: WriteCsv = (columns, rows, part = 'whole') => {
	const head = part === 'whole' ? `\ufeff${columns.map((column) => quoted(column.head)).join(',')}\r\n` : '';
	return head + rows.map((row) => `${columns.map((column) => cell(column, row)).join(',')}\r\n`).join('');
};
