/** What building an export needs, and the small steps every part of it shares. */
import { type Instant, later } from '../../shared/domain/day.ts';
import type { ExportFormat, FactoringExport } from '../../shared/domain/export.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { Files } from '../../shared/ports/files.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { WriteCsv } from '../../shared/wire/csv.ts';

export type BuildPorts = {
	readonly arrangements: Pick<Arrangements, 'ofKind'>;
	readonly books: Books;
	readonly clock: Clock;
	readonly companies: Companies;
	readonly connections: Connections;
	readonly exports: Exports;
	readonly files: Files;
	readonly queues: Queues;
	readonly writeCsv: WriteCsv;
	/** Of a part, at least; S3 takes no smaller ones but the last. Default 5 MiB. */
	readonly partBytes?: number;
};

/** Longer than the function may run (120 s), so that of two workers one has certainly ended. */
export const leaseMs = 150_000;
/** What one invocation works on before it hands over to the next. */
export const budgetMs = 75_000;
export const pauseMs = 60_000;

/** Somebody else has this export in hand now, or it is finished. */
export class Overtaken extends Error {
	override readonly name = 'Overtaken';
}

/** An export being read. */
export type Building = FactoringExport & { readonly reading: NonNullable<FactoringExport['reading']> };

/** @throws Overtaken */
export const save = async <E extends FactoringExport>(each: E, { exports }: Pick<BuildPorts, 'exports'>): Promise<E> => {
	if ((await exports.saveExport(each)) === 'stale') throw new Overtaken('another worker saved this export');
	return { ...each, rev: each.rev + 1 };
};

/** It stays ours so much longer; the sweeper looks again when that is over. */
export const held = (now: Instant) => ({ lease: later(now, leaseMs), wake: later(now, leaseMs) });
/** Nobody's; the sweeper looks again in a minute. */
export const released = (now: Instant) => ({ lease: null, wake: later(now, pauseMs) });

const stem = ({ asOf, currency, id }: FactoringExport): string =>
	['factoring', asOf, ...(currency === null ? [] : [currency]), id].join('-');
export const fileName = (each: FactoringExport, ending: ExportFormat | 'manifest.json'): string => `${stem(each)}.${ending}`;
/** Each read has a folder of its own: what one writes, another never touches. */
export const fileKey = (each: Building, name: string): string => `exports/${each.company}/${each.id}/${each.reading.n}/${name}`;
export const fileTypes: Readonly<Record<ExportFormat | 'manifest', string>> = {
	csv: 'text/csv; charset=utf-8',
	jsonl: 'application/x-ndjson',
	manifest: 'application/json',
};
