/** What changed from one state of a document to the next, as the ledger told it. */
import type { Instant } from './day.ts';
import type { Details, Document, Entry } from './document.ts';
import type { Currency } from './money.ts';

/** Facts of a document that are compared, in the order they are told in. Amounts are minor units, each of its own state's currency. */
export const compared = [
	'state',
	'customer',
	'number',
	'reference',
	'currency',
	'total',
	'issued',
	'due',
	'open',
	'unapplied',
	'status',
	'purchaseOrder',
	'terms',
	'tax',
	'sent',
	'expected',
	'deduction',
	'onlineUrl',
] as const;
export type Fact = (typeof compared)[number];

export type Change =
	/** Of lines and attachments only that they changed. */
	| { readonly what: Fact | 'lines' | 'attachments'; readonly was: string | number | null; readonly is: string | number | null }
	/** A payment or an allocation: new (`was` null), taken back (`is` null) or another day or amount. */
	| { readonly what: 'entry'; readonly was: Entry | null; readonly is: Entry | null };

/** One read that brought something else than the read before it. `learned`: when we did. Nothing in `changes`: the ledger has a newer version of the same. */
export type Step = {
	readonly rev: number;
	readonly learned: Instant;
	/** Of the amounts before and after. */
	readonly currency: { readonly was: Currency; readonly is: Currency };
	readonly changes: readonly Change[];
};

type State = Document & { readonly rev: number; readonly saved: Instant };

const detailFacts: ReadonlySet<Fact> = new Set<Fact>(['purchaseOrder', 'terms', 'tax', 'sent', 'expected', 'deduction', 'onlineUrl']);

const factOf = (document: Document, fact: Fact): string | number | null => {
	if (fact === 'status') return document.providerStatus;
	if (detailFacts.has(fact)) return document.details?.[fact as keyof Details & Fact] ?? null;
	return document[fact as keyof Document & Fact] ?? null;
};

const print = (entry: Entry): string => `${entry.kind} ${entry.source ?? ''} ${entry.day} ${entry.minor}`;
const side = ({ kind, source }: Entry): string => `${kind} ${source ?? ''}`;

/** Those of `all` that are not in `others`, one for one. */
const without = (all: readonly Entry[], others: readonly Entry[]): Entry[] => {
	const left = new Map<string, number>();
	for (const entry of others) left.set(print(entry), (left.get(print(entry)) ?? 0) + 1);
	return all.filter((entry) => {
		const count = left.get(print(entry)) ?? 0;
		left.set(print(entry), count - 1);
		return count <= 0;
	});
};

/** The issue itself is told by `issued` and `total`. */
const entryChanges = (was: readonly Entry[], is: readonly Entry[]): Change[] => {
	const gone = without(was, is).filter(({ kind }) => kind !== 'issued');
	const come = without(is, was).filter(({ kind }) => kind !== 'issued');
	const changed = come.map((entry): Change => {
		const at = gone.findIndex((one) => side(one) === side(entry));
		return { what: 'entry', was: at === -1 ? null : (gone.splice(at, 1)[0] ?? null), is: entry };
	});
	return [...changed, ...gone.map((entry): Change => ({ what: 'entry', was: entry, is: null }))];
};

const linesOf = ({ details }: Document): string => JSON.stringify([details?.lines ?? [], details?.lineCount ?? 0]);

/**
 * A state from before details were read says nothing of them: no change is told then. A deleted document keeps no entries (`replacing` in document.ts), which
 * says nothing of its payments either.
 */
export const changesBetween = (was: Document, is: Document): Change[] => {
	const hasDetails = was.details !== undefined && is.details !== undefined;
	const facts = compared
		.filter((fact) => hasDetails || !detailFacts.has(fact))
		.flatMap((what): Change[] => {
			const [before, after] = [factOf(was, what), factOf(is, what)];
			return before === after ? [] : [{ what, was: before, is: after }];
		});
	const lines: Change[] = hasDetails && linesOf(was) !== linesOf(is) ? [{ what: 'lines', was: null, is: null }] : [];
	const files: Change[] =
		hasDetails && was.details?.attachments !== is.details?.attachments ? [{ what: 'attachments', was: null, is: null }] : [];
	const entries = is.state === 'deleted' ? [] : entryChanges(was.entries, is.entries);
	return [...facts, ...lines, ...files, ...entries];
};

/** Newest first. @param states newest first; the last of them is only compared with. */
export const stepsOf = (states: readonly State[]): Step[] =>
	states.slice(0, -1).map((is, at) => {
		const was = states[at + 1] ?? is;
		return { rev: is.rev, learned: is.saved, currency: { was: was.currency, is: is.currency }, changes: changesBetween(was, is) };
	});
