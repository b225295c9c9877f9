/** One step of a read: one provider call, and what its rows become. */
import { dayIn, type Instant, msOf } from '../../domain/day.ts';
import type { Document, LedgerId } from '../../domain/document.ts';
import type { Page, Progress } from '../../ports/accounting.ts';
import { apart, makeChanges, makeVerify, withinMemory } from './changes.ts';
import type { Client, EntityRows } from './client.ts';
import { homeIn, zoneIn } from './company.ts';
import { type Reading, type Step, writeCursor, writeWatermark } from './cursor.ts';
import { TooSlow } from './faults.ts';
import { askReport, journalsIn, journalsTouched, makeJournals, withJournals } from './journals.ts';
import { listed } from './lists.ts';
import { mapped } from './mapped.ts';
import { grown, halved, pageOf } from './paging.ts';
import { makeCheck, makeCount, makeRows } from './read-list.ts';
import { kindOf } from './row.ts';
import { type Asking, nextFrom, nothing, type Stepped } from './step.ts';

export type Reader = {
	readonly client: Client;
	readonly ledger: LedgerId;
	readonly now: () => Instant;
	/** A call that takes longer is given up. */
	readonly timeoutMs: number;
};

const make = async (asking: Asking, step: Step): Promise<Stepped> => {
	const { client, state, now } = asking;
	switch (step.do) {
		case 'preferences': {
			const { is, time } = await client.preferences();
			return { ...nothing, state: { ...state, home: homeIn(is) }, time };
		}
		case 'company': {
			const { is, time } = await client.companyInfo();
			return { ...nothing, state: { ...state, zone: { name: zoneIn(is), asked: dayIn('UTC', now) } }, time };
		}
		case 'count':
			return makeCount(asking, step);
		case 'rows':
			return makeRows(asking, step);
		case 'check':
			return makeCheck(asking, step);
		case 'changes':
			return makeChanges(asking, step);
		case 'verify':
			return makeVerify(asking, step);
		case 'journals':
			return makeJournals(asking, step);
	}
};

/** What is asked for instead of something that took too long; null: there is nothing smaller. */
const smaller = ({ state }: Asking, step: Step): Stepped | null => {
	const same = { ...nothing, state, time: null };
	if (step.do === 'changes' && step.of.length > 1) return { ...same, first: apart(step) };
	// Which of them changed is not known then: the report tells of all.
	if (step.do === 'changes' && step.of[0] === 'JournalEntry') return { ...same, last: [askReport] };
	// Half of what was asked for: the last page of a list may be small already.
	const pace = step.do === 'rows' ? halved({ ...state.pace, size: pageOf(step.turn, state.pace.size).max }) : null;
	return pace && { ...same, state: { ...state, pace }, first: [step] };
};

/** A page that was soon there and full: the next may be larger. */
const paced = (step: Step, from: Reading, stepped: Stepped, soon: boolean): Reading => {
	if (step.do !== 'rows' || !soon) return stepped.state;
	const { max } = pageOf(step.turn, from.pace.size);
	const rows = stepped.parts.reduce((all, part) => all + part.rows.length, 0);
	return max === from.pace.size && rows >= max ? { ...stepped.state, pace: grown(from.pace) } : stepped.state;
};

/** Throws `AccountingFault`. */
const stepOrSmaller = async (reader: Reader, state: Reading, step: Step): Promise<Stepped> => {
	const now = reader.now();
	const asking = { client: reader.client, state, now };
	try {
		const stepped = await make(asking, step);
		return { ...stepped, state: paced(step, state, stepped, msOf(reader.now()) - msOf(now) < reader.timeoutMs / 3) };
	} catch (error) {
		const instead = error instanceof TooSlow ? smaller(asking, step) : null;
		if (instead === null) throw error;
		return instead;
	}
};

const progressOf = (step: Step, state: Reading, parts: readonly EntityRows[]): Progress => {
	const [most] = parts.toSorted((a, b) => b.rows.length - a.rows.length);
	const kind = most
		? kindOf[most.entity]
		: 'list' in step
			? kindOf[listed(step.list, state).entity]
			: step.do === 'journals'
				? 'journal'
				: 'invoice';
	const total = state.total[kind] ?? 0;
	return { kind, done: Math.min(state.done[kind] ?? 0, total), total };
};

const isWanted = ({ open, unapplied, issued }: Document, { horizon, open: onlyOpen }: Reading): boolean =>
	open + unapplied > 0 || (horizon !== null ? issued >= horizon : !onlyOpen);

/**
 * Cost: 1 call. A page that takes too long is asked for again with half as many rows, from the same place; the cursor keeps the size, and pages that are
 * soon there double it again.
 */
export const readPage = async (reader: Reader, from: Reading): Promise<Page> => {
	const { state: begun, refused } = withinMemory(from, reader.now());
	const [step, ...rest] = begun.steps;
	if (!step) throw new RangeError('this cursor is at its end');
	const { state, time, parts, ...stepped } = await stepOrSmaller(reader, begun, step);
	const at = begun.at ?? time;
	const place = { ledger: reader.ledger, home: state.home, zone: state.zone?.name ?? 'UTC' };
	const found = mapped(place, parts, at ?? reader.now());
	const journals = stepped.journals && journalsIn(place, stepped.journals.report, stepped.journals.at, stepped.journals.named);
	const page = {
		customers: found.customers,
		documents: [...found.documents.filter((document) => isWanted(document, state)), ...(journals?.documents ?? [])],
		refused: [...refused, ...stepped.refused, ...found.refused, ...(journals?.refused ?? [])],
		...(journals ? { settled: journals.settled, whole: journals.whole } : {}),
		// Something made a delta ask for the report. What it was about may be on it no more, not yet, or be a deleted entry's, of which nobody knows whose it was.
		...(step.do === 'journals' && state.since !== null ? { compare: true as const } : {}),
		progress: progressOf(step, state, parts),
		calls: 1,
	};
	// A read of what is there asks for the report anyway, and of nobody in particular.
	const touched = state.since === null ? null : journalsTouched(parts);
	const steps = withJournals([...stepped.first, ...rest, ...stepped.last], touched);
	if (steps.length > 0) return { ...page, next: writeCursor({ ...state, at, steps }) };
	return { ...page, next: null, watermark: writeWatermark({ ...state, at: nextFrom(at ?? reader.now()) }) };
};
