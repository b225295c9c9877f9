/** Who claims how much of what is open on an invoice. What is on its way to us comes first, then disputes, then what was agreed. Pure. */
import type { Day } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import { takesPlaceOf } from './anew.ts';
import type { Arrangement, ArrangementOf, Part } from './arrangement.ts';
import { instalmentsLeft } from './instalments.ts';
import type { ArrangementKind } from './kinds.ts';
import { type Invoices, received, receivedOn } from './received.ts';
import { type Holding, holdingOf } from './standing.ts';

/** An arrangement that holds something now. */
export type Held = { readonly arrangement: Arrangement; readonly holding: Holding };
/** `by`: the day that this part of it is to be paid by, where it sets one. */
export type Claim = Held & { readonly minor: number; readonly by: Day | null; readonly funds: boolean };

export const heldBy = (arrangements: readonly Arrangement[]): readonly Held[] =>
	arrangements.flatMap((arrangement): Held[] => {
		const holding = holdingOf(arrangement);
		return holding ? [{ arrangement, holding }] : [];
	});

/** In which order they take of what is open, when there is less than they name together. */
const ranks: Readonly<Partial<Record<ArrangementKind, number>>> = { dispute: 0, 'set-off': 1, settlement: 2, plan: 3, promise: 4 };
const rankOf = ({ arrangement: { kind } }: Held): number => ranks[kind] ?? 5;
const inOrder = (a: Held, b: Held): number => {
	const [one, other] = [`${a.arrangement.at}#${a.arrangement.id}`, `${b.arrangement.at}#${b.arrangement.id}`];
	return rankOf(a) - rankOf(b) || (one < other ? -1 : one > other ? 1 : 0);
};

type Left = { readonly due: Day; readonly minor: number };

/** What of a plan is left on this invoice, by the day of the instalment that it belongs to: invoices and instalments are both paid in their order. */
const planned = (plan: ArrangementOf<'plan'>, id: string, invoices: Invoices): readonly Left[] => {
	const days = instalmentsLeft(plan.terms.instalments, received(plan, invoices)).filter(({ left }) => left > 0);
	const last = plan.terms.instalments.at(-1);
	const found: Left[] = [];
	let at = 0;
	let spent = 0;
	for (const part of plan.parts) {
		const invoice = invoices.get(part.invoice);
		let left = invoice ? Math.min(invoice.open, part.minor - Math.max(0, receivedOn(part, invoice))) : 0;
		while (left > 0) {
			const instalment = days[at];
			// More is left of the invoices than of the instalments, since another invoice was paid more than its part: it comes last.
			const minor = instalment ? Math.min(left, instalment.left - spent) : left;
			const due = instalment?.due ?? last?.due;
			if (due !== undefined && part.invoice === id) found.push({ due, minor });
			left -= minor;
			spent += minor;
			if (instalment && spent === instalment.left) {
				at++;
				spent = 0;
			}
		}
	}
	return found;
};

/** Of a settlement's part so much will be credited: its share of what is given up, up to a whole unit, since nobody lends on it. */
const givenUp = ({ parts, terms: { pays } }: ArrangementOf<'settlement'>, part: number): number => {
	const whole = parts.reduce((all, { minor }) => all + BigInt(minor), 0n);
	const given = whole - BigInt(pays);
	return whole <= 0n || given <= 0n ? 0 : Number((BigInt(part) * given + whole - 1n) / whole);
};

/** Once it is conceded only what is to be credited. */
const inDispute = ({ state, terms: { concession } }: ArrangementOf<'dispute'>, { minor }: Part): number =>
	state === 'conceded' && concession ? Math.min(concession.minor, minor) : minor;

/** By invoice: what is disputed of it, or agreed to be credited. */
export const disputedIn = (arrangements: readonly Arrangement[]): ReadonlyMap<string, number> => {
	const found = new Map<string, number>();
	for (const arrangement of arrangements)
		if (arrangement.kind === 'dispute' && holdingOf(arrangement) !== null)
			for (const part of arrangement.parts) found.set(part.invoice, (found.get(part.invoice) ?? 0) + inDispute(arrangement, part));
	return found;
};

/** What it names of this invoice and is not paid yet. */
const wanted = ({ arrangement, holding }: Held, invoice: StoredDocument, invoices: Invoices): readonly Claim[] => {
	const part = arrangement.parts.find((each) => each.invoice === invoice.id);
	if (!part) return [];
	const claim = (minor: number, more: Partial<Claim> = {}): Claim => ({
		arrangement,
		holding,
		minor: Math.max(0, minor),
		by: null,
		funds: holding.funds,
		...more,
	});
	// A dispute is about the invoice's last money: whatever is paid pays the rest of it first.
	if (arrangement.kind === 'dispute') return [claim(inDispute(arrangement, part))];
	if (arrangement.kind === 'plan' && holding.chase === 'own day')
		return planned(arrangement, invoice.id, invoices).map(({ due, minor }) => claim(minor, { by: due }));
	const left = part.minor - Math.max(0, receivedOn(part, invoice));
	if (arrangement.kind !== 'settlement' || arrangement.state === 'paid') return [claim(left)];
	const given = Math.min(left, givenUp(arrangement, part.minor));
	return [claim(given, { funds: false }), claim(left - given)];
};

const sum = (claims: readonly Claim[]): number => claims.reduce((all, { minor }) => all + minor, 0);

/** Less so much, the last of it first: what a settlement would credit is not lent on while it is asked for. */
const lessened = (claims: readonly Claim[], less: number): readonly Claim[] => {
	let left = Math.max(0, sum(claims) - less);
	return claims.map((claim) => {
		const minor = Math.min(left, claim.minor);
		left -= minor;
		return { ...claim, minor };
	});
};

/** What it wants beyond what those hold whose place it is to take. */
const beyond = (each: Held, held: readonly Held[], invoice: StoredDocument, invoices: Invoices): readonly Claim[] => {
	const claims = wanted(each, invoice, invoices);
	const earlier = held.filter(({ arrangement }) => takesPlaceOf(each.arrangement, arrangement));
	return earlier.length === 0 ? claims : lessened(claims, sum(earlier.flatMap((one) => wanted(one, invoice, invoices))));
};

export type Claimed = { readonly inFlight: number; readonly claims: readonly Claim[]; readonly rest: number };

/** `inFlight`, the claims and `rest` add up to what is open. Claims of nothing are left out. */
export const claimsOn = (invoice: StoredDocument, held: readonly Held[], invoices: Invoices): Claimed => {
	const open = Math.max(0, invoice.open);
	const inFlight = Math.min(open, Math.max(0, invoice.held));
	let rest = open - inFlight;
	// What is on its way pays what was expected of it.
	let spare = inFlight;
	const claims: Claim[] = [];
	const all = held.filter(({ holding }) => holding.over === 'parts').toSorted(inOrder);
	for (const claim of all.flatMap((each) => beyond(each, all, invoice, invoices))) {
		const covered = claim.arrangement.kind === 'dispute' ? 0 : Math.min(spare, claim.minor);
		spare -= covered;
		const minor = Math.min(claim.minor - covered, rest);
		rest -= minor;
		if (minor > 0) claims.push({ ...claim, minor });
	}
	return { inFlight, claims, rest };
};
