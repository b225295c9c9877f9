/** When a customer hears from the company: stages by days from the due day. A policy is one versioned text; this file reads it. */
import type { Rung } from './aging.ts';
import { addDays, type Day } from './day.ts';

/** What a message of a stage sounds like. `final` is never sent by the machine. */
export const tones = ['before', 'soft', 'reminder', 'firm', 'final'] as const;
export type Tone = (typeof tones)[number];

export type Stage = {
	/** Days from the due day; negative: before it. */
	readonly day: number;
	readonly tone: Tone;
	/** `person`: a task for somebody, no mail. */
	readonly by: 'mail' | 'person';
};

export type Policy = {
	/** `default/1`: name and version. */
	readonly name: string;
	/** Ascending by day, each day once. */
	readonly stages: readonly Stage[];
	/** Invoices that were overdue by more days than this when the company's first plan was made are left out: a statement first, no stage. */
	readonly backlogAfter: number;
};

export class PolicyError extends Error {
	override readonly name = 'PolicyError';
}

/**
 * `facts/practice.md` section 7 chose the days: five before, and not on the due day itself, since transfers take one or two days; the last by hand.
 * A new version is a new text: decisions name the version they were made under.
 */
export const defaultPolicyText = `policy default/1
backlog after 60 days
-5 before mail
+3 soft mail
+10 reminder mail
+21 firm mail
+35 final person
`;

const stageLine = /^([+-]\d{1,3}) (\w+) (mail|person)$/;

/** Throws `PolicyError` naming the line. */
export const readPolicy = (text: string): Policy => {
	const [head = '', backlog = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
	const name = /^policy ([a-z][a-z-]*\/\d+)$/.exec(head)?.[1];
	if (name === undefined) throw new PolicyError(`"${head}" does not name a policy: "policy default/1"`);
	const after = /^backlog after (\d{1,4}) days$/.exec(backlog)?.[1];
	if (after === undefined) throw new PolicyError(`"${backlog}" does not say what is backlog: "backlog after 60 days"`);
	const stages = lines.map((line): Stage => {
		const [, day, word, by] = stageLine.exec(line) ?? [];
		const tone = tones.find((each) => each === word);
		if (day === undefined || tone === undefined) throw new PolicyError(`"${line}" is not a stage: "+3 soft mail"`);
		if (tone === 'final' && by !== 'person') throw new PolicyError(`"${line}": a final notice always needs a person`);
		return { day: Number(day), tone, by: by === 'person' ? 'person' : 'mail' };
	});
	if (stages.length === 0) throw new PolicyError('a policy needs a stage');
	for (const [i, { day }] of stages.entries())
		if (i > 0 && day <= (stages[i - 1]?.day ?? 0)) throw new PolicyError(`the stage of day ${day} comes after a later one`);
	return { name, stages, backlogAfter: Number(after) };
};

export const defaultPolicy: Policy = readPolicy(defaultPolicyText);

/** The highest stage an invoice crossed after `through` up to and on `today`; null when none. `through: null`: nothing was ever looked at. */
export const stageCrossed = ({ stages }: Policy, due: Day, through: Day | null, today: Day): Stage | null =>
	stages.findLast(({ day }) => {
		const on = addDays(due, day);
		return on <= today && (through === null || on > through);
	}) ?? null;

/**
 * The stage that is right on `today`. One before the due day has had its time once that day has come: nobody is asked for money on the day itself, on
 * which it may be on its way.
 */
export const stageToday = (policy: Policy, due: Day, through: Day | null, today: Day): Stage | null => {
	const stage = stageCrossed(policy, due, through, today);
	return stage && stage.day < 0 && due <= today ? null : stage;
};

/** The highest stage that is right on `today` for anything on the ladder; null when none is. One step per due day. */
export const highestToday = (policy: Policy, rungs: ReadonlyMap<Day, Rung>, through: Day | null, today: Day): Stage | null =>
	[...rungs].reduce<Stage | null>((top, [due, { minor }]) => {
		const stage = minor > 0 ? stageToday(policy, due, through, today) : null;
		return stage && (top === null || stage.day > top.day) ? stage : top;
	}, null);

/**
 * The first day after `through` on which some invoice crosses a stage; null when none will. May be in the past: then it is due now.
 * One step per due day and a few per stage, whatever the number of invoices.
 */
export const nextStageDay = ({ stages }: Policy, rungs: ReadonlyMap<Day, Rung>, through: Day | null): Day | null => {
	let next: Day | null = null;
	for (const stage of stages) {
		// Crossed after `through` means due after `through` − day.
		const after = through === null ? null : addDays(through, -stage.day);
		let first: Day | null = null;
		for (const [due, { minor }] of rungs) if (minor > 0 && (after === null || due > after) && (first === null || due < first)) first = due;
		if (first === null) continue;
		const on = addDays(first, stage.day);
		if (next === null || on < next) next = on;
	}
	return next;
};
