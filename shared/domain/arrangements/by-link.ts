/**
 * What a customer may say by the link in a mail. A mail is forwarded, so whoever holds the link is not the customer: they may promise and dispute within
 * bounds, which only waits for money; anything beyond needs a code sent to the address on file, and what binds us a person's yes besides. Pure.
 */
import { addDays, type Day } from '../day.ts';
import type { Arrangement, ArrangementOf, DisputeReason } from './arrangement.ts';
import { isOver } from './calendar.ts';
import type { Every } from './instalments.ts';
import type { ArrangementKind, ArrangementState } from './kinds.ts';

/** practice.md section 7; what it does not say is ours. */
export const linkBounds = {
	/** A promise is for a day so near. */
	promiseDays: 14,
	/**
	 * A million of the currency's smallest units: 10,000.00 of most; of those without decimals, whose units are small, 1,000,000 (JPY); of those with three,
	 * whose units are large, 1,000.000 (KWD). Of all that is promised, or disputed without a code, by links and is not over.
	 */
	most: 1_000_000,
	/** So many broken promises, whoever took them down: from then on they are agreed with a person. */
	broken: 2,
	/** Promises by link that are open: each stands in every list, and beside what staff may begin. */
	openPromises: 10,
	/** Disputes by link that are not answered. */
	openDisputes: 3,
	/** Letters in what is written to us. */
	text: 2000,
	/** Requests about one invoice that came to nothing. */
	vain: 2,
} as const;

/** What is asked for by a link, as its form was read. Amounts are decimal texts in the currency of the invoices. */
export type LinkAsked =
	| {
			readonly kind: 'dispute';
			readonly invoice: string;
			/** Left out: all that is not disputed. */
			readonly amount?: string;
			readonly reason: DisputeReason;
			readonly text: string;
	  }
	| { readonly kind: 'promise'; readonly invoices: string[]; readonly amount: string; readonly by: Day; readonly text?: string }
	| {
			readonly kind: 'plan';
			readonly invoices: string[];
			readonly cut: 'equal';
			readonly count: string;
			readonly first: Day;
			readonly every: Every;
			readonly text?: string;
	  }
	| { readonly kind: 'extension'; readonly invoices: string[]; readonly to: Day; readonly text?: string };

export type LinkRefusal =
	/** A promise for a day too far ahead. */
	| 'TOO_FAR_BY_LINK'
	| 'TOO_MUCH_BY_LINK'
	| 'PROMISED_ALREADY'
	| 'TOO_MANY_PROMISES'
	| 'BROKEN_BEFORE'
	/** That invoice was disputed by a link before, whatever became of it. */
	| 'DISPUTED_BEFORE'
	| 'TOO_MANY_DISPUTES'
	| 'ASKED_IN_VAIN'
	/** Settlements, set-offs and whatever else staff begin. */
	| 'NOT_BY_LINK';

/** `at-once`: it comes into force, or begins, as it is. `code`: first a code that only the address on file gets. */
export type LinkAnswer = 'at-once' | 'code' | LinkRefusal;

/** Who did it, as `Person.id`: which link, never who held it. `hash`: of the link. */
export const linkPerson = (hash: string): string => `link:${hash.slice(0, 32)}`;

export const isByLink = ({ by }: Pick<Arrangement, 'by'>): boolean => by.side === 'customer';

const invoicesOf = ({ parts }: Arrangement): readonly string[] => parts.map(({ invoice }) => invoice);
const shareInvoice = (one: Arrangement, other: Arrangement): boolean => invoicesOf(one).some((each) => invoicesOf(other).includes(each));
const sum = (all: readonly Arrangement[]): number => all.flatMap(({ parts }) => parts).reduce((whole, { minor }) => whole + minor, 0);

/** Is not over, and waits for money or for our answer. */
const isOpen = ({ kind, state }: Arrangement): boolean =>
	(kind === 'promise' && state === 'open') || (kind === 'dispute' && (state === 'open' || state === 'proposed'));
/** Those like it that were begun by links and are open. */
const openLike = ({ kind }: Arrangement, arrangements: readonly Arrangement[]): readonly Arrangement[] =>
	arrangements.filter((each) => each.kind === kind && isOpen(each) && isByLink(each));
const isBelowMost = (fresh: Arrangement, arrangements: readonly Arrangement[]): boolean =>
	sum([fresh, ...openLike(fresh, arrangements).filter(({ currency }) => currency === fresh.currency)]) <= linkBounds.most;

const toPromise = (fresh: ArrangementOf<'promise'>, arrangements: readonly Arrangement[], today: Day): LinkAnswer => {
	if (arrangements.filter(({ kind, state }) => kind === 'promise' && state === 'broken').length >= linkBounds.broken)
		return 'BROKEN_BEFORE';
	if (fresh.terms.by > addDays(today, linkBounds.promiseDays)) return 'TOO_FAR_BY_LINK';
	if (arrangements.some((each) => each.kind === 'promise' && isOpen(each) && shareInvoice(each, fresh))) return 'PROMISED_ALREADY';
	if (openLike(fresh, arrangements).length >= linkBounds.openPromises) return 'TOO_MANY_PROMISES';
	return isBelowMost(fresh, arrangements) ? 'at-once' : 'TOO_MUCH_BY_LINK';
};

/** A dispute would end it, or let it stand still: more than to wait for an answer. */
const endsWith = (each: Arrangement, dispute: Arrangement): boolean =>
	(each.kind === 'plan' || each.kind === 'settlement' || each.kind === 'set-off') && !isOver(each) && shareInvoice(each, dispute);

const toDispute = (fresh: ArrangementOf<'dispute'>, arrangements: readonly Arrangement[]): LinkAnswer => {
	if (arrangements.some((each) => each.kind === 'dispute' && isByLink(each) && shareInvoice(each, fresh))) return 'DISPUTED_BEFORE';
	if (openLike(fresh, arrangements).length >= linkBounds.openDisputes) return 'TOO_MANY_DISPUTES';
	return isBelowMost(fresh, arrangements) && !arrangements.some((each) => endsWith(each, fresh)) ? 'at-once' : 'code';
};

const vain: ReadonlySet<ArrangementState> = new Set<ArrangementState>(['declined', 'refused', 'lapsed', 'cancelled']);
const toAsk = (fresh: Arrangement, arrangements: readonly Arrangement[]): LinkAnswer => {
	const before = arrangements.filter(
		(each) => each.kind === fresh.kind && isByLink(each) && vain.has(each.state) && shareInvoice(each, fresh),
	);
	return before.length < linkBounds.vain ? 'code' : 'ASKED_IN_VAIN';
};

/**
 * Whether a customer may begin this by a link. `fresh`: as it would begin, so it is possible (`ask.ts`). `arrangements`: all others that are kept of the
 * customer, as they are today: those put away are forgotten, and with them promises broken long ago.
 */
export const mayByLink = (fresh: Arrangement, arrangements: readonly Arrangement[], today: Day): LinkAnswer => {
	switch (fresh.kind) {
		case 'promise':
			return toPromise(fresh, arrangements, today);
		case 'dispute':
			return toDispute(fresh, arrangements);
		case 'plan':
		case 'extension':
			return toAsk(fresh, arrangements);
		default:
			return 'NOT_BY_LINK';
	}
};

const offers: ReadonlySet<ArrangementKind> = new Set<ArrangementKind>(['plan', 'settlement']);
/** What we offered and the customer is to answer: yes and no each need a code, since both bind. */
export const isOffer = ({ kind, state }: Pick<Arrangement, 'kind' | 'state'>): boolean => offers.has(kind) && state === 'offered';

/**
 * Whoever asked by a link may take it back by the same link while nobody has answered, without a code: it gives up nothing of ours. Not a promise: begun and
 * taken back again and again it would hold chasing for ever.
 */
export const isTheirsToTakeBack = (arrangement: Arrangement, person: string): boolean => {
	const { kind, state, by } = arrangement;
	if (by.side !== 'customer' || by.id !== person) return false;
	return (kind === 'dispute' && state === 'open') || ((kind === 'plan' || kind === 'extension') && state === 'asked');
};

const luhn = (digits: string): boolean => {
	const sum = [...digits].toReversed().reduce((all, digit, at) => {
		const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
		return all + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
};

/** How card numbers begin, and how long they are then: Visa, Mastercard and Mir, American Express, Diners, JCB, Maestro, Discover and UnionPay. */
const cardNumber = /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2\d)\d{14}|3[47]\d{13}|3[0689]\d{12,17}|35\d{14,17}|5[06-9]\d{11,17}|6\d{12,18})$/;
const cardLengths = [13, 14, 15, 16, 17, 18, 19];
const lastDigits = 4;

/** Of these digits, those of a card number that are not to be seen: whatever stands before and after it, and wherever it begins. */
const hiddenIn = (digits: string): ReadonlySet<number> => {
	const hidden = new Set<number>();
	for (let start = 0; start < digits.length; start++)
		for (const length of cardLengths) {
			const found = digits.slice(start, start + length);
			if (found.length < length || !cardNumber.test(found) || !luhn(found)) continue;
			for (let at = start; at < start + length - lastDigits; at++) hidden.add(at);
		}
	return hidden;
};

/** People paste card numbers, with the expiry day behind: all but the last four digits go (threat T23). */
export const withoutCardNumbers = (text: string): string =>
	text.replace(/\d(?:[ -]?\d){12,}/g, (run) => {
		const hidden = hiddenIn(run.replace(/\D/g, ''));
		if (hidden.size === 0) return run;
		let at = -1;
		const shown = [...run].map((letter) => {
			if (!/\d/.test(letter)) return hidden.has(at) && hidden.has(at + 1) ? '' : letter;
			at += 1;
			return hidden.has(at) ? '•' : letter;
		});
		return shown.join('').replace(/•+[ -]?/g, '•••• ');
	});

/** Plain text as it may be kept: no control characters, no marks that turn the reading direction around, lines ended one way. */
export const plainText = (text: string): string =>
	withoutCardNumbers(
		text
			.normalize('NFC')
			.replace(/\r\n?/g, '\n')
			.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, ''),
	).trim();
