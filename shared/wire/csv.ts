/** One column of a file people open in a spreadsheet. `text` columns are guarded against formulas by the writer. */
export type Column<Row> = {
	readonly head: string;
	readonly kind: 'text' | 'amount' | 'number' | 'day';
	readonly value: (row: Row) => string | number | null;
};

/** The whole file as text, or (`more`) rows that follow in a file whose beginning was written before. */
export type WriteCsv = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], part?: 'whole' | 'more') => string;
