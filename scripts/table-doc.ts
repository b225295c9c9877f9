/** Writes the cost table of `shared/wire/access-patterns.ts` into ADR 0002. `node scripts/table-doc.ts` after a change; a test compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { accessPatterns } from '../shared/wire/access-patterns.ts';
import { table } from '../shared/wire/table.ts';

const file = resolve(import.meta.dirname, '../docs/adr/0002-table.md');
const from = '<!-- generated from shared/wire/access-patterns.ts -->';
const to = '<!-- end -->';

export const tableDoc = (): string => {
	const rows = accessPatterns.map(({ pattern, operation, read, write }) => `| ${pattern} | ${operation} | ${read} | ${write} |`);
	const indexes = Object.entries(table.indexes).map(
		([name, { partition, sort, projected }]) =>
			`| \`${name}\` | \`${partition}\`, \`${sort}\` | ${projected.length ? projected.map((each) => `\`${each}\``).join(' ') : 'keys only'} |`,
	);
	return [
		'| index | keys | projects |',
		'|---|---|---|',
		...indexes,
		'',
		'| pattern | operation | read | write |',
		'|---|---|---|---|',
		...rows,
	].join('\n');
};

export const withTableDoc = (text: string): string => {
	const begin = text.indexOf(from);
	const end = text.indexOf(to);
	if (begin < 0 || end < begin) throw new Error('docs/adr/0002-table.md has lost its marks');
	return `${text.slice(0, begin + from.length)}\n\n${tableDoc()}\n\n${text.slice(end)}`;
};

export const readTableDoc = (): string => readFileSync(file, 'utf8');

if (process.argv[1] === import.meta.filename) writeFileSync(file, withTableDoc(readTableDoc()));
