/**
 * What one customer is to be told today in one currency, from our copy alone. Pure: the same facts give the same decision. Whether anything may be sent
 * at all (switches, address, freshness) is asked elsewhere; docs/adr/0005-reminders.md.
 */
import { positionOf } from './aging.ts';
import { addDays, type Day, type Instant } from './day.ts';
import { type Agreed, type Demanded, demandedOf, nothingAgreed } from './demand.ts';
import type { StoredDocument } from './document.ts';
import { type Exceptions, leftOut, mostExceptions, throughOf } from './exceptions.ts';
import type { Facts, Reason } from './mailing.ts';
import { ownDaysOf } from './own-days.ts';
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
	/** What was agreed with the customer, as it is today. Absent: nothing. */
	readonly agreed?: Agreed;
};

/** Where less is asked of an invoice than is open and not on its way: how much, of how much, and what is the matter with the rest. */
export type Rest = { readonly asked: number; readonly of: number; readonly is: Demanded['rest'] };

/** So much of an invoice is asked for, by that day; one with instalments has a line for each. Minor units. */
export type Line = {
	readonly document: StoredDocument;
	readonly due: Day;
	readonly asked: number;
	/** The day is not the ledger's: it was agreed. */
	readonly own: boolean;
	/** Said on the last line of its invoice. */
	readonly rest: Rest | null;
};

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

/** More than this is said of nothing: no item of ours grows with the data. */
const claimsShown = 8;
const claimsInAll = 800;

/** An invoice, or a part of it with a day of its own. `asked`: it is asked for elsewhere, and waits for its due day's stage alone. */
type Seen = Line & {
	readonly stage: Stage | null;
	readonly backlog: boolean;
	readonly out: Reason | null;
	readonly demanded: Demanded;
};

const highest = (all: readonly Seen[]): Stage | null =>
	all.reduce<Stage | null>((top, { stage }) => (stage && (top === null || stage.day > top.day) ? stage : top), null);

type Fact = Facts['documents'][number];
const factOf = ({ document, due, stage }: Seen, out: Reason | null): Fact => ({
	id: document.id,
	number: document.number,
	due,
	open: document.open,
	held: document.held,
	stage: stage?.day ?? null,
	out,
});

/** Of each invoice what was agreed about it, where it comes first. */
const withClaims = (facts: readonly Fact[], seen: readonly Seen[]): readonly Fact[] => {
	const left = new Map(seen.flatMap(({ document, demanded: { claims } }) => (claims.length > 0 ? [[document.id, claims] as const] : [])));
	if (left.size === 0) return facts;
	let room = claimsInAll;
	return facts.map((each) => {
		const claims = left.get(each.id)?.slice(0, Math.min(claimsShown, room)) ?? [];
		left.delete(each.id);
		room -= claims.length;
		return claims.length > 0 ? { ...each, claims } : each;
	});
};

/** What the candidate was for is not there any more: paid, or changed in the ledger. Or it is nothing that anybody is asked for (`byHand`). */
const nothingToAsk = (open: readonly Seen[], closed: readonly Seen[], byHand: boolean): Reason[] => {
	const paid = closed.some(({ document }) => document.state === 'closed') || (open.length === 0 && closed.length === 0);
	const backlog = open.some(({ stage, backlog }) => stage !== null && backlog);
	if (backlog) return paid && closed.length > 0 ? ['PAID', 'BACKLOG'] : ['BACKLOG'];
	// The stage was that of a journal entry, which stands on the ladder too.
	if (byHand && closed.length === 0) return ['JOURNAL'];
	return [paid ? 'PAID' : 'NOTHING_DUE'];
};

/** Days of its own that something is agreed to be paid by, whatever holds it besides. */
const daysOf = (invoice: string, { arrangements }: Agreed): readonly Day[] =>
	arrangements.flatMap((each) => {
		const own = ownDaysOf(each);
		return own?.invoices.includes(invoice) ? own.days : [];
	});

type Judged = { readonly known: Known; readonly backlogBefore: Day };

/**
 * An invoice as it stands to its stages: by its due day; by each day of its own that something of it is asked by; and, where that is all, by its due day once
 * more, for whose stage it waits.
 */
const seenOf = (document: StoredDocument, { known, backlogBefore }: Judged): readonly Seen[] => {
	const { policy, today, agreed = nothingAgreed } = known;
	const due = positionOf(document).due ?? document.due ?? document.issued;
	const demanded = demandedOf(document, agreed, today);
	const at = (on: Day, asked: number, out: Reason | null, own: boolean): Seen => {
		const through = throughOf(known, document.id, own ? 'by own day' : 'by due day');
		const stage = stageToday(policy, on, through, today);
		return { document, due: on, asked, own, rest: null, out, stage, backlog: on < backlogBefore, demanded };
	};
	const { demands } = demanded;
	if (demands.length === 0) {
		const out = leftOut(document, demanded);
		const held = at(due, 0, out, false);
		// A plan that a dispute suspends, say: its instalments' stages wait too.
		const own = held.stage === null ? daysOf(document.id, agreed).map((on) => at(on, 0, out, true)) : [];
		return [own.find(({ stage, document: { open } }) => stage !== null && open > 0) ?? held];
	}
	const parts = demands.map(({ due: on, asked }) => at(on, asked, null, on !== due));
	if (parts.some(({ own }) => !own)) return parts;
	const waits = at(due, 0, demanded.why ?? 'EXTENDED', false);
	// What was backlog by its due day is asked for by what was agreed since.
	return waits.stage === null || waits.backlog ? parts : [...parts, waits];
};

/** Its stage has come, and it is a bookkeeper's entry: the customer has no invoice to look at, and is not asked for it. */
const isByHand = (document: StoredDocument, { policy, through, today }: Known): boolean => {
	const { due } = positionOf(document);
	return document.kind === 'journal' && due !== null && stageToday(policy, due, through, today) !== null;
};

/** What the mail leaves open of its invoices. */
const withRest = (lines: readonly Seen[]): readonly Line[] => {
	const sums = new Map<string, { asked: number; last: number }>();
	for (const [at, { document, asked }] of lines.entries())
		sums.set(document.id, { asked: (sums.get(document.id)?.asked ?? 0) + asked, last: at });
	return lines.map(({ document, due, asked, own, demanded }, at) => {
		const of = document.open - Math.max(0, document.held);
		const sum = sums.get(document.id);
		const rest = sum?.last === at && sum.asked < of ? { asked: sum.asked, of, is: demanded.rest } : null;
		return { document, due, asked, own, rest };
	});
};

/**
 * One mail lists everything that is due: before the due day the invoices whose stage it is, otherwise every invoice past its due day. What is on its way
 * to us, or may not be chased, is not asked for (`leftOut`) and does not hold up the rest, unless that is more than our list of it may hold; credit that covers all
 * of it means that nothing is asked. A notice before the due day yields to a mail about what is overdue.
 */
export const decide = (known: Known): Decision => {
	const { policy, today, since, documents, unapplied, freshAsOf, plannedAt } = known;
	const judged = { known, backlogBefore: addDays(since ?? today, -policy.backlogAfter) };
	const seen = documents
		.filter(({ kind }) => kind === 'invoice')
		.flatMap((document) => seenOf(document, judged))
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
	const named = new Set(lines.map(({ document }) => document));
	const asked = lines.reduce((all, line) => all + line.asked, 0);
	const reasons = ((): readonly Reason[] => {
		if (crossed.length === 0)
			return nothingToAsk(
				open,
				closed,
				documents.some((each) => isByHand(each, known)),
			);
		if (stage === null || waiting.length > mostExceptions) return [...new Set(waiting.flatMap(({ out }) => out ?? []))];
		if (stage.by === 'person') return ['NEEDS_PERSON'];
		return unapplied >= asked ? ['COVERED_BY_CREDIT'] : [];
	})();
	const facts = [
		// Whoever notes that this was dealt with reads here what was left out: that is whole.
		...lines.slice(0, Math.max(0, factsShown - waiting.length)).map((line) => factOf(line, null)),
		...waiting.map((each) => ({ ...factOf(each, each.out), ...(named.has(each.document) ? ({ asked: true } as const) : {}) })),
		...live.filter(({ out, stage, due }) => out !== null && stage === null && due < today).map((each) => factOf(each, each.out)),
		...open.filter(({ backlog }) => backlog).map((each) => factOf(each, 'BACKLOG')),
		...closed.map((each) => factOf(each, each.document.state === 'closed' ? 'PAID' : 'NOTHING_DUE')),
	].slice(0, factsShown);
	return {
		reasons,
		stage,
		lines: withRest(lines),
		asked,
		held: [...named].reduce((all, { held }) => all + held, 0),
		facts: { freshAsOf, documents: withClaims(facts, seen), unapplied },
	};
};
