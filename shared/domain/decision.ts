/**
 * What one customer is to be told today in one currency, from our copy alone. Pure: the same facts give the same decision. Whether anything may be sent
 * at all (switches, address, freshness) is asked elsewhere; docs/adr/0005-reminders.md.
 */
import { positionOf } from './aging.ts';
import { addDays, type Day, type Instant } from './day.ts';
import type { StoredDocument } from './document.ts';
import { type Exceptions, leftOut, mostExceptions, throughOf } from './exceptions.ts';
import type { Facts, Reason } from './mailing.ts';
import { type Policy, type Stage, stageToday } from './policy.ts';

export type Known = {
	readonly policy: Policy;
	readonly today: Day;
	/** Stages are dealt with up to and on this day, of all documents but these. */
	readonly through: Day | null;
	readonly exceptions: Exceptions;
	/** The first day anything was dealt with. */
	readonly since: Day | null;
	/** The customer's documents in this currency: all that are open, and those that were closed lately. */
	readonly documents: readonly StoredDocument[];
	/** Credit not applied to any invoice, minor units. */
	readonly unapplied: number;
	/** The ledger was fully read at this moment. */
	readonly freshAsOf: Instant;
	/** When the candidate was made: what was closed in our copy since then is what it was about. */
	readonly plannedAt: Instant;
};

/** Minor units. `asked` = open − held. */
export type Line = { readonly document: StoredDocument; readonly due: Day; readonly asked: number };

export type Decision = {
	/** Empty: it is to be sent. */
	readonly reasons: readonly Reason[];
	/** The stage that is right today; null when none is. */
	readonly stage: Stage | null;
	/** What the mail lists, oldest due day first. */
	readonly lines: readonly Line[];
	/** Σ asked, and Σ held of the same invoices. */
	readonly asked: number;
	readonly held: number;
	readonly facts: Omit<Facts, 'hash'>;
};

/** No item of ours grows with the data. */
const factsShown = 500;

type Seen = Line & { readonly stage: Stage | null; readonly backlog: boolean; readonly out: Reason | null };

const highest = (all: readonly Seen[]): Stage | null =>
	all.reduce<Stage | null>((top, { stage }) => (stage && (top === null || stage.day > top.day) ? stage : top), null);

const fact = ({ document, due, stage }: Seen, out: Reason | null): Facts['documents'][number] => ({
	id: document.id,
	number: document.number,
	due,
	open: document.open,
	held: document.held,
	stage: stage?.day ?? null,
	out,
});

/** What the candidate was for is not there any more: paid, or changed in the ledger. */
const nothingToAsk = (open: readonly Seen[], closed: readonly Seen[]): Reason[] => {
	const paid = closed.some(({ document }) => document.state === 'closed') || (open.length === 0 && closed.length === 0);
	const backlog = open.some(({ stage, backlog }) => stage !== null && backlog);
	if (backlog) return paid && closed.length > 0 ? ['PAID', 'BACKLOG'] : ['BACKLOG'];
	return [paid ? 'PAID' : 'NOTHING_DUE'];
};

/**
 * One mail lists everything that is due: before the due day the invoices whose stage it is, otherwise every invoice past its due day. What is on its way
 * to us is not asked for (`leftOut`) and does not hold up the rest, unless that is more than our list of it may hold; credit that covers all of it means that
 * nothing is asked. A notice before the due day yields to a mail about what is overdue.
 */
export const decide = (known: Known): Decision => {
	const { policy, today, since, documents, unapplied, freshAsOf, plannedAt } = known;
	const backlogBefore = addDays(since ?? today, -policy.backlogAfter);
	const seen = documents
		.filter(({ kind }) => kind === 'invoice')
		.map((document): Seen => {
			const due = positionOf(document).due ?? document.due ?? document.issued;
			const stage = stageToday(policy, due, throughOf(known, document.id), today);
			const asked = Math.max(0, document.open - document.held);
			return { document, due, asked, out: leftOut(document), stage, backlog: due < backlogBefore };
		})
		.sort((a, b) => (a.due === b.due ? 0 : a.due < b.due ? -1 : 1));
	const open = seen.filter(({ document }) => document.open > 0);
	// A mail would have named what is past its due day as well as what crosses a stage.
	const closed = seen.filter(
		({ document, stage, due }) => document.open === 0 && document.saved >= plannedAt && (stage !== null || due < today),
	);
	const live = open.filter(({ backlog }) => !backlog);
	const crossed = live.filter((each) => each.stage !== null);
	const waiting = crossed.filter(({ out }) => out !== null);
	const stage = highest(crossed.filter(({ out }) => out === null));
	const inMail = ({ due, stage: own, out }: Seen): boolean =>
		out === null && stage !== null && (stage.day < 0 ? own !== null && due > today : due < today);
	const lines = live.filter(inMail);
	const asked = lines.reduce((all, line) => all + line.asked, 0);
	const reasons = ((): readonly Reason[] => {
		if (crossed.length === 0) return nothingToAsk(open, closed);
		if (stage === null || waiting.length > mostExceptions) return [...new Set(waiting.flatMap(({ out }) => out ?? []))];
		if (stage.by === 'person') return ['NEEDS_PERSON'];
		return unapplied >= asked ? ['COVERED_BY_CREDIT'] : [];
	})();
	const facts = [
		// Whoever notes that this was dealt with reads here what was left out: that is whole.
		...lines.slice(0, Math.max(0, factsShown - waiting.length)).map((line) => fact(line, null)),
		...waiting.map((each) => fact(each, each.out)),
		...live.filter(({ out, stage, due }) => out !== null && stage === null && due < today).map((each) => fact(each, each.out)),
		...open.filter(({ backlog }) => backlog).map((each) => fact(each, 'BACKLOG')),
		...closed.map((each) => fact(each, each.document.state === 'closed' ? 'PAID' : 'NOTHING_DUE')),
	].slice(0, factsShown);
	return {
		reasons,
		stage,
		lines: lines.map(({ document, due, asked }) => ({ document, due, asked })),
		asked,
		held: lines.reduce((all, { document }) => all + document.held, 0),
		facts: { freshAsOf, documents: facts, unapplied },
	};
};
