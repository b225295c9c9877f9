import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoArrangements } from '../../../../shared/adapters/dynamo/arrangements.ts';
import type { Arrangement, ArrangementOf } from '../../../../shared/domain/arrangements/arrangement.ts';
import { day, later } from '../../../../shared/domain/day.ts';
import type { ArrangementChange, Arrangements } from '../../../../shared/ports/arrangements.ts';
import { at, type Bench, eur, ledger, otherLedger, startBench, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const ann = { id: 'u1', name: 'Ann', side: 'company' } as const;
const acme = who('acme');

const promise = (company: string, id: string, over: Partial<ArrangementOf<'promise'>> = {}): ArrangementOf<'promise'> => ({
	company,
	customer: acme,
	ledger,
	id,
	currency: eur,
	parts: [{ invoice: 'i1', minor: 300, base: 0 }],
	unapplied: 0,
	by: ann,
	at,
	asked: ann,
	owner: null,
	noted: [],
	version: 1,
	replaces: null,
	posting: null,
	wake: at,
	rev: 0,
	kind: 'promise',
	state: 'open',
	terms: { minor: 300, by: day('2026-12-04'), deadline: day('2026-12-08') },
	...over,
});
const begun = (after: Arrangement, more: Partial<ArrangementChange> = {}): ArrangementChange => ({
	at,
	by: ann,
	event: 'begin',
	from: null,
	to: after.state,
	does: [],
	text: null,
	before: null,
	after,
	...more,
});
const moved = (before: Arrangement, after: Arrangement, more: Partial<ArrangementChange> = {}): ArrangementChange =>
	begun(after, { event: 'withdraw', from: before.state, before, ...more });

const world = (): { readonly company: string; readonly arrangements: Arrangements } => ({
	company: bench.company(),
	arrangements: dynamoArrangements(bench.open()),
});
const kept = async (arrangements: Arrangements, arrangement: Arrangement): Promise<Arrangement> => {
	expect(await arrangements.save([begun(arrangement)])).toBe('saved');
	return { ...arrangement, rev: 1 };
};

describe('saving', () => {
	it('keeps every field, once, for its own company', async () => {
		const { company, arrangements } = world();
		const made = await kept(arrangements, promise(company, 'a1'));
		expect(await arrangements.current(company, acme)).toEqual([made]);
		expect(await arrangements.arrangement(company, acme, 'a1')).toEqual(made);
		expect(await arrangements.arrangement(bench.company(), acme, 'a1')).toBeNull();
		expect(await arrangements.arrangement(company, 'with#sign', 'a1')).toBeNull();
		expect(await arrangements.save([begun(promise(company, 'a1'))])).toBe('stale');
	});

	it('names the revision that was seen: of two at once one is stale, and nothing of it is kept', async () => {
		const { company, arrangements } = world();
		const seen = await kept(arrangements, promise(company, 'a1'));
		const end = (text: string) => arrangements.save([moved(seen, promise(company, 'a1', { state: 'cancelled', rev: 1 }), { text })]);
		expect((await Promise.all([end('one'), end('two')])).toSorted()).toEqual(['saved', 'stale']);
		expect((await arrangements.changes(company, acme, 10, null)).rows).toHaveLength(2);
		expect((await arrangements.current(company, acme))[0]?.rev).toBe(2);
	});

	it('all or nothing: one that takes another’s place is there with it, or neither', async () => {
		const { company, arrangements } = world();
		const old = await kept(arrangements, promise(company, 'old'));
		const instead = promise(company, 'new', { replaces: 'old', version: 2 });
		const superseded = promise(company, 'old', { state: 'superseded', rev: 7 });
		expect(await arrangements.save([moved(old, superseded), begun(instead)])).toBe('stale');
		expect(await arrangements.current(company, acme)).toEqual([old]);
		expect(await arrangements.save([moved(old, { ...superseded, rev: 1 }), begun(instead)])).toBe('saved');
		expect((await arrangements.current(company, acme)).map(({ id, state }) => `${id} ${state}`)).toEqual(['new open', 'old superseded']);
	});

	it('several changes of one are one revision and an entry each, latest first', async () => {
		const { company, arrangements } = world();
		const old = await kept(arrangements, promise(company, 'a1'));
		const broken = promise(company, 'a1', { state: 'broken', rev: 1 });
		const paid = promise(company, 'a1', { state: 'kept', rev: 1 });
		const then = later(at, 1000);
		expect(
			await arrangements.save([
				moved(old, broken, { event: 'due', by: null, at: then }),
				moved(broken, paid, { event: 'paid', by: null, at: then }),
			]),
		).toBe('saved');
		expect(await arrangements.current(company, acme)).toEqual([{ ...paid, rev: 2 }]);
		const { rows } = await arrangements.changes(company, acme, 10, null);
		expect(rows.map(({ event }) => event)).toEqual(['paid', 'due', 'begin']);
		expect(rows[0]).toEqual(moved(broken, paid, { event: 'paid', by: null, at: then }));
	});

	it('takes no more than one save holds', async () => {
		const { company, arrangements } = world();
		const many = Array.from({ length: 21 }, (_, n) => begun(promise(company, `a${n}`)));
		await expect(arrangements.save(many)).rejects.toThrow(RangeError);
		expect(await arrangements.save(many.slice(0, 20))).toBe('saved');
		expect(await arrangements.save([])).toBe('saved');
	});
});

it('put away, it is found by its id and not read with the current ones, listed or woken', async () => {
	const { company, arrangements } = world();
	const over = await kept(arrangements, promise(company, 'a1', { state: 'kept', wake: at }));
	expect(await arrangements.putAway({ ...over, rev: 9 })).toBe('stale');
	expect(await arrangements.putAway(over)).toBe('saved');
	expect(await arrangements.current(company, acme)).toEqual([]);
	expect(await arrangements.arrangement(company, acme, 'a1')).toEqual({ ...over, wake: null, rev: 2 });
	expect((await arrangements.ofKind(company, 'promise', 10, null)).rows).toEqual([]);
	expect(await arrangements.dueArrangements(at, 10)).not.toContainEqual({ company, id: `${acme}|a1` });
	expect(await arrangements.putAway(over)).toBe('stale');
});

it('lists a kind by the next day, what is over last, by pages', async () => {
	const { company, arrangements } = world();
	const on = (id: string, by: string, state: 'open' | 'kept' = 'open') =>
		promise(company, id, { state, terms: { minor: 300, by: day(by), deadline: day(by) } });
	for (const each of [on('late', '2026-12-09'), on('over', '2026-12-01', 'kept'), on('soon', '2026-12-02')]) await kept(arrangements, each);
	const first = await arrangements.ofKind(company, 'promise', 2, null);
	expect(first.rows.map(({ id }) => id)).toEqual(['soon', 'late']);
	const second = await arrangements.ofKind(company, 'promise', 2, first.next);
	expect(second.rows.map(({ id }) => id)).toEqual(['over']);
	expect(second.next).toBeNull();
	expect((await arrangements.ofKind(company, 'dispute', 2, null)).rows).toEqual([]);
	await expect(arrangements.ofKind(company, 'dispute', 2, first.next)).rejects.toThrow('Start again');
});

it('names customers of a ledger who have one that is not over, each once', async () => {
	const { company, arrangements } = world();
	const of = (id: string, name: string, over: Partial<ArrangementOf<'promise'>> = {}) =>
		promise(company, id, { customer: who(name, over.ledger ?? ledger), ...over });
	for (const each of [
		of('a', 'acme'),
		of('b', 'acme'),
		of('c', 'bolt'),
		of('d', 'cord', { state: 'kept' }),
		of('e', 'dent', { ledger: otherLedger }),
	])
		await kept(arrangements, each);
	expect((await arrangements.customersWith(company, ledger, 'promise', 10, null)).rows.toSorted()).toEqual([acme, who('bolt')]);
	const pages: string[] = [];
	for (let next: string | null = null, more = true; more; ) {
		const page = await arrangements.customersWith(company, ledger, 'promise', 1, next);
		pages.push(...page.rows);
		next = page.next;
		more = next !== null;
	}
	expect(pages.toSorted()).toEqual([acme, acme, who('bolt')]);
});

it('wakes when its time has come', async () => {
	const { company, arrangements } = world();
	await kept(arrangements, promise(company, 'now', { wake: at }));
	await kept(arrangements, promise(company, 'then', { wake: later(at, 1000) }));
	await kept(arrangements, promise(company, 'never', { state: 'cancelled', wake: null }));
	const mine = async (now: typeof at) => (await arrangements.dueArrangements(now, 100)).filter((each) => each.company === company);
	expect(await mine(at)).toEqual([{ company, id: `${acme}|now` }]);
	expect(await mine(later(at, 1000))).toHaveLength(2);
});
