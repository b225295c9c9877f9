/** A table of plain text, for a terminal. */

/** Columns are as wide as their widest cell, two spaces apart; the first stands left, the others right. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
	const lines = [heads, ...rows];
	const widths = heads.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
	const written = lines.map((line) =>
		widths.map((width, column) => (column === 0 ? (line[0] ?? '').padEnd(width) : (line[column] ?? '').padStart(width))).join('  '),
	);
	return written.map((line) => `  ${line.trimEnd()}`).join('\n');
};
