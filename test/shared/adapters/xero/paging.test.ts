/** Reading a list backwards, against a list in memory that changes, hides its count, or has its own idea of pages. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, firstTurn, grown, halved, pageOf, type Seen, type Turn } from '../../../../shared/adapters/xero/paging.ts';

type Row = { readonly id: string; readonly at: number };
/** How Xero answers: with the block or without it, in pages of the size that was asked for or of 100. */
type Manner = { readonly block: boolean; readonly heeded: boolean };

const began = 1_000_000;
const listOf = (count: number, at: (n: number) => number): Row[] =>
	Array.from({ length: count }, (_, n) => ({ id: `row ${n}`, at: at(n) }));

const serve = (rows: readonly Row[], { block, heeded }: Manner, page: number, asked: number): Seen => {
	const size = heeded ? asked : 100;
	const pagination = { page, pageSize: size, itemCount: rows.length, pageCount: Math.ceil(rows.length / size) };
	return { rows: rows.slice((page - 1) * size, page * size), pagination: block ? pagination : undefined };
};

type Read = { readonly taken: ReadonlySet<string>; readonly distinct: number; readonly counted: number | null; readonly calls: number };
/** `next` is the list as the coming request finds it; `size` changes the size of its page. */
const readAll = (manner: Manner, next: () => readonly Row[], size: (turn: Turn) => Turn = (turn) => turn, first = 1000): Read => {
	const taken = new Set<string>();
	let turn = firstTurn({ size: first, held: 0 });
	for (let calls = 1; ; calls++) {
		const seen = serve(next(), manner, pageOf(turn), turn.size);
		const step = advance(turn, seen);
		if (step.takes) for (const { id } of seen.rows) taken.add(id);
		if (step.turn === null) return { taken, distinct: step.distinct, counted: step.counted, calls };
		expect(calls).toBeLessThan(200);
		turn = step.takes && manner.block ? size(step.turn) : step.turn;
	}
};

const manner: fc.Arbitrary<Manner> = fc.record({ block: fc.boolean(), heeded: fc.boolean() });
const sizes = fc.infiniteStream(fc.constantFrom(halved, grown, null));
const resizing =
	(stream: Iterator<((turn: Turn) => Turn | null) | null>) =>
	(turn: Turn): Turn =>
		stream.next().value?.(turn) ?? turn;
const firstSize = fc.constantFrom(100, 125, 250, 500, 1000);

describe('a list that stays as it is', () => {
	it('is read whole, however it is counted and whatever the size of each page', () => {
		fc.assert(
			fc.property(fc.nat(3200), manner, sizes, firstSize, (count, how, stream, first) => {
				const rows = listOf(count, (n) => n);
				const { taken, distinct, counted } = readAll(how, () => rows, resizing(stream), first);
				expect(taken.size).toBe(count);
				expect(distinct).toBe(count);
				if (how.block) expect(counted).toBe(count);
				else expect([null, count]).toContain(counted);
			}),
		);
	});

	it.each([
		[999, 1],
		[1000, 1],
		[1001, 3],
		[5000, 6],
	])('of %i costs %i calls when Xero counts it', (count, calls) => {
		const rows = listOf(count, (n) => n);
		expect(readAll({ block: true, heeded: true }, () => rows).calls).toBe(calls);
	});

	it('is never taken for done after a full page that does not say how many there are', () => {
		for (const count of [100, 1000]) {
			const step = advance(firstTurn({ size: count, held: 0 }), { rows: listOf(count, (n) => n), pagination: undefined });
			expect(step).toMatchObject({ takes: false, turn: { page: 2, size: 100 } });
		}
	});
});

it('a page that was too slow is halved, down to a hundred rows; eight that come in time, and it grows again', () => {
	const sizes = [1000, 500, 250, 125, 100];
	let turn: Turn = firstTurn();
	for (const size of sizes.slice(1)) {
		turn = halved(turn) ?? turn;
		expect(turn.size).toBe(size);
	}
	expect(halved(turn)).toBeNull();
	const later = Array.from({ length: 13 }, () => {
		turn = grown(turn);
		return turn.size;
	});
	expect(later).toEqual([...Array.from({ length: 8 }, () => 100), 200, 400, 800, 1000, 1000]);
});

type Touch = { readonly act: 'leave' | 'edit' | 'come'; readonly at: number };
const touches = fc.array(
	fc.array(fc.record({ act: fc.constantFrom('leave', 'edit', 'come' as const), at: fc.nat(3200) }), { maxLength: 30 }),
	{
		maxLength: 40,
	},
);

/** Applies the changes before each request but the first. */
const changing = (rows: Row[], all: readonly (readonly Touch[])[]): { next: () => readonly Row[]; touched: Set<string> } => {
	const left = [[], ...all];
	const touched = new Set<string>();
	let time = began;
	const next = (): readonly Row[] => {
		for (const { act, at } of left.shift() ?? []) {
			time += 1;
			if (act === 'come') rows.push({ id: `new ${time}`, at: time });
			const [row] = act === 'come' ? [] : rows.splice(at % Math.max(1, rows.length), 1);
			if (row) touched.add(row.id);
			if (row && act === 'edit') rows.push({ ...row, at: time });
		}
		return [...rows];
	};
	return { next, touched };
};

describe('a list that changes while it is read', () => {
	it('gives every row that nobody touched', () => {
		fc.assert(
			fc.property(fc.nat(3200), touches, manner, sizes, firstSize, (count, all, how, stream, first) => {
				const rows = listOf(count, (n) => n);
				const ids = rows.map(({ id }) => id);
				const { next, touched } = changing(rows, all);
				const { taken } = readAll(how, next, resizing(stream), first);
				expect(ids.filter((id) => !taken.has(id) && !touched.has(id))).toEqual([]);
			}),
		);
	});

	it('does not seem short for that', () => {
		fc.assert(
			fc.property(fc.nat(3200), touches, sizes, firstSize, (count, all, stream, first) => {
				const rows = listOf(count, (n) => n);
				const { next } = changing(rows, all);
				const { distinct, counted } = readAll({ block: true, heeded: true }, next, resizing(stream), first);
				const changed = rows.filter(({ at }) => at > began).length;
				expect(distinct).toBeGreaterThanOrEqual((counted ?? 0) - changed);
			}),
		);
	});
});

describe('rows of one time that come in another order with every request', () => {
	it('are never left out without the count coming short', () => {
		let lost = 0;
		fc.assert(
			fc.property(fc.nat(1400), fc.integer({ min: 1, max: 1500 }), fc.nat(), sizes, firstSize, (count, group, seed, stream, first) => {
				const rows = listOf(count, (n) => Math.floor(n / group));
				let request = seed;
				const next = (): readonly Row[] => {
					request += 1;
					const place = (row: Row): number => (Number(row.id.slice(4)) * (2 * request + 1) * 7919) % 10_007;
					return rows.toSorted((a, b) => a.at - b.at || place(a) - place(b));
				};
				const { taken, distinct, counted } = readAll({ block: true, heeded: true }, next, resizing(stream), first);
				expect(counted).toBe(count);
				if (taken.size < count) {
					lost += 1;
					expect(distinct).toBeLessThan(count);
				}
			}),
		);
		expect(lost).toBeGreaterThan(0);
	});
});
