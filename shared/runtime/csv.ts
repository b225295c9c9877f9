import { csvTable } from '../adapters/csv/table.ts';
import type { Column, WriteCsv } from '../wire/csv.ts';
import type { Answer } from './http-types.ts';

export const writeCsv: WriteCsv = csvTable;

/** A table as a file to save. `name` is ours, never a visitor's. */
export const csvAnswer = <Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): Answer => ({
	headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
	body: csvTable(columns, rows),
});
