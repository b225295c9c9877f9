/** One column of a file people open in a spreadsheet. `text` columns are guarded against formulas by the writer. */
export type Column<Row> = {
	readonly head: string;
	readonly kind: 'text' | 'amount' | 'number' | 'day';
	readonly value: (row: Row) => string | number | null;
};
