/**
 * The three questions about an invoice, answered for every minor unit of what is open on it: may it be chased and by which day, may a mandate take it
 * today, may a lender count it. Pure; the same answer for the gate of mails, the pay page, autopay and exports.
 */
import type { Day } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import { takesPlaceOf } from './anew.ts';
import type { Arrangement } from './arrangement.ts';
import { type Claim, claimsOn, type Held, heldBy } from './claims.ts';
import type { Invoices } from './received.ts';
import type { HoldReason } from './standing.ts';

/** `by`: the day that stages are counted from. `until`: the last day it holds, where it has one. */
export type Chase =
	| { readonly may: true; readonly by: Day }
	| { readonly may: false; readonly why: HoldReason; readonly until: Day | null };
export type Charge = { readonly may: true } | { readonly may: false; readonly why: HoldReason | 'NO_MANDATE' };
export type Funds = { readonly counts: true } | { readonly counts: false; readonly why: HoldReason };

export type Slice = {
	/** > 0. */
	readonly minor: number;
	/** Whose it is; null: nobody's, or on its way to us. */
	readonly arrangement: string | null;
	readonly chase: Chase;
	readonly charge: Charge;
	readonly funds: Funds;
};

const untilOf = (arrangement: Arrangement): Day | null => {
	switch (arrangement.kind) {
		case 'promise':
		case 'settlement':
			return arrangement.terms.deadline;
		case 'pause':
			return arrangement.terms.until;
		case 'plan':
		case 'extension':
			return arrangement.terms.answerBy;
		default:
			return null;
	}
};

/** What everything of an invoice, or of its customer, is under. */
type Whole = {
	readonly insolvency: Held | undefined;
	readonly pause: Held | undefined;
	readonly extension: Held | undefined;
	readonly mandate: boolean;
};

const wholeOf = (invoice: string, held: readonly Held[]): Whole => {
	const mine = held.filter(({ arrangement: { parts }, holding }) => {
		if (holding.over === 'parts') return false;
		return parts.length === 0 || parts.some((part) => part.invoice === invoice);
	});
	const find = (kind: Arrangement['kind']): Held | undefined => {
		const all = mine.filter(({ arrangement }) => arrangement.kind === kind);
		// What is asked for in the place of another one waits behind it.
		return all.find(({ arrangement }) => !all.some((other) => takesPlaceOf(arrangement, other.arrangement)));
	};
	return { insolvency: find('insolvency'), pause: find('pause'), extension: find('extension'), mandate: find('mandate') !== undefined };
};

const no = ({ arrangement, holding: { why } }: Held): Chase => ({ may: false, why, until: untilOf(arrangement) });
const chargeOf = (may: boolean, why: HoldReason, mandate: boolean): Charge =>
	may ? (mandate ? { may: true } : { may: false, why: 'NO_MANDATE' }) : { may: false, why };

const claimed = (minor: number, claim: Claim, { mandate }: Whole): Slice => {
	const { arrangement, holding, by, funds } = claim;
	return {
		minor,
		arrangement: arrangement.id,
		chase: holding.chase !== 'no' && by !== null ? { may: true, by } : no(claim),
		charge: chargeOf(holding.charge, holding.why, mandate),
		funds: funds ? { counts: true } : { counts: false, why: holding.why },
	};
};

/** What nobody claims: chased by its due day, or by the day that it was put off to, and not taken before that. */
const free = (minor: number, invoice: StoredDocument, { extension, mandate }: Whole, today: Day): Slice => {
	const to = extension?.arrangement.kind === 'extension' ? extension.arrangement.terms.to : null;
	const rest = { minor, arrangement: extension?.arrangement.id ?? null, funds: { counts: true } } as const;
	if (extension?.holding.chase === 'no') return { ...rest, chase: no(extension), charge: chargeOf(false, 'EXTENDED', mandate) };
	const chase: Chase = mandate ? { may: false, why: 'AUTOPAY', until: null } : { may: true, by: to ?? invoice.due ?? invoice.issued };
	return { ...rest, chase, charge: chargeOf(to === null || to <= today, 'EXTENDED', mandate) };
};

const inFlight = (minor: number): Slice => ({
	minor,
	arrangement: null,
	chase: { may: false, why: 'IN_FLIGHT', until: null },
	charge: { may: false, why: 'IN_FLIGHT' },
	funds: { counts: false, why: 'IN_FLIGHT' },
});

/** It goes over everything: what was not chased for another reason keeps that reason, but for an insolvency, which comes first. */
const under = (each: Slice, over: Held): Slice => {
	const { why, funds } = over.holding;
	const first = why === 'INSOLVENT';
	return {
		...each,
		chase: each.chase.may || first ? no(over) : each.chase,
		charge: each.charge.may || each.charge.why === 'NO_MANDATE' || first ? { may: false, why } : each.charge,
		funds: funds || (!each.funds.counts && !first) ? each.funds : { counts: false, why },
	};
};

/**
 * What is open on an invoice, cut by what it is under; the slices add up to it. `arrangements`: the customer's, in this currency or in none, as they are
 * today (`advance`). `invoices`: at least those of the arrangements that name this one.
 */
export const slicesOf = (
	invoice: StoredDocument,
	arrangements: readonly Arrangement[],
	invoices: Invoices,
	today: Day,
): readonly Slice[] => {
	const held = heldBy(arrangements);
	const whole = wholeOf(invoice.id, held);
	const { inFlight: onItsWay, claims, rest } = claimsOn(invoice, held, invoices);
	const found = [
		...(onItsWay > 0 ? [inFlight(onItsWay)] : []),
		...claims.map((claim) => claimed(claim.minor, claim, whole)),
		...(rest > 0 ? [free(rest, invoice, whole, today)] : []),
	];
	const over = whole.insolvency ?? whole.pause;
	return over ? found.map((each) => under(each, over)) : found;
};
