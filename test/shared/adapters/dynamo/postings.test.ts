import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const most = 2_000;
const made = async (postings: Postings, posting: Posting): Promise<Posting> => {
	const created = await postings.create(posting, most);
	if (created.outcome !== 'stored') throw new Error(created.outcome);
	return created.posting;
};

it('is made once by its id, whoever asks how often, and keeps every field', async () => {
	const { company, postings } = world();
	const posting = a(company, 'p1');
	const all = await Promise.all(Array.from({ length: 8 }, (_, i) => made(postings, { ...posting, text: `asked ${i}` })));
	expect(new Set(all.map(({ text }) => text)).size).toBe(1);
	expect(await postings.posting(company, 'p1')).toEqual({ ...posting, text: all[0]?.text, rev: 1 });
	expect(await postings.posting(bench.company(), 'p1')).toBeNull();
	expect(await postings.posting(company, 'with#sign')).toBeNull();
});

it('a save names the revision it saw; of two at once one is stale', async () => {
	const { company, postings } = world();
	const first = await made(postings, a(company, 'p1'));
	const outcomes = await Promise.all([postings.savePosting({ ...first, tries: 1 }), postings.savePosting({ ...first, tries: 2 })]);
	expect(outcomes.toSorted()).toEqual(['saved', 'stale']);
	expect(await postings.savePosting({ ...first, tries: 3 })).toBe('stale');
});

it('lists the newest first by pages, and those of a customer', async () => {
	const { company, postings } = world();
	for (let i = 0; i < 5; i++)
		await made(
			postings,
			a(company, `p${i}`, {
				askedAt: later(at, i * 1000),
				customer: who(i === 2 ? 'other' : 'acme'),
				what: { kind: 'write-off', invoice: `i${i}` },
			}),
		);
	const first = await postings.postings(company, 2, null);
	const second = await postings.postings(company, 2, first.next);
	const third = await postings.postings(company, 2, second.next);
	expect([first, second, third].map(({ rows }) => rows.map(({ id }) => id))).toEqual([['p4', 'p3'], ['p2', 'p1'], ['p0']]);
	expect(third.next).toBeNull();
	expect((await postings.postingsOf(company, who('acme'), 3)).map(({ id }) => id)).toEqual(['p4', 'p3', 'p1']);
});

it('is due beside the payments, under a name of its own, until nothing is left to do', async () => {
	const { company, postings } = world();
	const first = await made(postings, a(company, 'p1'));
	const due = async () =>
		(await dynamoPayments(bench.open()).dueBookings(at, 50))
			.filter((each) => each.company === company)
			.map(({ id }) => reconcileWorkOf(id));
	expect(await due()).toEqual([{ kind: 'posting', id: 'p1' }]);
	await postings.savePosting({ ...first, wake: later(at, 60_000) });
	expect(await due()).toEqual([]);
	await postings.savePosting({ ...first, state: 'written', wake: null, rev: 2 });
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

describe('what a posting has to itself', () => {
	const refund = { kind: 'refund', credit: { kind: 'credit-note', id: 'c1' } } as const;
	const allocation = { kind: 'allocation', credit: { kind: 'credit-note', id: 'c1' }, invoice: 'i1' } as const;
	const writeOff = { kind: 'write-off', invoice: 'i1' } as const;

	it('of ten at once about the same, one is stored; the others hear which', async () => {
		const { company, postings } = world();
		const all = await Promise.all(Array.from({ length: 10 }, (_, i) => postings.create(a(company, `p${i}`, { what: refund }), most)));
		const stored = all.flatMap((each) => (each.outcome === 'stored' ? [each.posting.id] : []));
		expect(stored).toHaveLength(1);
		for (const each of all) if (each.outcome !== 'stored') expect(each).toMatchObject({ outcome: 'taken', by: { id: stored[0] } });
		expect((await postings.postings(company, 20, null)).rows).toHaveLength(1);
	});

	it('two subjects are taken both or none; another company and another ledger have their own', async () => {
		const { company, postings } = world();
		await made(postings, a(company, 'p1', { what: refund }));
		expect(await postings.create(a(company, 'p2', { what: allocation }), most)).toMatchObject({ outcome: 'taken', by: { id: 'p1' } });
		await made(postings, a(company, 'p3'));
		await made(postings, a(bench.company(), 'p1', { what: allocation }));
		await made(postings, a(company, 'p4', { what: refund, ledger: 'quickbooks-1' }));
	});

	it.each(['written', 'cancelled'] as const)('given back with the save that makes it %s, and not before', async (state) => {
		const { company, postings } = world();
		const first = await made(postings, a(company, 'p1', { what: refund }));
		const other = a(company, 'p2', { what: refund });
		await postings.savePosting({ ...first, state: 'stuck' });
		expect((await postings.create(other, most)).outcome).toBe('taken');
		expect(await postings.savePosting({ ...first, state })).toBe('stale');
		expect((await postings.create(other, most)).outcome).toBe('taken');
		expect(await postings.savePosting({ ...first, state, rev: 2 })).toBe('saved');
		expect((await postings.create(other, most)).outcome).toBe('stored');
	});

	it('given up with a part of it written: free for others, and theirs while they have it', async () => {
		const { company, postings } = world();
		const first = await made(postings, a(company, 'p1', { what: refund }));
		const stuck = { ...first, state: 'stuck', givenUp: true } as const;
		await postings.savePosting(stuck);
		const other = await made(postings, a(company, 'p2', { what: refund }));
		expect(await postings.resume({ ...stuck, state: 'writing', givenUp: false, rev: 2 })).toBe('taken');
		expect(await postings.savePosting({ ...stuck, problem: 'again', rev: 2 })).toBe('saved');
		expect((await postings.create(a(company, 'p3', { what: refund }), most)).outcome).toBe('taken');
		await postings.savePosting({ ...other, state: 'written' });
		expect(await postings.resume({ ...stuck, state: 'writing', givenUp: false, rev: 3 })).toBe('saved');
		expect((await postings.create(a(company, 'p3', { what: refund }), most)).outcome).toBe('taken');
		expect(await postings.resume({ ...stuck, state: 'writing', rev: 3 })).toBe('stale');
	});

	it('written off of an invoice, in all: what is cancelled does not count', async () => {
		const { company, postings } = world();
		const piece = (id: string, minor: number) => a(company, id, { what: writeOff, minor });
		expect(await postings.create(piece('p0', 2_001), most)).toEqual({ outcome: 'above', before: 0 });
		const first = await made(postings, piece('p1', 1_500));
		await postings.savePosting({ ...first, state: 'written' });
		expect(await postings.create(piece('p2', 501), most)).toEqual({ outcome: 'above', before: 1_500 });
		const second = await made(postings, piece('p3', 500));
		await postings.savePosting({ ...second, state: 'cancelled' });
		const third = await made(postings, piece('p4', 500));
		await postings.savePosting({ ...third, state: 'written' });
		expect(await postings.create(piece('p5', 1), most)).toEqual({ outcome: 'above', before: 2_000 });
		await made(postings, a(company, 'p6', { what: { ...writeOff, invoice: 'i2' }, minor: 2_000 }));
	});
});
