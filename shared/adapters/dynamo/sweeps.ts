/** The port `sweeps` over the table: prints of what a sweep was shown, and batches of what it was not. */
import { hash } from 'node:crypto';
import { type Instant, msOf } from '../../domain/day.ts';
import { type DocumentKind, documentKinds, rowName } from '../../domain/document.ts';
import type { DocumentName } from '../../domain/sweep.ts';
import type { Scope } from '../../ports/books.ts';
import type { Batch, Sweeps } from '../../ports/sweeps.ts';
import { byDay, type Key, keys, partitions, shards, table } from '../../wire/table.ts';
import { writeAll } from './batch.ts';
import { BrokenItem, type Item, keyOf, keyText, mustBelongTo, oneOf, text } from './item.ts';
import { chunks } from './lanes.ts';
import { pages, rowsOf } from './query.ts';
import type { Store } from './store.ts';

const threeDays = 3 * 24 * 3600;
const printBytes = 8;
/** 160 KB an item; a step shows a page of some thousand rows at most. */
const perItem = 20_000;

/** Eight bytes that tell a row from any other in this run: among a million, two are alike once in 37 million runs, and never again in the next. */
const printOf = (run: string, row: DocumentName): Buffer => hash('sha256', `${run}\n${rowName(row)}`, 'buffer').subarray(0, printBytes);

/** What was noted, 8 bytes each. */
class Noted {
	readonly #prints: BigUint64Array;
	constructor(parts: readonly Buffer[]) {
		const bytes = parts.reduce((all, { length }) => all + length, 0);
		this.#prints = new BigUint64Array(bytes / printBytes);
		let next = 0;
		for (const part of parts) for (let at = 0; at < part.length; at += printBytes) this.#prints[next++] = part.readBigUInt64BE(at);
		this.#prints.sort();
	}
	has(print: Buffer): boolean {
		const wanted = print.readBigUInt64BE();
		let [from, to] = [0, this.#prints.length];
		while (from < to) {
			const middle = (from + to) >>> 1;
			const found = this.#prints[middle];
			if (found === wanted) return true;
			if (found !== undefined && found < wanted) from = middle + 1;
			else to = middle;
		}
		return false;
	}
}

const readNoted = async (store: Store, { company, ledger }: Scope, run: string): Promise<Noted> => {
	const parts: Buffer[] = [];
	const query = { partition: partitions.swept(company, ledger, run), range: { prefix: 'P#' }, consistent: true };
	for await (const page of pages(store, query))
		for (const item of page) {
			const { prints } = mustBelongTo(item, company);
			if (!(prints instanceof Uint8Array) || prints.length % printBytes !== 0) throw new BrokenItem('prints');
			parts.push(Buffer.from(prints.buffer, prints.byteOffset, prints.length));
		}
	return new Noted(parts);
};

/** The open list of this ledger without what was noted. 0.05 RCU a document of the company, whichever ledger's: a row of the list is 0.4 KB where ids are as long as Xero's. */
const unnoted = async (store: Store, { company, ledger }: Scope, run: string): Promise<DocumentName[]> => {
	const noted = await readNoted(store, { company, ledger }, run);
	const found: DocumentName[] = [];
	const take = (row: Item): void => {
		if (text(mustBelongTo(row, company), 'ledger') !== ledger) return;
		const name = { kind: oneOf(row, 'kind', documentKinds), id: text(row, 'id') };
		if (!noted.has(printOf(run, name))) found.push(name);
	};
	await Promise.all(
		shards.map(async (shard) => {
			const query = { index: 'byDay', partition: byDay.openOf(company, shard), only: ['pk', 'ledger', 'kind', 'id'] } as const;
			for await (const page of pages(store, query)) for (const row of page) take(row);
		}),
	);
	return found;
};

/** The same documents in any order make the same batches. */
const batchesOf = (rows: Iterable<DocumentName>, atOnce: (kind: DocumentKind) => number): Batch[] => {
	const byKind = Map.groupBy(rows, ({ kind }) => kind);
	return documentKinds.flatMap((kind) => {
		const ids = (byKind.get(kind) ?? []).map(({ id }) => id).sort();
		return ids.length === 0 ? [] : chunks(ids, atOnce(kind)).map((some) => ({ kind, ids: some }));
	});
};

const batchFrom = (item: Item, { company }: Scope): Batch => {
	mustBelongTo(item, company);
	if (!Array.isArray(item.ids)) throw new BrokenItem('ids');
	return { kind: oneOf(item, 'kind', documentKinds), ids: item.ids.map((id: unknown) => text({ ids: id }, 'ids')) };
};

export const dynamoSweeps = (store: Store, now: () => Instant): Sweeps => {
	const ends = ({ company }: Scope) => ({ co: company, [table.ttl]: Math.floor(msOf(now()) / 1000) + threeDays });
	const batchKey = ({ company, ledger }: Scope, run: string, n: number): Key =>
		keys.swept(company, ledger, run, `B#${String(n).padStart(6, '0')}`);
	return {
		note: async (scope, run, step, rows) => {
			const items = chunks(rows, perItem).map((some, part) => ({
				...keys.swept(scope.company, scope.ledger, run, `P#${step}#${part}`),
				...ends(scope),
				prints: Buffer.concat(some.map((row) => printOf(run, row))),
			}));
			await Promise.all(items.map((item) => store.put(item)));
		},
		file: async (scope, run, also, atOnce) => {
			const missing = new Map(
				[...also, ...(await unnoted(store, scope, run))].map(({ kind, id }) => [rowName({ kind, id }), { kind, id }]),
			);
			const batches = batchesOf(missing.values(), atOnce);
			const items = batches.map((batch, n) => ({ ...batchKey(scope, run, n), ...ends(scope), ...batch }));
			const kept = new Set(items.map(keyText));
			const filed = await rowsOf(store, {
				partition: partitions.swept(scope.company, scope.ledger, run),
				range: { prefix: 'B#' },
				consistent: true,
				only: ['pk', 'sk'],
			});
			const beyond = filed.map((item) => keyOf(mustBelongTo(item, scope.company))).filter((key) => !kept.has(keyText(key)));
			await writeAll(store, items, beyond);
			return { documents: missing.size, batches: batches.length };
		},
		batch: async (scope, run, n) => {
			const item = await store.get(batchKey(scope, run, n), 'consistent');
			return item && batchFrom(item, scope);
		},
	};
};
