/** Reading a list: counting it, taking its pages, and looking whether it came whole. */
import { msOf } from '../../domain/day.ts';
import type { Refused } from '../../domain/document.ts';
import type { Step, StepOf } from './cursor.ts';
import { changed, type List, listed } from './lists.ts';
import { advance, firstTurn, orderField, pageOf } from './paging.ts';
import { kindOf, seenIn } from './row.ts';
import { type Asking, counted, nextFrom, nothing, type Stepped } from './step.ts';

/** A list that came short is read so often again; then it is said. */
const rereads = 2;

export const makeCount = async ({ client, state }: Asking, { list, tries, by }: StepOf<'count'>): Promise<Stepped> => {
	const { entity, where } = listed(list, state);
	const { is: items, time } = await client.count(entity, where);
	const rows: Step[] = items === 0 ? [] : [{ do: 'rows', list, tries, turn: firstTurn(by, items) }];
	const total = tries > 0 ? state.total : counted(state.total, kindOf[entity], items);
	// All lists are counted before one is read, so that progress knows its totals; one that is read again is in its turn already.
	return { ...nothing, state: { ...state, total }, time, ...(tries > 0 ? { first: rows } : { last: rows }) };
};

const again = (list: List, tries: number): Step => ({ do: 'count', list, tries: tries + 1, by: 'id' });

export const makeRows = async ({ client, state, now }: Asking, { list, tries, turn }: StepOf<'rows'>): Promise<Stepped> => {
	const { entity, where } = listed(list, state);
	const { start, max } = pageOf(turn, state.pace.size);
	const { is: rows, time } = await client.rows(entity, where, orderField[turn.by], start, max);
	const next = advance(turn, start, rows.map(seenIn), msOf(nextFrom(state.at ?? now)));
	const done = tries > 0 ? state.done : counted(state.done, kindOf[entity], rows.length);
	const read = { ...nothing, state: { ...state, done }, time, parts: [{ entity, rows }] };
	if (next.rest > 0) return { ...read, first: [{ do: 'rows', list, tries, turn: next }] };
	if (next.blurred && tries < rereads) return { ...read, first: [again(list, tries)] };
	if (next.distinct >= next.items) return read;
	return { ...read, first: [{ do: 'check', list, tries, items: next.items, older: next.older }] };
};

const shortOf = (list: List, kind: Refused['kind'], items: number, rows: number): Refused => ({
	kind,
	id: `list ${list}`,
	reason: `QuickBooks counts ${items} in its list of ${list.replaceAll('-', ' ')} but did not give ${rows} of them, though asked ${rereads + 1} times. The comparison with the ledger’s own totals tells whether money is missing; a document that is saved there once more is read.`,
});

/**
 * Fewer rows came than were counted. Those that changed since the read began moved, and the next delta has them; is one of the others missing? A row that
 * changed after it was read counts for one that never came: the next time it will not.
 */
export const makeCheck = async ({ client, state, now }: Asking, { list, tries, items, older }: StepOf<'check'>): Promise<Stepped> => {
	const { entity, where } = listed(list, state);
	const { is: unchanged, time } = await client.count(entity, [...where, changed('<', nextFrom(state.at ?? now))]);
	const read = { ...nothing, state, time };
	if (older >= unchanged) return read;
	if (tries < rereads) return { ...read, first: [again(list, tries)] };
	return { ...read, refused: [shortOf(list, kindOf[entity], items, unchanged - older)] };
};
