/** Exports as records, and the open list as one stream that can be gone on with anywhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoExports } from '../../../../shared/adapters/dynamo/exports.ts';
import { addDays, day, later } from '../../../../shared/domain/day.ts';
import type { Document } from '../../../../shared/domain/document.ts';
import type { Exports, OpenRow } from '../../../../shared/ports/exports.ts';
import { anExport } from '../../../factoring/model.ts';
import { aCredit, anInvoice, at, type Bench, eur, gbp, ledger, otherLedger, startBench, today, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const all = async (rows: AsyncIterable<readonly OpenRow[]>): Promise<OpenRow[]> => {
	const found: OpenRow[] = [];
	for await (const page of rows) found.push(...page);
	return found;
};

describe('the open list', () => {
	let exports: Exports;
	let company: string;
	const mine: Document[] = [
		...Array.from({ length: 40 }, (_, i) => anInvoice({ id: `i${i}`, due: addDays(today, -(i % 9)), open: 100 + i })),
		aCredit({ id: 'c1', issued: day('2026-01-05') }),
		aCredit({ id: 'p1', kind: 'overpayment', issued: day('2026-12-05'), unapplied: 77 }),
		anInvoice({ id: 'closed', open: 0 }),
		anInvoice({ id: 'pounds', currency: gbp }),
	];
	/** The same ids and days as in the first ledger. */
	const theirs = Array.from({ length: 9 }, (_, i) =>
		anInvoice({ id: `i${i}`, ledger: otherLedger, customer: who('bo', otherLedger), due: addDays(today, -(i % 9)), open: 7 }),
	);
	beforeAll(async () => {
		company = bench.company();
		const store = bench.open();
		const books = dynamoBooks(store, { settleMs: 5 });
		exports = dynamoExports(store);
		await books.save({ company, ledger }, mine, at);
		await books.save({ company, ledger: otherLedger }, theirs, at);
		await books.save({ company: bench.company(), ledger }, [anInvoice({ id: 'stranger' })], at);
	});

	it('holds everything open or unapplied, once, latest day first and by descending id', async () => {
		const rows = await all(exports.openRows(company, null));
		expect(rows).toHaveLength(40 + 2 + 1 + 9);
		expect(rows.map(({ filed }) => filed)).toEqual(
			rows
				.map(({ filed }) => filed)
				.toSorted()
				.toReversed(),
		);
		const names = rows.map(({ item }) => `${item.ledger} ${item.kind} ${item.id}`);
		expect(new Set(names).size).toBe(rows.length);
		expect(rows.map(({ place }) => place)).toEqual(
			rows
				.map(({ place }) => place)
				.toSorted()
				.toReversed(),
		);
		expect(rows.find(({ item }) => item.id === 'i3' && item.ledger === ledger)?.item).toEqual({
			ledger,
			kind: 'invoice',
			id: 'i3',
			number: 'INV-i3',
			customer: who('acme'),
			currency: eur,
			issued: day('2026-10-01'),
			due: addDays(today, -3),
			total: 10_000,
			open: 103,
			unapplied: 0,
			held: 0,
		});
		expect(rows[0]?.item).toMatchObject({ id: 'p1', kind: 'overpayment', due: null, open: 0, unapplied: 77 });
	});

	it('goes on behind any row', async () => {
		const rows = await all(exports.openRows(company, null));
		for (const [i, { place }] of rows.entries())
			if (i % 4 === 0) expect(await all(exports.openRows(company, place))).toEqual(rows.slice(i + 1));
	});

	it('knows customers with credit, of the ledgers asked for', async () => {
		const found = async (ledgers: readonly string[]) => {
			const credits: object[] = [];
			for await (const page of exports.credits(company, eur, new Set(ledgers))) credits.push(...page);
			return credits;
		};
		expect(await found([ledger, otherLedger])).toEqual([{ customer: who('acme'), currency: eur, unapplied: 2_577 }]);
		expect(await found([otherLedger])).toEqual([]);
	});

	it('has a revision that moves with each save', async () => {
		const before = await exports.revision(company, ledger);
		await dynamoBooks(bench.open()).save(
			{ company, ledger },
			[anInvoice({ id: 'i0', version: version(2), open: 5, due: addDays(today, -0) })],
			at,
		);
		expect(await exports.revision(company, ledger)).toBeGreaterThan(before);
		expect(await exports.revision(company, 'xero-none')).toBe(0);
	});
});

describe('records', () => {
	it('are created once, whoever comes second gets the first; saved only over what was seen', async () => {
		const exports = dynamoExports(bench.open());
		const company = bench.company();
		const first = await exports.create(anExport({ company, rev: 0, asked: 'one' }));
		expect(first).toEqual(anExport({ company, rev: 1, asked: 'one' }));
		expect(await exports.create(anExport({ company, rev: 0, asked: 'two' }))).toEqual(first);
		expect(await exports.saveExport({ ...first, claims: 1 })).toBe('saved');
		expect(await exports.saveExport({ ...first, claims: 2 })).toBe('stale');
		expect(await exports.export(company, 'EXP-1')).toMatchObject({ claims: 1, rev: 2 });
		expect(await exports.export(bench.company(), 'EXP-1')).toBeNull();
		expect(await exports.export(company, 'a#b')).toBeNull();
	});

	it('are listed newest first, in pages', async () => {
		const exports = dynamoExports(bench.open());
		const company = bench.company();
		for (let i = 0; i < 5; i++) await exports.create(anExport({ company, id: `EXP-${i}`, createdAt: later(at, i * 1000), rev: 0 }));
		const first = await exports.exports(company, 3, null);
		const second = await exports.exports(company, 3, first.next);
		expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(['EXP-4', 'EXP-3', 'EXP-2', 'EXP-1', 'EXP-0']);
		expect(second.next).toBeNull();
		await expect(exports.exports(bench.company(), 3, first.next)).rejects.toMatchObject({ code: 'PAGE_UNKNOWN' });
	});

	it('wake by themselves until they are finished', async () => {
		const exports = dynamoExports(bench.open());
		const company = bench.company();
		const made = await exports.create(anExport({ company, wake: at, rev: 0 }));
		const due = async () => (await exports.dueExports(at, 100)).filter((each) => each.company === company);
		expect(await due()).toEqual([{ company, id: 'EXP-1' }]);
		await exports.saveExport({ ...made, state: 'ready', wake: null });
		expect(await due()).toEqual([]);
	});
});
