import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoPayments } from '../../../../shared/adapters/dynamo/payments.ts';
import { dynamoPostings } from '../../../../shared/adapters/dynamo/postings.ts';
import { day, later } from '../../../../shared/domain/day.ts';
import type { Posting } from '../../../../shared/domain/posting.ts';
import { newPostingSettings } from '../../../../shared/domain/posting-accounts.ts';
import { reconcileWorkOf } from '../../../../shared/domain/reconcile-work.ts';
import type { Postings } from '../../../../shared/ports/postings.ts';
import { at, type Bench, eur, ledger, startBench, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const a = (company: string, id: string, over: Partial<Posting> = {}): Posting => ({
	company,
	id,
	ledger,
	customer: who('acme'),
	currency: eur,
	minor: 1_250,
	day: day('2026-11-22'),
	text: 'Goodwill credit, INV-1',
	what: { kind: 'credit', invoice: 'i1', reason: 'goodwill' },
	state: 'planned',
	steps: [
		{ n: 0, state: 'planned', external: null },
		{ n: 1, state: 'planned', external: null },
	],
	by: 'u1',
	askedAt: at,
	writtenAt: null,
	lease: null,
	problem: null,
	tries: 0,
	wake: at,
	rev: 0,
	...over,
});

const world = (): { readonly company: string; readonly postings: Postings } => ({
	company: bench.company(),
	postings: dynamoPostings(bench.open()),
});

it('is made once by its id, whoever asks how often, and keeps every field', async () => {
	const { company, postings } = world();
	const posting = a(company, 'p1');
	const all = await Promise.all(Array.from({ length: 8 }, (_, i) => postings.create({ ...posting, text: `asked ${i}` })));
	expect(new Set(all.map(({ text }) => text)).size).toBe(1);
	expect(await postings.posting(company, 'p1')).toEqual({ ...posting, text: all[0]?.text, rev: 1 });
	expect(await postings.posting(bench.company(), 'p1')).toBeNull();
	expect(await postings.posting(company, 'with#sign')).toBeNull();
});

it('a save names the revision it saw; of two at once one is stale', async () => {
	const { company, postings } = world();
	const made = await postings.create(a(company, 'p1'));
	const outcomes = await Promise.all([postings.savePosting({ ...made, tries: 1 }), postings.savePosting({ ...made, tries: 2 })]);
	expect(outcomes.toSorted()).toEqual(['saved', 'stale']);
	expect(await postings.savePosting({ ...made, tries: 3 })).toBe('stale');
});

it('lists the newest first by pages, and those of a customer', async () => {
	const { company, postings } = world();
	for (let i = 0; i < 5; i++)
		await postings.create(a(company, `p${i}`, { askedAt: later(at, i * 1000), customer: who(i === 2 ? 'other' : 'acme') }));
	const first = await postings.postings(company, 2, null);
	const second = await postings.postings(company, 2, first.next);
	const third = await postings.postings(company, 2, second.next);
	expect([first, second, third].map(({ rows }) => rows.map(({ id }) => id))).toEqual([['p4', 'p3'], ['p2', 'p1'], ['p0']]);
	expect(third.next).toBeNull();
	expect((await postings.postingsOf(company, who('acme'), 3)).map(({ id }) => id)).toEqual(['p4', 'p3', 'p1']);
});

it('is due beside the payments, under a name of its own, until nothing is left to do', async () => {
	const { company, postings } = world();
	const made = await postings.create(a(company, 'p1'));
	const due = async () =>
		(await dynamoPayments(bench.open()).dueBookings(at, 50))
			.filter((each) => each.company === company)
			.map(({ id }) => reconcileWorkOf(id));
	expect(await due()).toEqual([{ kind: 'posting', id: 'p1' }]);
	await postings.savePosting({ ...made, wake: later(at, 60_000) });
	expect(await due()).toEqual([]);
	await postings.savePosting({ ...made, state: 'written', wake: null, rev: 2 });
	expect(await postings.posting(company, 'p1')).toMatchObject({ state: 'written', wake: null });
});

it('settings: nothing at first, then as chosen; of two who choose at once one is told', async () => {
	const { company, postings } = world();
	expect(await postings.settings(company, ledger)).toBeNull();
	const fresh = newPostingSettings(company, ledger);
	const accounts = Array.from({ length: 300 }, (_, i) => ({
		id: `a${i}`,
		code: String(i),
		name: `Account ${i}`,
		currency: null,
		fit: ['discount' as const],
	}));
	const listed = { ...fresh, chosen: { banks: { [eur]: 'b1' }, discount: 'd1' }, listed: { at, accounts } };
	expect(await Promise.all([postings.saveSettings(listed), postings.saveSettings(fresh)])).toEqual(['saved', 'stale']);
	expect(await postings.settings(company, ledger)).toEqual({ ...listed, rev: 1 });
});
