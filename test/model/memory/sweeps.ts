/** The port `sweeps` in memory. */
import { type DocumentKind, documentKinds, rowName } from '../../../shared/domain/document.ts';
import type { DocumentName } from '../../../shared/domain/sweep.ts';
import type { Scope } from '../../../shared/ports/books.ts';
import type { Batch, Sweeps } from '../../../shared/ports/sweeps.ts';
import type { Shelves } from './shelf.ts';

const batchesOf = (rows: readonly DocumentName[], atOnce: (kind: DocumentKind) => number): Batch[] =>
	documentKinds.flatMap((kind) => {
		const ids = rows.flatMap((row) => (row.kind === kind ? [row.id] : [])).sort();
		const size = atOnce(kind);
		return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ({ kind, ids: ids.slice(i * size, (i + 1) * size) }));
	});

/** @param listed the open list as its index shows it, which may be late: what was closed a moment ago on it, what was opened not */
export const memorySweeps = (
	shelves: Shelves,
	listed: (scope: Scope) => readonly DocumentName[] = (scope) => shelves.of(scope).open,
): Sweeps => {
	const noted = new Map<string, Set<string>>();
	const filed = new Map<string, Batch[]>();
	const name = ({ company, ledger }: Scope, run: string): string => `${company}#${ledger}#${run}`;
	return {
		note: async (scope, run, _step, rows) => {
			const known = noted.get(name(scope, run)) ?? new Set();
			for (const row of rows) known.add(rowName(row));
			noted.set(name(scope, run), known);
		},
		file: async (scope, run, also, atOnce) => {
			const seen = noted.get(name(scope, run)) ?? new Set();
			const open = listed(scope).filter((row) => !seen.has(rowName(row)));
			const missing = new Map([...also, ...open].map(({ kind, id }) => [rowName({ kind, id }), { kind, id }]));
			const batches = batchesOf([...missing.values()], atOnce);
			filed.set(name(scope, run), batches);
			return { documents: missing.size, batches: batches.length };
		},
		batch: async (scope, run, n) => filed.get(name(scope, run))?.[n] ?? null,
	};
};
