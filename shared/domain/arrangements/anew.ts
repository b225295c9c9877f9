/**
 * Agreed anew: the new one names those whose place it takes. Until it is as far as they are, they stand and it holds nothing of what they hold; from then on
 * they are superseded. Read from the records each time, so whoever asks sees both or neither. Pure.
 */
import type { Arrangement } from './arrangement.ts';
import type { ArrangementState } from './kinds.ts';

type Named = Pick<Arrangement, 'id' | 'replaces' | 'insteadOf'>;

/** Ids of those it is to take the place of: what it is agreed anew for, and what that was still to take the place of itself. */
export const insteadOf = ({ insteadOf: all, replaces }: Pick<Named, 'replaces' | 'insteadOf'>): readonly string[] =>
	all ?? (replaces === null ? [] : [replaces]);

export const takesPlaceOf = (newer: Named, older: Pick<Named, 'id'>): boolean => insteadOf(newer).includes(older.id);

/** Asked for, offered, in force. What came to nothing never takes a place. */
const steps: Readonly<Partial<Record<ArrangementState, number>>> = {
	asked: 0,
	offered: 1,
	open: 2,
	active: 2,
	suspended: 2,
	paid: 2,
	kept: 2,
	broken: 2,
	completed: 2,
	defaulted: 2,
	closed: 2,
	over: 2,
};

/** A request gives way to the next request, an offer to the next offer, what is in force to what is. */
const isAsFar = (newer: Arrangement, older: Arrangement): boolean => {
	const [reached, needed] = [steps[newer.state], steps[older.state]];
	return reached !== undefined && needed !== undefined && reached >= needed;
};

export const isReplaced = (older: Arrangement, all: readonly Arrangement[]): boolean =>
	all.some((newer) => takesPlaceOf(newer, older) && isAsFar(newer, older));

/** Of a settlement that is to be agreed anew the money came first: it holds, and there is nothing to agree anew. */
export const isOvertaken = (newer: Arrangement, all: readonly Arrangement[]): boolean =>
	all.some((older) => older.kind === 'settlement' && (older.state === 'paid' || older.state === 'closed') && takesPlaceOf(newer, older));

/** The one that is asked for in its place and not in force yet. */
export const pendingFor = (older: Pick<Named, 'id'>, all: readonly Arrangement[]): Arrangement | null =>
	all.find((newer) => (newer.state === 'asked' || newer.state === 'offered') && takesPlaceOf(newer, older)) ?? null;
