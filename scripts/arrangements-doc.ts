/** Writes docs/arrangements.md from the transition table. `node scripts/arrangements-doc.ts` after a change; a test compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answerOf } from '../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../shared/domain/arrangements/arrangement.ts';
import {
	type ArrangementEvent,
	type ArrangementState,
	acts,
	arrangementEvents,
	arrangementKinds,
	facts,
	statesOf,
} from '../shared/domain/arrangements/kinds.ts';
import { holdingOf } from '../shared/domain/arrangements/standing.ts';

export const file = resolve(import.meta.dirname, '../docs/arrangements.md');

type Named = Pick<Arrangement, 'kind' | 'state'>;

const cell = (named: Named, events: readonly ArrangementEvent[]): string =>
	events
		.flatMap((event) => {
			const answer = answerOf(named, event);
			if (answer === 'stays' || 'refuses' in answer) return [];
			const does = answer.does.length === 0 ? '' : ` (${answer.does.join(', ')})`;
			return [`${event} → ${answer.to === named.state ? 'the same' : `**${answer.to}**`}${does}`];
		})
		.join('<br>');

const held = (named: Named): string => {
	const holding = holdingOf(named as Arrangement);
	if (holding === null) return '';
	const { over, why, chase, charge, funds } = holding;
	const whose = { parts: 'its amounts', invoices: 'its invoices', customer: 'everything' }[over];
	return `${why}, ${whose}: chased ${chase === 'own day' ? 'by its own day' : chase}, taken ${charge ? 'yes' : 'no'}, funded ${funds ? 'yes' : 'no'}`;
};

export const arrangementsDoc = (): string => {
	const pairs = arrangementKinds.reduce((all, kind) => all + statesOf[kind].length * arrangementEvents.length, 0);
	return [
		'# Arrangements: every state and what moves it',
		'',
		'Written by `node scripts/arrangements-doc.ts` from `shared/domain/arrangements/machine.ts` and `standing.ts`; a test compares. Why it is so: `docs/adr/0020-arrangements.md`.',
		'',
		`${arrangementKinds.length} kinds, ${arrangementKinds.reduce((all, kind) => all + statesOf[kind].length, 0)} states, ${arrangementEvents.length} events: ${pairs} pairs, each with an answer. What a row does not name is refused in words (what people do: ${acts.join(', ')}) or changes nothing (facts: ${facts.join(', ')}).`,
		...arrangementKinds.flatMap((kind) => [
			'',
			`## ${kind}`,
			'',
			'| state | holds meanwhile | people | facts |',
			'|---|---|---|---|',
			...statesOf[kind].map((state: ArrangementState) => {
				const named = { kind, state } as Named;
				return `| ${state} | ${held(named)} | ${cell(named, acts)} | ${cell(named, facts)} |`;
			}),
		]),
		'',
	].join('\n');
};

if (process.argv[1] === import.meta.filename) writeFileSync(file, arrangementsDoc());
export const asWritten = (): string => readFileSync(file, 'utf8');
