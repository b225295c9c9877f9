/** Saves, repairs and deletions in any order: what is stored is what the rules say, and the ladders are its fold. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { type Document, documentKey, replacing } from '../../../../shared/domain/document.ts';
import { type Finding, gone, isMaterial, mended, remaining } from '../../../../shared/domain/sweep.ts';
import type { Books, Saved, Scope } from '../../../../shared/ports/books.ts';
import { type Step, steps } from './histories.ts';
import { bare, delivered, expectBooks } from './model.ts';
import { at, type Bench, ledger, startBench, today } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

type Model = Map<string, Document>;

/** What `next` says of it, from before and after alone. */
const finding = (before: Document | undefined, after: Document): Pick<Finding, 'kind' | 'id' | 'how' | 'was' | 'is'>[] => {
	const { kind, id } = after;
	if (before ? !isMaterial(before, after) : remaining(after) === 0) return [];
	const how = !before ? 'unknown' : after.version !== before.version ? 'newer' : after.state === 'deleted' ? 'gone' : 'differs';
	return [{ kind, id, how, was: before ? remaining(before) : null, is: remaining(after) }];
};

/** Applies one step to the model; what it must find. */
const applied = (model: Model, how: Step['how'], page: readonly Document[]) => {
	const newest = new Map<string, Document>();
	for (const read of page) if (!(read.version <= (newest.get(documentKey(read))?.version ?? ''))) newest.set(documentKey(read), read);
	let written = 0;
	const findings = [...newest].flatMap(([key, read]) => {
		const before = model.get(key);
		const newer = !before || read.version > before.version;
		const same = how !== 'save' && before?.version === read.version;
		const after = newer ? (before ? replacing(before, read) : read) : same ? mended(before, read) : null;
		if (!after) return [];
		model.set(key, after);
		written += 1;
		return finding(before, after);
	});
	return { written, findings: how === 'save' ? [] : findings };
};

const taken = async (
	books: Books,
	scope: Scope,
	{ how, page }: Step,
): Promise<{ page: readonly Document[]; saved: Saved & { findings: readonly Finding[] } }> => {
	if (how === 'save') return { page, saved: { ...(await books.save(scope, page, at)), findings: [] } };
	if (how === 'repair') return { page, saved: await books.repair(scope, page, at) };
	const [{ kind, id }] = page;
	const stored = await books.document(scope.company, scope.ledger, kind, id);
	const now = stored ? [gone(stored)] : [];
	return { page: now, saved: await books.repair(scope, now, at) };
};

const byName = (findings: readonly Pick<Finding, 'kind' | 'id'>[]) =>
	findings.toSorted((a, b) => (`${a.kind}${a.id}` < `${b.kind}${b.id}` ? -1 : 1));

describe('saves and repairs, for any history', () => {
	it('one writer: stored is what the rules say, each finding is said once and of what was written', async () => {
		await fc.assert(
			fc.asyncProperty(steps(6, 8), async (history) => {
				const scope = { company: bench.company(), ledger };
				const books = dynamoBooks(bench.open(), { settleMs: 1 });
				const model: Model = new Map();
				for (const step of history) {
					const { page, saved } = await taken(books, scope, step);
					const must = applied(model, step.how, page);
					expect({ written: saved.written, stale: saved.stale }).toEqual({ written: must.written, stale: page.length - must.written });
					expect(byName(saved.findings.map(({ kind, id, how, was, is }) => ({ kind, id, how, was, is })))).toEqual(byName(must.findings));
				}
				await expectBooks(books, scope, model.values(), today, { repaired: true });
			}),
			{ numRuns: 25 },
		);
	}, 180_000);

	it('done twice, a repair finds and writes nothing the second time', async () => {
		await fc.assert(
			fc.asyncProperty(steps(5, 3), async (history) => {
				const scope = { company: bench.company(), ledger };
				const books = dynamoBooks(bench.open(), { settleMs: 1 });
				for (const step of history) {
					const { page } = await taken(books, scope, step);
					if (step.how !== 'save') expect(await books.repair(scope, page, at)).toMatchObject({ written: 0, findings: [] });
				}
			}),
			{ numRuns: 15 },
		);
	}, 120_000);

	const atOnce = async (histories: readonly (readonly Step[])[]): Promise<void> => {
		const scope = { company: bench.company(), ledger };
		await Promise.all(
			histories.map(async (history) => {
				const books = dynamoBooks(bench.open());
				for (const step of history) await delivered(() => taken(books, scope, step));
			}),
		);
		bench.dynamo.faults.clear();
		await bench.dynamo.settleIndexes();
		const books = dynamoBooks(bench.open(), { settleMs: 1 });
		const shown = new Map(histories.flat().flatMap(({ page }) => page.map((each) => [documentKey(each), each] as const)));
		const stored = await Promise.all([...shown.values()].map(({ kind, id }) => books.document(scope.company, ledger, kind, id)));
		const read = histories.flat().flatMap(({ how, page }) => (how === 'gone' ? [] : page));
		const newest = (key: string): string | undefined =>
			read
				.filter((each) => documentKey(each) === key)
				.map((each) => each.version)
				.toSorted()
				.at(-1);
		const held = stored.flatMap((each) => (each ? [bare(each)] : []));
		for (const each of held) expect(each.version).toBe(newest(documentKey(each)));
		await expectBooks(books, scope, held, today, { repaired: true });
	};

	it('three writers at once: the newest version stands, and the ladders are the fold of what stands', async () => {
		await fc.assert(fc.asyncProperty(fc.array(steps(4, 4), { minLength: 3, maxLength: 3 }), atOnce), { numRuns: 10 });
	}, 120_000);

	it('the same while transactions conflict, requests are throttled, batches done in part, answers lost and indexes late', async () => {
		const { faults } = bench.dynamo;
		const lived = (): Promise<void> =>
			fc.assert(
				fc.asyncProperty(fc.array(steps(4, 4), { minLength: 3, maxLength: 3 }), fc.integer(), async (histories, seed) => {
					faults.seed(seed);
					Object.assign(faults, { transactionConflict: 0.15, writeConflict: 0.15, throttled: 0.01, unprocessed: 0.2, answerLost: 0.15 });
					faults.indexLag = { unit: 'writes', min: 1, max: 20 };
					await atOnce(histories);
				}),
				{ numRuns: 10 },
			);
		// Chance may leave one kind of fault out: then ten more.
		for (let round = 0; round < 5 && (faults.injected.transactionConflict === 0 || faults.injected.answerLost === 0); round++)
			await lived();
		console.info('injected:', JSON.stringify(faults.injected));
		expect(faults.injected.transactionConflict).toBeGreaterThan(0);
		expect(faults.injected.answerLost).toBeGreaterThan(0);
	}, 180_000);
});
