/** What one step of a read gives: its rows, and the steps that it brings about. */
import { type Instant, later } from '../../domain/day.ts';
import type { Refused } from '../../domain/document.ts';
import type { Aged } from './aged-detail.ts';
import type { Client, EntityRows } from './client.ts';
import type { Reading, Step } from './cursor.ts';

/** Clocks of a provider's machines differ, and a change may be seen a moment after its own time: a delta begins this much before the read before it. */
const overlapMs = 120_000;
/** Where the next delta begins. */
export const nextFrom = (at: Instant): Instant => later(at, -overlapMs);

export type Asking = { readonly client: Client; readonly state: Reading; readonly now: Instant };

export type Stepped = {
	readonly state: Reading;
	/** The server's clock. */
	readonly time: Instant | null;
	readonly parts: readonly EntityRows[];
	readonly refused: readonly Refused[];
	/** Before and after the steps that are left. */
	readonly first: readonly Step[];
	readonly last: readonly Step[];
	/** The report that says what journal entries left open, when it was made, and the journals that it is asked about. */
	readonly journals?: { readonly report: Aged; readonly at: Instant; readonly named: readonly string[] };
};
export const nothing = { parts: [], refused: [], first: [], last: [] } as const;

export const counted = (counts: Reading['done'], kind: string, more: number): Reading['done'] => ({
	...counts,
	[kind]: (counts[kind] ?? 0) + more,
});
