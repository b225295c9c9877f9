/**
 * What may be asked of an open invoice on a day, by the day that its stages are counted from, and what is not asked and why. Made of `slicesOf`, so the gate of
 * mails forbids what it forbids. Pure. docs/adr/0020-arrangements.md
 */
import type { Arrangement } from './arrangements/arrangement.ts';
import type { Invoices } from './arrangements/received.ts';
import { type Slice, slicesOf } from './arrangements/slices.ts';
import { type HoldReason, holdingOf } from './arrangements/standing.ts';
import type { Day } from './day.ts';
import type { StoredDocument } from './document.ts';
import type { Claimed, Reason } from './mailing.ts';

/** What was agreed with a customer, as it is on the day that is decided, and the invoices that it is about. */
export type Agreed = { readonly arrangements: readonly Arrangement[]; readonly invoices: Invoices };
export const nothingAgreed: Agreed = { arrangements: [], invoices: new Map() };

/** So much of an invoice is asked for, by that day. Minor units. */
export type Demand = { readonly due: Day; readonly asked: number };

export type Demanded = {
	/** What may be asked, by day. Empty: nothing. */
	readonly demands: readonly Demand[];
	/** Why nothing is asked, or nothing by the ledger's due day: of what holds most. Null: the due day counts, or nothing is open. */
	readonly why: Reason | null;
	/** What is said of it in the record of the decision. */
	readonly claims: readonly Claimed[];
	/** Of what is left besides, the greater part: `clarified` is nobody's to pay before somebody answers; `later`: its day is yet to come. */
	readonly rest: 'clarified' | 'later';
};

const clarified: ReadonlySet<HoldReason> = new Set(['DISPUTED', 'CREDIT_PENDING', 'SET_OFF', 'SETTLING']);

const holderOf = (why: HoldReason, slice: Slice, invoice: string, { arrangements }: Agreed): string | null =>
	arrangements.find((each) => {
		const holding = holdingOf(each);
		if (holding?.why !== why) return false;
		if (each.id === slice.arrangement) return true;
		return holding.over !== 'parts' && (each.parts.length === 0 || each.parts.some((part) => part.invoice === invoice));
	})?.id ?? null;

/** What is under nothing, or on its way (`held` says so), is no claim. */
const claimOf = (slice: Slice, invoice: string, agreed: Agreed): readonly Claimed[] => {
	const { minor, chase, arrangement } = slice;
	if (!chase.may) return chase.why === 'IN_FLIGHT' ? [] : [{ of: holderOf(chase.why, slice, invoice, agreed), why: chase.why, minor }];
	const own = agreed.arrangements.find(({ id }) => id === arrangement);
	return own ? [{ of: own.id, why: own.kind === 'plan' ? 'PLANNED' : 'EXTENDED', minor, by: chase.by }] : [];
};

const byDay = (slices: readonly Slice[]): readonly Demand[] => {
	const days = new Map<Day, number>();
	for (const { minor, chase } of slices) if (chase.may) days.set(chase.by, (days.get(chase.by) ?? 0) + minor);
	return [...days].map(([due, asked]) => ({ due, asked })).sort((a, b) => (a.due < b.due ? -1 : 1));
};

/** What holds most of it; of two the same, the one that comes first. */
const most = (all: readonly { readonly why: HoldReason; readonly minor: number }[]): HoldReason | null => {
	const sums = new Map<HoldReason, number>();
	for (const { why, minor } of all) sums.set(why, (sums.get(why) ?? 0) + minor);
	return [...sums].reduce<readonly [HoldReason, number] | null>((top, each) => (top && top[1] >= each[1] ? top : each), null)?.[0] ?? null;
};

/** Money on any invoice of a plan pays its instalments: while one cannot be read nobody knows which are due. */
const isUnsureByPlan = ({ id }: StoredDocument, { arrangements, invoices }: Agreed): boolean =>
	arrangements.some(
		(each) =>
			holdingOf(each)?.chase === 'own day' &&
			each.kind === 'plan' &&
			each.parts.some((part) => part.invoice === id) &&
			each.parts.some((part) => invoices.get(part.invoice)?.doubt !== undefined),
	);

/** @param today the company's civil day */
export const demandedOf = (invoice: StoredDocument, agreed: Agreed, today: Day): Demanded => {
	const slices = slicesOf(invoice, agreed.arrangements, agreed.invoices, today);
	// The ledger has a state of it that cannot be read: nobody knows what is still owed.
	if (invoice.doubt !== undefined || isUnsureByPlan(invoice, agreed))
		return { demands: [], why: invoice.open > 0 ? 'LEDGER_UNSURE' : null, claims: [], rest: 'later' };
	const claims = slices.flatMap((slice) => claimOf(slice, invoice.id, agreed));
	const demands = byDay(slices);
	const held = slices.flatMap(({ minor, chase }) => (chase.may ? [] : [{ why: chase.why, minor }]));
	const off = claims.filter(({ by }) => by !== undefined);
	const unclear = claims.some(({ why }) => clarified.has(why));
	return { demands, why: most(demands.length === 0 ? held : off), claims, rest: unclear ? 'clarified' : 'later' };
};
