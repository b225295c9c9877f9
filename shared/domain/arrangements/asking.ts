/** What every new arrangement needs to know, and the words with which one is refused. */
import type { Holidays } from '../business-days.ts';
import { type Day, type Instant, isDay } from '../day.ts';
import type { CompanyId, CustomerId, LedgerId, StoredDocument } from '../document.ts';
import type { Currency } from '../money.ts';
import { Refusal } from '../refusal.ts';
import { answerOf } from './advance.ts';
import { insteadOf, pendingFor, takesPlaceOf } from './anew.ts';
import type { Arrangement, ArrangementBase, Part, Person } from './arrangement.ts';
import { claimsOn, heldBy } from './claims.ts';
import { type Invoices, moneyBefore } from './received.ts';

/** Who asks, for whom, under which id: the same wish twice has the same id. */
export type Asking = {
	readonly company: CompanyId;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly id: string;
	readonly by: Person;
	readonly at: Instant;
	readonly owner: string | null;
};

/** What is known when it is asked for. */
export type Known = {
	readonly today: Day;
	readonly holidays: Holidays;
	/** The customer's open invoices in the currency. */
	readonly invoices: Invoices;
	/** The customer's, as they are today (`advance`). */
	readonly arrangements: readonly Arrangement[];
	/** Credit of the customer that is applied to nothing. */
	readonly unapplied: number;
	/** One that is agreed anew: its money is the new one's, once that is in force. */
	readonly replaces: Arrangement | null;
};

/** An invoice and how much of it; null: all that nobody else claims. */
export type Wish = { readonly invoice: string; readonly minor: number | null };

/** Answer days, calendar of the company. practice.md section 7. */
export const answerDays = 5;
export const graceDays = 2;
const mostInvoices = 100;

export const refuse = (code: string, title: string, detail: string): Refusal => new Refusal(409, code, title, detail);

export const mustBeDay = (day: Day, name: string): void => {
	if (!isDay(day)) throw new Refusal(400, 'DAY_UNKNOWN', 'That is no day', `Write the ${name} as 2026-11-22.`);
};

export const mustNotBePast = (day: Day, today: Day, name: string): void => {
	mustBeDay(day, name);
	if (day < today) throw refuse('IN_THE_PAST', 'That day is over', `The ${name} is ${day}; today is ${today}. Choose today or later.`);
};

export const mustBeAmount = (minor: number): void => {
	if (!Number.isSafeInteger(minor) || minor <= 0)
		throw new Refusal(
			400,
			'AMOUNT_UNKNOWN',
			'That is no amount',
			'Write an amount above zero, with no more decimals than the currency has.',
		);
};

const named = ({ number, id }: StoredDocument): string => (number === '' ? `the invoice ${id}` : number);

export const openInvoice = (id: string, { invoices }: Known): StoredDocument => {
	const invoice = invoices.get(id);
	if (invoice?.kind !== 'invoice')
		throw new Refusal(404, 'NOT_FOUND', 'There is no such invoice', 'The customer has no invoice with this id.');
	if (invoice.doubt !== undefined)
		throw refuse('LEDGER_UNSURE', 'The ledger cannot be read', `Nobody knows what is open on ${named(invoice)}: ${invoice.doubt.why}`);
	if (invoice.open <= 0) throw refuse('NOTHING_OPEN', 'Nothing is open', `${named(invoice)} is settled already.`);
	return invoice;
};

export const partOf = (invoice: StoredDocument, minor: number): Part => ({ invoice: invoice.id, minor, ...moneyBefore(invoice) });

/** Whether it gives way to what is asked for now. */
export const givesWay = ({ id }: Pick<Arrangement, 'id'>, { replaces }: Pick<Known, 'replaces'>): boolean =>
	replaces !== null && (replaces.id === id || takesPlaceOf(replaces, { id }));

/** What nobody claims yet: neither on its way, nor disputed, nor promised or planned otherwise. */
export const roomOn = (invoice: StoredDocument, known: Known): number => {
	const others = known.arrangements.filter((each) => !givesWay(each, known));
	return claimsOn(invoice, heldBy(others), known.invoices).rest;
};

/** One newer version at a time. */
export const mustBeLatest = ({ replaces, arrangements }: Known): void => {
	if (replaces !== null && pendingFor(replaces, arrangements) !== null)
		throw refuse(
			'ANEW_ALREADY',
			'It is being agreed anew already',
			'A newer version is asked for and not in force yet. Decide or end that one, or agree that one anew.',
		);
};

/** The parts as wished for. Money that something else claims is not agreed about twice. */
export const partsOf = (wishes: readonly Wish[], known: Known): readonly Part[] => {
	mustBeLatest(known);
	if (wishes.length === 0) throw new Refusal(400, 'NO_INVOICE', 'No invoice is chosen', 'Choose at least one.');
	if (wishes.length > mostInvoices || new Set(wishes.map(({ invoice }) => invoice)).size < wishes.length)
		throw new Refusal(400, 'TOO_MANY_INVOICES', 'That is too much at once', `Choose each invoice once, and at most ${mostInvoices}.`);
	return wishes.map(({ invoice: id, minor }) => {
		const invoice = openInvoice(id, known);
		const room = roomOn(invoice, known);
		const wanted = minor ?? room;
		if (minor !== null) mustBeAmount(minor);
		if (wanted > invoice.open) throw refuse('ABOVE_BALANCE', 'That is more than is open', `Less is open on ${named(invoice)}.`);
		if (wanted > room || room === 0)
			throw refuse(
				'CLAIMED_ALREADY',
				'That money is spoken for',
				`Of ${named(invoice)} too much is on its way, disputed, promised or planned already. End that first, or choose less.`,
			);
		return partOf(invoice, wanted);
	});
};

export const currencyOf = (parts: readonly Part[], { invoices }: Known): Currency | null => {
	const all = new Set(parts.flatMap(({ invoice }) => invoices.get(invoice)?.currency ?? []));
	if (all.size > 1) throw refuse('MIXED_CURRENCIES', 'These are different currencies', 'Agree about each currency by itself.');
	return [...all][0] ?? null;
};

/** The one that is agreed anew, and those whose place it was still to take itself. */
const placesOf = (currency: Currency | null, known: Known): readonly string[] => {
	mustBeLatest(known);
	const { replaces, arrangements } = known;
	if (replaces === null) return [];
	if (replaces.kind !== 'hold' && replaces.currency !== null && currency !== null && replaces.currency !== currency)
		throw refuse('MIXED_CURRENCIES', 'That is another currency', 'It is agreed anew in its own currency. End it and begin the other one.');
	const standing = new Set(arrangements.filter((each) => answerOf(each, 'replaced') !== 'stays').map(({ id }) => id));
	return [replaces.id, ...insteadOf(replaces).filter((id) => standing.has(id))];
};

export const baseOf = (asking: Asking, parts: readonly Part[], known: Known): ArrangementBase => {
	const { company, customer, ledger, id, by, at, owner } = asking;
	const { replaces } = known;
	const currency = currencyOf(parts, known);
	const places = placesOf(currency, known);
	return {
		company,
		customer,
		ledger,
		id,
		currency,
		parts,
		unapplied: known.unapplied,
		by,
		at,
		asked: by,
		owner,
		noted: [],
		version: (replaces?.version ?? 0) + 1,
		replaces: replaces?.id ?? null,
		...(places.length > 1 && { insteadOf: places }),
		posting: null,
		// Looked at once more at once: what is true of it already follows from the books.
		wake: at,
		rev: 0,
	};
};
