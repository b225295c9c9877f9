import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
	advance,
	firstPace,
	firstTurn,
	grown,
	halved,
	type Order,
	pageOf,
	type Seen,
	type Turn,
} from '../../../../shared/adapters/quickbooks/paging.ts';

type Row = { readonly id: string; at: number };
const began = 1_000_000;

/** A list as QuickBooks keeps it: in order of time or id; rows of one time as `shuffle` has them this time. */
const inOrder = (rows: readonly Row[], by: Order, shuffle: (row: Row) => number): Row[] =>
	rows.toSorted((a, b) => (by === 'id' ? Number(a.id) - Number(b.id) : a.at - b.at || shuffle(a) - shuffle(b)));

const readAll = (by: Order, sizes: () => number, list: () => readonly Row[], between: () => void): { read: Set<string>; turn: Turn } => {
	const read = new Set<string>();
	let turn = firstTurn(by, list().length);
	while (turn.rest > 0) {
		const { start, max } = pageOf(turn, sizes());
		const rows: Seen[] = list().slice(start - 1, start - 1 + max);
		for (const { id } of rows) read.add(id);
		turn = advance(turn, start, rows, began);
		between();
	}
	return { read, turn };
};

it('misses no row while others leave, change and come, and counts each once', () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }),
			fc.array(fc.tuple(fc.nat(2), fc.nat(99)), { maxLength: 30 }),
			fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
			(times, acts, sizes) => {
				let rows: Row[] = times.map((at, i) => ({ id: String(i), at }));
				const untouched = new Set(rows.map(({ id }) => id));
				let now = began;
				let ids = rows.length;
				let page = 0;
				const { read, turn } = readAll(
					'time',
					() => sizes[page++ % sizes.length] ?? 1,
					() => inOrder(rows, 'time', ({ id }) => Number(id)),
					() => {
						const [what, which] = acts.shift() ?? [3, 0];
						now += 1;
						const row = rows[which % Math.max(1, rows.length)];
						if (what === 0 && row) rows = rows.filter((each) => each !== row);
						if (what === 1 && row) row.at = now;
						if (what === 2) rows = [...rows, { id: String(ids++), at: now }];
						if (what < 2 && row) untouched.delete(row.id);
					},
				);
				for (const id of untouched) expect(read).toContain(id);
				expect(turn.distinct).toBeLessThanOrEqual(read.size);
				expect(turn.older).toBeGreaterThanOrEqual(untouched.size);
			},
		),
	);
});

it('counts the different rows exactly when rows of one time come in another order each time', () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat(4), { minLength: 1, maxLength: 80 }),
			fc.integer({ min: 1, max: 25 }),
			fc.nat(1000),
			(times, size, seed) => {
				const rows: Row[] = times.map((at, i) => ({ id: String(i), at }));
				let request = seed;
				const list = () => {
					request += 1;
					return inOrder(rows, 'time', ({ id }) => (Number(id) * 7919 * request) % 1009);
				};
				const { read, turn } = readAll(
					'time',
					() => size,
					list,
					() => undefined,
				);
				expect([turn.distinct, turn.older]).toEqual([read.size, read.size]);
				const byId = readAll(
					'id',
					() => size,
					() => inOrder(rows, 'id', () => 0),
					() => undefined,
				);
				expect([byId.read.size, byId.turn.distinct]).toEqual([rows.length, rows.length]);
			},
		),
	);
});

it('says so when more rows have one time than it remembers', () => {
	const rows: Row[] = Array.from({ length: 2600 }, (_, i) => ({ id: String(i), at: 5 }));
	const { turn } = readAll(
		'time',
		() => 1000,
		() => rows,
		() => undefined,
	);
	expect(turn.blurred).toBe(true);
	expect(turn.edge?.ids).toHaveLength(1500);
	expect(
		readAll(
			'id',
			() => 1000,
			() => rows,
			() => undefined,
		).turn.blurred,
	).toBe(false);
});

it('halves a page down to 100 rows, and doubles it again after eight that came in time', () => {
	let pace = firstPace;
	const sizes: number[] = [];
	for (let next = halved(pace); next !== null; next = halved(pace)) {
		pace = next;
		sizes.push(pace.size);
	}
	expect(sizes).toEqual([500, 250, 125, 100]);
	for (let page = 0; page < 8; page += 1) pace = grown(pace);
	expect(pace).toEqual({ size: 100, held: 0 });
	for (let page = 0; page < 5; page += 1) pace = grown(pace);
	expect(pace.size).toBe(1000);
});
