/** One arrangement moved on: by what is the case now, or by what a person does. Pure. */
import type { Currency } from '../money.ts';
import { isOvertaken, isReplaced } from './anew.ts';
import type { Arrangement } from './arrangement.ts';
import { disputedIn } from './claims.ts';
import { happened, type Scene } from './happened.ts';
import type { Act, ArrangementEvent, ArrangementState, Effect, Fact } from './kinds.ts';
import { type ActRefusal, type Answer, machine } from './machine.ts';
import { isPosted } from './to-post.ts';

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

/** Its money went back, or it was called off, before all of the rest was credited. */
const leavesPaid = ({ kind, state }: Arrangement, to: ArrangementState): boolean =>
	(kind === 'settlement' && state === 'paid' && to !== 'paid' && to !== 'closed') ||
	(kind === 'reward' && state === 'earned' && to !== 'earned' && to !== 'granted');

/** The state is one of its kind's: it comes from its kind's own row. What stands in the ledger is heard once, whatever becomes of it. */
const inState = (arrangement: Arrangement, to: ArrangementState, heard: readonly Fact[]): Arrangement => {
	const { state, noted, since, at } = arrangement;
	const kept = to === state ? noted : noted.filter((fact) => fact === 'posted');
	const recall = leavesPaid(arrangement, to) ? { posting: null, recall: { since: since ?? at, done: false } } : {};
	return { ...arrangement, ...recall, state: to, noted: [...kept, ...heard] } as Arrangement;
};

/** What one fact moves; null: nothing, or it was heard in this state before. */
export const hear = (arrangement: Arrangement, fact: Fact): { readonly arrangement: Arrangement; readonly move: Moved } | null => {
	const { state, noted } = arrangement;
	const answer = answerOf(arrangement, fact);
	if (answer === 'stays' || 'refuses' in answer) return null;
	if (answer.to === state && noted.includes(fact)) return null;
	const next = inState(arrangement, answer.to, answer.to === state ? [fact] : []);
	return { arrangement: next, move: { event: fact, from: state, to: answer.to, does: answer.does } };
};

/** Only a plan stands still, and goes on. */
const goesOn = ({ event, from, to }: Moved): boolean => event === 'undisputed' && from === 'suspended' && to === 'active';

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
		// What became of its posting is another question in another state.
		for (const fact of happened(now, now.state === arrangement.state ? scene : { ...scene, posting: null })) {
			const heard = hear(now, fact);
			if (heard === null) continue;
			moved = heard.move;
			now = goesOn(heard.move) ? { ...heard.arrangement, resumed: scene.today } : heard.arrangement;
			break;
		}
		if (moved === null) return { arrangement: now, moves };
		moves.push(moved);
	}
	throw new Error(`a ${arrangement.kind} moves in circles: ${moves.map(({ event, to }) => `${event} → ${to}`).join(', ')}`);
};

/** What all arrangements of a customer look at. `unapplied`: by currency. `posting`: what became of one's posting, as `Scene` has it. */
export type World = Pick<Scene, 'today' | 'invoices'> & {
	readonly unapplied: (currency: Currency) => number;
	readonly posting: (arrangement: Arrangement) => Scene['posting'];
};
export type Advanced = { readonly before: Arrangement; readonly after: Arrangement; readonly moves: readonly Moved[] };

/**
 * All of a customer, each by what the others have become: disputes and insolvency first, since nothing moves them that another one is; then the earlier version
 * before the later one, which may be overtaken by it. Nothing but a person makes a later one go as far as an earlier one is.
 */
export const advanceAll = (arrangements: readonly Arrangement[], { today, invoices, unapplied, posting }: World): readonly Advanced[] => {
	const done = new Map<string, Advanced>();
	const step = (before: Arrangement, disputed: Scene['disputed'], insolvent: boolean): void => {
		const known = arrangements.map((each) => done.get(each.id)?.after ?? each);
		const scene = {
			today,
			invoices,
			unapplied: before.currency === null ? 0 : unapplied(before.currency),
			disputed,
			insolvent,
			replaced: isReplaced(before, arrangements),
			overtaken: isOvertaken(before, known),
		};
		const first = advance(before, { ...scene, posting: posting(before) });
		// Asked anew in the state that it came into.
		const then = advance(first.arrangement, { ...scene, posting: posting(first.arrangement) });
		done.set(before.id, { before, after: then.arrangement, moves: [...first.moves, ...then.moves] });
	};
	const isFirst = ({ kind }: Arrangement): boolean => kind === 'dispute' || kind === 'insolvency';
	for (const each of arrangements.filter(isFirst)) step(each, new Map(), false);
	const known = [...done.values()].map(({ after }) => after);
	const insolvent = known.some(({ kind, state }) => kind === 'insolvency' && state === 'active');
	const disputed = disputedIn(known);
	const rest = arrangements.filter((each) => !isFirst(each)).toSorted((a, b) => a.version - b.version);
	for (const each of rest) step(each, disputed, insolvent);
	return arrangements.flatMap((each) => done.get(each.id) ?? []);
};

/**
 * What the table says to a person. What is agreed and is being written to the ledger is theirs to end only once the ledger has refused it: before that it may be
 * there the next moment.
 */
export const actAnswer = (arrangement: Arrangement, event: Act): Answer =>
	event === 'withdraw' && isPosted(arrangement) && !arrangement.noted.includes('rejected')
		? { refuses: 'AGREED_ALREADY' }
		: answerOf(arrangement, event);

/** What a person does, in the state as it is. */
export const act = (
	arrangement: Arrangement,
	event: Act,
): { readonly arrangement: Arrangement; readonly move: Moved } | { readonly refuses: ActRefusal } => {
	const answer = actAnswer(arrangement, event);
	if (answer === 'stays') throw new Error(`nobody answers ${event}`);
	if ('refuses' in answer) return answer;
	const move = { event, from: arrangement.state, to: answer.to, does: answer.does };
	return { arrangement: inState(arrangement, answer.to, []), move };
};
