/** Chance that repeats itself: the same seed draws the same numbers (mulberry32). Not for secrets. */
export type Chance = {
	/** 0 ≤ x < 1. */
	next(): number;
	/** A whole number, both ends included. */
	between(low: number, high: number): number;
	pick<T>(from: readonly [T, ...T[]]): T;
};

export const seeded = (seed: number): Chance => {
	let state = Math.imul(seed, 0x9e3779b1) >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
	return { next, between, pick: (from) => from[between(0, from.length - 1)] ?? from[0] };
};
