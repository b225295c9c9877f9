/** What a customer told us by a link, or we offered them, as it stands: for whoever holds a link of theirs. Nothing of what staff noted, and no text. Pure. */
import type { Arrangement } from '../domain/arrangements/arrangement.ts';
import { isByLink, isOffer, isTheirsToTakeBack } from '../domain/arrangements/by-link.ts';
import { isOver } from '../domain/arrangements/calendar.ts';
import type { ArrangementState } from '../domain/arrangements/kinds.ts';
import { planLeft } from '../domain/arrangements/plan-left.ts';
import type { Invoices } from '../domain/arrangements/received.ts';
import { type Day, type Instant, later } from '../domain/day.ts';
import type { Currency } from '../domain/money.ts';

export type ToldKind = 'promise' | 'dispute' | 'plan' | 'extension' | 'settlement';
/** Whose turn it is, or how it ended. A credit that is agreed is not spoken of before the ledger has it. */
export const toldStands = ['we-wait', 'we-answer', 'you-answer', 'in-force', 'kept', 'broken', 'agreed', 'not-agreed', 'ended'] as const;
export type ToldStand = (typeof toldStands)[number];

export type ToldView = {
	readonly id: string;
	readonly kind: ToldKind;
	readonly stand: ToldStand;
	readonly currency: Currency;
	/** Minor units, of all its invoices; of a plan, its instalments. */
	readonly minor: number;
	/** Numbers of its invoices, as far as they are open. */
	readonly numbers: readonly string[];
	/** Promised for, put off to, to be paid by. */
	readonly day: Day | null;
	/** Somebody is to answer by then. */
	readonly answerBy: Day | null;
	/** A settlement: so much is paid instead. */
	readonly pays: number | null;
	/** Of a plan that is not over: as far as they are still to be paid. */
	readonly instalments: readonly { readonly due: Day; readonly minor: number }[];
	/** They are to say yes or no. */
	readonly offer: boolean;
	/** They may take it back by this link. */
	readonly theirs: boolean;
	readonly rev: number;
};

/** What is over is shown for so long. */
const lately = 30 * 24 * 3_600_000;

const stands: Readonly<Partial<Record<ToldKind, Readonly<Partial<Record<ArrangementState, ToldStand>>>>>> = {
	promise: { open: 'we-wait', kept: 'kept', broken: 'broken' },
	dispute: { open: 'we-answer', proposed: 'we-answer', conceded: 'we-answer', resolved: 'agreed', upheld: 'not-agreed' },
	plan: {
		asked: 'we-answer',
		offered: 'you-answer',
		active: 'in-force',
		suspended: 'in-force',
		completed: 'kept',
		defaulted: 'broken',
		declined: 'not-agreed',
	},
	extension: { asked: 'we-answer', active: 'in-force', declined: 'not-agreed' },
	settlement: { asked: 'we-answer', offered: 'you-answer', paid: 'in-force', closed: 'agreed', declined: 'not-agreed' },
};

const kinds: readonly ToldKind[] = ['promise', 'dispute', 'plan', 'extension', 'settlement'];

const dayIn = (arrangement: Arrangement): Day | null => {
	if (arrangement.kind === 'promise' || arrangement.kind === 'settlement') return arrangement.terms.by;
	return arrangement.kind === 'extension' ? arrangement.terms.to : null;
};

const stillToCome: readonly ToldStand[] = ['we-answer', 'you-answer', 'in-force'];

const instalmentsOf = (arrangement: Arrangement, stand: ToldStand, invoices: Invoices | null): ToldView['instalments'] => {
	if (arrangement.kind !== 'plan') return [];
	return invoices && stillToCome.includes(stand) ? planLeft(arrangement, invoices) : arrangement.terms.instalments;
};

const toldOf = (
	arrangement: Arrangement,
	numbers: ReadonlyMap<string, string>,
	person: string,
	invoices: Invoices | null,
): ToldView | null => {
	const kind = kinds.find((each) => each === arrangement.kind);
	const { currency, parts, state, terms, id, rev } = arrangement;
	if (kind === undefined || currency === null) return null;
	const stand = stands[kind]?.[state] ?? 'ended';
	const instalments = instalmentsOf(arrangement, stand, invoices);
	return {
		id,
		kind,
		stand,
		currency,
		minor: (kind === 'plan' ? instalments : parts).reduce((all, { minor }) => all + minor, 0),
		numbers: parts.flatMap(({ invoice }) => numbers.get(invoice) ?? []),
		day: dayIn(arrangement),
		answerBy: 'answerBy' in terms && (stand === 'we-answer' || stand === 'you-answer') ? terms.answerBy : null,
		pays: arrangement.kind === 'settlement' ? arrangement.terms.pays : null,
		instalments,
		offer: isOffer(arrangement),
		theirs: isTheirsToTakeBack(arrangement, person),
		rev,
	};
};

/**
 * Latest first; what is offered comes before all. `arrangements`: as they are today. `numbers`: of the open invoices. `person`: who holds this link
 * (`Person.id`). `invoices`: those that are open; null: they were not read, and a plan is told as it was agreed.
 */
export const toldViews = (
	arrangements: readonly Arrangement[],
	numbers: ReadonlyMap<string, string>,
	person: string,
	now: Instant,
	invoices: Invoices | null = null,
): readonly ToldView[] =>
	arrangements
		.filter((each) => isOffer(each) || (isByLink(each) && (!isOver(each) || later(each.since ?? each.at, lately) > now)))
		.toSorted((a, b) => Number(isOffer(b)) - Number(isOffer(a)) || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
		.flatMap((each) => toldOf(each, numbers, person, invoices) ?? []);
