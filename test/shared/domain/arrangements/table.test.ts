/** The table itself: complete, reachable, printed. */
import { describe, expect, it } from 'vitest';
import { arrangementsDoc, asWritten } from '../../../../scripts/arrangements-doc.ts';
import { act, answerOf } from '../../../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import {
	type ArrangementState,
	acts,
	arrangementEvents,
	arrangementKinds,
	facts,
	statesOf,
} from '../../../../shared/domain/arrangements/kinds.ts';
import { holdingOf } from '../../../../shared/domain/arrangements/standing.ts';

const all = arrangementKinds.flatMap((kind) => statesOf[kind].map((state: ArrangementState) => ({ kind, state })));

describe('the table of arrangements', () => {
	it('answers every event in every state, people in words and facts never with a refusal', () => {
		for (const named of all) {
			for (const event of acts) expect(answerOf(named, event), `${named.kind} ${named.state} ${event}`).not.toBe('stays');
			for (const event of facts) {
				const answer = answerOf(named, event);
				expect(answer === 'stays' || 'to' in answer, `${named.kind} ${named.state} ${event}`).toBe(true);
			}
		}
		expect(all.length * arrangementEvents.length).toBe(1344);
	});
	it('every state is reached from the one its kind begins in', () => {
		for (const kind of arrangementKinds) {
			const begins: ArrangementState = statesOf[kind][0];
			const seen = new Set<ArrangementState>([begins]);
			for (const state of seen)
				for (const event of arrangementEvents) {
					const answer = answerOf({ kind, state }, event);
					if (answer !== 'stays' && 'to' in answer) seen.add(answer.to);
				}
			// A pause that a person begins is active at once, a plan is not: each kind's first state is where it begins.
			expect([...seen].toSorted(), kind).toEqual([...statesOf[kind]].toSorted());
		}
	});
	it('what nobody can move any more holds nothing, and what goes back to chasing says so', () => {
		for (const named of all) {
			const moves = arrangementEvents
				.map((event) => answerOf(named, event))
				.flatMap((answer) => (answer === 'stays' || 'refuses' in answer ? [] : [answer]));
			if (moves.length === 0) expect(holdingOf(named as Arrangement), `${named.kind} ${named.state}`).toBeNull();
			for (const { to, does } of moves) {
				const before = holdingOf(named as Arrangement);
				const after = holdingOf({ ...named, state: to });
				// Told or tasked or resumed: nobody is chased again in silence, except that there is nothing left to chase.
				if (before?.chase === 'no' && after === null && does.length === 0)
					expect(['superseded', 'kept', 'cancelled', 'moot', 'lifted', 'over', 'ended', 'closed', 'completed']).toContain(to);
			}
		}
	});
	it('a person who tries what is not possible is told why', () => {
		expect(act({ kind: 'promise', state: 'kept' } as Arrangement, 'withdraw')).toEqual({ refuses: 'ARRANGEMENT_OVER' });
		expect(act({ kind: 'plan', state: 'asked' } as Arrangement, 'accept')).toEqual({ refuses: 'WAITS_FOR_APPROVAL' });
		expect(act({ kind: 'plan', state: 'offered' } as Arrangement, 'approve')).toEqual({ refuses: 'WAITS_FOR_CUSTOMER' });
		expect(act({ kind: 'settlement', state: 'paid' } as Arrangement, 'replace')).toEqual({ refuses: 'MONEY_RECEIVED' });
	});
	it('is what docs/arrangements.md shows', () => {
		expect(asWritten()).toBe(arrangementsDoc());
	});
});
