/** Reads CSV so that a broken row costs that row and no other. */
import { CsvError, parse } from 'csv-parse/sync';
import { ScenarioError } from '../sandbox/sandbox.ts';

export type Refused = { readonly row: number; readonly reason: string };
/** `row` is the line of the file, as an editor numbers it: the header is row 1. */
export type CsvRow = { readonly row: number; readonly cells: readonly string[] };
export type CsvFile = { readonly header: readonly string[]; readonly rows: readonly CsvRow[]; readonly refused: readonly Refused[] };

const delimiters = [',', ';', '\t', '|'] as const;
/** After so many rows that are not even CSV, it is the file that is wrong. */
const mostBroken = 100;
const unclosed = 'a quote is not closed';

const delimiterOf = (firstLine: string): string =>
	delimiters.reduce((best, each) => (firstLine.split(each).length > firstLine.split(best).length ? each : best));

/** Where each line begins. */
const lineStarts = (text: string): number[] => {
	const starts = [0];
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
	return starts;
};

type Stretch = { readonly rows: CsvRow[]; readonly broken: Refused | null };

/** Reads from one line on until the end or the first row that is not CSV. */
const readStretch = (text: string, firstRow: number, delimiter: string, headerWidth: number | null): Stretch => {
	const rows: CsvRow[] = [];
	let width = headerWidth;
	let row = firstRow;
	/** A quote that was never meant as one swallows lines until the next one: told by a row of several lines with a wrong number of cells. */
	let swallowed = false;
	try {
		parse(text, {
			bom: true,
			delimiter,
			relax_column_count: true,
			on_record: (record: string[], info) => {
				const next = firstRow + info.lines;
				width ??= record.length;
				if (record.length !== width && next - row > 1) {
					swallowed = true;
					throw new Error(unclosed);
				}
				if (record.length > 1 || record[0] !== '') rows.push({ row, cells: record });
				row = next;
				return null;
			},
		});
		return { rows, broken: null };
	} catch (error) {
		if (swallowed) return { rows, broken: { row, reason: unclosed } };
		if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return { rows, broken: { row, reason: unclosed } };
		// Its line number counts from where this stretch begins.
		if (error instanceof CsvError) return { rows, broken: { row, reason: error.message.replace(/ (?:at|on) line \d+/, '') } };
		throw error;
	}
};

/** Throws `ScenarioError` when the header cannot be read, or when so much is broken that this is no CSV. */
export const readCsv = (csv: string, name: string): CsvFile => {
	// csv-parse counts the CR LF inside a quoted cell as two lines.
	const text = csv.replaceAll('\r\n', '\n');
	const starts = lineStarts(text);
	const delimiter = delimiterOf(text.slice(0, starts[1] ?? text.length));
	const rows: CsvRow[] = [];
	const refused: Refused[] = [];
	for (let row = 1; row <= starts.length; ) {
		const stretch = readStretch(text.slice(starts[row - 1]), row, delimiter, rows[0]?.cells.length ?? null);
		rows.push(...stretch.rows);
		if (!stretch.broken) break;
		if (rows.length === 0) throw new ScenarioError(`${name}: the header cannot be read: ${stretch.broken.reason}`);
		refused.push(stretch.broken);
		if (refused.length >= mostBroken)
			throw new ScenarioError(`${name} is no CSV: ${mostBroken} rows cannot be read, the last is row ${row}`);
		row = stretch.broken.row + 1;
	}
	const [header, ...body] = rows;
	if (!header) throw new ScenarioError(`${name} is empty`);
	return { header: header.cells.map((cell) => cell.trim()), rows: body, refused };
};
