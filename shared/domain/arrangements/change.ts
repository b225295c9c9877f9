import type { Instant } from '../day.ts';
import type { Arrangement, Person } from './arrangement.ts';
import type { ArrangementEvent, ArrangementState, Effect } from './kinds.ts';

/** One change, for ever. `before` and `after`: the arrangement as it was and became; null before it began. */
export type ArrangementChange = {
	readonly at: Instant;
	/** Null: the books or the calendar did it. */
	readonly by: Person | null;
	readonly event: ArrangementEvent | 'begin' | 'edit';
	readonly from: ArrangementState | null;
	readonly to: ArrangementState;
	readonly does: readonly Effect[];
	/** What the person said of it. */
	readonly text: string | null;
	readonly before: Arrangement | null;
	readonly after: Arrangement;
};
