/**
 * The only CSV writer (an import rule forbids another). Text columns are guarded against formulas: a spreadsheet would run `=HYPERLINK(...)`
 * from a customer's name (threat T10), so a text that begins with = + - @ tab or return gets a leading apostrophe.
 * Amount columns are decimal texts of our own making and stay numbers: "-12.50" must not be guarded.
 */
import { stringify } from 'csv-stringify/sync';
import type { Column } from '../../wire/csv.ts';

const guarded = (text: string): string => (/^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** RFC 4180, CRLF, UTF-8 with a byte order mark so that Excel reads names right. */
export const csvTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
	stringify(
		rows.map((row) =>
			columns.map((column) => {
				const value = column.value(row);
				if (value === null) return '';
				return column.kind === 'text' ? guarded(String(value)) : String(value);
			}),
		),
		{ header: true, columns: columns.map((column) => column.head), bom: true, record_delimiter: 'windows' },
	);
