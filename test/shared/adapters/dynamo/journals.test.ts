/** Journal entries in the table: on the ladders and lists as invoices are, asked for by nobody, and not written again when a later report says the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Reckoning } from '../../../../functions/factoring/reckoning.ts';
import { gatherFacts } from '../../../../functions/reminders/gather-facts.ts';
import { settledOf } from '../../../../functions/sync/settled-of.ts';
import { dynamoArrangements } from '../../../../shared/adapters/dynamo/arrangements.ts';
import { dynamoBookTies } from '../../../../shared/adapters/dynamo/book-ties.ts';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoExports } from '../../../../shared/adapters/dynamo/exports.ts';
import { dynamoMailings } from '../../../../shared/adapters/dynamo/mailings.ts';
import { age, bucketOf } from '../../../../shared/domain/aging.ts';
import { addDays, day, instant, later } from '../../../../shared/domain/day.ts';
import type { Document } from '../../../../shared/domain/document.ts';
import { defaultRules, judgingBy } from '../../../../shared/domain/eligibility.ts';
import { anInvoice, at, type Bench, eur, otherLedger, startBench, today, who } from './table.ts';

const ledger = otherLedger;
const acme = who('acme', ledger);
const due = addDays(today, -10);

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const report = instant('2026-11-22T02:00:00Z');
const aJournal = (over: Partial<Document> & { readonly id: string }): Document => {
	const { open = 5_000, unapplied = 0 } = over;
	return {
		...anInvoice({ ledger, customer: acme, due: unapplied > 0 ? null : due, open, version: report, number: `J-${over.id}`, ...over }),
		kind: 'journal',
		state: 'open',
		total: open + unapplied,
		unapplied,
		entries: [{ day: day('2026-10-01'), kind: 'issued', minor: open + unapplied }],
	};
};
const fresh = async () => {
	const store = bench.open();
	const books = dynamoBooks(store, { settleMs: 5 });
	const scope = { company: bench.company(), ledger };
	const documents = [
		anInvoice({ id: 'inv', ledger, customer: acme, due, open: 10_000 }),
		aJournal({ id: '7-12' }),
		aJournal({ id: '8-12', open: 0, unapplied: 3_000 }),
	];
	await books.save(scope, documents, at);
	return { store, books, scope, documents };
};

describe('an invoice of 100, a journal of 50 and a credit by journal of 30', () => {
	it('are a balance of 150 and 30 unapplied, counted anew as they stand; the list of what is open has all three', async () => {
		const { books, scope, store } = await fresh();
		const [row] = await books.ladders(scope.company, eur);
		expect([...(row?.ladder ?? [])]).toEqual([[due, { minor: 15_000, count: 2 }]]);
		expect(row?.unapplied).toBe(3_000);
		expect(await books.recount(scope, 'compare', today)).toMatchObject({ documents: 3, drift: [] });
		const open = await books.openDocumentsOf(scope.company, acme, 10, 'consistent');
		expect(open.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(['invoice inv', 'journal 7-12', 'journal 8-12']);
		const rows = [];
		for await (const some of dynamoBookTies(store).ourRows(scope, null)) rows.push(...some);
		expect(rows.reduce((all, { open: owed, unapplied }) => all + owed - unapplied, 0)).toBe(12_000);
	});

	it('are reminded of as 100, and the list agrees with the sums', async () => {
		const { books, scope, store } = await fresh();
		const ports = { books, mailings: dynamoMailings(store), arrangements: dynamoArrangements(store) };
		const found = await gatherFacts({ company: scope.company, customer: acme, currency: eur, plannedAt: at }, today, at, ports);
		expect(found?.decision).toMatchObject({ reasons: [], asked: 10_000 });
		expect(found?.standing.unapplied).toBe(3_000);
	});

	it('are in an export that ties to aging: 70 eligible, 50 refused by name, 30 for the credit', async () => {
		const { books, scope, store } = await fresh();
		const exports = dynamoExports(store);
		const reckoning = new Reckoning(judgingBy(defaultRules, today, new Set()));
		for await (const page of exports.credits(scope.company, eur, new Set([ledger]))) for (const credit of page) reckoning.know(credit);
		for await (const page of exports.openRows(scope.company, null))
			for (const { item, filed } of page) reckoning.add(item, bucketOf(filed, today));
		const [row] = await books.ladders(scope.company, eur);
		expect(reckoning.untied([age(eur, row?.ladder ?? new Map(), row?.unapplied ?? 0, today)])).toEqual([]);
		expect(reckoning.totals()).toMatchObject([
			{
				open: 15_000,
				eligible: 7_000,
				unapplied: 3_000,
				excessCredit: 0,
				refused: { NOT_AN_INVOICE: { minor: 5_000, items: 1 }, UNAPPLIED_CREDIT: { minor: 3_000, items: 1 } },
			},
		]);
	});
});

describe('a later report', () => {
	const next = later(report, 86_400_000);

	it('that says the same of 3,000 entries costs reads and no write, in a sweep and in a delta', async () => {
		const store = bench.open();
		const books = dynamoBooks(store, { settleMs: 5 });
		const scope = { company: bench.company(), ledger };
		const all = Array.from({ length: 3_000 }, (_, n) => aJournal({ id: `${n}-${n % 300}`, customer: who(`c${n % 300}`, ledger) }));
		await books.load(scope, all, at);
		await books.recount(scope, 'write', today);
		const anew = all.map((each) => ({ ...each, version: next }));
		for (const how of ['repair', 'save'] as const) {
			const before = { ...store.count };
			expect(await books[how](scope, anew, next)).toMatchObject({ written: 0, stale: 3_000 });
			const [reads, writes] = [store.count.reads - before.reads, store.count.writes - before.writes];
			console.info(`3,000 journals that are as we hold them, ${how}: ${reads} RCU, ${writes} WCU`);
			expect(writes).toBe(0);
		}
		const changed = anew.map((each, n) => (n === 7 ? { ...each, due: today } : each));
		expect(await books.save(scope, changed, next)).toMatchObject({ written: 1 });
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	}, 60_000);

	it('of the same second says what is true now; an older one nothing', async () => {
		const { books, scope } = await fresh();
		expect(await books.save(scope, [aJournal({ id: '7-12', open: 4_000 })], at)).toMatchObject({ written: 1 });
		expect(await books.save(scope, [aJournal({ id: '7-12', open: 1, version: later(report, -1_000) })], at)).toMatchObject({ written: 0 });
		expect(await books.document(scope.company, ledger, 'journal', '7-12')).toMatchObject({ open: 4_000, rev: 2 });
	});

	it('that lists one no more settles what we hold of it, once, and nothing that we never held', async () => {
		const { books, scope } = await fresh();
		const names = ['7-12', '8-12', 'never'].map((id) => ({ kind: 'journal', id, version: next, day: today }) as const);
		const settled = await settledOf(scope, names, { books });
		expect(settled.map(({ id, open, unapplied }) => [id, open, unapplied])).toEqual([
			['7-12', 0, 0],
			['8-12', 0, 0],
		]);
		await books.save(scope, settled, at);
		expect(await settledOf(scope, names, { books })).toEqual([]);
		const [row] = await books.ladders(scope.company, eur);
		expect([[...(row?.ladder ?? [])], row?.unapplied]).toEqual([[[due, { minor: 10_000, count: 1 }]], 0]);
		// Its payment is taken off: the next report has it again.
		await books.save(scope, [aJournal({ id: '7-12', version: later(next, 1_000) })], at);
		expect(await books.document(scope.company, ledger, 'journal', '7-12')).toMatchObject({ open: 5_000, state: 'open', rev: 3 });
		expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
	});
});
