/** What a customer owes, per currency, and what of it can be paid now. Pure. Amounts are minor units. */
import { daysPastDue } from '../../shared/domain/aging.ts';
import type { Day } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { Checkout, Share } from '../../shared/domain/payment.ts';

export type OpenInvoice = {
	readonly id: string;
	readonly number: string;
	readonly reference: string;
	readonly issued: Day;
	readonly due: Day;
	/** Above 0: late by so many days. */
	readonly late: number;
	readonly open: number;
	/** On its way: paid and not booked yet, or being paid by somebody else right now. */
	readonly held: number;
	/** The ledger's latest row of it cannot be read, so nobody knows what is still owed: it cannot be paid until that is known. */
	readonly unsure: boolean;
	readonly payable: number;
	/** Of what is payable, so much is disputed: it may be paid all the same. */
	readonly disputed: number;
};

export type Balance = {
	readonly currency: Currency;
	/** Longest due first. */
	readonly invoices: readonly OpenInvoice[];
	readonly open: number;
	readonly held: number;
	/** Of `open`, what cannot be paid since it is not sure. */
	readonly unsure: number;
	readonly payable: number;
	/** Of it, what is late. */
	readonly overdue: number;
	/** Credits and overpayments not yet applied. Shown, never subtracted: which invoice they go to is the company's to say. */
	readonly unapplied: number;
};

/**
 * A session the customer began and has not finished: choosing again replaces it, so what it holds counts as payable. One that is being reserved and has a
 * session already belongs to a payment link by which somebody has paid (hold-for-link.ts): nobody may take that over.
 */
export const isReplaceable = ({ state, session }: Checkout): boolean => state === 'open' || (state === 'reserving' && session === null);

/** What the checkout holds, by invoice. */
export const heldBy = ({ shares, reserved }: Checkout): readonly Share[] => shares.slice(0, reserved);

const mineOn = (live: readonly Checkout[]): Map<string, number> => {
	const mine = new Map<string, number>();
	for (const checkout of live.filter(isReplaceable))
		for (const { id, minor } of heldBy(checkout)) mine.set(id, (mine.get(id) ?? 0) + minor);
	return mine;
};

const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

/**
 * @param live the customer's reservations; those that a new choice would replace do not count as held
 * @param disputed by invoice
 */
export const balancesOf = (
	documents: readonly StoredDocument[],
	live: readonly Checkout[],
	today: Day,
	disputed: ReadonlyMap<string, number> = new Map(),
): Balance[] => {
	const mine = mineOn(live);
	const invoiceOf = ({ id, number, reference, issued, due, open, held, doubt }: StoredDocument): OpenInvoice => {
		const others = Math.min(open, Math.max(0, held - (mine.get(id) ?? 0)));
		const on = due ?? issued;
		const unsure = doubt !== undefined;
		const payable = unsure ? 0 : open - others;
		const inDispute = Math.min(payable, disputed.get(id) ?? 0);
		return {
			id,
			number,
			reference,
			issued,
			due: on,
			late: daysPastDue(on, today),
			open,
			held: others,
			unsure,
			payable,
			disputed: inDispute,
		};
	};
	const currencies = [...new Set(documents.map(({ currency }) => currency))].sort();
	return currencies.flatMap((currency): Balance[] => {
		const own = documents.filter((document) => document.currency === currency);
		const invoices = own
			.filter(({ kind, state, open }) => kind === 'invoice' && state === 'open' && open > 0)
			.map(invoiceOf)
			.sort((a, b) => (a.due === b.due ? (a.number < b.number ? -1 : 1) : a.due < b.due ? -1 : 1));
		const unapplied = sum(own.map((document) => document.unapplied));
		if (invoices.length === 0 && unapplied === 0) return [];
		return [
			{
				currency,
				invoices,
				open: sum(invoices.map(({ open }) => open)),
				held: sum(invoices.map(({ held }) => held)),
				unsure: sum(invoices.map(({ unsure, open, held }) => (unsure ? open - held : 0))),
				payable: sum(invoices.map(({ payable }) => payable)),
				overdue: sum(invoices.map(({ late, payable }) => (late > 0 ? payable : 0))),
				unapplied,
			},
		];
	});
};

/** All that can be paid of a balance, or only what is late; the oldest `most` invoices. */
export const sharesOf = ({ invoices }: Balance, what: 'all' | 'late', most: number): Share[] =>
	invoices
		.filter(({ payable, late }) => payable > 0 && (what === 'all' || late > 0))
		.slice(0, most)
		.map(({ id, number, payable }) => ({ id, number, minor: payable }));

export const totalOf = (shares: readonly Share[]): number => sum(shares.map(({ minor }) => minor));

const byId = (shares: readonly Share[]): string =>
	shares
		.map(({ id, minor }) => `${id} ${minor}`)
		.sort()
		.join('\n');
export const sameShares = (a: readonly Share[], b: readonly Share[]): boolean => byId(a) === byId(b);

/** "Acme Trading S.L." → "A••• T••• S•••": enough for the one meant to know it, not for whom the mail was forwarded to. */
export const masked = (name: string): string =>
	name
		.split(/\s+/)
		.filter((word) => word !== '')
		.slice(0, 4)
		.map((word) => `${[...word][0] ?? ''}•••`)
		.join(' ');
