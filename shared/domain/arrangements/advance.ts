/** One arrangement moved on: by what is the case now, or by what a person does. Pure. */
import type { Arrangement } from './arrangement.ts';
import { happened, type Scene } from './happened.ts';
import type { Act, ArrangementEvent, ArrangementState, Effect } from './kinds.ts';
import { type ActRefusal, type Answer, machine } from './machine.ts';

export type Moved = {
	readonly event: ArrangementEvent;
	readonly from: ArrangementState;
	readonly to: ArrangementState;
	readonly does: readonly Effect[];
};

/** The table's answer, whatever the kind. */
export const answerOf = ({ kind, state }: Pick<Arrangement, 'kind' | 'state'>, event: ArrangementEvent): Answer => {
	const states: Readonly<Partial<Record<ArrangementState, Readonly<Record<ArrangementEvent, Answer>>>>> = machine[kind];
	const row = states[state];
	if (!row) throw new Error(`a ${kind} is never ${state}`);
	return row[event];
};

/** The state is one of its kind's: it comes from its kind's own row. */
const inState = (arrangement: Arrangement, state: ArrangementState, more: Partial<Pick<Arrangement, 'noted'>> = {}): Arrangement =>
	({ ...arrangement, state, noted: [], ...more }) as Arrangement;

/** Longer than any way through the table that facts alone can take. */
const mostMoves = 12;

/**
 * Everything that follows from the books and the day, until nothing more does: the same scene again moves nothing. Whoever decides something asks this first,
 * so an answer is right although the stored state is a moment behind.
 */
export const advance = (
	arrangement: Arrangement,
	scene: Scene,
): { readonly arrangement: Arrangement; readonly moves: readonly Moved[] } => {
	const moves: Moved[] = [];
	let now = arrangement;
	for (let step = 0; step < mostMoves; step++) {
		let moved: Moved | null = null;
		for (const fact of happened(now, scene)) {
			const answer = answerOf(now, fact);
			if (answer === 'stays' || 'refuses' in answer) continue;
			if (answer.to === now.state && now.noted.includes(fact)) continue;
			moved = { event: fact, from: now.state, to: answer.to, does: answer.does };
			now = answer.to === now.state ? inState(now, now.state, { noted: [...now.noted, fact] }) : inState(now, answer.to);
			break;
		}
		if (moved === null) return { arrangement: now, moves };
		moves.push(moved);
	}
	throw new Error(`a ${arrangement.kind} moves in circles: ${moves.map(({ event, to }) => `${event} → ${to}`).join(', ')}`);
};

/** What a person does, in the state as it is. */
export const act = (
	arrangement: Arrangement,
	event: Act,
): { readonly arrangement: Arrangement; readonly move: Moved } | { readonly refuses: ActRefusal } => {
	const answer = answerOf(arrangement, event);
	if (answer === 'stays') throw new Error(`nobody answers ${event}`);
	if ('refuses' in answer) return answer;
	const move = { event, from: arrangement.state, to: answer.to, does: answer.does };
	return { arrangement: inState(arrangement, answer.to), move };
};
